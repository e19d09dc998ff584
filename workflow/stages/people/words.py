"""What the rules and the events of this room are called in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext

from workflow.base.languages import current
from workflow.kernel.errors import Invalid, N_
from workflow.places import packs
from workflow.policy.pack import Term, Text
from workflow.stages.imports.kinds import in_every_language
from workflow.stages.imports.rules import chosen
from workflow.stages.people import queries, rules
from workflow.stages.people.models import Household

#: A kind's sentence; `kind.code` where one code of its payload changes what there is to say.
EVENTS = {
    "household_recorded": N_("The household was recorded."),
    "household_member_added": N_("%(member)s was added as a member."),
    "household_member_left": N_("%(member)s left the household."),
    "household_member_left.followed": N_("%(member)s left the household; %(follower)s is its head now."),
    "household_contact_changed": N_("Telephone or address of %(member)s was brought up to date."),
    "household_field_keyed": N_("Keyed: %(field)s (%(member)s)."),
    "household_field_keyed.corrected": N_("Corrected: %(field)s (%(member)s). It must be compared anew."),
    "household_fields_verified": N_("Compared and verified: %(fields)s."),
    "household_file_renewed": N_("The whole file was gone through: it holds."),
    "tie_declared": N_("A tie of the staff was declared."),
    "consent_given": N_("The consent to be shown online was given."),
    "consent_withdrawn": N_("The consent to be shown online was withdrawn."),
    "member_revealed": N_("The full numbers of %(member)s were looked at."),
    "document_recorded": N_("A document was put on file: %(kind)s (%(member)s)."),
    "document_verified": N_("A document was compared: %(kind)s."),
    "document_marked_mistaken": N_("A document came off the file: %(kind)s."),
    "photo_added": N_("A photo was added."),
    "photo_looked_at": N_("A photo was looked at."),
    "photo_removed": N_("A photo was erased."),
    "own_data_asked": N_("%(member)s asked for what is kept about the household."),
    "own_data_confirmed": N_("A second person confirmed the request for the household's own data."),
    "own_data_handed": N_("The household's own data was handed over to %(member)s."),
    "own_data_refused": N_("The request for the household's own data was refused."),
}
CUSTOMER_LABEL, EXCLUSION_LABEL = N_("Kind of customer"), N_("Ground for exclusion")
_LIFTED = N_("none any more")
_ENTIRE = N_("the household")
#: By the kind of an event: what somebody had to say with it, and the words of its codes.
_NOTES = {
    "household_field_keyed": ("source", rules.SOURCES),
    "household_fields_verified": ("how", rules.HOWS),
    "household_member_left": ("why", rules.LEAVING),
    "consent_given": ("how", rules.SAID),
    "consent_withdrawn": ("how", rules.SAID),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One event as the history shows it."""

    kind: str
    at: datetime
    title: str
    by: str
    note: str


def named(term: Term | Text) -> str:
    """A word of the rules in the reader's language."""
    return term.en if current() == "en" else term.zh


def fields(on: date) -> dict[str, str]:
    """What every field of the archive is called, by its code: those all have, then those the rules name."""
    core = {code: gettext(label) for code, label in rules.CORE.items()}
    core |= {rules.CUSTOMER: gettext(CUSTOMER_LABEL)} if customers(on) else {}
    core |= {rules.EXCLUSION: gettext(EXCLUSION_LABEL)} if exclusions(on) else {}
    return core | {term.code: named(term) for term in packs.value("archive.fields", on).value or ()}


def customers(on: date) -> dict[str, str]:
    """The kinds of customers that the rules of a day know, by code."""
    return {term.code: named(term) for term in packs.value("customer.kinds", on).value or ()}


def customer_read(typed: str, on: date) -> str:
    """The code of a kind of customer, in whichever language it was typed; Invalid on the field `value`."""
    found = packs.value("customer.kinds", on).value or ()
    return _one_of({word: term.code for term in found for word in (term.zh, term.en, term.code)}, typed)


def _one_of(known: dict[str, str], typed: str) -> str:
    try:
        return chosen(known)(typed)
    except Invalid as error:
        raise Invalid(error.message, field="value", **error.params) from error


def exclusions(on: date) -> dict[str, str]:
    """The grounds on which the rules of a day leave a household out, by code; "" for none any more."""
    found = packs.value("eligibility.exclusions", on).value or ()
    return {term.code: named(term) for term in found} | ({"": gettext(_LIFTED)} if found else {})


def keeps_file_of_excluded(on: date) -> bool:
    """Whether the rules of a day keep a file of a household that they exclude."""
    return packs.value("archive.of_excluded", on).value is not False


def exclusion_read(typed: str, on: date) -> str:
    """The code of a ground for exclusion by its words, its code or its number alone, "" for none any more; Invalid on
    the field `value`."""
    found = packs.value("eligibility.exclusions", on).value or ()
    known = {
        word: term.code for term in found for word in (term.zh, term.en, term.code, term.code.rpartition(".")[2])
    } | dict.fromkeys(in_every_language(_LIFTED), "")  # fmt: skip
    return _one_of(known, typed)


def shown(name: str, value: str | None, on: date) -> str:
    """A kept value as a page shows it without a purpose; what is a word of the rules by that word."""
    coded = {rules.CUSTOMER: customers, rules.EXCLUSION: exclusions}.get(name)
    return coded(on).get(value or "", value or "") if coded else rules.shown(name, value)


def read(name: str, typed: str, on: date) -> str:
    """What was typed for a field, as it is kept; Invalid on the field `value`."""
    reader = {rules.CUSTOMER: customer_read, rules.EXCLUSION: exclusion_read}.get(name)
    return reader(typed, on) if reader else rules.read(name, typed)


def history(household: Household, on: date) -> list[Said]:
    """A household's events in words, newest first."""
    events = queries.events_of(household)
    names = queries.names_of(event.by for event in events if event.by)
    people = {member.public_id: member.name for member in (*household.members, *household.former)}
    known = _Known(fields(on), people, {term.code: named(term) for term in _kinds(on)})
    return [_said(event, names, known) for event in reversed(events)]


def _kinds(on: date) -> Iterable[Term]:
    return packs.value("document.kinds", on).value or ()


@dataclass(frozen=True, slots=True)
class _Known:
    fields: dict[str, str]
    people: dict[str, str]
    kinds: dict[str, str]

    def params(self, payload: dict[str, Any]) -> dict[str, str]:
        """What a sentence may name of an event."""
        slots = [str(slot).partition(":")[2] for slot in payload.get("fields", ())]
        return {
            "member": self.people.get(payload.get("member") or "", gettext(_ENTIRE)),
            "follower": self.people.get(payload.get("follower") or "", ""),
            "field": self.fields.get(payload.get("field", ""), str(payload.get("field", ""))),
            "fields": gettext(", ").join(self.fields.get(name, name) for name in slots),
            "kind": self.kinds.get(payload.get("sort", ""), str(payload.get("sort", ""))),
        }


def _said(event: Any, names: dict[int, str], known: _Known) -> Said:
    sentence = EVENTS.get(event.kind, event.kind)
    if event.payload.get("corrects"):
        sentence = EVENTS["household_field_keyed.corrected"]
    if event.payload.get("follower"):
        sentence = EVENTS["household_member_left.followed"]
    title = gettext(sentence, **known.params(event.payload))
    return Said(event.kind, event.at, title, names.get(event.by or 0, ""), _note(event))


def _note(event: Any) -> str:
    """Why it was done, where somebody had to say it."""
    key, coded = _NOTES.get(event.kind, ("reason", {}))
    said = str(event.payload.get(key) or "")
    return gettext(coded[said]) if said in coded else said


def required(on: date) -> dict[str, str]:
    """What the rules say a file must hold, by its code."""
    return {term.code: named(term) for term in packs.value("archive.required", on).value or ()}
