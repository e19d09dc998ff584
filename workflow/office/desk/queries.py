"""The desk's list: what is due first, by key, in a constant number of queries; and what a case page reads."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from heapq import merge
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, literal, or_, select, text, true, tuple_

from workflow.base import audit, vault
from workflow.base.audit import Happened
from workflow.base.db import is_sqlite, session
from workflow.doors.inbox.models import Slip
from workflow.kernel.errors import NotFound
from workflow.places import queries as places
from workflow.places.models import CalendarDay, Village
from workflow.staff.models import Officer
from workflow.staff.rights import reaches
from workflow.stages.cases.clock import RUNNING, WHOLE
from workflow.stages.cases.models import Case, ClockWarning
from workflow.stages.cases.queries import held_by_grade
from workflow.stages.cases.todo import Next
from workflow.stages.people.models import Member

WAITING, HOUSEHOLD, ALL = "waiting", "household", "all"
"""What the list shows: cases that wait for me, those that wait for the household's papers, all that I may see."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What the reader narrowed the list to; empty values do not narrow. `after`: the public id of the last row seen."""

    scope: str = WAITING
    office_id: int | None = None
    state: str = ""
    overdue: bool = False
    priority: bool = False
    village: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list; `step` numbers the next action among the given ones, None where it waits for others.

    `stage_due_on` is the day of the stage it stands in, where that has a limit; `desk_on` the nearer of both.
    `ungraded`: nothing but its household's credit grade lets it go on.
    `used` is the percent of a running clock's time that its last warning told of, `most` the highest it will tell of.
    """

    id: int
    public_id: str
    number: str
    state: str
    amount: int
    next_on: date | None
    due_on: date | None
    clock_state: str | None
    priority: bool
    village: str
    member: str
    name_sealed: bytes
    used: int | None
    most: int | None
    step: int | None
    desk_on: date | None
    stage_due_on: date | None
    ungraded: bool

    @property
    def pressing(self) -> bool:
        """Whether a running clock has warned of the most that it warns of before its last day."""
        return self.used is not None and self.used == self.most

    @property
    def by_stage(self) -> bool:
        """Whether the row stands by the day of its stage, which is nearer than what is due next."""
        return self.desk_on is not None and self.desk_on != self.next_on

    @property
    def name(self) -> str:
        """The borrower's name, opened."""
        return vault.current().unseal(self.name_sealed, f"member.name_sealed.{self.member}")


def waiting(
    person: Officer, steps: Iterable[tuple[str, Next]], wanted: Filter, *, today: date, limit: int
) -> list[Row]:
    """At most `limit` open cases by what is due next, then by row: those in reach, narrowed by `wanted`."""
    numbered = list(enumerate(steps))
    found = (_statement(person, numbered, wanted, today, limit, reach) for reach in ("own", "office"))
    parts = [_rows(statement, wanted.after) for statement in found if statement is not None]
    return list(islice(_unique(merge(*parts, key=_order)), limit))


_built: dict[Any, Select[Any] | None] = {}
_MOST_BUILT = 1000


def _statement(
    person: Officer, numbered: list[tuple[int, tuple[str, Next]]], wanted: Filter, today: date, limit: int, reach: str
) -> Select[Any] | None:
    """The list's statement for one reach, kept for the next time where nothing but these arguments goes into it."""
    mine = [(number, state, step) for number, (state, step) in numbered if reach in _carries(person, step.verb)]
    area = () if reach == "own" or not (mine or wanted.scope != WAITING) else _offices(person)
    plain = not any(step.only for _number, _state, step in mine)
    key = (person.id, person.roles, area, replace(wanted, after=""), today, limit, reach)
    if plain and key in _built:
        return _built[key]
    made = _made(person, mine, wanted, today, limit, reach, area)
    if plain:
        if len(_built) >= _MOST_BUILT:
            _built.clear()
        _built[key] = made
    return made


def _carries(person: Officer, verb: str) -> frozenset[str]:
    return frozenset("office" if reach == "all" else reach for reach in reaches(person, verb))


def _offices(person: Officer) -> tuple[int, ...]:
    """The offices in a person's reach; empty for the top office, which reaches everything."""
    return () if person.office.parent_id is None else tuple(places.offices_below(person.office))


def _made(
    person: Officer, mine: list[tuple[int, str, Next]], wanted: Filter, today: date, limit: int, reach: str,
    area: tuple[int, ...],
) -> Select[Any] | None:  # fmt: skip
    checks = [(number, _check(person, state, step)) for number, state, step in mine]
    condition = _in_scope(wanted.scope, checks, reach in _carries(person, "case.see"))
    if condition is None:
        return None
    step = case(*((check, number) for number, check in checks)) if checks else literal(None)
    query = _columns(step, today).where(Case.open, _area(person, reach, area), condition)
    if wanted.scope != HOUSEHOLD:
        query = query.where(Case.desk_on.is_not(None))
    return _narrowed(query, wanted, today).order_by(Case.desk_on, Case.id).limit(limit)


def _rows(statement: Select[Any], after: str) -> list[Row]:
    query = statement.where(_beyond(after)) if after else statement
    return [Row(*found) for found in session.execute(query)]


def _check(person: Officer, state: str, step: Next) -> ColumnElement[bool]:
    mine = [step.only(person)] if step.only else []
    return and_(Case.state == state, *step.on_way(state), *mine)


def waits(found: Case, step: Next) -> bool:
    """Whether a step's own condition holds for a case."""
    if step.where is None:
        return True
    return session.scalar(select(Case.id).where(Case.id == found.id, step.where())) is not None


def _order(row: Row) -> tuple[date, int]:
    return (row.desk_on or date.max, row.id)


def _unique(rows: Iterable[Row]) -> Iterable[Row]:
    """A case that is both mine and my office's is one line; its own step wins."""
    seen: set[int] = set()
    for row in rows:
        if row.id not in seen:
            seen.add(row.id)
            yield row


def _area(person: Officer, reach: str, offices: tuple[int, ...]) -> ColumnElement[bool]:
    if reach == "own":
        return Case.officer_id == person.id
    if not offices:
        return true()
    if len(offices) == 1:
        return Case.office_id == offices[0]
    return (Case.office_id + 0).in_(offices)  # walk by date and look, rather than gather every office and sort


def _in_scope(scope: str, mine: list[tuple[int, ColumnElement[bool]]], sees: bool) -> ColumnElement[bool] | None:
    if scope == WAITING:
        return or_(*(condition for _number, condition in mine)) if mine else None
    if not sees:
        return None
    return Case.desk_on.is_(None) if scope == HOUSEHOLD else true()


def _columns(step: Any, today: date) -> Select[Any]:
    columns = (
        Case.id, Case.public_id, Case.number, Case.state, Case.amount, Case.next_on, Case.due_on, Case.clock_state,
        Case.priority, Village.name, Member.public_id, Member.name_sealed, _used(ClockWarning.on <= today), _used(),
        step, Case.desk_on, Case.stage_due_on, case((held_by_grade(), true()), else_=false()),
    )  # fmt: skip
    query = select(*columns).join(Member, Member.id == Case.borrower_id)
    return query.join(Village, Village.code == Case.village_code)


def _used(*reached: ColumnElement[bool]) -> Any:
    """The highest percent that a case warns of before its last day, looked up by the warnings' key."""
    own = (ClockWarning.case_id == Case.id, ClockWarning.percent < WHOLE, *reached)
    return select(func.max(ClockWarning.percent)).where(*own).scalar_subquery()


def _narrowed(query: Select[Any], wanted: Filter, today: date) -> Select[Any]:
    if wanted.office_id:
        query = query.where(Case.office_id == wanted.office_id)
    if wanted.state:
        query = query.where(Case.state == wanted.state)
    if wanted.overdue:
        query = query.where(or_(and_(Case.clock_state == RUNNING, Case.due_on < today), Case.stage_due_on < today))
    if wanted.priority:
        query = query.where(Case.priority)
    if wanted.village:
        query = query.where(Case.village_code == wanted.village)
    return query


def _beyond(after: str) -> ColumnElement[bool]:
    last = session.execute(select(Case.desk_on, Case.id).where(Case.public_id == after)).first()
    if last is None:
        return false()
    if last.desk_on is None:
        return Case.id > last.id
    return tuple_(Case.desk_on, Case.id) > tuple_(literal(last.desk_on), literal(last.id))


_NEWEST = select(select(func.max(audit.Event.id)).scalar_subquery(), select(func.max(Slip.id)).scalar_subquery())
#: Here numbers are handed out before they are seen, so the newest one would hide an older one that comes late.
_SNAPSHOT = text("SELECT CAST(pg_current_snapshot() AS text)")


def mark() -> Hashable:
    """What moves whenever anything is written down: which database, and how far its events and slips have come."""
    where = session.connection()
    return where.engine, *where.execute(_NEWEST if is_sqlite() else _SNAPSHOT).one()


def events_of(found: Case, until: datetime | None = None) -> list[Happened]:
    """What happened to a case, in order."""
    return list(audit.history(found.stream, until=until))


def names_of(ids: Iterable[int]) -> dict[int, str]:
    """The names behind officers' row ids."""
    wanted = set(ids)
    query = select(Officer.id, Officer.name).where(Officer.id.in_(wanted))
    return {row.id: row.name for row in session.execute(query)} if wanted else {}


def calendar_days() -> list[CalendarDay]:
    """The days that the institution added, newest first."""
    return list(session.scalars(select(CalendarDay).order_by(CalendarDay.on.desc(), CalendarDay.id.desc())))


def calendar_day(number: int) -> CalendarDay:
    """One of them; NotFound otherwise."""
    found = session.get(CalendarDay, number)
    if found is None:
        raise NotFound
    return found
