"""Every kind of paper: what it is called, which there are today, how a sheet of it comes about."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from workflow.base import assets
from workflow.doors.published import read
from workflow.doors.published.papers import PAPERS
from workflow.kernel.errors import N_
from workflow.office.papers import boards, disclosures, officers, poster
from workflow.office.papers.sheet import Making, Sheet, templates
from workflow.office.papers.turned import in_traditional
from workflow.office.papers.voice import CHINESE, ENGLISH, TRADITIONAL

SELF = "self"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind, in the languages in which it lies ready. It `rests_on` records of these kinds besides its own.

    A paper of the whole house `needs` a record of a kind to stand.
    """

    label: str
    languages: tuple[str, ...]
    rests_on: tuple[str, ...]
    called: Callable[[dict[str, Any]], str]
    of_record: Callable[[read.Public, Making], Sheet] | None = None
    of_all: Callable[[Making], Sheet | None] | None = None
    needs: str = "institution"


_WRITTEN = (CHINESE, TRADITIONAL)
_BOTH = (*_WRITTEN, ENGLISH)
_OFFICES = ("institution", "office")
_PLATE = (*_OFFICES, "officer", "photo", "product", "rate", "commitment")
_CARD = (*_OFFICES, "photo")
_BOARD = (*_OFFICES, *disclosures.KINDS)


def _house(_payload: dict[str, Any]) -> str:
    return ""


def _village(payload: dict[str, Any]) -> str:
    return f"{payload['town']} {payload.get('village_name') or payload['name']}"


def _officer(payload: dict[str, Any]) -> str:
    return f"{payload['office']} {payload['name']}"


def _week(payload: dict[str, Any]) -> str:
    return f"{payload['office']} {payload['from']}"


KINDS: Mapping[str, Kind] = {
    "poster": Kind(N_("Posters of notices"), _WRITTEN, (*_OFFICES, "village"), _village, of_record=poster.sheet),
    "plate": Kind(N_("Service plates of villages"), _WRITTEN, _PLATE, _village, of_record=officers.plate),
    "card": Kind(N_("Contact cards of officers"), _WRITTEN, _CARD, _officer, of_record=officers.card),
    "duty": Kind(N_("Duty boards of outlets"), _WRITTEN, _OFFICES, _week, of_record=officers.duty),
    "disclosures": Kind(
        N_("Board of the eight disclosures"), _BOTH, _BOARD, _house, of_all=disclosures.sheet, needs="product"
    ),
    "rates": Kind(N_("Rate board"), _BOTH, _BOARD, _house, of_all=boards.rates, needs="rate"),
    "fees": Kind(N_("Fee board"), _BOTH, _BOARD, _house, of_all=boards.fees),
}


def keys(kind: str) -> list[str]:
    """The keys of every paper of a kind that there should be today."""
    return [key for key, _name in named(kind)]


def named(kind: str) -> list[tuple[str, str]]:
    """(key, name) of every paper of a kind, in the order of the keys."""
    of, made = PAPERS[kind], KINDS[kind]
    if of is None:
        return [(SELF, "")] if read.in_force(made.needs) else []
    return [(record.key, made.called(record.payload)) for record in read.in_force(of)]


def sheet(kind: str, key: str, making: Making) -> Sheet | None:
    """One paper; None where there is nothing to print it from."""
    made, named = KINDS[kind], PAPERS[kind]
    record = read.one(named, key) if named else None
    found = _said(made, record, key, making)
    if found is None or making.voice.language != TRADITIONAL:
        return found
    return in_traditional(found, record.payload if record else None)


def _said(made: Kind, record: read.Public | None, key: str, making: Making) -> Sheet | None:
    if made.of_all:
        return made.of_all(making) if key == SELF else None
    return made.of_record(record, making) if record and made.of_record else None


def basis(kind: str, key: str, language: str, site: str) -> str:
    """The state of everything that a paper of this kind and key rests on: while it stays, the paper stays."""
    of = PAPERS[kind]
    record = read.one(of, key) if of else None
    own = record.village if record else None
    leaves = [_leaves(each, own if each == "village" else None) for each in KINDS[kind].rests_on]
    said = [record.leaf if record else 0, leaves, site, templates().hex(), _words(language)]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


def _leaves(kind: str, village: str | None) -> list[int]:
    return [record.leaf for record in read.in_force(kind, village=village)]


@cache
def _words(language: str) -> str:
    """What tells this version's words from another's."""
    file = assets.folder("translations") / language / "LC_MESSAGES" / "messages.po"
    return hashlib.sha256(file.read_bytes() if file.exists() else b"").hexdigest()


def wanted() -> Iterator[tuple[str, str, str]]:
    """(kind, key, language) of every paper that should lie on the shelf today."""
    for kind, made in KINDS.items():
        for key in keys(kind):
            for language in made.languages:
                yield kind, key, language
