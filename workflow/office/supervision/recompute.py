"""The same figures once more, from the event table alone and by other code: what `sunshine verify` compares.

Nothing of `figures`, `items`, the tallies or the rooms' tables is used here. A case is what its events `set`; a clock
ends with the event that says so, at the instant that event names. Only counts are kept while the events stream by, so
that a million cases take no more memory than a hundred.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from workflow.base.clock import SHANGHAI
from workflow.office.supervision import queries
from workflow.places import packs
from workflow.policy.calendar import Calendar

Told = tuple[date, date, date | None, str]  # start, due, end, unit


def recompute(at: datetime) -> dict[str, dict[str, Any]]:
    """By commitment: n, median, p90, on_time, longest, open, open_overdue of every event so far, nothing suppressed."""
    calendar, on = packs.calendar(), at.astimezone(SHANGHAI).date()
    found: dict[str, _Seen] = defaultdict(_Seen)
    for stream, states in _streams():
        for key, told in _of_case(states, calendar) if stream.startswith("case:") else _of_complaint(states, calendar):
            found[key].add(*told, on=on, calendar=calendar)
    return {key: seen.told() for key, seen in found.items()}


class _Seen:
    """What has been seen of one commitment so far."""

    def __init__(self) -> None:
        self.took: dict[int, int] = defaultdict(int)
        self.kept = self.waiting = self.overdue = self.oldest = 0

    def add(self, start: date, due: date, end: date | None, unit: str, *, on: date, calendar: Calendar) -> None:
        """One more promise."""
        if end:
            self.took[_days(start, end, unit, calendar)] += 1
            self.kept += end <= due
            return
        self.waiting += 1
        if due < on:
            self.overdue += 1
            self.oldest = max(self.oldest, _days(start, on, unit, calendar))

    def told(self) -> dict[str, Any]:
        """The figures of what was seen."""
        n, longest = sum(self.took.values()), [*self.took, *([self.oldest] if self.overdue else [])]
        every = n + self.overdue
        return {
            "n": n, "median": self._covering(50), "p90": self._covering(90),
            "on_time": int(1000 * self.kept / every) if every else None,
            "longest": max(longest, default=None), "open": self.waiting, "open_overdue": self.overdue,
        }  # fmt: skip

    def _covering(self, per_cent: int) -> int | None:
        """The smallest number of days within which at least so many per cent lie, found by trying each."""
        n = sum(self.took.values())
        for candidate in sorted(self.took):
            if 100 * sum(each for days, each in self.took.items() if days <= candidate) >= per_cent * n:
                return candidate
        return None


def _streams() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Each case and complaint with what its events set, in order."""
    stream = ""
    states: list[dict[str, Any]] = []
    for row in queries.stored_events("case:", "complaint:"):
        if row.stream != stream:
            if stream:
                yield stream, states
            stream, states = row.stream, []
        states.append({"@": row.at.isoformat(), **(queries.opened(row).payload.get("set") or {})})
    if stream:
        yield stream, states


def _at_the_counter(states: list[dict[str, Any]], calendar: Calendar) -> Iterator[tuple[str, Told]]:
    """Handing on to the area officer; saying why an application cannot be accepted, where no paper was missing."""
    received, last = _day(states[0]["received_at"]), {name: value for state in states for name, value in state.items()}
    named = next((state["@"] for state in states if state.get("officer_id")), None)
    refused = last["state"] == "unacceptable" and all(state.get("state") != "incomplete" for state in states)
    for key, kept, end in (
        ("forward_limit", bool(named) or last["open"], named),
        ("decline_reason_limit", refused, last.get("ended_at")),
    ):
        rule = packs.value(key, received)
        if kept and rule.value is not None:
            due = _after(received, rule.value, rule.unit, calendar)
            yield key, (received, due, _day(end) if end else None, rule.unit)


def _of_case(states: list[dict[str, Any]], calendar: Calendar) -> Iterator[tuple[str, Told]]:
    yield from _at_the_counter(states, calendar)
    yield from _stage_by_stage(states)
    last: dict[str, Any] = {}
    clock_ended, standing = None, None
    for state in states:
        last = {**last, **state}
        standing = state.get("clock_state", standing)
        if state.get("clock_state") in ("met", "missed"):
            clock_ended = state.get("answered_at") or state.get("decided_at")
    if not last.get("clock"):
        return
    limit, start, due = last["clock"]["limit"], _day(last["accepted_at"]), date.fromisoformat(last["due_on"])
    if standing == "withdrawn":
        clock_ended = last["ended_at"]
    end = _day(clock_ended) if clock_ended else None
    if standing != "withdrawn" or (end and end > due):
        yield limit["key"], (start, due, end, limit["unit"])
    if last.get("decided_at"):
        told = _day(last["answered_at"]) if last.get("answered_at") else None
        yield "result_notice.within_limit", (start, due, told, limit["unit"])


def _stage_by_stage(states: list[dict[str, Any]]) -> Iterator[tuple[str, Told]]:
    """Each limit of a stage once: the first stretch that was late, or else the last."""
    stretches: dict[str, list[Told]] = defaultdict(list)
    running: dict[str, Any] | None = None
    for state in [*states, {"stage_clock": None, "@": None}]:
        if "stage_clock" not in state:
            continue
        fresh = state["stage_clock"]
        if running and not (fresh and fresh["since"] == running["since"]):
            due, limit = date.fromisoformat(running["deadline"]["due_on"]), running["deadline"]["limit"]
            end = _day(state["@"]) if state["@"] else None
            if state.get("state") != "withdrawn" or (end and end > due):
                stretches[limit["key"]].append((_day(running["since"]), due, end, limit["unit"]))
        running = fresh
    for key, told in stretches.items():
        late = [each for each in told if each[2] and each[2] > each[1]]
        yield key, (late or told[-1:])[0]


def _of_complaint(states: list[dict[str, Any]], calendar: Calendar) -> Iterator[tuple[str, Told]]:
    last = {name: value for state in states for name, value in state.items()}
    received, taken_back = _day(last["received_at"]), last["state"] == "withdrawn"
    registered, answered = last.get("registered_at"), last.get("answered_at")
    number = packs.value("complaint.acknowledge_limit", received)
    if number.value is not None:
        due = _after(received, number.value, number.unit, calendar)
        yield number.key, (received, due, _day(last["recorded_at"]), number.unit)
    rule = packs.value("complaint.register_limit", received)
    if rule.value is not None and (registered or not taken_back):
        due = _after(received, rule.value, rule.unit, calendar)
        yield rule.key, (received, due, _day(registered) if registered else None, rule.unit)
    if last["clock"] and not taken_back:
        limit = last["clock"]["limit"]
        due = date.fromisoformat(last["due_on"])
        yield limit["key"], (received, due, _day(answered) if answered else None, limit["unit"])


def _days(start: date, end: date, unit: str, calendar: Calendar) -> int:
    return sum(1 for day in _each_after(start, end) if unit == "calendar" or calendar.works(day))


def _after(start: date, count: int, unit: str, calendar: Calendar) -> date:
    day = start
    while count:
        day += timedelta(days=1)
        count -= unit == "calendar" or calendar.works(day)
    return day


def _each_after(start: date, end: date) -> Iterator[date]:
    day = start
    while day < end:
        day += timedelta(days=1)
        yield day


def _day(instant: str) -> date:
    return datetime.fromisoformat(instant).astimezone(SHANGHAI).date()
