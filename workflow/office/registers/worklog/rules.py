"""What an officer's day is made of (F003 II mgmt 1): the three deliveries and two collections among it. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from workflow.kernel.errors import N_

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
