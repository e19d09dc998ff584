"""Nothing leaves with a personal number in it."""

from __future__ import annotations

from typing import Any

from workflow.base import languages
from workflow.kernel import personal
from workflow.kernel.errors import Invalid, N_
from workflow.office.publication import queries
from workflow.office.publication.concept.wording import both
from workflow.office.publication.fields import FIELDS

_FOUND = {
    personal.IDENTITY: N_("This would publish what looks like an identity number (in “%(place)s”). Remove it first."),
    personal.PHONE: N_("This would publish a telephone number that is no work phone (“%(place)s”). Remove it first."),
    personal.CARD: N_("This would publish what looks like a bank-card number (in “%(place)s”). Remove it first."),
}


def check(payload: Any, *, field: str | None = None) -> None:
    """Invalid, without repeating the number, where a payload holds an identity, card or private telephone number.

    The sentence names the field, and the row of a list.
    """
    found = list(personal.places_in(payload))
    if any(kind == personal.PHONE for _place, kind in found):  # only now: the database knows which are public
        found = list(personal.places_in(payload, queries.work_phones()))
    for place, kind in found:
        raise Invalid(_FOUND[kind], field=field, place=_said(place) or field or "")


def _said(path: str) -> str:
    """A path of fields in the reader's words, rows by their number: "Entries 12 Name"."""
    language = "en" if languages.current() == "en" else "zh"
    parts = [part for part in path.split(".") if part not in ("zh", "en")]
    return " ".join(both(FIELDS[part])[language] if part in FIELDS else part for part in parts)
