"""Days announced after the calendar was shipped: entered with their document, and every running clock counted anew."""

from __future__ import annotations

from datetime import date, datetime

from workflow.base import audit
from workflow.base import clock as time
from workflow.base.db import session
from workflow.kernel.errors import Invalid, N_
from workflow.places import packs
from workflow.places.models import CalendarDay
from workflow.policy.terms import Deadline
from workflow.staff.models import Officer
from workflow.stages.cases import operations as cases
from workflow.stages.cases import queries
from workflow.stages.cases.models import Case

EXTENDED = audit.declare("calendar_extended", "on", "day", "festival", "document", "moved")
KINDS = ("day_off", "makeup_day")


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


def would_move(*, on: date, kind: str, festival: str) -> list[tuple[Case, Deadline]]:
    """The running clocks that would count differently, with their new deadline; changes nothing."""
    calendar = packs.calendar().with_days([(on, kind, festival, "")])
    found = [(case, cases.moved(case, calendar)) for case in queries.running()]
    return [(case, fresh) for case, fresh in found if fresh is not None]


def extend_calendar(*, on: date, kind: str, festival: str, document: str, by: Officer, at: datetime) -> list[Case]:
    """Add a day off or a worked day and count every running clock anew, visibly (N11); returns the cases it touched."""
    check_day(on=on, kind=kind, document=document, at=at)
    session.add(CalendarDay(on=on, kind=kind, festival=festival, document=document, added_by=by.id, added_at=at))
    session.flush()
    moved = cases.recompute_clocks(cause=document, by=by, at=at)
    payload = {"on": on.isoformat(), "day": kind, "festival": festival, "document": document, "moved": len(moved)}
    audit.record(EXTENDED, "calendar", at=at, by=by.id, **payload)
    return moved
