"""The lists that hang now and who looked at them; measures that are due."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, false, func, or_, select, true
from sqlalchemy.orm import joinedload

from workflow.base.db import session
from workflow.kernel.errors import NotFound
from workflow.office.registers import queries as registers
from workflow.office.supervision.inspections.models import NoticeInspection
from workflow.places import queries as places
from workflow.staff.models import Officer
from workflow.staff.rights import check, may, reaches
from workflow.stages.notices import queries as notices
from workflow.stages.notices import states
from workflow.stages.notices.models import Notice, NoticeRow


class Hanging(NamedTuple):
    """A list that hangs now: how many households stand on it, and when it was last inspected."""

    notice: Notice
    entries: int
    last: date | None


def hanging(person: Officer, today: date, limit: int | None = None) -> list[Hanging]:
    """The lists that hang today in a person's reach: those that nobody looked at first, then what ends soonest."""
    last = select(func.max(NoticeInspection.checked_on)).where(*_mine()).scalar_subquery()
    on_it = NoticeRow.notice_id == Notice.id, NoticeRow.state != states.REMOVED
    entries = select(func.count()).where(*on_it).scalar_subquery()
    query = select(Notice, entries, last).where(*_hangs(person, today))
    query = query.options(joinedload(Notice.village), joinedload(Notice.office))
    query = query.order_by(last.is_not(None), Notice.last_on, Notice.id).limit(limit)
    return [Hanging(*row) for row in session.execute(query).unique()]


def counted(person: Officer, today: date) -> tuple[int, int]:
    """How many lists hang today in a person's reach, and how many of them somebody looked at."""
    looked = select(NoticeInspection.id).where(*_mine()).exists()
    every = select(func.count()).select_from(Notice).where(*_hangs(person, today))
    return session.scalar(every) or 0, session.scalar(every.where(looked)) or 0


def _mine() -> tuple[ColumnElement[bool], ...]:
    return NoticeInspection.notice_id == Notice.id, NoticeInspection.struck_at.is_(None)


def _hangs(person: Officer, today: date) -> tuple[ColumnElement[bool], ...]:
    held = reaches(person, "inspection.see")
    here = [Notice.office_id.in_(places.offices_below(person.office))] if "office" in held else []
    return Notice.state == states.POSTED, Notice.last_on >= today, true() if "all" in held else or_(false(), *here)


def notice_for(public_id: str, person: Officer) -> Notice:
    """A list that the person may inspect; NotFound, Forbidden."""
    notice = notices.notice_by_public_id(public_id)
    if notice is None or notice.state == states.DRAFTED:
        raise NotFound
    check(person, "inspection.write", notice)
    return notice


def answerable_for(notice: Notice) -> list[Officer]:
    """Who can answer for a fault of a list: whoever works at its office and can see what was found."""
    return [each for each in registers.people_of(notice.office) if may(each, "inspection.see", notice)]


def due(person: Officer, today: date, limit: int) -> list[NoticeInspection]:
    """Measures that are due and that the person may confirm, oldest first."""
    mine = registers.reached(NoticeInspection, person, "inspection.write"), NoticeInspection.due_on <= today
    return _waiting(*mine, limit=limit)


def owed(person: Officer, limit: int) -> list[NoticeInspection]:
    """Measures that the person answers for and can still see, the soonest first."""
    mine = registers.reached(NoticeInspection, person, "inspection.see"), NoticeInspection.answerable_id == person.id
    return _waiting(*mine, limit=limit)


def _waiting(*conditions: ColumnElement[bool], limit: int) -> list[NoticeInspection]:
    open_ = NoticeInspection.fault, NoticeInspection.done_at.is_(None), NoticeInspection.struck_at.is_(None)
    query = select(NoticeInspection).where(*open_, *conditions)
    return list(session.scalars(query.order_by(NoticeInspection.due_on, NoticeInspection.id).limit(limit)).unique())
