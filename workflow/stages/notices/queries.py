"""Finding notices, entries and objections, and what may be posted next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import contains_eager, selectinload

from workflow.base import clock
from workflow.base.db import session
from workflow.doors.inbox import take
from workflow.doors.published import lists
from workflow.doors.published.models import Checkpoint
from workflow.kernel.errors import NotFound
from workflow.places import packs
from workflow.places import queries as places
from workflow.places.models import Village
from workflow.staff import rights
from workflow.staff.models import Officer
from workflow.stages.cases import moves
from workflow.stages.cases.models import Case
from workflow.stages.cases.states import State as CaseState
from workflow.stages.cases.states import Step
from workflow.stages.notices import rules, states
from workflow.stages.notices.models import ListCode, Notice, NoticeRow, Objection
from workflow.stages.people.models import Consent, Household
from workflow.stages.people.queries import left_out
from workflow.stages.people.rules import PUBLICATION

_LIVE = (states.ON, states.DISPUTED)


def notice_for(public_id: str, person: Officer, verb: str) -> Notice:
    """A notice this person may use `verb` on; NotFound or Forbidden otherwise."""
    notice = notice_by_public_id(public_id)
    if notice is None:
        raise NotFound
    rights.check(person, verb, notice)
    return notice


def notice_by_public_id(public_id: str) -> Notice | None:
    """A notice by its public id."""
    return session.scalar(select(Notice).where(Notice.public_id == public_id))


def row_by_public_id(public_id: str) -> NoticeRow | None:
    """An entry by its public id."""
    return session.scalar(select(NoticeRow).where(NoticeRow.public_id == public_id))


def objection_for(public_id: str, person: Officer, verb: str) -> Objection:
    """An objection this person may use `verb` on; NotFound or Forbidden otherwise."""
    objection = session.scalar(select(Objection).where(Objection.public_id == public_id))
    if objection is None:
        raise NotFound
    rights.check(person, verb, objection)
    return objection


def notices_of(person: Officer, *, most: int = 200) -> list[Notice]:
    """The notices of a person's office and below that they may open: drafts and running ones first, then the newest."""
    offices = places.offices_below(person.office)
    query = select(Notice).where(Notice.office_id.in_(offices)).options(selectinload(Notice.rows))
    order = (Notice.state == states.CLOSED, Notice.last_on.is_not(None), Notice.last_on.desc(), Notice.id.desc())
    found = session.scalars(query.order_by(*order).limit(most))
    return [notice for notice in found if rights.may(person, "notice.see", notice)]


def ended_notices(today: date) -> list[Notice]:
    """Posted notices whose last day is over."""
    over = (Notice.state == states.POSTED, Notice.last_on < today)
    return list(session.scalars(select(Notice).where(*over).order_by(Notice.last_on, Notice.id)))


def posted_notices() -> list[Notice]:
    """Every notice that stands in public now."""
    return list(session.scalars(select(Notice).where(Notice.state == states.POSTED).order_by(Notice.id)))


def posted_with(household_id: int) -> list[Notice]:
    """The posted notices on which a household has an entry."""
    entries = select(NoticeRow.notice_id).join(Case).where(Case.household_id == household_id)
    return list(session.scalars(select(Notice).where(Notice.state == states.POSTED, Notice.id.in_(entries))))


def candidates(offices: Iterable[int]) -> list[Case]:
    """The cases of these offices that can go on a notice now, by village and number; none of a household that a ground
    of the rules leaves out."""
    here = (Case.office_id.in_(list(offices)), _ready(), ~_on_a_list(), ~left_out(Case.household_id))
    query = select(Case).where(*here)
    query = query.options(selectinload(Case.borrower), selectinload(Case.household))
    found = session.scalars(query.order_by(Case.village_code, Case.number))
    return [case for case in found if Step.POST in moves.steps(case)]  # a template may leave the notice out


def _ready() -> ColumnElement[bool]:
    above = Case.state == CaseState.PASSED
    return (Case.state == CaseState.APPROVED) | (above if _foreposting() else Case.id.is_(None))


def _foreposting() -> bool:
    return bool(packs.value("flow.foreposting", clock.today()).value)


def _on_a_list() -> ColumnElement[bool]:
    return select(NoticeRow.id).where(NoticeRow.case_id == Case.id, NoticeRow.state.in_(_LIVE)).exists()


def list_code(village: Village, audience: str) -> ListCode | None:
    """What a village's lists for an audience are sealed with, once a code was made."""
    query = select(ListCode).where(ListCode.village_id == village.id, ListCode.audience == audience)
    return session.scalar(query)


def villages_with_codes() -> list[Village]:
    """The villages whose lists open with a code, by code."""
    query = select(Village).where(Village.id.in_(select(ListCode.village_id))).order_by(Village.code)
    return list(session.scalars(query))


def list_codes(villages: Iterable[Village]) -> dict[int, list[ListCode]]:
    """The codes that were made for these villages, by village id."""
    wanted = select(ListCode).where(ListCode.village_id.in_([village.id for village in villages]))
    found: dict[int, list[ListCode]] = {}
    for code in session.scalars(wanted.order_by(ListCode.audience.desc())):
        found.setdefault(code.village_id, []).append(code)
    return found


def codeless(villages: Iterable[Village], on: date) -> list[Village]:
    """Those whose lists no code opens: the rules of the day ask for one and none was made, or what was made is void."""
    readers, opened = packs.value("publication.audience", on).value, lists.locked()
    wanted, made = [readers] if readers in rules.BEHIND_A_CODE else [], list_codes(villages)
    return [
        village
        for village in villages
        if {(village.code, each) for each in [*wanted, *(code.audience for code in made.get(village.id, []))]} - opened
    ]


def entries(notice: Notice) -> list[NoticeRow]:
    """The entries of a notice with all that a list shows of them, in a handful of queries."""
    case = selectinload(NoticeRow.case)
    query = select(NoticeRow).where(NoticeRow.notice_id == notice.id).order_by(NoticeRow.id).options(
        case.selectinload(Case.borrower), case.selectinload(Case.household).selectinload(Household.members)
    )  # fmt: skip
    return list(session.scalars(query))


def replaced(notice: Notice) -> dict[int, NoticeRow]:
    """By case: the newest entry that was taken off an earlier list and for which this list has another one."""
    here = select(NoticeRow.case_id).where(NoticeRow.notice_id == notice.id)
    query = select(NoticeRow).join(Notice).where(NoticeRow.case_id.in_(here), NoticeRow.notice_id != notice.id)
    query = query.where(NoticeRow.state == states.REMOVED, Notice.posted_at < notice.posted_at)
    query = query.options(selectinload(NoticeRow.notice)).order_by(NoticeRow.id)
    return {row.case_id: row for row in session.scalars(query)}


def live_row(case: Case) -> NoticeRow | None:
    """The entry of a case that stands on a list now, drafted or posted."""
    query = select(NoticeRow).where(NoticeRow.case_id == case.id, NoticeRow.state.in_(_LIVE))
    return session.scalar(query.order_by(NoticeRow.id.desc()).limit(1))


def rows_of(case: Case) -> list[NoticeRow]:
    """Every entry a case ever had on a notice, oldest first."""
    return list(session.scalars(select(NoticeRow).where(NoticeRow.case_id == case.id).order_by(NoticeRow.id)))


def consenting(household_ids: Iterable[int]) -> frozenset[int]:
    """Which of these households have a recorded consent to be shown online that is not withdrawn."""
    given = (Consent.purpose == PUBLICATION, Consent.withdrawn_at.is_(None))
    query = select(Consent.household_id).where(Consent.household_id.in_(list(household_ids)), *given)
    return frozenset(session.scalars(query))


def stands(row: NoticeRow) -> bool:
    """Whether an entry belongs on its list still: not taken off, its case neither withdrawn nor refused."""
    going_on = (CaseState.POSTED, CaseState.FOREPOSTED, CaseState.DISPUTED)
    return row.state != states.REMOVED and row.case.state in going_on


def objection_by_receipt_key(key: str) -> Objection | None:
    """The objection that a receipt belongs to."""
    return session.scalar(select(Objection).where(Objection.receipt_key == key))


def hold(row: NoticeRow) -> None:
    """Let nobody else hold this entry until the transaction ends (SQLite has one writer anyway)."""
    session.execute(select(NoticeRow.id).where(NoticeRow.id == row.id).with_for_update())


def open_objections(row: NoticeRow) -> list[Objection]:
    """What stands against an entry."""
    return [objection for objection in row.objections if objection.state in states.OPEN]


def settled_rows() -> list[NoticeRow]:
    """Entries of closed notices whose last objection was rejected after the end: now they can be cleared."""
    query = select(NoticeRow).join(Notice).where(Notice.state == states.CLOSED, NoticeRow.state == states.ON)
    return [row for row in session.scalars(query.order_by(NoticeRow.id)) if not open_objections(row)]


def objections_of(person: Officer, *, most: int = 200) -> list[Objection]:
    """The objections a person may see, open ones first, then the newest."""
    offices = places.offices_below(person.office)
    query = select(Objection).join(Objection.row).join(NoticeRow.notice).where(Notice.office_id.in_(offices))
    shown = contains_eager(Objection.row)
    whole = shown.contains_eager(NoticeRow.notice).joinedload(Notice.village), shown.joinedload(NoticeRow.case)
    order = (Objection.state.not_in(states.OPEN), Objection.received_at.desc())
    return list(session.scalars(query.options(*whole).order_by(*order).limit(most)))


def slips_waiting() -> int:
    """How many objections wait at the door."""
    return len(take.waiting("objection"))


def checkpoint() -> Checkpoint | None:
    """The last signed statement of the public log, for print: whoever keeps the paper can hold the house to it."""
    return session.scalar(select(Checkpoint).order_by(Checkpoint.size.desc()).limit(1))


def household_by_public_id(public_id: str) -> Household | None:
    """A household by its public id."""
    return session.scalar(select(Household).where(Household.public_id == public_id))


def villages_of(person: Officer) -> list[Village]:
    """The villages of a person's office and below."""
    return places.villages(places.offices_below(person.office))
