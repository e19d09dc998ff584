"""By which day a household's file is to be gone through (S21, a default of the rules: once a year)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from workflow.base.clock import local_date
from workflow.places import packs
from workflow.policy.terms import add_months
from workflow.stages.people.documents.models import Document
from workflow.stages.people.documents.rules import is_unseen
from workflow.stages.people.models import Household, HouseholdField
from workflow.stages.people.rules import KEYED

_RULE = "archive.renewal"


def due_on(household: Household, on: date) -> date | None:
    """The day by which it is due, by the rules of a day; None where they ask for no such thing."""
    months = packs.value(_RULE, on).value
    return add_months(household.renewed_on or local_date(household.created_at), months) if months else None


def waiting(fields: Iterable[HouseholdField], papers: Iterable[Document]) -> int:
    """How many of a household's fields and documents a second person still has to compare: until then no file holds."""
    return sum(field.state == KEYED for field in fields) + sum(map(is_unseen, papers))


def last_sound(on: date) -> date | None:
    """Whose file was made or gone through on this day or before is due by `on`."""
    months = packs.value(_RULE, on).value
    return add_months(on, -months) if months else None
