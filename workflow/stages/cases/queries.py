"""Finding cases, slips, demands and service items, together with the right to see them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, exists, or_, select, update
from sqlalchemy.orm import joinedload, selectinload

from workflow.base import audit
from workflow.base import clock as time
from workflow.base.db import session
from workflow.doors.inbox import crowds, take
from workflow.doors.inbox.take import Handed
from workflow.kernel.errors import NotFound
from workflow.places import queries as places
from workflow.places.models import Office, Village
from workflow.policy.flows import Kind
from workflow.staff import rights
from workflow.staff.models import Officer
from workflow.stages.cases import clock, ways
from workflow.stages.cases.models import (
    Case,
    ClockBasis,
    ClockWarning,
    DemandEntry,
    Material,
    OneTimeNotice,
    ServiceItem,
)
from workflow.stages.cases.states import State
from workflow.stages.people.models import Household

APPLICATION, CONSENT_WITHDRAWAL = "application", "consent_withdrawal"
#: So many waiting slips are opened for one page: some tens of milliseconds.
_LAID_APART = 2_000


def day_of(instant: datetime) -> date:
    """The Shanghai day of an instant."""
    return time.local_date(instant)


def case_for(public_id: str, person: Officer, verb: str = "case.see") -> Case:
    """The case of that id, if `person` may do `verb` with it; NotFound or Forbidden otherwise."""
    query = select(Case).where(Case.public_id == public_id).options(
        joinedload(Case.borrower), joinedload(Case.household), joinedload(Case.officer).lazyload(Officer.grants),
        # the offices above come along: a statement more would tell by its time that there is such a case
        joinedload(Case.office).joinedload(Office.parent).joinedload(Office.parent),
    )  # fmt: skip
    found = session.scalar(query)
    if found is None:
        raise NotFound
    rights.check(person, verb, found)
    return found


def by_number(number: str, person: Officer) -> Case | None:
    """The case of that readable number, if `person` may see it."""
    found = session.scalar(select(Case).where(Case.number == number))
    return found if found and rights.may(person, "case.see", found) else None


def numbered(number: str) -> Case:
    """The case of that readable number, for who has only a number and needs no right; NotFound if there is none."""
    found = session.scalar(select(Case).where(Case.number == number))
    if found is None:
        raise NotFound
    return found


def by_receipt_key(key: str) -> Case | None:
    """The case that a receipt belongs to."""
    return session.scalar(select(Case).where(Case.receipt_key == key))


def cases_of(household: Household) -> list[Case]:
    """A household's cases, newest first."""
    return list(session.scalars(select(Case).where(Case.household_id == household.id).order_by(Case.id.desc())))


def history(case: Case) -> list[audit.Happened]:
    """What happened to a case, in order, also as the rooms above this one wrote it down."""
    return list(audit.history(case.stream))


def last_number(year: int) -> str | None:
    """The highest case number given out in a year."""
    query = select(Case.number).where(Case.number.between(f"{year}-", f"{year}-~"))
    return session.scalar(query.order_by(Case.number.desc()).limit(1))


def running() -> Iterator[Case]:
    """Every open case whose promise's clock runs."""
    query = select(Case).where(Case.open, Case.clock_state == clock.RUNNING).order_by(Case.id)
    return iter(session.scalars(query.execution_options(yield_per=500)))


def staged() -> list[Case]:
    """Every open case that stands in a stage with a limit of its own."""
    return list(session.scalars(select(Case).where(Case.open, Case.stage_due_on.is_not(None)).order_by(Case.id)))


_CLOCK_OF = Case.stage_clock["kind"].as_string()


def awaiting_grade() -> ColumnElement[bool]:
    """Cases in which the clock of the credit grade runs (`ways.awaits_grade`), as a condition."""
    return and_(Case.flow.contains(Kind.RATING), _CLOCK_OF == Kind.RATING)


def past_grade() -> ColumnElement[bool]:
    """All others; those whose way asks for no grade are known without a look into their clock."""
    return or_(*_without_grade(), Case.stage_due_on.is_(None), _CLOCK_OF != Kind.RATING)


def _without_grade() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Case.flow.is_(None), Case.flow.not_like(f"%{Kind.RATING}%")


def lacking_grade() -> ColumnElement[bool]:
    """Cases whose way asks for a credit grade that their household does not have (`ways.lacks_grade`)."""
    return and_(Case.flow.contains(Kind.RATING), ~_graded())


def having_grade() -> ColumnElement[bool]:
    """All others; those whose way asks for no grade are known without a look at their household."""
    return or_(*_without_grade(), _graded())


def _graded() -> ColumnElement[bool]:
    return exists().where(Household.id == Case.household_id, Household.graded_at.is_not(None))


def held_by_grade() -> ColumnElement[bool]:
    """Cases that nothing but their household's grade lets go on (`ways.held_by_grade`)."""
    visited = or_(Case.state != State.ACCEPTED, Case.flow.not_like(f"%{Kind.INVESTIGATION}%"))
    return or_(awaiting_grade(), and_(lacking_grade(), Case.state.in_(ways.HELD_BY_THE_GRADE), visited))


def before_the_grade(household: Household) -> list[Case]:
    """Open cases of a household in which nobody has sat or decided yet, and whose way asks for a credit grade."""
    states = (State.ACCEPTED, State.INVESTIGATED)
    query = select(Case).where(Case.household_id == household.id, Case.open, Case.state.in_(states))
    return [case for case in session.scalars(query.order_by(Case.id)) if Kind.RATING in case.way.kinds]


def stages_to_warn_of(today: date) -> list[Case]:
    """Cases whose stage has used up a share of its time by today of which nobody was told, and is not overdue."""
    query = select(Case).where(Case.stage_warn_on <= today, Case.stage_warn_on.is_not(None), Case.stage_due_on >= today)
    return list(session.scalars(query.order_by(Case.id)))


def running_unwarned() -> list[Case]:
    """Cases whose clock runs and has no warnings yet: it was started by an earlier release."""
    unwarned = ~select(ClockWarning.case_id).where(ClockWarning.case_id == Case.id).exists()
    return list(session.scalars(select(Case).where(Case.open, Case.clock_state == clock.RUNNING, unwarned)))


def claim_warnings(at: datetime) -> dict[Case, ClockWarning]:
    """The latest reached warning of every running clock not yet past its day that nobody was told of; they are told
    from now on, so that nobody else claims them."""
    today = time.local_date(at)
    running = (Case.open, Case.clock_state == clock.RUNNING, Case.due_on >= today)
    reached = (ClockWarning.told_at.is_(None), ClockWarning.on <= today)
    mine = update(ClockWarning).where(*reached, ClockWarning.case_id.in_(select(Case.id).where(*running)))
    found = session.scalars(mine.values(told_at=at).returning(ClockWarning)).all()
    latest = {warning.case_id: warning for warning in sorted(found, key=lambda each: each.percent)}
    cases = session.scalars(select(Case).where(Case.id.in_(latest)).order_by(Case.id))
    return {case: latest[case.id] for case in cases}


def clock_basis() -> str | None:
    """The version of the calendar that running clocks and posted periods were last counted on."""
    return session.scalar(select(ClockBasis.version))


def materials_of(case: Case) -> list[Material]:
    """The checklist of a case."""
    return list(session.scalars(select(Material).where(Material.case_id == case.id).order_by(Material.id)))


def gap_notices_of(case: Case) -> list[OneTimeNotice]:
    """What the household was told was missing, in order."""
    return list(
        session.scalars(select(OneTimeNotice).where(OneTimeNotice.case_id == case.id).order_by(OneTimeNotice.id))
    )


def breaches() -> list[OneTimeNotice]:
    """Every further notice that named what the first should have named, for supervision."""
    return list(session.scalars(select(OneTimeNotice).where(OneTimeNotice.breach).order_by(OneTimeNotice.id)))


def slips_for(person: Officer, limit: int, kind: str = APPLICATION) -> list[tuple[Handed, int]]:
    """Slips that wait, of the villages in the person's reach (and of villages nobody knows), oldest first.

    What came in a crowd lies behind the others, copies of the same words behind what stands alone; beside each, how
    many say the same (0: outside of a crowd). Of the slips that wait the oldest `_LAID_APART` are looked at.
    """
    reach = frozenset(places.offices_below(person.office))
    waiting = (handed for batch in take.batches(kind) for handed in _within(batch, reach))
    return crowds.laid_apart(islice(waiting, max(limit, _LAID_APART)))[:limit]


def _within(batch: list[Handed], reach: frozenset[int]) -> list[Handed]:
    codes = {str(handed.payload.get("village", "")) for handed in batch}
    known = select(Village.code, Village.office_id).where(Village.code.in_(codes))
    elsewhere = {code for code, office_id in session.execute(known) if office_id not in reach}
    return [handed for handed in batch if handed.payload.get("village") not in elsewhere]


def slip_for(slip_id: int, person: Officer) -> Handed:
    """One waiting application, if it belongs to the person's reach; NotFound otherwise."""
    found = take.slip(slip_id)
    if found is None or found.kind != APPLICATION:
        raise NotFound
    village = places.village_by_code(str(found.payload.get("village", "")))
    if village and not rights.may(person, "slip.take", village):
        raise NotFound
    return found


def _demands(person: Officer) -> Select[DemandEntry]:
    query = select(DemandEntry).options(
        joinedload(DemandEntry.first_asked), joinedload(DemandEntry.handed_to), joinedload(DemandEntry.office)
    )
    mine = (DemandEntry.handed_to_id == person.id) | (DemandEntry.first_asked_id == person.id)
    if rights.reaches(person, "demand.see") == {"own"}:
        return query.where(mine)
    return query.where(DemandEntry.office_id.in_(places.offices_below(person.office)) | mine)


def demands(person: Officer, limit: int, before: int | None = None) -> list[DemandEntry]:
    """The demand register as the person may read it, newest first, from below row `before` on."""
    query = _demands(person).order_by(DemandEntry.id.desc()).limit(limit)
    return list(session.scalars(query.where(DemandEntry.id < before) if before else query))


def demands_waiting(person: Officer, limit: int) -> list[DemandEntry]:
    """Entries that nobody has answered and this person answers for, oldest first."""
    return list(session.scalars(_UNANSWERED, {"me": person.id, "most": limit}))


_ME = bindparam("me", type_=Integer)
_UNANSWERED = (
    select(DemandEntry)
    .where(DemandEntry.answered_at.is_(None), DemandEntry.closed_at.is_(None))
    .where(
        (DemandEntry.handed_to_id == _ME) | (DemandEntry.handed_to_id.is_(None) & (DemandEntry.first_asked_id == _ME))
    )
    .order_by(DemandEntry.id)
    .limit(bindparam("most", type_=Integer))
)


def demand_for(public_id: str, person: Officer, verb: str = "demand.see") -> DemandEntry:
    """One entry of the demand register, if `person` may do `verb` with it."""
    found = session.scalar(select(DemandEntry).where(DemandEntry.public_id == public_id))
    if found is None:
        raise NotFound
    rights.check(person, verb, found)
    return found


def services(person: Officer, limit: int, before: int | None = None) -> list[ServiceItem]:
    """The service-item register of the person's offices, newest first."""
    reach = places.offices_below(person.office)
    query = select(ServiceItem).where(ServiceItem.office_id.in_(reach)).options(selectinload(ServiceItem.received_by))
    query = query.order_by(ServiceItem.id.desc()).limit(limit)
    return list(session.scalars(query.where(ServiceItem.id < before) if before else query))


def service_for(public_id: str, person: Officer, verb: str = "service.see") -> ServiceItem:
    """One service item, if `person` may do `verb` with it."""
    found = session.scalar(select(ServiceItem).where(ServiceItem.public_id == public_id))
    if found is None:
        raise NotFound
    rights.check(person, verb, found)
    return found
