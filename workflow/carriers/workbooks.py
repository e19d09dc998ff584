"""Reading a sheet (XLSX, CSV) that somebody handed in: cells as they were typed, nothing executed or unpacked blindly.

The reader of workbooks is openpyxl, which keeps formulas apart from values. What it would unpack is measured first,
whatever it says of its own size: a small file can hold gigabytes. A workbook with a document type is refused: only
those can name entities. What is hidden or merged is told, so that nobody records what they did not see.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile, ZipInfo

from workflow.kernel.errors import Invalid, N_

Typed = str | int | float | bool | date | datetime | time | None

_MOST_PARTS = 200
#: What the format itself allows; a sheet that numbers its rows beyond it was not made by a program.
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
#: How many cells are gone through, empty ones counted: formatted rows must not keep the reader busy.
_MOST_CELLS = 4_000_000
_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z]{1,3}[0-9]{1,7})")
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_HIDDEN = re.compile(rb"\bhidden=[\"'](?:1|true)[\"']")
_NUMBER = re.compile(rb"\br=[\"'](\d{1,7})")
_REACH = re.compile(rb"\bmin=[\"'](\d{1,5})[\"'].*\bmax=[\"'](\d{1,5})")
#: How a file of the older office programs begins; a workbook with a password is kept inside such a one.
OLDER = b"\xd0\xcf\x11\xe0"
_LOCKED = "EncryptedPackage".encode("utf-16-le")

_NO_WORKBOOK = N_("This file is no workbook (XLSX) that can be read. Save it as XLSX and choose it again.")
_TOO_LARGE = N_("This workbook is too large for a village's form. Hand in the form itself, without anything else.")
_PASSWORD = N_("This workbook is locked with a password. Save it without one and choose it again.")
_NO_SHEET = N_("This workbook has no sheet with rows in it. Save the form itself as XLSX and choose it again.")
EMPTY = N_("This file is empty: nothing is kept in it. Open it, save it anew and choose it again.")
_OLD_FORMAT = N_("This is a workbook of the older kind (XLS). Save it as XLSX and choose it again.")


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large a sheet may be: of the service, no rule. A village's line form has some hundred kilobytes."""

    bytes: int = 2 * 1024 * 1024
    unpacked: int = 12 * 1024 * 1024
    rows: int = 5_000
    columns: int = 60


VILLAGE = Sizes()


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: what was typed, or what a formula says (`formula` set, `value` its text)."""

    value: Typed
    formula: bool = False

    @property
    def text(self) -> str:
        """What was typed, as text without blanks around it; a whole number without an idle fraction."""
        value = self.value
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return "" if value is None else str(value).strip()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its rows from the first one on, as far as anything stands in them.

    `merged`: the first cell ("B2") of each merged range. `hidden`: rows, `veiled`: columns that the program does not
    show (both from 0). `twins`: other sheets that were wanted as much as this one.
    """

    rows: list[list[Cell]]
    merged: list[str] = field(default_factory=list)
    hidden: frozenset[int] = frozenset()
    veiled: frozenset[int] = frozenset()
    twins: tuple[str, ...] = ()


def address(row: int, column: int) -> str:
    """The name of a cell as the program shows it; both counted from 0."""
    from openpyxl.utils import get_column_letter

    return f"{get_column_letter(column + 1)}{row + 1}"


def place(name: str) -> tuple[int, int]:
    """Row and column, both counted from 0, of a cell as the program names it ("B2")."""
    from openpyxl.utils import coordinate_to_tuple

    row, column = coordinate_to_tuple(name)
    return row - 1, column - 1


def read(
    content: bytes, sizes: Sizes = VILLAGE, *, wanted: Callable[[Iterator[list[Cell]]], bool] | None = None
) -> Sheet:  # fmt: skip
    """The first sheet whose rows are `wanted`, or else the first one that is shown.

    Invalid for what is no workbook or an empty one, is too large, is locked, or carries a document type.
    """
    if not content:
        raise Invalid(EMPTY, field="file")
    if content.startswith(OLDER):
        raise Invalid(_PASSWORD if _LOCKED in content else _OLD_FORMAT, field="file")
    if len(content) > sizes.bytes:
        raise Invalid(_TOO_LARGE, field="file")
    looks = _measure(content, sizes)
    try:
        part, rows, twins = _chosen(content, sizes, wanted)
    except Invalid:
        raise
    except Exception as error:  # whatever a malformed workbook makes a reader stumble over
        raise Invalid(_NO_SHEET if _lacks_sheets(looks) else _NO_WORKBOOK, field="file") from error
    look = looks.get(part, _Look([], frozenset(), frozenset()))
    return Sheet(rows, look.merged, look.hidden, look.veiled, twins)


@dataclass(frozen=True, slots=True)
class _Look:
    """What the reader of a sheet would not tell of it."""

    merged: list[str]
    hidden: frozenset[int]
    veiled: frozenset[int]


def _measure(content: bytes, sizes: Sizes) -> dict[str, _Look]:
    """How each part looks; Invalid for what cannot be unpacked, is too large, or has a document type."""
    left, looks = sizes.unpacked, {}
    try:
        with ZipFile(BytesIO(content)) as packed:
            if len(packed.infolist()) > _MOST_PARTS:
                raise Invalid(_TOO_LARGE, field="file")
            for part in packed.infolist():
                unpacked = _unpacked(packed, part, left)
                left -= len(unpacked)
                looks[part.filename] = _look(unpacked)
    except (BadZipFile, RuntimeError, EOFError, OSError, ValueError, zlib.error) as error:
        raise Invalid(_NO_WORKBOOK, field="file") from error
    return looks


def _unpacked(packed: ZipFile, part: ZipInfo, most: int) -> bytes:
    """What a part really unpacks to, however much it says; Invalid above `most` bytes and for a document type."""
    with packed.open(part) as opened:
        found = opened.read(most + 1)
    if len(found) > most:
        raise Invalid(_TOO_LARGE, field="file")
    if _DOCTYPE.search(found.replace(b"\0", b"")):
        raise Invalid(_NO_WORKBOOK, field="file")
    return found


def _look(unpacked: bytes) -> _Look:
    merged = [ref.decode() for ref in _MERGED.findall(unpacked)]
    if b"hidden=" not in unpacked:
        return _Look(merged, frozenset(), frozenset())
    return _Look(merged, frozenset(_hidden_rows(unpacked)), frozenset(_hidden_columns(unpacked)))


def _hidden_rows(unpacked: bytes) -> Iterator[int]:
    """Rows that are hidden, by hand or by a filter; one without a number follows the one before it."""
    place = 0
    for told in _ROW.findall(unpacked):
        number = _NUMBER.search(told)
        place = int(number[1]) if number else place + 1
        if _HIDDEN.search(told):
            yield place - 1


def _hidden_columns(unpacked: bytes) -> Iterator[int]:
    for told in _COLUMN.findall(unpacked):
        reach = _REACH.search(told)
        if reach and _HIDDEN.search(told):
            yield from range(int(reach[1]) - 1, min(int(reach[2]), _LAST_COLUMN))


def _chosen(
    content: bytes, sizes: Sizes, wanted: Callable[[Iterator[list[Cell]]], bool] | None
) -> tuple[str, list[list[Cell]], tuple[str, ...]]:
    """The sheet that is read: the name of its part and its rows; and the names of others that were wanted too."""
    from openpyxl import load_workbook  # only who reads a sheet carries the library

    book = load_workbook(BytesIO(content), read_only=True, keep_links=False)
    pages: list[Any] = [page for page in book.worksheets if page.sheet_state == "visible"]
    found = [page for page in pages if wanted and wanted(_rows(page, sizes))]
    page = (found or pages or book.worksheets)[0]
    rows = list(_rows(page, sizes))
    return page._worksheet_path, rows, tuple(each.title for each in found[1:])  # the part is told nowhere else


def _lacks_sheets(parts: Iterable[str]) -> bool:
    """Whether these are the parts of a workbook that has charts alone, or nothing."""
    return "xl/workbook.xml" in parts and not any("worksheets/" in name for name in parts)


def _rows(page: Any, sizes: Sizes) -> Iterator[list[Cell]]:
    """The rows of a sheet up to the last one in which anything stands, each up to its last cell."""
    page.reset_dimensions()  # what a sheet says of its own size is not believed
    empty = seen = 0
    for number, row in enumerate(page.iter_rows(max_row=_LAST_ROW)):
        cells, seen = _trimmed(row), seen + len(row)
        if seen > _MOST_CELLS or len(cells) > sizes.columns or (cells and number >= sizes.rows):
            raise Invalid(_TOO_LARGE, field="file")
        if cells:
            yield from ([] for _ in range(empty))
            yield cells
        empty = 0 if cells else empty + 1


def _trimmed(row: Sequence[Any]) -> list[Cell]:
    """The cells of a row without the empty ones at its end, of which a formatted row has thousands."""
    end = len(row)
    while end and row[end - 1].value is None:
        end -= 1
    cells = [_cell(cell) for cell in row[:end]]
    while cells and not cells[-1].formula and not cells[-1].text:
        cells.pop()
    return cells


def _cell(cell: Any) -> Cell:
    formula = cell.data_type == "f"
    return Cell(str(cell.value) if formula else cell.value, formula)
