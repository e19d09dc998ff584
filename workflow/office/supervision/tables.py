"""The tables of supervision as pages and files show them: slices of a figure, the rows behind it, breaches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workflow.office.supervision import queries, rollup, rules
from workflow.office.supervision.behind import Row
from workflow.office.supervision.figures import Figures
from workflow.office.supervision.items import REGISTER, RESULT
from workflow.office.supervision.models import Breach
from workflow.office.supervision.performance import DECIDE, EXTENDED
from workflow.office.supervision.rollup import Question
from workflow.places import packs
from workflow.policy.flows import STAGE_LIMIT
from workflow.staff.models import Officer

_BREACHES = {
    RESULT: (rules.LATE_RESULT, "result"),
    **dict.fromkeys((DECIDE, *EXTENDED), (rules.LATE_COMPLAINT, "complaint")),
    REGISTER: (rules.LATE_REGISTER, "complaint"),
}


@dataclass(frozen=True, slots=True)
class Slice:
    """The figures of one office, officer, level or product; in the order of names, never of merit."""

    value: str
    name: str
    figures: Figures


def slices(question: Question, by: str, *, language: str) -> list[Slice]:
    """One slice for each value that occurs."""
    names = names_by(by, question.on, language)
    found = rollup.counts(question, by).items()
    made = [Slice(value, names.get(value, value), count.figures(question.on)) for value, count in found]
    return sorted(made, key=lambda each: (each.name, each.value))


def value_of(row: Row, by: str) -> str:
    """What a row counts under when it is sliced by something; '' where it has none."""
    found = getattr(row, f"{by}_id" if by in ("office", "officer") else by)
    return str(found or "")


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


def explanations(person: Officer, key: str, shown: list[Row]) -> dict[str, Breach]:
    """The breach beside each late row, by the row's public id."""
    stage = key.partition(".")[0] == STAGE_LIMIT
    kind, word = (rules.LATE_STAGE, key) if stage else _BREACHES.get(key, (rules.MISSED_CLOCK, "case"))
    found = queries.explained(person, kind, [f"{word}:{row.public_id}" for row in shown if row.late])
    return {subject.partition(":")[2]: breach for subject, breach in found.items()}
