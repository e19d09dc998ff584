"""Households as they become known: recorded, tied, consenting, revealed; each act one event of the household."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from workflow.base import audit, vault
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.doors.published import due
from workflow.kernel import ids
from workflow.kernel.errors import Conflict, Invalid, N_
from workflow.places import queries as places
from workflow.places.models import Village
from workflow.staff.models import Officer
from workflow.stages.people import queries
from workflow.stages.people.keyed import note_field, note_person, refuse_known, refuse_tied, stream
from workflow.stages.people.models import Consent, Household, Member, Tie
from workflow.stages.people.rules import APPLICATION, PUBLICATION, RELATIONS, TIES, born

HOUSEHOLD_RECORDED = audit.declare("household_recorded", "household", "village", "members")
MEMBER_ADDED = audit.declare("household_member_added", "member", "relation")
CONTACT_CHANGED = audit.declare("household_contact_changed", "member")
TIE_DECLARED = audit.declare("tie_declared", "officer", "household", "nature")
CONSENT_GIVEN = audit.declare("consent_given", "purpose", "text_version", "given_at", "how")
CONSENT_WITHDRAWN = audit.declare("consent_withdrawn", "purpose", "how")
MEMBER_REVEALED = audit.declare("member_revealed", "member", "purpose")


#: Where a form says what is wrong with the spouse's number.
_SPOUSES = "spouse_id_number"


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of a household member at hand-in."""

    name: str
    id_number: str | None = None
    phone: str | None = None
    relation: str = "head"


def record_household(
    *, village: Village, group: str, address: str, borrower: Person, spouse: Person | None,
    by: Officer | None, at: datetime,
) -> Member:  # fmt: skip
    """The borrower as a member of a household: found by identity number, or recorded with a household of their own.

    A spouse who is known already leads to the same household. Raises Invalid where borrower and spouse are recorded
    in two different ones.
    """
    known, partner = _known(borrower), _known(spouse)
    if known and partner and known.household_id != partner.household_id:
        raise Invalid(
            N_("Borrower and spouse are recorded in two different households: please clear this up first."),
            field=_SPOUSES,
        )
    if known is None and partner is None:
        return _new_household(village, group, address, borrower, spouse, by, at)
    return _join(known, partner, borrower, spouse, address, by, at)


def _known(person: Person | None) -> Member | None:
    return queries.member_by_id_number(person.id_number) if person and person.id_number else None


def _new_household(
    village: Village, group: str, address: str, borrower: Person, spouse: Person | None,
    by: Officer | None, at: datetime,
) -> Member:  # fmt: skip
    place = places.group(village.id, group) if group else None
    household = Household(public_id=ids.public_id(), village=village, group=place, created_at=at)
    household.address = address
    household.members = [_member(borrower, at)] + ([_member(spouse, at, _SPOUSES)] if spouse else [])
    session.add(household)
    session.flush()
    _note(household, household.members, address, by, at)
    payload = {"household": household.public_id, "village": village.code, "members": len(household.members)}
    audit.record(HOUSEHOLD_RECORDED, stream(household), at=at, by=by.id if by else None, **payload)
    return household.members[0]


def _note(household: Household, members: list[Member], address: str, by: Officer | None, at: datetime) -> None:
    for member in members:
        note_person(household, member, by=by, at=at)
    if address:
        note_field(
            household, None, "address", address, source="application", source_on=local_date(at), by=by, at=at
        )  # fmt: skip


def _member(person: Person, at: datetime, field: str = "id_number") -> Member:
    member = Member(public_id=ids.public_id(), relation=person.relation)
    member.name, member.id_number, member.phone = person.name, person.id_number, person.phone
    member.id_key = vault.current().blind(person.id_number) if person.id_number else None
    member.born_on = born(person.id_number, local_date(at), field=field) if person.id_number else None
    return member


def _join(
    known: Member | None, partner: Member | None, borrower: Person, spouse: Person | None, address: str,
    by: Officer | None, at: datetime,
) -> Member:  # fmt: skip
    household = (known or partner).household  # type: ignore[union-attr] # the caller found one of the two
    if known is None:
        known = _add(household, person=_beside(household, borrower), by=by, at=at)
    elif borrower.phone and borrower.phone != known.phone:
        change_contact(known, phone=borrower.phone, address=address, by=by, at=at)
    if spouse and partner is None and not _has_spouse(household):
        _add(household, person=spouse, by=by, at=at, field=_SPOUSES)
    return known


def _beside(household: Household, person: Person) -> Person:
    relation = "spouse" if household.head else "head"
    return Person(person.name, person.id_number, person.phone, relation)


def _has_spouse(household: Household) -> bool:
    return any(member.relation == "spouse" for member in household.members)


def add_member(
    household: Household, *, person: Person, by: Officer, at: datetime, source: str = APPLICATION,
    source_on: date | None = None,
) -> Member:  # fmt: skip
    """Record one more member; an identity number that stands in any household already is refused.

    `source`, `source_on`: where and since when it is known, if not from an application of today.
    """
    refuse_tied(household, by)
    return _add(household, person=person, by=by, at=at, source=source, source_on=source_on)


def _add(
    household: Household, *, person: Person, by: Officer | None, at: datetime, field: str = "id_number",
    source: str = APPLICATION, source_on: date | None = None,
) -> Member:  # fmt: skip
    """What is handed in comes on file whoever sits at the counter: a tie keeps out of the case, not of receiving it."""
    if person.relation not in RELATIONS:
        raise Invalid(N_("Choose how this person belongs to the household."), field="relation")
    refuse_known(person.id_number, by, field=field)
    member = _member(person, at, field)
    household.members.append(member)
    session.flush()
    note_person(household, member, by=by, at=at, source=source, source_on=source_on)
    payload = {"member": member.public_id, "relation": member.relation}
    audit.record(MEMBER_ADDED, stream(household), at=at, by=by.id if by else None, **payload)
    return member


def change_contact(member: Member, *, phone: str, address: str, by: Officer | None, at: datetime) -> None:
    """Take over a newer telephone number and address; an empty address keeps the old one."""
    member.phone, day = phone, local_date(at)
    note_field(member.household, member, "phone", phone, source="application", source_on=day, by=by, at=at)
    if address:
        member.household.address = address
        note_field(member.household, None, "address", address, source="application", source_on=day, by=by, at=at)
    audit.record(CONTACT_CHANGED, stream(member.household), at=at, by=by.id if by else None, member=member.public_id)


def declare_tie(household: Household, *, officer: Officer, nature: str, by: Officer, at: datetime) -> Tie:
    """Record that an officer is bound to a household: from now on they have no hand in its cases (N12)."""
    if nature not in TIES:
        raise Invalid(N_("Choose what ties this officer to the household."), field="nature")
    if any(tie.officer_id == officer.id for tie, _officer in queries.ties_of(household)):
        raise Conflict(N_("This tie is declared already."))
    tie = Tie(officer_id=officer.id, household_id=household.id, nature=nature, declared_by_id=by.id, declared_at=at)
    session.add(tie)
    session.flush()
    payload = {"officer": officer.public_id, "household": household.public_id, "nature": nature}
    audit.record(TIE_DECLARED, stream(household), at=at, by=by.id, **payload)
    return tie


def give_consent(
    household: Household, *, text_version: str, how: str, by: Officer | None, at: datetime,
    given_at: datetime | None = None, purpose: str = PUBLICATION,
) -> Consent:  # fmt: skip
    """Record the household's own, separate consent; a second one while the first stands changes nothing.

    `given_at`: when the household gave it, if that was before `at` (a form handed in earlier).
    """
    standing = queries.consent_in_force(household.id, purpose)
    if standing:
        return standing
    given = given_at or at
    consent = Consent(household_id=household.id, purpose=purpose, text_version=text_version, given_at=given)
    session.add(consent)
    session.flush()
    payload = {"purpose": purpose, "text_version": text_version, "given_at": given.isoformat(), "how": how}
    audit.record(CONSENT_GIVEN, stream(household), at=at, by=by.id if by else None, **payload)
    due.leave("consent", household.public_id, at=at)
    return consent


def withdraw_consent(
    household: Household, *, how: str, by: Officer | None, at: datetime, purpose: str = PUBLICATION
) -> Consent:
    """Take the consent back at once; what it let be shown is taken down in the same commit. The loan is not touched."""
    consent = queries.consent_in_force(household.id, purpose)
    if consent is None:
        raise Conflict(N_("There is no consent to withdraw."))
    consent.withdrawn_at = at
    session.flush()
    payload = {"purpose": purpose, "how": how}
    audit.record(CONSENT_WITHDRAWN, stream(household), at=at, by=by.id if by else None, **payload)
    due.leave("consent", household.public_id, at=at)
    return consent


def reveal(member: Member, *, purpose: str, by: Officer, at: datetime) -> None:
    """Record who looked at a person's full identity and telephone number, and why; the view then shows them."""
    if not purpose:
        raise Invalid(N_("Say what you need the numbers for."), field="purpose")
    refuse_tied(member.household, by)
    audit.record(MEMBER_REVEALED, stream(member.household), at=at, by=by.id, member=member.public_id, purpose=purpose)
    audit.look(by=by.id, what=f"member:{member.public_id}", purpose=purpose, at=at)
