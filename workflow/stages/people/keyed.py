"""What several operations of this room share: writing down a keyed field, and who may not have a hand in it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.kernel import ids
from workflow.kernel.errors import Forbidden, Invalid, N_
from workflow.staff import rights
from workflow.staff.models import Officer
from workflow.stages.people import queries, rules
from workflow.stages.people.models import Household, HouseholdField, Member

_RECUSED = N_("You are recused: you have a declared tie to this household.")


def stream(household: Household) -> str:
    """The name of a household's chain of events."""
    return f"household:{household.public_id}"


def note_field(
    household: Household, member: Member | None, name: str, value: str | None, *, source: str, source_on: date,
    by: Officer | None, at: datetime,
) -> HouseholdField:  # fmt: skip
    """Write a keyed field after the one that stood there; the caller records the event."""
    slot = rules.slot(household.public_id, member.public_id if member else None, name)
    earlier = queries.field_in(slot)
    if earlier:
        earlier.current = False
        session.flush()
    return _first(household, member, name, value, source=source, source_on=source_on, by=by, at=at)


def _first(
    household: Household, member: Member | None, name: str, value: str | None, *, source: str, source_on: date,
    by: Officer | None, at: datetime,
) -> HouseholdField:  # fmt: skip
    """Write a keyed field where nothing stands."""
    field = HouseholdField(
        public_id=ids.public_id(), household_id=household.id, member_id=member.id if member else None,
        slot=rules.slot(household.public_id, member.public_id if member else None, name),
        name=name, source=source, source_on=source_on, state=rules.KEYED, current=True,
        keyed_by_id=by.id if by else None, keyed_at=at,
    )  # fmt: skip
    field.value = value
    session.add(field)
    return field


def note_person(
    household: Household, member: Member, *, by: Officer | None, at: datetime, source: str = rules.APPLICATION,
    source_on: date | None = None,
) -> None:  # fmt: skip
    """Write down what a hand-in or a form said of a new member, each as a field of its own; of today, unless told."""
    day = source_on or local_date(at)
    for name in rules.OF_MEMBER:
        value = getattr(member, name)
        if value:
            _first(household, member, name, value, source=source, source_on=day, by=by, at=at)


def refuse_tied(household: Household, by: Officer) -> None:
    """Forbidden for whoever has declared a tie to the household."""
    if by.id in household.tied_ids:
        raise Forbidden(_RECUSED)


def refuse_tied_to_any(household_ids: Collection[int], by: Officer) -> None:
    """The same for many households, by their row ids."""
    if queries.tied_households(by) & set(household_ids):
        raise Forbidden(_RECUSED)


def refuse_known(id_number: str | None, by: Officer | None, *, field: str = "id_number") -> None:
    """Invalid for an identity number that stands in a household; only whoever may see that one is told which."""
    known = queries.member_by_id_number(id_number) if id_number else None
    if known is None:
        return
    if by and rights.may(by, "household.see", known.household):
        raise Invalid(
            N_("This identity number is recorded already: %(name)s in %(village)s."), field=field,
            name=known.name, village=known.household.village.name,
        )  # fmt: skip
    raise Invalid(N_("This identity number is recorded in a household already."), field=field)
