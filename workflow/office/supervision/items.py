"""What was promised in a case or complaint, and what became of it, from the columns its events set. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol

from workflow.policy.calendar import ONE_DAY, Calendar

Facts = Mapping[str, Any]
#: The local day of an instant in ISO form.
DayOf = Callable[[str], date]

RESULT = "result_notice.within_limit"
REGISTER, ACKNOWLEDGE = "complaint.register_limit", "complaint.acknowledge_limit"
FORWARD, DECLINE = "forward_limit", "decline_reason_limit"
#: The promises whose days the record itself does not carry: they stand in the rules of the day it was received.
BEFORE_THE_CLOCK, OF_COMPLAINTS = (FORWARD, DECLINE), (ACKNOWLEDGE, REGISTER)
#: What is late here is told in the figures and is no breach of its own.
TOLD_IN_FIGURES = (RESULT, FORWARD, DECLINE, ACKNOWLEDGE)

#: What an event must set to change an item at all.
TELLING = {
    "case": frozenset({
        "accepted_at", "clock", "clock_state", "due_on", "decided_at", "answered_at", "ended_at", "office_id",
        "officer_id", "level", "product", "received_at", "state", "open", "stage_clock",
    }),
    "complaint": frozenset({
        "received_at", "recorded_at", "registered_at", "answered_at", "clock", "due_on", "state", "office_id",
        "assigned_to_id",
    }),
}  # fmt: skip


class Span(Protocol):
    """A stretch of a case in one stage, as `stages.cases.limits.spans` tells it from the events."""

    @property
    def since(self) -> datetime:
        """When it began."""

    @property
    def deadline(self) -> Mapping[str, Any]:
        """Its deadline as stored."""

    @property
    def ended(self) -> datetime | None:
        """When it ended; None while it lasts."""

    @property
    def left_for(self) -> str:
        """The state that the case took then."""


class Made(NamedTuple):
    """One promise with its days, and what figures are sliced by; 0 and '' where there is none."""

    key: str
    unit: str
    start_on: date
    due_on: date
    end_on: date | None
    office_id: int
    officer_id: int
    level: str
    product: str


class Limit(NamedTuple):
    """A promise that stands in the rules and not in the record itself."""

    key: str
    unit: str
    due_on: date


def of_case(facts: Facts, *, answered: bool, day_of: DayOf) -> Iterator[Made]:
    """The decision clock of an accepted case, and the telling of its result, measured against the same day (Q46).

    `answered`: the rules end the clock with the answer, not with the decision. Withdrawn in time is no promise.
    """
    clock = facts.get("clock")
    if not clock:
        return
    start, due_on, limit = day_of(facts["accepted_at"]), date.fromisoformat(facts["due_on"]), clock["limit"]
    whose = (_id(facts, "office_id"), _id(facts, "officer_id"), str(facts["level"]), str(facts["product"]))
    ended = _day(facts, _ENDED_BY.get((facts["clock_state"], answered)), day_of)
    if facts["clock_state"] != "withdrawn" or (ended is not None and ended > due_on):
        yield Made(limit["key"], limit["unit"], start, due_on, ended, *whose)
    if facts.get("decided_at"):
        yield Made(RESULT, limit["unit"], start, due_on, _day(facts, "answered_at", day_of), *whose)


def of_stages(facts: Facts, spans: Iterable[Span], *, day_of: DayOf) -> Iterator[Made]:
    """The stages with a limit of their own, each by its limit.

    Where two stretches of a case keep one limit, the first that was late counts, else the last: nothing late is lost
    by standing there again. Withdrawn in time is no promise.
    """
    whose = (_id(facts, "office_id"), _id(facts, "officer_id"), str(facts["level"]), str(facts["product"]))
    told: dict[str, Made] = {}
    for span in spans:
        limit, due_on = span.deadline["limit"], date.fromisoformat(span.deadline["due_on"])
        end = day_of(span.ended.isoformat()) if span.ended else None
        before = told.get(limit["key"])
        if (before and _is_late(before)) or (span.left_for == "withdrawn" and end is not None and end <= due_on):
            continue
        start = day_of(span.since.isoformat())
        told[limit["key"]] = Made(limit["key"], limit["unit"], start, due_on, end, *whose)
    yield from told.values()


def _is_late(made: Made) -> bool:
    return made.end_on is not None and made.end_on > made.due_on


_ENDED_BY = {
    ("met", True): "answered_at", ("missed", True): "answered_at", ("met", False): "decided_at",
    ("missed", False): "decided_at", ("withdrawn", True): "ended_at", ("withdrawn", False): "ended_at",
}  # fmt: skip


def before_the_clock(facts: Facts, *, limits: Mapping[str, Limit], day_of: DayOf) -> Iterator[Made]:
    """Handing an application on to the area officer, and saying why one cannot be accepted; both from its hand-in.

    Besides what events set, `facts` holds `handed_at`, the instant of the first event that names an officer, and
    `gaps_told`, whether papers were missing: then the household's own time lies between, and nothing is measured.
    """
    start = day_of(facts["received_at"])
    whose = (_id(facts, "office_id"), _id(facts, "officer_id"), str(facts["level"]), str(facts["product"]))
    handed, forward, decline = _day(facts, "handed_at", day_of), limits.get(FORWARD), limits.get(DECLINE)
    if forward and (handed or facts["open"]):
        yield Made(FORWARD, forward.unit, start, forward.due_on, handed, *whose)
    if decline and facts["state"] == "unacceptable" and not facts.get("gaps_told"):
        yield Made(DECLINE, decline.unit, start, decline.due_on, _day(facts, "ended_at", day_of), *whose)


def of_complaint(facts: Facts, *, limits: Mapping[str, Limit], day_of: DayOf) -> Iterator[Made]:
    """Acknowledging, registering and answering a complaint; what was taken back in between is left out."""
    start, withdrawn = day_of(facts["received_at"]), facts["state"] == "withdrawn"
    whose = (_id(facts, "office_id"), _id(facts, "assigned_to_id"), "", "")
    registered, register, number = _day(facts, "registered_at", day_of), limits.get(REGISTER), limits.get(ACKNOWLEDGE)
    if number:
        yield Made(ACKNOWLEDGE, number.unit, start, number.due_on, _day(facts, "recorded_at", day_of), *whose)
    if register and (registered or not withdrawn):
        yield Made(register.key, register.unit, start, register.due_on, registered, *whose)
    clock = facts.get("clock")
    if clock and facts.get("due_on") and not withdrawn:
        limit, due_on = clock["limit"], date.fromisoformat(facts["due_on"])
        yield Made(limit["key"], limit["unit"], start, due_on, _day(facts, "answered_at", day_of), *whose)


def elapsed(start: date, end: date, unit: str, calendar: Calendar) -> int:
    """Days from `start` (day 0) to `end` in a promise's unit."""
    if unit == "workday":
        return calendar.working_days(start + ONE_DAY, end)
    return (end - start).days


def past(due_on: date, end: date, unit: str, calendar: Calendar) -> int:
    """Days of a promise's unit from its due day to a later `end`; 0 in time, at least 1 otherwise."""
    return max(elapsed(due_on, end, unit, calendar), 1) if end > due_on else 0


def _id(facts: Facts, name: str) -> int:
    return int(facts.get(name) or 0)


def _day(facts: Facts, name: str | None, day_of: DayOf) -> date | None:
    instant = facts.get(name) if name else None
    return day_of(instant) if instant else None


def instant_day(local_date: Callable[[datetime], date]) -> DayOf:
    """`local_date` for instants as events keep them."""
    return lambda instant: local_date(datetime.fromisoformat(instant))
