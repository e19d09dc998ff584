"""Keying and verifying what is known of a household: two persons, and a correction goes back to the start."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from workflow.base import audit, vault
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.kernel import checks
from workflow.kernel.errors import Conflict, Invalid, N_
from workflow.staff.models import Officer
from workflow.stages.people import queries, rules, words
from workflow.stages.people.keyed import note_field, refuse_known, refuse_tied, stream
from workflow.stages.people.models import Household, HouseholdField, Member

FIELD_KEYED = audit.declare("household_field_keyed", "field", "member", "source", "source_on", "corrects")
FIELDS_VERIFIED = audit.declare("household_fields_verified", "fields", "how")


def key_field(
    household: Household, *, name: str, value: str, source: str, source_on: date, by: Officer, at: datetime,
    member: Member | None = None,
) -> HouseholdField:  # fmt: skip
    """Key one field, or correct it; whatever stood there before stays as history, and this must be verified anew.

    Invalid for a person's field without the person, an unknown source, a day to come, a value that its field cannot
    hold, an identity number of somebody else; Conflict where the very same stands there already, and for anything but
    the ground and who it is where the rules keep no file of an excluded household.
    """
    refuse_tied(household, by)
    if (name in rules.OF_MEMBER) is not (member is not None):
        raise Invalid(N_("Say whose it is: a name or a number belongs to a person."), field="whose")
    if source not in rules.SOURCES:
        raise Invalid(N_("Say where this is known from."), field="source")
    if source_on > local_date(at):
        raise Invalid(N_("This day is still to come."), field="source_on")
    read = words.read(name, value, local_date(at))
    slot = rules.slot(household.public_id, member.public_id if member else None, name)
    earlier = queries.field_in(slot)
    if earlier and (earlier.value, earlier.source, earlier.source_on) == (read, source, source_on):
        raise Conflict(N_("This stands there already; nothing was changed."))
    _check_file(household, name, local_date(at))
    _take_over(household, member, name, read, by, at)
    field = note_field(household, member, name, read, source=source, source_on=source_on, by=by, at=at)
    session.flush()
    told = {"field": name, "member": member.public_id if member else None, "source": source}
    known = {"source_on": source_on.isoformat(), "corrects": earlier is not None}
    audit.record(FIELD_KEYED, stream(household), at=at, by=by.id, **told, **known)
    return field


def _check_file(household: Household, name: str, on: date) -> None:
    who = name in rules.CORE or name == rules.EXCLUSION
    if not who and not words.keeps_file_of_excluded(on) and queries.is_excluded(household):
        raise Conflict(rules.NO_FILE)


def _take_over(household: Household, member: Member | None, name: str, value: str, by: Officer, at: datetime) -> None:
    """Name, number, telephone, address and kind of customer also stand where every other room reads them."""
    if name == "address":
        household.address = value
    elif name == rules.CUSTOMER:
        household.customer = value
    elif member is not None and name in rules.OF_MEMBER:
        if name == "id_number" and value != member.id_number:
            _new_number(member, value, by, at)
        setattr(member, name, value)


def _new_number(member: Member, number: str, by: Officer, at: datetime) -> None:
    refuse_known(number, by, field="value")
    member.born_on = rules.born(number, local_date(at), field="value")
    member.id_key = vault.current().blind(number)


def verify_fields(
    household: Household, *, said: Mapping[HouseholdField, str | None], how: str, by: Officer, at: datetime
) -> None:
    """A second person compares what was keyed with its source. `said` holds the fields that agree; for one whose value
    is masked, what this person read from the paper, which must be the very same.

    Conflict for a field that this person keyed, or that is verified or corrected already; Invalid where nothing was
    compared or two readings differ (`field` is then the field's public id).
    """
    refuse_tied(household, by)
    if not said or how not in rules.HOWS:
        raise Invalid(N_("Say what you compared, and how."), field="how")
    for field, reading in said.items():
        _check(field, reading, by)
    for field in said:
        field.state, field.verified_by_id, field.verified_at, field.verified_how = rules.VERIFIED, by.id, at, how
    session.flush()
    names = [field.slot for field in said]
    audit.record(FIELDS_VERIFIED, stream(household), at=at, by=by.id, fields=names, how=how)


def _check(field: HouseholdField, reading: str | None, by: Officer) -> None:
    if field.state != rules.KEYED or not field.current:
        raise Conflict(N_("Somebody verified or corrected this meanwhile. Please look again."))
    if field.keyed_by_id == by.id:
        raise Conflict(N_("You keyed this yourself: another person compares it."))
    if field.name in rules.MASKED and _plain(field.name, reading) != _plain(field.name, field.value):
        sentence = N_("This is not what was keyed. Compare both with the paper; if the keyed one is wrong, correct it.")
        raise Invalid(sentence, field=field.public_id)


def _plain(name: str, number: str | None) -> str:
    """A number as it is kept, however it was typed; what its field cannot hold, sign by sign."""
    try:
        return rules.read(name, number or "")
    except Invalid:
        return checks.narrow(number or "").upper()
