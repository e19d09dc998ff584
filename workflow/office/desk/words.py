"""A case's events in words: each kind has a sentence, with its amounts and days in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext

from workflow.base import languages
from workflow.kernel.errors import N_
from workflow.stages.cases.clock import WHOLE
from workflow.stages.cases.replay import Told

#: A kind's sentence, or `kind.code` where one code of its payload (VARIANTS) changes what there is to say.
WORDS: Mapping[str, str] = {
    "case_registered": N_("The application was registered."),
    "case_registered.slip": N_("The application was handed in online and taken in."),
    "case_proposed": N_("The village's meeting settled the line: %(passed_amount)s yuan."),
    "case_receipt_issued": N_("A receipt was given out at the counter."),
    "case_material_checked.present": N_("Checked: %(material)s is there."),
    "case_material_checked.missing": N_("Checked: %(material)s is missing."),
    "case_material_checked.defective": N_("Checked: %(material)s is defective."),
    "material_photo_received": N_("A photo came through the receipt: %(material)s."),
    "material_photo_taken_over": N_("A photo was taken over into the household's file: %(material)s."),
    "material_photo_kept": N_("The application ended. The household wanted a photo kept in its file: %(material)s."),
    "material_photo_discarded": N_("The application ended. A photo nobody had looked at was erased: %(material)s."),
    "material_photo_refused": N_("A photo cannot be used: %(material)s."),
    "case_gaps_told": N_("The household was told all that is missing."),
    "case_gaps_told.breach": N_("The household was told again, of something missing from the start."),
    "case_accepted": N_("Accepted. The promise runs until %(due_on)s."),
    "case_accepted.unclocked": N_("Accepted. This institution has promised no time limit."),
    "case_rejected": N_("The application could not be accepted."),
    "case_withdrawn": N_("The household took its application back."),
    "case_assigned": N_("Put in another officer's charge."),
    "case_appointed": N_("The visit was agreed for %(appointment_on)s."),
    "case_prioritised": N_("The green channel's mark was set or taken."),
    "clock_recomputed": N_("The clock was counted anew: %(old)s became %(new)s."),
    "clock_recomputed.same": N_("The clock was counted anew; its date stays %(new)s."),
    "clock_warned": N_("%(percent)s%% of the time was used up; due by %(due_on)s. The officer was told."),
    "clock_warned.last": N_("The last day of the time began. The officer was told."),
    "clock_warned.nobody": N_("%(percent)s%% of the time was used up; due by %(due_on)s. No message could be sent."),
    "stage_clock_warned": N_("%(percent)s%% of the time of the stage was used up; due by %(due_on)s."),
    "stage_clock_warned.told": N_(
        "%(percent)s%% of the time of the stage was used up; due by %(due_on)s. The officer was told."
    ),
    "stage_clock_recomputed": N_("The stage's clock was counted anew: %(old)s became %(new)s."),
    "stage_clock_recomputed.same": N_("The stage's clock was counted anew; its date stays %(new)s."),
    "case_graded": N_("The household's credit grade was settled: %(grade)s. The next stage began."),
    "case_graded.none": N_("The household was left without a credit grade: the case waits for one again."),
    "case_notice_extended": N_("The calendar changed: the notice stands until %(new)s instead of %(old)s."),
    "case_investigated": N_("Investigated. Proposed: %(proposed_amount)s yuan."),
    "review_opened": N_("The review committee began its work."),
    "vote_cast": N_("A member of the committee voted."),
    "review_closed": N_("The committee closed its review."),
    "review_closed.passed": N_("The committee passed it: %(passed_amount)s yuan."),
    "review_closed.failed": N_("The committee did not pass it."),
    "case_decided.grant": N_("Granted: %(amount)s yuan."),
    "case_decided.lower": N_("Granted at a lower amount: %(amount)s yuan."),
    "case_decided.refuse": N_("Refused."),
    "case_decided.veto": N_("Refused against the committee's vote."),
    "case_decided": N_("Decided."),
    "case_escalated": N_("Handed up to a higher level of authority; the clock keeps its start."),
    "result_told": N_("The applicant was told the result."),
    "case_posted": N_("On public notice from %(first_day)s to %(last_day)s."),
    "case_cleared": N_("The notice closed with no objection standing."),
    "objection_received": N_("An objection came in."),
    "objection_admitted": N_("An objection was admitted."),
    "objection_dismissed": N_("An objection was not admitted."),
    "objection_ruled.upheld": N_("An objection was upheld."),
    "objection_ruled.rejected": N_("An objection was rejected."),
    "objection_ruled": N_("An objection was ruled on."),
    "notice_entry_taken_off": N_("The entry was taken off the notice."),
    "contracts_drawn_up": N_("The contracts were drawn up."),
    "contracts_printed": N_("The contracts were printed, copy %(copy)s."),
    "contracts_voided": N_("Contracts that nobody had signed were voided."),
    "contracts_signed": N_("The contracts were signed face to face."),
    "credit_line_replaced": N_("Another line takes its place on %(effective_on)s."),
    "credit_line_made": N_("The line takes effect on %(effective_on)s: %(amount)s yuan."),
}
_AMOUNTS = frozenset({"amount", "proposed_amount", "passed_amount", "new_amount"})
_DAYS = frozenset(
    {"due_on", "old", "new", "first_day", "last_day", "effective_on", "visited_on", "due_was", "appointment_on"}
)
_NOTES = ("reason", "note", "cause", "early_reason")


@dataclass(frozen=True, slots=True)
class Said:
    """One event as the timeline shows it."""

    kind: str
    at: datetime
    title: str
    by: str
    note: str


def _registered(payload: Mapping[str, Any]) -> str:
    return "slip" if payload["slip"] else ""


def _told(payload: Mapping[str, Any]) -> str:
    return "breach" if payload["breach"] else ""


def _accepted(payload: Mapping[str, Any]) -> str:
    return "" if payload["due_on"] else "unclocked"


def _recomputed(payload: Mapping[str, Any]) -> str:
    return "same" if payload["old"] == payload["new"] else ""


def _warned(payload: Mapping[str, Any]) -> str:
    return "nobody" if payload["officer"] is None else "last" if payload["percent"] == WHOLE else ""


def _closed(payload: Mapping[str, Any]) -> str:
    return "passed" if payload.get("passed") else "failed"


#: Where a kind says different things, what tells which.
VARIANTS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "case_registered": _registered,
    "case_material_checked": lambda payload: str(payload["state"]),
    "case_gaps_told": _told,
    "case_accepted": _accepted,
    "case_graded": lambda payload: "" if payload["grade"] else "none",
    "clock_recomputed": _recomputed,
    "clock_warned": _warned,
    "stage_clock_recomputed": _recomputed,
    "stage_clock_warned": lambda payload: "told" if payload["officer"] else "",
    "review_closed": _closed,
    "case_decided": lambda payload: str(payload["verdict"]),
    "objection_ruled": lambda payload: str(payload["verdict"]),
}


def sentence(kind: str, payload: Mapping[str, Any]) -> str | None:
    """The msgid for an event; None for a kind that has no words yet."""
    variant = VARIANTS[kind](payload) if kind in VARIANTS else ""
    return WORDS.get(f"{kind}.{variant}") or WORDS.get(kind)


def timeline(events: Iterable[Told], names: Mapping[int, str], papers: Mapping[str, str]) -> list[Said]:
    """Events said aloud; `papers` names the checklist's keys. A kind without words shows its name."""
    return [_said(event, names, papers) for event in events]


def _said(event: Told, names: Mapping[int, str], papers: Mapping[str, str]) -> Said:
    values = {name: value for name, value in {**event.payload.get("set", {}), **event.payload}.items() if name != "set"}
    words = sentence(event.kind, event.payload)
    title = gettext(words, **_worded(values, papers)) if words else event.kind
    by = names.get(event.by, "") if event.by else ""
    return Said(event.kind, event.at, title, by, _note(event.payload))


def _worded(values: Mapping[str, Any], papers: Mapping[str, str]) -> dict[str, Any]:
    return {name: _value(name, value, papers) for name, value in values.items()}


def _value(name: str, value: Any, papers: Mapping[str, str]) -> Any:
    if name in _AMOUNTS:
        return languages.yuan(value)
    if name in _DAYS:
        return languages.day(value)
    return papers.get(value, value) if name == "material" else value


def _note(payload: Mapping[str, Any]) -> str:
    late = [gettext("This was after the promised day.")] if payload.get("late") else []
    return " ".join([*(gettext(str(payload[name])) for name in _NOTES if payload.get(name)), *late])
