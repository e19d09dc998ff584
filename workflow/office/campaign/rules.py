"""How far a household is in its village's campaign, who acts next, and which steps the rules have. Pure.

Where a household stands follows from its survey, its form, the batch line form and its case alone; nothing is kept
beside them that could say something else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from workflow.kernel.errors import N_
from workflow.staff.roles import Role


class Step(StrEnum):
    """What a village goes through, in this order."""

    SURVEY = "survey"
    SUMMARY = "summary"
    BOOKS = "books"
    VERIFICATION = "verification"
    MEETING = "meeting"
    LINES = "lines"
    NOTICE = "notice"
    EFFECT = "effect"


STEPS = {
    Step.SURVEY: N_("Household survey"),
    Step.SUMMARY: N_("Summaries to the panel"),
    Step.BOOKS: N_("Appraisal books"),
    Step.VERIFICATION: N_("Verification"),
    Step.MEETING: N_("Meeting of the panel"),
    Step.LINES: N_("Batch line form and approval"),
    Step.NOTICE: N_("List posted in the village"),
    Step.EFFECT: N_("Lines in effect"),
}

#: Who acts in a step.
ACTORS: dict[Step, tuple[Role, ...]] = {
    Step.SURVEY: (Role.SURVEY_TEAM,),
    Step.SUMMARY: (Role.SURVEY_TEAM,),
    Step.BOOKS: (Role.PANEL_MEMBER,),
    Step.VERIFICATION: (Role.BACK_OFFICE,),
    Step.MEETING: (Role.BACK_OFFICE,),
    Step.LINES: (Role.CREDIT_OFFICER, Role.DECISION_MAKER),
    Step.NOTICE: (Role.BACK_OFFICE, Role.PUBLISHER),
    Step.EFFECT: (),
}


class Standing(StrEnum):
    """Where a household stands; adjectives."""

    UNASKED = "unasked"
    ASKED = "asked"
    ANSWERED = "answered"
    SUMMARISED = "summarised"
    PREPARED = "prepared"
    ESCALATED = "escalated"
    SETTLED = "settled"
    SIGNED = "signed"
    SENT_UP = "sent_up"
    APPROVED = "approved"
    POSTED = "posted"
    DISPUTED = "disputed"
    CLEARED = "cleared"
    EFFECTIVE = "effective"
    DEFERRED = "deferred"
    EXCLUDED = "excluded"
    UNGRANTED = "ungranted"


class Place(NamedTuple):
    """What a standing is called, and the step in which it waits; None where nothing is to come."""

    label: str
    step: Step | None


PLACES: dict[Standing, Place] = {
    Standing.UNASKED: Place(N_("not drawn for"), Step.SURVEY),
    Standing.ASKED: Place(N_("being asked"), Step.SURVEY),
    Standing.ANSWERED: Place(N_("enough answers"), Step.SUMMARY),
    Standing.SUMMARISED: Place(N_("with the panel"), Step.MEETING),
    Standing.PREPARED: Place(N_("before the meeting"), Step.MEETING),
    Standing.ESCALATED: Place(N_("settled, subject to approval"), Step.LINES),
    Standing.SETTLED: Place(N_("settled"), Step.LINES),
    Standing.SIGNED: Place(N_("on the signed form"), Step.LINES),
    Standing.SENT_UP: Place(N_("subject to approval"), Step.NOTICE),
    Standing.APPROVED: Place(N_("approved"), Step.NOTICE),
    Standing.POSTED: Place(N_("on public notice"), Step.NOTICE),
    Standing.DISPUTED: Place(N_("disputed"), Step.NOTICE),
    Standing.CLEARED: Place(N_("notice closed, approval due"), Step.EFFECT),
    Standing.EFFECTIVE: Place(N_("line effective"), None),
    Standing.DEFERRED: Place(N_("deferred"), None),
    Standing.EXCLUDED: Place(N_("left out by a ground of the rules"), None),
    Standing.UNGRANTED: Place(N_("no line"), None),
}

_BY_SURVEY = {
    None: Standing.UNASKED, "abandoned": Standing.UNASKED, "open": Standing.ASKED, "complete": Standing.ANSWERED,
    "summarised": Standing.ANSWERED, "deferred": Standing.DEFERRED, "sent": Standing.SUMMARISED,
}  # fmt: skip
_BY_FORM = {
    "prepared": Standing.PREPARED, "escalated": Standing.ESCALATED, "refused": Standing.UNGRANTED,
    "appraised": Standing.SETTLED, "approved": Standing.SETTLED, "proposed": Standing.ESCALATED,
}  # fmt: skip
_BY_CASE = {
    "passed": Standing.SENT_UP, "approved": Standing.APPROVED, "posted": Standing.POSTED,
    "foreposted": Standing.POSTED, "disputed": Standing.DISPUTED, "cleared": Standing.CLEARED,
    "effective": Standing.EFFECTIVE,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands of one household; `line` says whether the meeting settled more than nought, `excluded` whether a
    ground of the rules leaves it out."""

    survey: str | None = None
    form: str | None = None
    line: bool = False
    signed: bool = False
    case: str | None = None
    excluded: bool = False


def standing(facts: Facts) -> Standing:
    """Where a household stands: the furthest of what there is of it."""
    if facts.case is not None:
        return _BY_CASE.get(facts.case, Standing.UNGRANTED)
    if facts.excluded:
        return Standing.EXCLUDED
    if facts.signed:
        return Standing.SIGNED
    if facts.form in ("appraised", "approved") and not facts.line:
        return Standing.UNGRANTED
    return _BY_FORM[facts.form] if facts.form else _BY_SURVEY[facts.survey]


@dataclass(frozen=True, slots=True)
class Progress:
    """One step of a village: how many wait in it, are past it, are still to come; by which day it was to be done."""

    step: Step
    waiting: int
    past: int
    coming: int
    due_on: date | None

    @property
    def is_done(self) -> bool:
        """Whether something went through, nothing waits and nothing is still to come."""
        return self.past > 0 and self.waiting == self.coming == 0

    def is_late(self, today: date) -> bool:
        """Whether its day is over and something is still to be done."""
        return self.due_on is not None and self.due_on < today and not self.is_done


def progress(counted: Mapping[Standing, int], steps: Iterable[Step], plan: Mapping[str, str]) -> list[Progress]:
    """Each step of the rules with what waits in it and what is past it; what ended early is past what it reached."""
    order, waiting = list(Step), Counter[Step]()
    for each, count in counted.items():
        if (step := PLACES[each].step) is not None:
            waiting[step] += count
    total = sum(counted.values())
    before, found = 0, []
    for step in order:
        due, coming = plan.get(step), before
        before += waiting[step]
        day = date.fromisoformat(due) if due else None
        found.append(Progress(step, waiting[step], total - before, coming, day))
    chosen = set(steps)
    return [each for each in found if each.step in chosen]
