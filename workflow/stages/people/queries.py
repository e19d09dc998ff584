"""Finding households, members, ties and consents, together with the right to see them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from workflow.base import vault
from workflow.base.db import session
from workflow.kernel.errors import NotFound
from workflow.staff import rights
from workflow.staff.models import Officer
from workflow.stages.people.models import Consent, Household, Member, Tie


def household_for(public_id: str, person: Officer, verb: str = "household.see") -> Household:
    """The household of that id, if `person` may do `verb` with it; NotFound or Forbidden otherwise."""
    found = session.scalar(select(Household).where(Household.public_id == public_id))
    if found is None:
        raise NotFound
    rights.check(person, verb, found)
    return found


def member_of(household: Household, public_id: str) -> Member:
    """A member of this very household; NotFound otherwise."""
    found = next((member for member in household.members if member.public_id == public_id), None)
    if found is None:
        raise NotFound
    return found


def member_by_id_number(id_number: str) -> Member | None:
    """The person with that identity number, wherever they are recorded."""
    key = vault.current().blind(id_number)
    return session.scalar(select(Member).where(Member.id_key == key).options(joinedload(Member.household)))


def ties_of(household: Household) -> list[tuple[Tie, Officer]]:
    """Every declared tie to a household with the officer it binds."""
    query = select(Tie, Officer).join(Officer, Officer.id == Tie.officer_id)
    rows: Any = session.execute(query.where(Tie.household_id == household.id).order_by(Tie.id)).unique()
    return [(tie, officer) for tie, officer in rows]


def consent_in_force(household_id: int, purpose: str) -> Consent | None:
    """The household's consent for `purpose` that has not been withdrawn."""
    query = select(Consent).where(Consent.household_id == household_id, Consent.purpose == purpose)
    return session.scalar(query.where(Consent.withdrawn_at.is_(None)).order_by(Consent.id.desc()).limit(1))


def consents_of(household: Household) -> list[Consent]:
    """Every consent a household ever gave, newest first."""
    query = select(Consent).where(Consent.household_id == household.id)
    return list(session.scalars(query.order_by(Consent.id.desc())))
