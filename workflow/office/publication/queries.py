"""Reading what stands in public, what is proposed, and what the directory is made of."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import joinedload, selectinload

from workflow.base import audit, clock
from workflow.base.db import session
from workflow.doors.published.models import Due, LogLeaf, Proposal, Record
from workflow.kernel import personal
from workflow.kernel.errors import NotFound
from workflow.places import queries as places
from workflow.places.models import Village, VillageGroup
from workflow.staff import queries as staff
from workflow.staff.models import AreaAssignment, Officer
from workflow.stages.appraisal.panel.models import Panel
from workflow.stages.appraisal.panel.rules import LOCAL
from workflow.stages.approval.models import CommitteeSeat
from workflow.stages.cases.models import Case
from workflow.stages.people.models import Household

_OPEN = and_(Proposal.verdict.is_(None), Proposal.taken_back_at.is_(None))


def in_force(kind: str, on: date | None = None) -> dict[str, Record]:
    """The records of a kind that have begun by a day (today) and have not ended, by key."""
    query = select(Record).where(Record.kind == kind, _begun(on)).order_by(Record.valid_from, Record.id)
    return {record.key: record for record in session.scalars(query)}


def one_in_force(kind: str, key: str, on: date | None = None) -> Record | None:
    """The record of this kind and key that has begun by a day (today) and has not ended."""
    query = select(Record).where(Record.kind == kind, Record.key == key, _begun(on))
    return session.scalar(query.order_by(Record.valid_from.desc(), Record.id.desc()).limit(1))


def _begun(on: date | None) -> ColumnElement[bool]:
    return and_(Record.ended_at.is_(None), Record.valid_from <= (on or clock.today()))


def announced(kind: str, key: str, on: date) -> Record | None:
    """The version of a record that is to stand from a day after `on`."""
    query = select(Record).where(Record.kind == kind, Record.key == key, _later(on))
    return session.scalar(query.order_by(Record.valid_from).limit(1))


def all_announced(on: date) -> list[Record]:
    """Everything that is to stand from a day after `on`, the nearest first."""
    return list(session.scalars(select(Record).where(_later(on)).order_by(Record.valid_from, Record.id)))


def _later(on: date) -> ColumnElement[bool]:
    return and_(Record.ended_at.is_(None), Record.valid_from > on)


def history(kind: str, key: str) -> list[Record]:
    """Every version of a record, newest first."""
    query = select(Record).where(Record.kind == kind, Record.key == key)
    return list(session.scalars(query.order_by(Record.id.desc()).limit(100)))


def proposals() -> list[Proposal]:
    """What waits for a second person, oldest first."""
    return list(session.scalars(select(Proposal).where(_OPEN).order_by(Proposal.id)))


def open_proposal(kind: str, key: str) -> Proposal | None:
    """The undecided proposal for a record, if there is one."""
    return session.scalar(select(Proposal).where(Proposal.kind == kind, Proposal.key == key, _OPEN).limit(1))


def proposal_for(public_id: str) -> Proposal:
    """A proposal by its public id; NotFound."""
    found = session.scalar(select(Proposal).where(Proposal.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def replacing(proposal: Proposal) -> Proposal | None:
    """The next version of a proposal, if it was changed."""
    return session.scalar(select(Proposal).where(Proposal.replaces == proposal.id))


def why_rejected(proposal: Proposal) -> str:
    """What the second person found wrong with a proposal; empty where nobody did."""
    told = audit.history(stream(proposal.kind, proposal.key)) if proposal.verdict == "rejected" else ()
    found = [event.payload["reason"] for event in told if event.payload.get("proposal") == proposal.public_id
             and "reason" in event.payload]  # fmt: skip
    return str(found[-1]) if found else ""


def stream(kind: str, key: str) -> str:
    """The name of a record's chain of events."""
    return f"record:{kind}:{key}"[:80]


def due_rows() -> list[Due]:
    """What the stages left to be shown or taken down, oldest first."""
    return list(session.scalars(select(Due).where(Due.done_at.is_(None)).order_by(Due.id)))


def officer(officer_id: int | None) -> Officer | None:
    """Who proposed or confirmed."""
    return staff.officer_by_id(officer_id) if officer_id else None


def work_phones() -> frozenset[str]:
    """The telephone numbers that are meant to be public, as plain digits."""
    phones = [office.phone for office in places.offices()] + [places.institution().hotline]
    phones += list(session.scalars(select(Officer.phone).where(Officer.active)))
    return frozenset(personal.phone_digits(phone) for phone in phones if phone)


def areas(on: date) -> list[tuple[Village, Officer]]:
    """Every village with the officer in charge of it on a day, by the village's code; the latest assignment holds."""
    query = select(Village, Officer).join(AreaAssignment, AreaAssignment.village_id == Village.id)
    query = query.join(Officer, Officer.id == AreaAssignment.officer_id).where(AreaAssignment.held(on), Officer.active)
    rows = session.execute(query.order_by(Village.code, AreaAssignment.from_on)).unique()
    return list({village.id: (village, officer) for village, officer in rows}.values())


def in_charge(on: date) -> dict[int, Officer]:
    """The officer in charge on a day, by village id."""
    return {village.id: officer for village, officer in areas(on)}


def villages() -> list[Village]:
    """Every village with town and office, by code."""
    query = select(Village).options(joinedload(Village.office)).order_by(Village.code)
    return list(session.scalars(query))


def groups() -> dict[int, list[str]]:
    """The names of each village's groups, by village id."""
    found: dict[int, list[str]] = defaultdict(list)
    for group in session.scalars(select(VillageGroup).order_by(VillageGroup.id)):
        found[group.village_id].append(group.name)
    return found


def progress(before: date) -> dict[str, dict[str, int]]:
    """Households on file, applications accepted, loans and lines granted until a day began, by the village's code."""
    instant = clock.start_of(before)
    households = select(Village.code, func.count(Household.id)).join(Household, Household.village_id == Village.id)
    cases = select(Case.village_code, func.count(Case.id)).group_by(Case.village_code)
    granted = cases.where(Case.decided_at < instant, Case.granted_amount.is_not(None))
    counted = {
        "households": households.where(Household.created_at < instant).group_by(Village.code),
        "accepted": cases.where(Case.accepted_at < instant), "granted": granted,
    }  # fmt: skip
    found = {village.code: dict.fromkeys(counted, 0) for village in villages()}
    for name, query in counted.items():
        for code, count in session.execute(query):
            if code in found:
                found[code][name] = count
    return found


def seats(on: date) -> dict[int, list[str]]:
    """The names of each office's committee members on a day, by office id."""
    end = clock.end_of(on)
    sitting = (CommitteeSeat.from_at < end, CommitteeSeat.until_at.is_(None) | (CommitteeSeat.until_at >= end))
    found: dict[int, list[str]] = defaultdict(list)
    for seat in session.scalars(select(CommitteeSeat).where(*sitting).order_by(CommitteeSeat.id)):
        found[seat.office_id].append(seat.officer.name)
    return found


def village_panels(on: date) -> list[Panel]:
    """The appraisal panels of villages and streets that stand at the end of a day, by village, the oldest first."""
    end = clock.end_of(on)
    standing = (Panel.kind.in_(LOCAL), Panel.formed_at < end)
    query = select(Panel).where(*standing, Panel.dissolved_at.is_(None) | (Panel.dissolved_at >= end))
    query = query.options(selectinload(Panel.seats), joinedload(Panel.village), joinedload(Panel.office))
    return list(session.scalars(query.order_by(Panel.village_id, Panel.id)))


def statement(leaf: int) -> LogLeaf | None:
    """The public log's own words behind a leaf."""
    return session.get(LogLeaf, leaf)


def log_size() -> int:
    """How many leaves the public log has: the number that the next one gets."""
    last = session.scalar(select(func.max(LogLeaf.position)))
    return 0 if last is None else last + 1


def last_checked(kind: str) -> datetime | None:
    """When somebody last compared the records of a kind with their source."""
    return max((event.at for event in audit.history(checked_stream(kind))), default=None)


def checked_stream(kind: str) -> str:
    """The name of the chain of events about checking a kind against its source."""
    return f"publication:checked:{kind}"
