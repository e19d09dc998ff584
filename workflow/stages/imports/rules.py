"""What a sheet that was handed in says, row by row, and every cell of it that cannot be right. Pure.

Nothing is guessed: what can be meant in two ways is a fault, named by its cell. Rows and columns count from 0.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any, Protocol, TypeVar

from workflow.kernel import checks
from workflow.kernel.errors import Invalid, N_

T = TypeVar("T")

CHECKED, IMPORTED, DROPPED = "checked", "imported", "dropped"
STATES = {
    CHECKED: N_("checked, not imported yet"),
    IMPORTED: N_("imported"),
    DROPPED: N_("let go"),
}
#: In how many rows from the top the head is looked for: a form may have its title above.
TOP = 10
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:00:00(?::00)?)?")
_ROUNDED = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)
#: A program keeps so many digits of a number and turns the others into noughts.
EXACT_DIGITS = 15


class Typed(Protocol):
    """A cell as it was handed in."""

    @property
    def value(self) -> Any:
        """What was typed."""

    @property
    def formula(self) -> bool:
        """Whether a formula stands in it."""

    @property
    def text(self) -> str:
        """What was typed, as text."""


class Page(Protocol):
    """A sheet as it was handed in."""

    @property
    def rows(self) -> Sequence[Sequence[Typed]]:
        """Its rows from the first one on."""

    @property
    def hidden(self) -> frozenset[int]:
        """Rows that the program does not show."""

    @property
    def veiled(self) -> frozenset[int]:
        """Columns that the program does not show."""

    @property
    def twins(self) -> tuple[str, ...]:
        """Other sheets of the file that look like the form, too."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell (no column: the whole row or sheet) and what is wrong with it, as a msgid with its params."""

    row: int
    column: int | None
    message: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a form: its code, its name (a msgid or a word of the rules), every name that it is known by, whether
    it must be there, how it is filled in (a msgid), what may stand in it, and whether a program must keep it as text.
    """

    key: str
    name: str
    heads: tuple[str, ...]
    needed: bool = False
    hint: str = ""
    choices: tuple[str, ...] = ()
    text: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a form, by the codes of its columns; `places` says where each stands."""

    row: int
    cells: Mapping[str, Typed]
    places: Mapping[str, int]


@dataclass(slots=True)
class Table:
    """A form that was handed in: its rows in which anything stands, and what is wrong with it as a sheet."""

    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def head(rows: Iterable[Sequence[Typed]], columns: Sequence[Column]) -> int | None:
    """Which of the first rows is the head of a form with these columns: most of those it needs stand in it."""
    names, needed = _names(columns), {column.key for column in columns if column.needed}
    for place, row in enumerate(islice(rows, TOP)):
        found = {names.get(plain(cell.text)) for cell in row} & needed
        if found and 2 * len(found) >= len(needed):
            return place
    return None


def plain(word: str) -> str:
    """A head or a word as it is compared: without blanks, marks of "must be filled in", and forms of width."""
    return unicodedata.normalize("NFKC", word).replace(" ", "").replace("\n", "").strip("*").casefold()


def _names(columns: Iterable[Column]) -> dict[str, str]:
    return {plain(word): column.key for column in columns for word in column.heads}


def read(page: Page, merged: Sequence[tuple[int, int]], columns: Sequence[Column], ignored: Iterable[str]) -> Table:
    """A sheet as a form of these columns; `merged` are the first cells of merged ranges, `ignored` the heads of columns
    that this house adds itself and nobody reads.
    """
    found = Table()
    top = head(page.rows, columns)
    if top is None:
        found.faults += _without_head(page.rows)
        return found
    found.faults += [Fault(top, None, _TWIN, {"name": name}) for name in page.twins]
    found.faults += [Fault(row, column, _MERGED) for row, column in merged if row >= top]
    skipped = {plain(word) for word in ignored}
    places = _places(top, page.rows[top], columns, skipped, found.faults)
    unread = {column for column, cell in enumerate(page.rows[top]) if plain(cell.text) in skipped}
    shown = [column for column in places.values() if column in page.veiled]
    found.faults += [Fault(top, column, N_("This column is hidden. Show it, or take it out.")) for column in shown]
    if any(column.needed and column.key not in places for column in columns):
        return found  # every row would say so again
    for place, row in enumerate(page.rows[top + 1 :], top + 1):
        if any(cell.text or cell.formula for column, cell in enumerate(row) if column not in unread):
            _line(place, row, places, unread, found)
            if place in page.hidden:
                found.faults.append(Fault(place, None, N_("This row is hidden. Show it, or take it out.")))
    return found


_TWIN = N_("The sheet “%(name)s” looks like the form, too. Hand in a workbook with one of them.")
_MERGED = N_("Cells are merged here. Undo the merging.")


def _without_head(rows: Sequence[Sequence[Typed]]) -> list[Fault]:
    if not any(rows):
        return [Fault(0, None, N_("The sheet is empty."))]
    sentence = N_("None of the sheets has the heads of this form in its first rows. Is it the right file?")
    return [Fault(0, None, sentence)]


def _places(
    top: int, row: Sequence[Typed], columns: Sequence[Column], skipped: set[str], faults: list[Fault]
) -> dict[str, int]:
    names, places = _names(columns), dict[str, int]()
    for column, cell in enumerate(row):
        key = names.get(plain(cell.text))
        if key is None and cell.text and plain(cell.text) not in skipped:
            faults.append(Fault(top, column, N_("This column is not one of the form. Take it out.")))
        elif key in places:
            faults.append(Fault(top, column, N_("This column stands twice.")))
        elif key is not None:
            places[key] = column
    missing = [column.name for column in columns if column.needed and column.key not in places]
    faults += [Fault(top, None, N_("The column “%(name)s” is missing."), {"name": name}) for name in missing]
    return places


def _line(place: int, row: Sequence[Typed], places: Mapping[str, int], unread: set[int], found: Table) -> None:
    known = set(places.values()) | unread
    for column, cell in enumerate(row):
        if cell.formula and column not in unread:
            found.faults.append(Fault(place, column, N_("A formula stands here. Write the value itself.")))
        elif cell.text and column not in known:
            found.faults.append(Fault(place, column, N_("This cell stands outside the form. Take it out.")))
    cells = {key: row[column] for key, column in places.items() if column < len(row) and not row[column].formula}
    found.lines.append(Line(place, cells, places))


class Reading:
    """One row on its way to what it means: each cell is read by its check, each refusal becomes a fault of the cell."""

    def __init__(self, line: Line, faults: list[Fault]) -> None:
        self.line, self._faults = line, faults

    @property
    def count(self) -> int:
        """How many faults were found so far, in this row and all others."""
        return len(self._faults)

    def text(self, key: str) -> str:
        """What stands in a cell; '' for an empty one or where the column is not there."""
        cell = self.line.cells.get(key)
        return cell.text if cell else ""

    def blame(self, key: str | None, message: str, **params: Any) -> None:
        """Say what is wrong with a cell; with the whole row where there is no such column."""
        column = self.line.places.get(key) if key else None
        self._faults.append(Fault(self.line.row, column, message, params))

    def take(self, key: str, check: Callable[[str], T], *, needed: str = "") -> T | None:
        """What `check` makes of a cell; None for an empty one (a fault where `needed` says what is missing), and for
        one that cannot be right."""
        if not self.text(key):
            if needed and not self._is_formula(key):
                self.blame(key, needed)
            return None
        try:
            return check(self.text(key))
        except Invalid as error:
            self.blame(key, error.message, **error.params)
            return None

    def _is_formula(self, key: str) -> bool:
        """Whether a fault of its own stands there already."""
        column = self.line.places.get(key)
        return any((fault.row, fault.column) == (self.line.row, column) for fault in self._faults)

    def number(self, key: str, check: Callable[[str], T], *, needed: str = "") -> T | None:
        """As `take`, for a long number: a program that kept it as an amount has rounded it."""
        cell = self.line.cells.get(key)
        if cell and _is_rounded(cell):
            self.blame(key, _LOST_DIGITS)
            return None
        return self.take(key, check, needed=needed)

    def day(self, key: str, *, needed: str = "") -> date | None:
        """A day, as a date of the program or written out; never a bare number, which is another day elsewhere."""
        cell = self.line.cells.get(key)
        value = cell.value if cell else None
        if isinstance(value, datetime | date):
            return value.date() if isinstance(value, datetime) else value
        return self.take(key, day, needed=needed)


_LOST_DIGITS = N_(
    "The program has taken this for an amount and may have lost digits. Make the column text and type it anew."
)


def _is_rounded(cell: Typed) -> bool:
    if isinstance(cell.value, int | float):
        return len(cell.text) > EXACT_DIGITS or not cell.text.isdecimal()
    return bool(_ROUNDED.fullmatch(cell.text))


def day(typed: str) -> date:
    """A day that is written out; Invalid for a bare number and for a day that does not exist."""
    text = checks.narrow(typed)
    found = _DAY.fullmatch(text) or _COMPACT.fullmatch(text)
    if text.isdecimal() and not found:
        raise Invalid(N_("This is a number, no day. Make the cell a date, or write the day as 2026-11-22."))
    try:
        return date(*(int(part) for part in found.groups())) if found else date.fromisoformat(text)
    except ValueError:
        raise Invalid(N_("There is no such day. Write it as 2026-11-22.")) from None


def chosen(choices: Mapping[str, str]) -> Callable[[str], str]:
    """A check that a word is one of those known (word → code), whatever its blanks and width."""
    known = {plain(word): code for word, code in choices.items()}

    def check(typed: str) -> str:
        if plain(typed) not in known:
            raise Invalid(N_("“%(typed)s” is none of the words that may stand here."), typed=checks.shown(typed)[:40])
        return known[plain(typed)]

    return check
