"""Days announced after the calendar was shipped, and days taken back: what runs is counted anew, visibly (N11)."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from workflow.base import audit
from workflow.base import clock as time
from workflow.base.db import session
from workflow.kernel.errors import Conflict, Invalid, N_
from workflow.places import packs
from workflow.places.models import CalendarDay
from workflow.policy.calendar import Calendar
from workflow.policy.terms import Deadline
from workflow.staff.models import Officer
from workflow.stages.cases import operations as cases
from workflow.stages.cases import queries
from workflow.stages.cases.models import Case
from workflow.stages.cases.rules import NEWER_CALENDAR
from workflow.stages.notices import operations as notices
from workflow.stages.notices.models import Notice
from workflow.stages.notices.operations import Moving

EXTENDED = audit.declare("calendar_extended", "on", "day", "festival", "document", "moved", "longer")
TAKEN_BACK = audit.declare("calendar_day_taken_back", "on", "day", "why", "moved", "longer")
RENEWED = audit.declare("calendar_renewed", "was", "now", "moved", "longer")
KINDS = ("day_off", "makeup_day")
_STREAM = "calendar"


class Changes(NamedTuple):
    """What another calendar would change: running clocks with their new deadline, and posted notices."""

    clocks: list[tuple[Case, Deadline]]
    notices: list[Moving]


class Changed(NamedTuple):
    """The cases whose clock was counted anew, and the notices that became longer."""

    moved: list[Case]
    longer: list[Notice]


def check_day(*, on: date, kind: str, document: str, at: datetime) -> None:
    """Refuse a day without its document, in the past, or one that the calendar knows to be so already."""
    if kind not in KINDS:
        raise Invalid(N_("Say whether the day is off or worked."), field="kind")
    if not document:
        raise Invalid(N_("Name the document that the day rests on."), field="document")
    if on < time.local_date(at):
        raise Invalid(N_("The past is not counted anew: choose today or a later day."), field="on")
    if packs.calendar().works(on) == (kind == "makeup_day"):
        raise Invalid(N_("The calendar has this day so already."), field="on")


def check_standing(day: CalendarDay, *, at: datetime) -> None:
    """Conflict for an added day that is over or was taken back before."""
    if day.taken_back_at is not None:
        raise Conflict(N_("This day was taken back already."))
    if day.on < time.local_date(at):
        raise Conflict(N_("This day is over: clocks were counted on it, and the past is not counted anew."))


def with_day(*, on: date, kind: str, festival: str, at: datetime) -> Changes:
    """What an added day would change; changes nothing."""
    return _changes(packs.calendar().with_days([(on, kind, festival, "")]), at)


def without_day(day: CalendarDay, *, at: datetime) -> Changes:
    """What taking a day back would change; changes nothing."""
    return _changes(packs.calendar_without(day), at)


def _changes(calendar: Calendar, at: datetime) -> Changes:
    found = [(case, cases.moved(case, calendar)) for case in queries.running()]
    return Changes([(case, fresh) for case, fresh in found if fresh is not None], notices.moving(calendar, at=at))


def extend_calendar(*, on: date, kind: str, festival: str, document: str, by: Officer, at: datetime) -> Changed:
    """Add a day off or a worked day, and count every running clock and posted notice anew."""
    packs.change_calendar()
    check_day(on=on, kind=kind, document=document, at=at)
    session.add(CalendarDay(on=on, kind=kind, festival=festival, document=document, added_by=by.id, added_at=at))
    session.flush()
    changed = _recount(cause=document, by=by, at=at)
    payload = {"on": on.isoformat(), "day": kind, "festival": festival, "document": document}
    audit.record(EXTENDED, _STREAM, at=at, by=by.id, **payload, **_counts(changed))
    return changed


def take_back_day(day: CalendarDay, *, why: str, by: Officer, at: datetime) -> Changed:
    """Let an added day, not yet over, count no more. Clocks move as the calendar then says; a notice that became longer
    by the day stays as long as was promised in public."""
    packs.change_calendar()
    check_standing(day, at=at)
    if not why:
        raise Invalid(N_("Say why the day is taken back: households read it where their date moves."), field="why")
    day.taken_back_by, day.taken_back_at, day.taken_back_why = by.id, at, why
    session.flush()
    changed = _recount(cause=why, by=by, at=at)
    payload = {"on": day.on.isoformat(), "day": day.kind, "why": why}
    audit.record(TAKEN_BACK, _STREAM, at=at, by=by.id, **payload, **_counts(changed))
    return changed


def follow_calendar(*, at: datetime) -> Changed | None:
    """Count anew where a newer release brought another calendar than the one all was counted on; called by each tick.

    None where it is the same.
    """
    was, now = queries.clock_basis(), packs.calendar().version
    if was == now:
        return None
    packs.change_calendar()
    changed = _recount(cause=NEWER_CALENDAR, by=None, at=at)
    audit.record(RENEWED, _STREAM, at=at, was=was, now=now, **_counts(changed))
    return changed


def _recount(*, cause: str, by: Officer | None, at: datetime) -> Changed:
    calendar = packs.calendar()
    cases.recompute_stages(cause=cause, by=by, at=at)
    moved = cases.recompute_clocks(cause=cause, by=by, at=at, following=notices.following)
    longer = notices.extend_notices(calendar, cause=cause, by=by, at=at)
    cases.keep_basis(calendar)
    return Changed(moved, longer)


def _counts(changed: Changed) -> dict[str, int]:
    return {"moved": len(changed.moved), "longer": len(changed.longer)}
