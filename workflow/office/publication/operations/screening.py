"""Nothing leaves with a personal number in it."""

from __future__ import annotations

from typing import Any

from workflow.kernel import personal
from workflow.kernel.errors import Invalid, N_
from workflow.office.publication import queries

_FOUND = {
    personal.IDENTITY: N_("This would publish what looks like an identity number (in “%(place)s”). Remove it first."),
    personal.PHONE: N_("This would publish a telephone number that is no work phone (“%(place)s”). Remove it first."),
    personal.CARD: N_("This would publish what looks like a bank-card number (in “%(place)s”). Remove it first."),
}


def check(payload: Any, *, field: str | None = None) -> None:
    """Invalid, without repeating the number, where a payload holds an identity, card or private telephone number."""
    for place, kind in personal.places_in(payload, queries.work_phones()):
        raise Invalid(_FOUND[kind], field=field, place=place or field or "")
