"""What of each kind of record can be found by typing, and what a line of results says of it.

No household is among it: of a notice only the village, the place, the groups and the period are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from workflow.carriers.search.words import Texts

Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Listing:
    """What finds a record, and its line: `name`, `about` (texts or pairs of both languages) and `more` values."""

    texts: Texts
    name: Any
    about: Any = None
    more: dict[str, Any] = field(default_factory=dict)


def said(*values: Any) -> tuple[str, ...]:
    """Every text in these values, whatever they are made of, each once."""
    return tuple(dict.fromkeys(text for value in values for text in _texts(value) if text))


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, item in value.items():
            if name not in ("code", "key", "cite"):
                yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)


def _chosen(payload: Payload, *names: str) -> tuple[str, ...]:
    return said(*(payload.get(name) for name in names))


def _product(payload: Payload) -> Listing:
    texts = _chosen(payload, "who", "purpose", "term", "guarantee", "repayment", "how_to_apply", "introduction")
    return _named(payload, "name", texts, payload.get("purpose"))


def _rate(payload: Payload) -> Listing:
    return _named(payload, "label", _chosen(payload, "basis"), payload.get("basis"), rate=payload.get("rate"))


def _fee(payload: Payload) -> Listing:
    return _named(payload, "label", _chosen(payload, "standard"), payload.get("standard"))


def _commitment(payload: Payload) -> Listing:
    listing = _named(payload, "label", _chosen(payload, "text"), _first(payload.get("text")))
    listing.more.update(days=payload.get("days"), unit=payload.get("unit"))
    return listing


def _conduct(payload: Payload) -> Listing:
    return _named(payload, "label", _chosen(payload, "items"), _first(payload.get("items")))


def _rule(payload: Payload) -> Listing:
    told = {"unit": payload.get("unit"), "set": payload.get("set")}
    return _named(payload, "label", _chosen(payload, "text", "pack"), payload.get("text"), **told)


def _first(texts: Any) -> Any:
    return texts[0] if texts else None


def _named(payload: Payload, name: str, texts: tuple[str, ...], about: Any = None, **more: Any) -> Listing:
    """What goes by a pair of names, found by each and by the sound of the Chinese one."""
    names = said(payload.get(name), payload.get("key"))
    short = {key: about[key] for key in ("zh", "en") if key in about} if isinstance(about, Mapping) else about
    return Listing(Texts(names, texts, names[:1]), payload.get(name) or payload.get("key"), short, more)


def _officer(payload: Payload) -> Listing:
    villages = [village for village in payload.get("villages", ()) if isinstance(village, Mapping)]
    towns = said([village.get("town") for village in villages])
    texts = (*_chosen(payload, "office", "duties"), *said([village.get("name") for village in villages]), *towns)
    known = Texts(said(payload.get("name"), payload.get("phone")), texts, _chosen(payload, "name"), towns)
    return Listing(known, payload.get("name"), payload.get("office"), {"phone": payload.get("phone")})


def _village(payload: Payload) -> Listing:
    names, town, officer = _chosen(payload, "name", "pinyin"), _chosen(payload, "town"), payload.get("officer") or {}
    card = said(officer.get("name"), officer.get("phone"), payload.get("office"), payload.get("groups"))
    texts = Texts((*names, *said(payload.get("code"))), (*town, *card), (*_chosen(payload, "name"), *town), town)
    return Listing(texts, payload.get("name"), officer.get("name"))


def _office(payload: Payload) -> Listing:
    texts = Texts(_chosen(payload, "name", "phone"), _chosen(payload, "address"), _chosen(payload, "name"))
    more = {"phone": payload.get("phone"), "outlet": payload.get("outlet")}
    return Listing(texts, payload.get("name"), payload.get("address"), more)


def _panel(payload: Payload) -> Listing:
    return _named(payload, "title", _chosen(payload, "members", "office"), "、".join(payload.get("members", ())))


def _supervision(payload: Payload) -> Listing:
    """The ways to report a breach have no name of their own: they are told one after the other."""
    ways = payload.get("channels", ())
    name = {"zh": "、".join(way["zh"] for way in ways), "en": ", ".join(way["en"] for way in ways)}
    known = Texts(said(ways, payload.get("hotline")), _chosen(payload, "people", "supervisors"), said(ways))
    return Listing(known, name, payload.get("supervisors"), {"phone": payload.get("hotline")})


def _disclosure(payload: Payload) -> Listing:
    return _named(payload, "label", _chosen(payload, "items", "office"))


def _board(payload: Payload) -> Listing:
    return _named(payload, "label", _chosen(payload, "boards", "office"))


def _notice(payload: Payload) -> Listing:
    names, town = _chosen(payload, "village_name"), _chosen(payload, "town")
    limit = (payload.get("period") or {}).get("limit") or {}
    groups = said([row.get("group") for row in payload.get("rows", ())])
    texts = (*town, *_chosen(payload, "place"), *said(limit.get("label"), limit.get("label_en")), *groups)
    more = {name: payload.get(name) for name in ("kind", "village_name", "first_day", "last_day")}
    return Listing(Texts(names, texts, (*names, *town), town), payload.get("village_name"), payload.get("place"), more)


#: Each kind that can be found, in the order in which it stands among what is found; its number is part of every
#: entry's place and never changes. Notices stand last: only they are many, so that all else is always counted whole.
KINDS: dict[str, tuple[int, Callable[[Payload], Listing]]] = {
    "product": (10, _product),
    "rate": (20, _rate),
    "fee": (30, _fee),
    "village": (40, _village),
    "officer": (50, _officer),
    "office": (60, _office),
    "panel": (65, _panel),
    "commitment": (70, _commitment),
    "conduct": (80, _conduct),
    "supervision": (85, _supervision),
    "rules": (90, _rule),
    "disclosure": (94, _disclosure),
    "board": (97, _board),
    "notice": (100, _notice),
}


def listing(kind: str, payload: Payload) -> Listing:
    """What finds this record and what its line says."""
    return KINDS[kind][1](payload)
