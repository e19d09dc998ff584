"""What the archive may hold and how it looks: masks, sources, states of a keyed field, what each field takes. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from workflow.kernel import checks
from workflow.kernel.errors import Invalid, N_
from workflow.policy import money

HIDDEN = "＊"
PUBLICATION = "publication"
HEAD = "head"
RELATIONS = (HEAD, "spouse", "parent", "child", "other")
TIES = ("own_household", "relative", "guarantor", "business", "other")
KEYED, VERIFIED = "keyed", "verified"
APPLICATION = "application"
#: Books of appraisers that agree (S32).
APPRAISERS = "appraisers"
#: Which kind of customer a household is: a word of the rules (`customer.kinds`), kept by its code.
CUSTOMER = "customer"
#: Why a household is not to be archived (S22): a ground of the rules (`eligibility.exclusions`), kept by its code;
#: empty where one that was recorded holds no more.
EXCLUSION = "exclusion"
#: What is refused wherever something would be granted to such a household, or shown of it.
EXCLUDED = N_("A ground for exclusion stands for this household: nothing is granted to it and no list names it.")
NO_FILE = N_("A ground for exclusion stands for this household, and the rules keep no file of it: leave this out.")
OF_MEMBER = ("name", "id_number", "phone")
#: What is never shown without a purpose: who verifies it reads it from the paper instead.
MASKED = ("id_number", "phone")
#: The words of the fields that every household has; the pack names the others (`archive.fields`).
CORE = {
    "name": N_("Name"),
    "id_number": N_("Identity number"),
    "phone": N_("Telephone"),
    "address": N_("Address"),
}
SOURCES = {
    APPLICATION: N_("The application"),
    "household": N_("The household's own word"),
    "card": N_("A document that was seen"),
    "police": N_("Household records of the police"),
    "village": N_("Village committee"),
    "finance": N_("Finance office"),
    "visit": N_("A visit to the household"),
    APPRAISERS: N_("Appraisers of the village"),
    "bureau": N_("Credit bureau"),
}
HOWS = {
    "paper": N_("Compared with the paper"),
    "police": N_("Compared with the records of the police"),
    "call": N_("Called the household"),
    "visit": N_("Visited the household"),
}
#: How a household's word about its consent reached us.
SAID = {
    "paper": N_("Signed paper"),
    "counter": N_("In person at the counter"),
    "visit": N_("During a visit"),
    "online": N_("Online"),
}
LEAVING = {
    "married": N_("Married into another household"),
    "split": N_("Set up a household of their own"),
    "moved": N_("Moved away"),
    "died": N_("Died"),
    "mistake": N_("Recorded here by mistake"),
}
#: Years; beyond any age, a bound of the field and no rule of credit.
_OLDEST = 120
_LONGEST_NAME, _LONGEST_LINE = 40, 200
_MEASURE = re.compile(r"\d{1,6}(?:\.\d{1,2})?")
_MOST_PEOPLE = 99


def slot(household: str, member: str | None, name: str) -> str:
    """Whose field it is, by public ids: at most one row of a slot is current."""
    return f"{member or household}:{name}"


def born(id_number: str, today: date, *, field: str = "id_number") -> date:
    """The birth date in an identity number that holds; Invalid for one that nobody alive can have."""
    day = date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14]))
    if not today.year - _OLDEST <= day.year or day > today:
        sentence = N_("Nobody can be born on the date in this number. Please compare it with the card.")
        raise Invalid(sentence, field=field)
    return day


def is_woman(id_number: str) -> bool:
    """What the last digit but one says (GB 11643)."""
    return int(id_number[-2]) % 2 == 0


def _yuan(typed: str) -> str:
    return str(checks.yuan_or_nought(typed))


def _people(typed: str) -> str:
    return str(checks.whole(typed, least=0, most=_MOST_PEOPLE))


def _measure(typed: str) -> str:
    text = checks.narrow(typed)
    if not _MEASURE.fullmatch(text):
        raise Invalid(N_("Write a number such as 12.5."))
    return text


_KINDS: Mapping[str, Callable[[str], str]] = {
    "id_number": checks.id_number, "phone": checks.phone, "name": lambda typed: checks.line(typed, most=_LONGEST_NAME),
    "land": _measure, "labour": _people, "away": _people, "income": _yuan, "spending": _yuan, "assets": _yuan,
    "debts": _yuan,
}  # fmt: skip
AMOUNTS = ("income", "spending", "assets", "debts")


def read(name: str, typed: str) -> str:
    """What was typed for a field, as it is kept: amounts in fen, numbers plain; Invalid on the field `value`."""
    if not typed.strip():
        raise Invalid(N_("Enter what is known."), field="value")
    check = _KINDS.get(name, lambda text: checks.line(text, most=_LONGEST_LINE))
    try:
        return check(typed)
    except Invalid as error:
        raise Invalid(error.message, field="value", **error.params) from error


def masked_id(number: str | None) -> str:
    """The first and last digits of an identity number; the birthday stays hidden."""
    return f"{number[:3]}{HIDDEN * 4}{number[-2:]}" if number else ""


def masked_phone(number: str | None) -> str:
    """The last digits of a telephone number."""
    return f"{HIDDEN * 4}{number[-3:]}" if number else ""


def shown(name: str, value: str | None) -> str:
    """A kept value as a page shows it without a purpose: amounts in yuan, numbers masked."""
    if value is None:
        return ""
    if name in AMOUNTS:
        return f"{money.yuan(int(value)):,.2f}".removesuffix(".00")
    masks: Mapping[str, Callable[[str], str]] = {"id_number": masked_id, "phone": masked_phone}
    return masks[name](value) if name in masks else value
