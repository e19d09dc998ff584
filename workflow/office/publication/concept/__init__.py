"""What should stand in public on a day, as payloads: the concept that records are compared with and made from.

Every payload holds only what the public may see; amounts are fen, dates ISO, texts pairs of both languages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from workflow.kernel.errors import N_
from workflow.office.publication.concept import (
    conduct,
    directory,
    outlets,
    panels,
    prices,
    products,
    progress,
    promises,
    telling,
    values,
)

Payload = dict[str, Any]

_BUILDERS: Mapping[str, Callable[[date], dict[str, Payload]]] = {
    "product": products.payloads,
    "rate": prices.rates,
    "fee": prices.fees,
    "commitment": promises.payloads,
    "officer": directory.officers,
    "panel": panels.payloads,
    "conduct": conduct.payloads,
    "supervision": conduct.supervision,
    "duty": outlets.duty,
    "board": outlets.boards,
    "disclosure": outlets.disclosures,
    "photo": outlets.photos,
    "publicity": telling.payloads,
    "institution": directory.institution,
    "office": directory.offices,
    "village": directory.villages,
    "progress": progress.payloads,
    "rules": values.payloads,
}

#: One person proposes, another confirms.
TWO_PEOPLE = (
    "product", "rate", "fee", "commitment", "officer", "photo", "panel", "conduct", "supervision", "duty", "board",
    "disclosure", "publicity",
)  # fmt: skip
#: The system keeps these up to date by itself and signs them; anyone can check them by recomputing.
GENERATED = ("institution", "office", "village", "progress", "rules")

#: Kinds whose payload says itself until when it holds.
_ENDING = ("duty", "panel")

LABELS = {
    "product": N_("Product"),
    "rate": N_("Rate"),
    "fee": N_("Fee"),
    "commitment": N_("Commitment"),
    "officer": N_("Officer"),
    "panel": N_("Committee or group"),
    "conduct": N_("Rules of conduct"),
    "supervision": N_("Ways to supervise"),
    "duty": N_("Duty roster"),
    "board": N_("Wall boards"),
    "disclosure": N_("Disclosures"),
    "photo": N_("Photo"),
    "publicity": N_("Publicity"),
    "institution": N_("Institution"),
    "office": N_("Office"),
    "village": N_("Village"),
    "progress": N_("Progress"),
    "rules": N_("Rule"),
    "performance": N_("Performance figure"),
    "complaints": N_("Figures of complaints and cards"),
    "draw": N_("Draw for inspection"),
    "notice": N_("Notice"),
}


def payloads(kind: str, on: date) -> dict[str, Payload]:
    """Everything of a kind that should stand in public on a day, by key."""
    return _BUILDERS[kind](on)


def says_as_much(kind: str, before: Payload, payload: Payload) -> bool:
    """Whether what stands in public already says everything, though a release gave such records more fields since."""
    return kind == "panel" and panels.says_as_much(before, payload)


def last_day_of(kind: str, payload: Payload) -> date | None:
    """The last day on which a record of this kind holds by its own words; None until it is superseded."""
    until = payload.get("until") if kind in _ENDING else None
    return date.fromisoformat(until) if until else None


def village_of(kind: str, key: str) -> str | None:
    """The village that a record belongs to, by its code."""
    return key if kind in ("village", "progress") else None
