"""What a complaint may be about, how it may end, and whom its words name. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from workflow.kernel.errors import N_

#: The grounds the institutions' own documents list (S70), and two doors that lead here.
CATEGORIES = {
    "cold": N_("Cold or rude service"),
    "deflecting": N_("Sent from one to another"),
    "stalling": N_("Stalling"),
    "unlawful": N_("Against the rules"),
    "unclean": N_("Asked for gifts or favours"),
    "limit_missed": N_("Promised time not kept"),
    "favours": N_("Relatives or friends preferred"),
    "unlisted_fee": N_("A fee that is not on the list"),
    "false_name": N_("A loan under a false name"),
    "late_objection": N_("Objection after the notice had ended"),
    "oral_objection": N_("Objection not made in writing"),
    "dismissed_objection": N_("Objection found not admissible"),
    "other": N_("Something else"),
}

CHANNELS = {
    "online": N_("online"),
    "phone": N_("by telephone"),
    "letter": N_("by letter"),
    "visit": N_("in person"),
    "objection": N_("as an objection to a notice"),
    "box": N_("in the opinion box"),
}

#: How a person may have reached the house when somebody else types it in.
RECORDED_CHANNELS = ("phone", "letter", "visit")

#: The outcome is said apart from the fact that it was answered: closed is not the same as put right.
OUTCOMES = {
    "upheld": N_("upheld"),
    "partly": N_("upheld in part"),
    "not_upheld": N_("not upheld"),
    "not_provable": N_("could not be proved"),
}

#: What somebody can be held to.
PROVEN = ("upheld", "partly")

#: Why somebody may neither see nor handle a complaint.
NAMED, ACTED, HEAD, TOGETHER = "named", "acted", "head", "together"
REASONS = {
    NAMED: N_("is complained about"),
    ACTED: N_("acted on the case"),
    HEAD: N_("heads the office complained about"),
    TOGETHER: N_("is kept out of a complaint that is handled as one with this"),
}

#: What is said in the talk through the receipt; the complainant's own kinds first.
REPLY, DISAGREEMENT, QUESTION, EXTENSION = "reply", "disagreement", "question", "extension"
TURNS = {
    REPLY: N_("The complainant"),
    DISAGREEMENT: N_("The complainant asks for a review"),
    QUESTION: N_("Question to the complainant"),
    EXTENSION: N_("Longer limit, and why"),
}

#: Which limit may follow which, each with its reason told before the earlier one has run out.
LONGER = {
    "complaint.decide_limit": "complaint.complex_limit",
    "complaint.complex_limit": "complaint.longest_limit",
}
#: The limit that whoever handles the complaint cannot give themselves: the rule asks for a second, senior person.
APPROVED_BY_ANOTHER = "complaint.longest_limit"
ASK_REVIEW, REVIEW = "complaint.review_request_limit", "complaint.review_limit"


def of_objection(state: str, *, in_writing: bool) -> str:
    """Why an objection came to be a complaint: too late, not in writing, or found not admissible."""
    if state == "late":
        return "late_objection"
    return "dismissed_objection" if in_writing else "oral_objection"


def named_in(text: str, names: Mapping[int, str]) -> frozenset[int]:
    """Whose name stands in `text`, by officer id.

    A namesake too many is kept out rather than the right person let in.
    """
    squeezed = "".join(text.split())
    return frozenset(number for number, name in names.items() if name and "".join(name.split()) in squeezed)


def gives_away(text: str, others: Iterable[str | None]) -> bool:
    """Whether words for one complainant hold the name, the contact or the number of another; blanks do not hide it."""
    squeezed = "".join(text.split())
    return any(len(word) > 1 and word in squeezed for word in ("".join((other or "").split()) for other in others))


def merged(*groups: Mapping[int, str] | None) -> dict[int, str]:
    """Exclusions of several grounds in one: the first ground given for a person is kept."""
    result: dict[int, str] = {}
    for group in groups:
        for number, because in (group or {}).items():
            result.setdefault(number, because)
    return result


def because(reason: str, people: Iterable[int]) -> dict[int, str]:
    """The same ground for several people."""
    return dict.fromkeys(people, reason)
