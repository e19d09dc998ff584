"""When the calendar changes, a notice that is up stands longer where its days fall that way – never shorter."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from workflow.base import audit
from workflow.base.db import session
from workflow.doors.published import due
from workflow.places import packs
from workflow.policy.calendar import Calendar
from workflow.policy.terms import Period, recounted
from workflow.staff.models import Officer
from workflow.stages.cases import moves
from workflow.stages.cases.states import State
from workflow.stages.notices import periods, queries
from workflow.stages.notices.models import Notice, NoticeRow
from workflow.stages.notices.operations.posting import next_day, told

packs.counted(Notice)

EXTENDED = audit.declare("notice_extended", "old", "new", "effective_on", "cause")
CASE_EXTENDED = audit.declare("case_notice_extended", "set", "notice", "old", "new", "cause")


class Moving(NamedTuple):
    """A posted notice whose days another calendar counts differently; `longer` where that makes its end later."""

    notice: Notice
    period: Period
    longer: bool


def moving(calendar: Calendar, *, at: datetime) -> list[Moving]:
    """The notices that are up and would end on another day by this calendar.

    Those with `longer` unset keep the day that was promised in public. Changes nothing.
    """
    found = []
    for notice in queries.posted_notices():
        if notice.period is None or notice.last_on is None or (notice.over_at or at) <= at:
            continue
        fresh = recounted(Period.from_dict(notice.period), calendar)
        if fresh.last_day != notice.last_on:
            found.append(Moving(notice, fresh, fresh.last_day > notice.last_on))
    return found


def extend_notices(calendar: Calendar, *, cause: str, by: Officer | None, at: datetime) -> list[Notice]:
    """Let every notice that is up stand as long as this calendar makes it; returns those that became longer."""
    longer = [each for each in moving(calendar, at=at) if each.longer]
    for each in longer:
        _extend(each.notice, each.period, cause, by, at)
    return [each.notice for each in longer]


def _extend(notice: Notice, period: Period, cause: str, by: Officer | None, at: datetime) -> None:
    old = notice.last_on or period.last_day
    dates = {"old": old.isoformat(), "new": period.last_day.isoformat()}
    once = {"was": dates["old"], "until": dates["new"], "cause": cause, "at": at.isoformat()}
    notice.extensions = [*(notice.extensions or ()), once]
    notice.period, notice.last_on = period.as_dict(), period.last_day
    notice.ends_at = periods.ends_at(notice.pack, period.last_day, period.posted_on)
    session.flush()
    for row in notice.rows:
        if queries.stands(row):
            _extend_case(row, old, dates | {"cause": cause}, by, at)
    effective_on = period.effective_on.isoformat()
    facts = {**dates, "effective_on": effective_on, "cause": cause}
    audit.record(EXTENDED, notice.stream, at=at, by=by.id if by else None, **facts)
    due.leave("notice", notice.public_id, at=at)


def _extend_case(row: NoticeRow, old: date, facts: dict[str, str], by: Officer | None, at: datetime) -> None:
    """Its case waits for the new day where it waited for the old one; the household reads why."""
    case, last = row.case, row.notice.last_on
    waits = case.next_on == old and case.state in (State.POSTED, State.FOREPOSTED)
    changed = moves.change(case, next_on=next_day(case, last)) if waits and last else {}
    session.flush()
    names = {"notice": row.notice.public_id, **facts}
    audit.record(CASE_EXTENDED, case.stream, at=at, by=by.id if by else None, set=changed, **names)
    moves.tell_holder(case, at=at, notice=told(row))
