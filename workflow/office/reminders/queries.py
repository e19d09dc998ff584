"""What waits for a person, as counts and as days; the addresses of calendars."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import and_, func, or_, select

from workflow.base.clock import local_date, start_of
from workflow.base.db import session
from workflow.kernel.errors import N_
from workflow.office.desk import queries as desk
from workflow.office.desk import rooms
from workflow.office.desk.queries import Filter, Row
from workflow.office.reminders.models import DailyDigest, DueCalendar
from workflow.office.supervision.models import Breach
from workflow.office.supervision.queries import seen_breaches
from workflow.policy.flows import Kind
from workflow.staff.models import Officer
from workflow.staff.queries import digest
from workflow.staff.rights import may
from workflow.stages.cases.clock import RUNNING
from workflow.stages.cases.models import Case
from workflow.stages.feedback import queries as complaints

#: More than a person can have in hand; whoever has, reads the desk.
_MOST = 1000


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a digest counts: applications (of them past their day, and on their last), other things, new findings.

    The day is the nearer one of the promise and of the stage.
    """

    cases: int
    overdue: int
    last_day: int
    others: int
    findings: int

    def __bool__(self) -> bool:
        """Whether there is anything to tell."""
        return any(astuple(self))


def without_digest(on: date) -> list[int]:
    """The ids of everybody who can be written to and whose digest of a day was not made yet."""
    made = select(DailyDigest.officer_id).where(DailyDigest.on == on)
    query = select(Officer.id).where(Officer.active, Officer.email != "", Officer.id.not_in(made))
    return list(session.scalars(query.order_by(Officer.id)))


def waiting(person: Officer, *, at: datetime) -> Waiting:
    """What waits for a person now; findings are those since the beginning of yesterday."""
    today = local_date(at)
    rows = desk.waiting(person, rooms.nexts(), Filter(), today=today, limit=_MOST)
    days = [day for row in rows if (day := _nearer(row))]
    return Waiting(
        cases=len(rows),
        overdue=sum(day < today for day in days),
        last_day=days.count(today),
        others=len(rooms.todos(person, now=at, limit=_MOST)),
        findings=_findings(person, start_of(today - timedelta(days=1))),
    )


def _nearer(row: Row) -> date | None:
    """The day that comes first: that of the running promise, or that of the stage; None without either."""
    promised = row.due_on if row.clock_state == RUNNING else None
    return min((day for day in (promised, row.stage_due_on) if day), default=None)


def _findings(person: Officer, since: datetime) -> int:
    if not may(person, "supervision.see"):
        return 0
    query = select(func.count()).select_from(Breach).where(Breach.found_at >= since, seen_breaches(person))
    return session.scalar(query) or 0


PROMISE, STAGE, STEP, VISIT, COMPLAINT, REVIEW = "promise", "stage", "step", "visit", "complaint", "review"
#: What a day of the calendar is called: an opaque number, nobody's name.
TITLES = {
    PROMISE: N_("Last day of application %(number)s"),
    STAGE: N_("Last day of this stage of application %(number)s: %(stage)s"),
    STEP: N_("Next step of application %(number)s"),
    VISIT: N_("Visit for application %(number)s"),
    COMPLAINT: N_("Complaint %(number)s: answer due"),
    REVIEW: N_("Complaint %(number)s: second look due"),
}
_BOTH = N_("Last day of application %(number)s and of this stage of it: %(stage)s")


@dataclass(frozen=True, slots=True)
class Due:
    """One day in a person's calendar: of which sort, of which thing (its number and opaque id).

    `stage`: of which kind of stage, where it is the last day of one, be it the promise's last day or not.
    """

    sort: str
    number: str
    public_id: str
    on: date
    stage: Kind | None = None

    @property
    def title(self) -> str:
        """What the day is called, as a msgid."""
        return _BOTH if self.sort == PROMISE and self.stage else TITLES[self.sort]


def dues(person: Officer, *, today: date) -> list[Due]:
    """Every dated thing in a person's charge or waiting for them, soonest first."""
    rows = desk.waiting(person, rooms.nexts(), Filter(), today=today, limit=_MOST)
    found = {*_of_rows(rows), *_of_cases(person), *_of_stages(person, rows), *_of_complaints(person)}
    return sorted(_joined(found), key=lambda due: (due.on, due.number, due.sort))


def _joined(found: set[Due]) -> Iterator[Due]:
    """Where a stage ends on the promise's own last day, one entry names both."""
    stages = {(due.public_id, due.on): due for due in found if due.sort == STAGE}
    promised = {(due.public_id, due.on) for due in found if due.sort == PROMISE}
    for due in found:
        stage = stages.get((due.public_id, due.on))
        if due.sort == PROMISE and stage:
            yield replace(due, stage=stage.stage)
        elif due.sort != STAGE or (due.public_id, due.on) not in promised:
            yield due


def _of_rows(rows: Iterable[Row]) -> Iterator[Due]:
    for row in rows:
        yield from _of_case(row.number, row.public_id, row.due_on if row.clock_state == RUNNING else None, row.next_on)


def _of_cases(person: Officer) -> Iterator[Due]:
    """Those in the person's charge, also while they wait for others."""
    columns = (Case.number, Case.public_id, Case.clock_state, Case.due_on, Case.next_on, Case.appointment_on)
    for row in session.execute(select(*columns).where(Case.officer_id == person.id, Case.open).limit(_MOST)):
        yield from _of_case(row.number, row.public_id, row.due_on if row.clock_state == RUNNING else None, row.next_on)
        if row.appointment_on:
            yield Due(VISIT, row.number, row.public_id, row.appointment_on)


def _of_case(number: str, public_id: str, promised: date | None, following: date | None) -> Iterator[Due]:
    if promised:
        yield Due(PROMISE, number, public_id, promised)
    if following and following != promised:
        yield Due(STEP, number, public_id, following)


def _of_stages(person: Officer, rows: Iterable[Row]) -> Iterator[Due]:
    """The last day of the stage that each of these cases stands in, and each that is in the person's charge."""
    waiting = [row.id for row in rows if row.stage_due_on]
    mine = or_(Case.id.in_(waiting), and_(Case.officer_id == person.id, Case.open))
    columns = (Case.number, Case.public_id, Case.stage_due_on, Case.stage_clock["kind"].as_string().label("kind"))
    for row in session.execute(select(*columns).where(Case.stage_due_on.is_not(None), mine).limit(_MOST)):
        yield Due(STAGE, row.number, row.public_id, row.stage_due_on, Kind(row.kind))


def _of_complaints(person: Officer) -> Iterator[Due]:
    for complaint in complaints.in_charge_of(person, limit=_MOST):
        if complaint.due_on:
            yield Due(COMPLAINT, complaint.number, complaint.public_id, complaint.due_on)
    for review in complaints.reviews_of(person, limit=_MOST):
        if review.due_on:
            yield Due(REVIEW, review.complaint.number, review.complaint.public_id, review.due_on)


def calendar_of(person: Officer) -> DueCalendar | None:
    """The calendar's address that a person has now."""
    live = (DueCalendar.officer_id == person.id, DueCalendar.ended_at.is_(None))
    return session.scalar(select(DueCalendar).where(*live))


def calendar_at(token: str) -> DueCalendar | None:
    """The calendar that a token opens, if it is neither ended nor its owner gone."""
    query = select(DueCalendar).where(DueCalendar.token_digest == digest(token)).with_for_update(of=DueCalendar)
    found = session.scalar(query)
    return found if found and found.ended_at is None and found.officer.active else None
