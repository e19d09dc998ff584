"""A period's complaints and cards as two tables, the sums that hold in them, and what the public is told. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from workflow.kernel.errors import N_
from workflow.office.supervision.figures import HALF, NINE_TENTHS, ranked
from workflow.office.supervision.voices.suppression import Cell, Sum, held_back
from workflow.policy.calendar import ONE_DAY
from workflow.policy.turns import turn_of
from workflow.stages.feedback.cards.rules import RATINGS
from workflow.stages.feedback.rules import CATEGORIES, OUTCOMES

Pair = dict[str, str]
Table = Counter[Cell]

#: Rows: everything together, one kind, one office; `NO_OFFICE` where none is named.
ALL, NO_OFFICE = ("all", ""), ("office", "")
_ALL, _NO_OFFICE = N_("All together"), N_("No office named")
IN_TIME, LATE = "in_time", "late"
#: Into what the number of a row falls apart.
OF_COMPLAINTS, OF_CARDS = (tuple(OUTCOMES), (IN_TIME, LATE)), (tuple(RATINGS),)


class Period(NamedTuple):
    """A span of whole months, the last day included."""

    first: date
    last: date

    @property
    def key(self) -> str:
        """As it is called in the address of its record."""
        return f"{self.first:%Y-%m}-to-{self.last:%Y-%m}"


class Answered(NamedTuple):
    """A complaint that was answered: row ids of offices, days of the calendar from its coming to its answer."""

    kind: str
    office: int | None
    outcome: str
    late: bool
    days: int


class Card(NamedTuple):
    """An evaluation card that came."""

    office: int | None
    rating: str


class Facts(NamedTuple):
    """What happened in a period; those alike are one entry with their number, so that many take no more than few."""

    came: int
    answered: Mapping[Answered, int]
    cards: Mapping[Card, int]


def ended_periods(months: int, *, since: date, on: date) -> Iterator[Period]:
    """Every span of so many months of the calendar year, from the one that holds `since`, that is over on a day."""
    turn = turn_of(since, months)
    while turn.last < on:
        yield Period(turn.first, turn.last)
        turn = turn_of(turn.last + ONE_DAY, months)


def payload(
    period: Period, facts: Facts, offices: dict[int, str], *, least: int, both: Callable[[str], Pair]
) -> dict[str, Any]:
    """What is told of a period; a number that would point at somebody is None, and an empty one like a small one.

    `offices` are all that serve customers, whether anything was said of them or not; `both` gives words in both
    languages.
    """
    rows = [ALL, *(("kind", kind) for kind in CATEGORIES), *_office_rows(offices, facts)]
    said, judged = _complaints(facts.answered), _cards(facts.cards)
    told = _told(said, rows, OF_COMPLAINTS, least)
    counted = _told(judged, [row for row in rows if row[0] != "kind"], OF_CARDS, least)
    days, names = _days(facts.answered), _names(offices, both)
    return {
        "from": period.first.isoformat(), "until": period.last.isoformat(), "least": least,
        "came": facts.came if facts.came >= least else None,
        "complaints": [_line(row, names, told) | _times(days[row], told[row, "n"]) for row in rows],
        "cards": [_line(row, names, counted) for row in rows if row[0] != "kind"],
    }  # fmt: skip


def _office_rows(offices: dict[int, str], facts: Facts) -> list[tuple[str, str]]:
    mentioned = [*(each.office for each in facts.answered), *(each.office for each in facts.cards)]
    named = {*offices, *(number for number in mentioned if number)}
    return [*(("office", str(number)) for number in sorted(named)), NO_OFFICE]


def _rows(kind: str | None, office: int | None) -> list[tuple[str, str]]:
    of_kind = [("kind", kind)] if kind else []
    return [ALL, *of_kind, ("office", str(office or ""))]


def _complaints(answered: Mapping[Answered, int]) -> Table:
    found: Table = Counter()
    for each, number in answered.items():
        for row in _rows(each.kind, each.office):
            for column in ("n", each.outcome, LATE if each.late else IN_TIME):
                found[row, column] += number
    return found


def _cards(cards: Mapping[Card, int]) -> Table:
    found: Table = Counter()
    for each, number in cards.items():
        for row in _rows(None, each.office):
            for column in ("n", each.rating):
                found[row, column] += number
    return found


def _days(answered: Mapping[Answered, int]) -> dict[tuple[str, str], Counter[int]]:
    found: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    for each, number in answered.items():
        for row in _rows(each.kind, each.office):
            found[row][each.days] += number
    return found


def _told(
    table: Table, rows: Sequence[tuple[str, str]], splits: Sequence[Sequence[str]], least: int
) -> dict[Cell, int | None]:
    """Every cell of the table as it is told."""
    columns = ["n", *(column for split in splits for column in split)]
    cells: dict[Cell, int] = {(row, column): table[row, column] for row in rows for column in columns}
    hidden = held_back(cells, list(_sums(rows, columns, splits)), least=least)
    silent = {row for row in rows if (row, "n") in hidden}  # a row without its number says nothing else either
    return {
        (row, column): None if row in silent or (row, column) in hidden else cells[row, column]
        for row in rows
        for column in columns
    }


def _sums(rows: Sequence[tuple[str, str]], columns: Sequence[str], splits: Sequence[Sequence[str]]) -> Iterator[Sum]:
    """A row's number falls apart in several ways; a column of all together is that of every kind, of every office."""
    for row in rows:
        for split in splits:
            yield Sum((row, "n"), tuple((row, column) for column in split))
    for column in columns:
        for sort in ("kind", "office"):
            parts = tuple((row, column) for row in rows if row[0] == sort)
            if parts:
                yield Sum((ALL, column), parts)


def _line(row: tuple[str, str], names: dict[tuple[str, str], Pair], told: dict[Cell, int | None]) -> dict[str, Any]:
    cells = {cell[1]: number for cell, number in told.items() if isinstance(cell, tuple) and cell[0] == row}
    return {"of": row[0], "code": row[1], "label": names.get(row, {"zh": row[1], "en": row[1]}), **cells}


def _times(days: Counter[int], n: int | None) -> dict[str, int | None]:
    """Within how many days half of them, and nine in ten, were answered; told where their number is."""
    return {
        "median": ranked(days, *HALF) if n else None,
        "p90": ranked(days, *NINE_TENTHS) if n else None,
    }


def _names(offices: dict[int, str], both: Callable[[str], Pair]) -> dict[tuple[str, str], Pair]:
    kinds = {("kind", code): both(label) for code, label in CATEGORIES.items()}
    places = {("office", str(number)): {"zh": name, "en": name} for number, name in offices.items()}
    return kinds | places | {ALL: both(_ALL), NO_OFFICE: both(_NO_OFFICE)}
