"""Requests for own data, together with the right to see them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from workflow.base.db import session
from workflow.kernel.errors import NotFound
from workflow.office.own_data.models import OwnDataRequest
from workflow.office.registers.visits.models import Visit
from workflow.places.models import Village
from workflow.staff import rights
from workflow.staff.models import Officer
from workflow.stages.appraisal.models import Investigation
from workflow.stages.appraisal.rating.models import Rating
from workflow.stages.approval.models import Decision
from workflow.stages.cases.models import Case
from workflow.stages.credit.models import CreditLine
from workflow.stages.notices.models import NoticeRow
from workflow.stages.people import listing
from workflow.stages.people.models import Household


def request_for(public_id: str, person: Officer, verb: str) -> OwnDataRequest:
    """The request, if `person` may do `verb` with its household; NotFound or Forbidden otherwise."""
    found = session.scalar(select(OwnDataRequest).where(OwnDataRequest.public_id == public_id))
    if found is None:
        raise NotFound
    rights.check(person, verb, found.household)
    return found


def open_request(household: Household) -> OwnDataRequest | None:
    """What a household asked for and has not been given yet."""
    query = select(OwnDataRequest).where(OwnDataRequest.household_id == household.id, *_OPEN)
    return session.scalar(query)


_OPEN = (OwnDataRequest.handed_at.is_(None), OwnDataRequest.refused_at.is_(None))


def requests_of(household: Household) -> list[OwnDataRequest]:
    """Every request of a household, newest first."""
    who = (
        joinedload(OwnDataRequest.member),
        joinedload(OwnDataRequest.asked_by),
        joinedload(OwnDataRequest.confirmed_by),
    )
    query = select(OwnDataRequest).where(OwnDataRequest.household_id == household.id).options(*who)
    return list(session.scalars(query.order_by(OwnDataRequest.id.desc())).unique())


def waiting(person: Officer, *, today: date, limit: int) -> list[OwnDataRequest]:
    """Requests in reach that wait for this person: to be confirmed by them, or to be handed over; oldest first."""
    query = select(OwnDataRequest).join(Household, Household.id == OwnDataRequest.household_id)
    query = query.join(Village, Village.id == Household.village_id).where(*_OPEN)
    query = query.where(listing.in_reach(person, "own_data.confirm", today))
    mine = OwnDataRequest.confirmed_at.is_not(None) | (OwnDataRequest.asked_by_id != person.id)
    return list(session.scalars(query.where(mine).order_by(OwnDataRequest.id).limit(limit)))


def investigations(cases: Iterable[Case]) -> dict[int, Investigation]:
    """The investigations of cases, by the case's row id."""
    query = select(Investigation).where(Investigation.case_id.in_([case.id for case in cases]))
    return {each.case_id: each for each in session.scalars(query)}


def decisions(cases: Iterable[Case]) -> list[Decision]:
    """What was decided on cases, in order."""
    query = select(Decision).where(Decision.case_id.in_([case.id for case in cases])).order_by(Decision.id)
    return list(session.scalars(query))


def rows(cases: Iterable[Case]) -> list[NoticeRow]:
    """Entries of posted lists about cases, in order."""
    query = select(NoticeRow).where(NoticeRow.case_id.in_([case.id for case in cases])).order_by(NoticeRow.id)
    return list(session.scalars(query.options(joinedload(NoticeRow.notice))))


def visits(household: Household) -> list[Visit]:
    """The visits to the household that were written down, in order."""
    query = select(Visit).where(Visit.household_id == household.id).order_by(Visit.on, Visit.id)
    return list(session.scalars(query).unique())


def ratings(household: Household) -> list[Rating]:
    """Settled ratings, in order."""
    query = select(Rating).where(Rating.household_id == household.id, Rating.settled_at.is_not(None))
    return list(session.scalars(query.order_by(Rating.id)))


def lines(household: Household) -> list[CreditLine]:
    """Credit lines, in order."""
    query = select(CreditLine).where(CreditLine.household_id == household.id).order_by(CreditLine.id)
    return list(session.scalars(query))
