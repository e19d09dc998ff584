"""The tables of supervision as pages and files show them: slices of a figure, the rows behind it, breaches."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflow.office.supervision import queries, rules
from workflow.office.supervision.figures import Figures, figures
from workflow.office.supervision.measures import DECIDE, REGISTER, RESULT, Row
from workflow.office.supervision.models import Breach
from workflow.places import packs
from workflow.staff.models import Officer

SLICES: dict[str, Callable[[Row], Any]] = {
    "office": lambda row: row.office_id,
    "officer": lambda row: row.officer_id,
    "level": lambda row: row.level,
    "product": lambda row: row.product,
}
_BREACHES = {
    RESULT: (rules.LATE_RESULT, "result"),
    DECIDE: (rules.LATE_COMPLAINT, "complaint"),
    REGISTER: (rules.LATE_REGISTER, "complaint"),
}


@dataclass(frozen=True, slots=True)
class Slice:
    """The figures of one office, officer, level or product; in the order of names, never of merit."""

    value: str
    name: str
    figures: Figures


def value_of(row: Row, by: str) -> str:
    """What a row counts under when it is sliced by something; '' where it has none."""
    found = SLICES[by](row)
    return "" if found is None else str(found)


def slices(found: Iterable[Row], by: str, *, on: date, language: str) -> list[Slice]:
    """One slice for each value that occurs."""
    grouped: dict[str, list[Row]] = {}
    for row in found:
        grouped.setdefault(value_of(row, by), []).append(row)
    names = names_by(by, on, language)
    made = [
        Slice(value, names.get(value, value), figures((row.item for row in rows), on=on))
        for value, rows in grouped.items()
    ]
    return sorted(made, key=lambda each: (each.name, each.value))


def names_by(by: str, on: date, language: str) -> dict[str, str]:
    """How the values of a slice are called."""
    if by == "office":
        return queries.office_names()
    if by == "officer":
        return queries.officer_names()
    english = language == "en"
    if by == "level":
        return {term.code: term.en if english else term.zh for term in packs.value("authority.levels", on).value or ()}
    return {each.key: each.name.en if english else each.name.zh for each in packs.pack().products}


def is_late(row: Row) -> bool:
    """Ended after its day, or open past it."""
    return row.late > 0


def by_urgency(found: Iterable[Row]) -> list[Row]:
    """Open ones first, then by due day."""
    return sorted(found, key=sort_key)


def sort_key(row: Row) -> tuple[bool, date, str]:
    """The key a list of rows is paged by."""
    return (row.item.end is not None, row.item.due, row.public_id)


def explanations(person: Officer, key: str, shown: list[Row]) -> dict[str, Breach]:
    """The breach beside each late row, by the row's public id."""
    kind, word = _BREACHES.get(key, (rules.MISSED_CLOCK, "case"))
    found = queries.explained(person, kind, [f"{word}:{row.public_id}" for row in shown if is_late(row)])
    return {subject.partition(":")[2]: breach for subject, breach in found.items()}
