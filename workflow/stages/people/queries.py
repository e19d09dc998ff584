"""Finding households, members, ties and consents, together with the right to see them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, select
from sqlalchemy.orm import joinedload

from workflow.base import audit, vault
from workflow.base.audit import Happened
from workflow.base.db import session
from workflow.kernel.errors import NotFound
from workflow.staff import rights
from workflow.staff.models import Officer
from workflow.stages.people.models import Consent, Household, HouseholdField, Member, Tie
from workflow.stages.people.rules import CUSTOMER, EXCLUSION, VERIFIED


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


#: Asked with every step of every case.
_CONSENT = (
    select(Consent)
    .where(Consent.household_id == bindparam("of"), Consent.purpose == bindparam("what"))
    .where(Consent.withdrawn_at.is_(None))
    .order_by(Consent.id.desc())
    .limit(1)
)


def consent_in_force(household_id: int, purpose: str) -> Consent | None:
    """The household's consent for `purpose` that has not been withdrawn."""
    return session.scalar(_CONSENT, {"of": household_id, "what": purpose})


def consents_of(household: Household) -> list[Consent]:
    """Every consent a household ever gave, newest first."""
    query = select(Consent).where(Consent.household_id == household.id)
    return list(session.scalars(query.order_by(Consent.id.desc())))


def field_in(slot: str) -> HouseholdField | None:
    """The current field of a slot (`rules.slot`)."""
    return session.scalar(select(HouseholdField).where(HouseholdField.slot == slot, HouseholdField.current))


def fields_of(household: Household) -> list[HouseholdField]:
    """What is known of a household now, in the order in which it was keyed."""
    query = select(HouseholdField).where(HouseholdField.household_id == household.id, HouseholdField.current)
    who = joinedload(HouseholdField.keyed_by), joinedload(HouseholdField.verified_by)
    return list(session.scalars(query.options(*who).order_by(HouseholdField.id)).unique())


def fields_of_member(member: Member) -> list[HouseholdField]:
    """What is known now of one person of a household."""
    query = select(HouseholdField).where(HouseholdField.member_id == member.id, HouseholdField.current)
    return list(session.scalars(query))


def customers_of(household_ids: Iterable[int]) -> dict[int, str]:
    """Which kind of customer households are, as far as two people stand for it: one keyed it, another compared it."""
    query = select(Household.id, Household.customer).join(HouseholdField, HouseholdField.household_id == Household.id)
    query = query.where(Household.id.in_(list(household_ids)), HouseholdField.name == CUSTOMER)
    rows = session.execute(query.where(HouseholdField.current, HouseholdField.state == VERIFIED))
    return {row[0]: row[1] for row in rows if row[1]}


#: A ground of the rules that leaves a household out, as far as two people stand for it.
_GROUND = (
    HouseholdField.name == EXCLUSION, HouseholdField.current, HouseholdField.state == VERIFIED,
    HouseholdField.value_sealed.is_not(None),
)  # fmt: skip


def excluded() -> Select[int]:
    """The row ids of the households that such a ground leaves out."""
    return select(HouseholdField.household_id).where(*_GROUND)


def left_out(of: Any = Household.id) -> ColumnElement[bool]:
    """The same as a condition on households, or on what has one in a column: each is looked up by itself."""
    return exists().where(HouseholdField.household_id == of, *_GROUND)


#: Built once: asked of every household that is drawn for or granted anything.
_EXCLUDED = excluded().where(HouseholdField.household_id == bindparam("of")).limit(1)


def is_excluded(household: Household) -> bool:
    """Whether such a ground stands for a household."""
    return session.scalar(_EXCLUDED, {"of": household.id}) is not None


def excluded_among(household_ids: Iterable[int]) -> frozenset[int]:
    """Which of these households such a ground leaves out."""
    return frozenset(session.scalars(excluded().where(HouseholdField.household_id.in_(set(household_ids)))))


def tied_households(person: Officer) -> set[int]:
    """The row ids of the households that an officer has declared a tie to."""
    return set(session.scalars(select(Tie.household_id).where(Tie.officer_id == person.id)))


def earlier_fields(household: Household) -> list[HouseholdField]:
    """What stood there before and was corrected, newest first."""
    query = select(HouseholdField).where(HouseholdField.household_id == household.id, ~HouseholdField.current)
    return list(session.scalars(query.order_by(HouseholdField.id.desc())))


def events_of(household: Household) -> list[Happened]:
    """What happened to a household's archive, in order."""
    return list(audit.history(f"household:{household.public_id}"))


def names_of(officer_ids: Iterable[int]) -> dict[int, str]:
    """The names behind officers' row ids."""
    query = select(Officer.id, Officer.name).where(Officer.id.in_(set(officer_ids)))
    return {row.id: row.name for row in session.execute(query)}


def found_by_id_number(id_number: str, person: Officer, verb: str = "household.see") -> Household | None:
    """The household of the member with exactly this identity number, if `person` may do `verb` with it."""
    member = member_by_id_number(id_number)
    return member.household if member and rights.may(person, verb, member.household) else None


def sought(id_number: str) -> str:
    """What a search that finds nothing is written down as: whoever has the number can find it, nobody else read it."""
    return f"identity:{vault.current().blind(id_number)}"
