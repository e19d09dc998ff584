"""What can be imported: each room that takes a form in offers its kind here, and one set of pages serves them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from workflow.base.languages import LANGUAGES, catalogue
from workflow.carriers import sheets
from workflow.kernel.errors import NotFound
from workflow.staff.models import Officer
from workflow.stages.imports.rules import Column, Fault, Table


@dataclass(slots=True)
class Plan:
    """What a form would bring: how many things, in words line by line, what is wrong, and what `apply` needs.

    `heads`, `rows`: the same thing by thing, as a table.
    """

    count: int = 0
    told: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    content: Any = None
    heads: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a form belongs to, as its pages name it: its words, where its own page is, and its file name."""

    thing: Any
    words: str
    href: str
    file: str


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of form. `about` is the code or id of what it belongs to.

    `title`, `intro`: msgids. `verb`: who may hand it in. `find(about, person)`: what it belongs to; NotFound or
    Forbidden for whoever may not write there. `grounds(person)`: what it could belong to, for a choice.
    `columns(thing)`, `rows(thing)`: the form to take along. `check(thing, table, person, at)`: what it would bring;
    `apply(thing, content, person, at)` does it and returns how many things it brought.
    """

    key: str
    title: str
    intro: str
    verb: str
    find: Callable[[str, Officer], Ground]
    grounds: Callable[[Officer], list[tuple[str, str]]]
    columns: Callable[[Any], Sequence[Column]]
    rows: Callable[[Any], list[list[sheets.Cell]]]
    check: Callable[[Any, Table, Officer, datetime], Plan]
    apply: Callable[[Any, Any, Officer, datetime], int]


_KINDS: dict[str, Kind] = {}


def offer(kind: Kind) -> None:
    """Let a kind of form be imported."""
    _KINDS[kind.key] = kind


def named(key: str) -> Kind:
    """The kind of that name; NotFound if there is none."""
    try:
        return _KINDS[key]
    except KeyError:
        raise NotFound from None


def sentences(counted: Iterable[tuple[int, str]]) -> list[str]:
    """Of (number, what it says) those that say anything."""
    return [sentence for number, sentence in counted if number]


def in_every_language(message: str) -> tuple[str, ...]:
    """A word of the house as any of its readers may write it."""
    return tuple(dict.fromkeys(catalogue(language).gettext(message) for language in (*LANGUAGES, "en")))
