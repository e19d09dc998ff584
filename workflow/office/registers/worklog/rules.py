"""What an officer's day is made of (F003 II mgmt 1): the three deliveries and two collections among it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from workflow.kernel.errors import N_
from workflow.policy.terms import add_months
from workflow.policy.turns import turn_of

CATEGORIES: Mapping[str, str] = {
    "publicity": N_("publicity"),
    "rating": N_("rating"),
    "line": N_("credit line"),
    "survey": N_("production survey"),
    "deliver_certificate": N_("certificate delivered"),
    "deliver_loan": N_("loan delivered"),
    "deliver_information": N_("information delivered"),
    "collect_principal": N_("principal collected"),
    "collect_interest": N_("interest collected"),
    "other": N_("other work"),
}


def quarter(day: date, months: int) -> list[date]:
    """The first days of the months that are settled together with the one of a day; turns begin with the year."""
    first = turn_of(day, months).first
    return [add_months(first, number) for number in range(months)]
