"""Reading a workbook (XLSX) that somebody handed in: cells as they were typed, nothing executed or unpacked blindly.

The reader is openpyxl, which keeps formulas apart from values and knows merged cells. What it would unpack is measured
first, whatever it says of its own size: a small file can hold gigabytes. A workbook with a document type is refused:
only those can name entities.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile, ZipInfo

from workflow.kernel.errors import Invalid, N_

Typed = str | int | float | bool | date | datetime | time | None

#: How large a sheet may be: of the service, no rule. A village's form has some hundred kilobytes.
MOST_BYTES, MOST_UNPACKED, MOST_PARTS = 2 * 1024 * 1024, 12 * 1024 * 1024, 200
MOST_ROWS, MOST_COLUMNS = 5_000, 60
_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z]{1,3}[0-9]{1,7})")

_NO_WORKBOOK = N_("This file is no workbook (XLSX) that can be read. Save it as XLSX and choose it again.")
_TOO_LARGE = N_("This workbook is too large for a village's form. Hand in the form itself, without anything else.")


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
    """The first sheet of a workbook: its rows from the first one on; the first cell ("B2") of each merged range."""

    rows: list[list[Cell]]
    merged: list[str]


def address(row: int, column: int) -> str:
    """The name of a cell as the program shows it; both counted from 0."""
    from openpyxl.utils import get_column_letter

    return f"{get_column_letter(column + 1)}{row + 1}"


def place(name: str) -> tuple[int, int]:
    """Row and column, both counted from 0, of a cell as the program names it ("B2")."""
    from openpyxl.utils import coordinate_to_tuple

    row, column = coordinate_to_tuple(name)
    return row - 1, column - 1


def read(content: bytes) -> Sheet:
    """The first sheet of a workbook; Invalid for what is none, is too large, or carries a document type."""
    if len(content) > MOST_BYTES:
        raise Invalid(_TOO_LARGE, field="file")
    merged = _measure(content)
    part, rows = _first(content)
    return Sheet(rows, merged.get(part, []))


def _measure(content: bytes) -> dict[str, list[str]]:
    """The merged ranges in each part; Invalid for what cannot be unpacked, is too large, or has a document type."""
    left, merged = MOST_UNPACKED, {}
    try:
        with ZipFile(BytesIO(content)) as packed:
            if len(packed.infolist()) > MOST_PARTS:
                raise Invalid(_TOO_LARGE, field="file")
            for part in packed.infolist():
                unpacked = _unpacked(packed, part, left)
                left -= len(unpacked)
                merged[part.filename] = [ref.decode() for ref in _MERGED.findall(unpacked)]
    except (BadZipFile, RuntimeError, EOFError, OSError, ValueError, zlib.error) as error:
        raise Invalid(_NO_WORKBOOK, field="file") from error
    return merged


def _unpacked(packed: ZipFile, part: ZipInfo, most: int) -> bytes:
    """What a part really unpacks to, however much it says; Invalid above `most` bytes and for a document type."""
    with packed.open(part) as opened:
        found = opened.read(most + 1)
    if len(found) > most:
        raise Invalid(_TOO_LARGE, field="file")
    if _DOCTYPE.search(found.replace(b"\0", b"")):
        raise Invalid(_NO_WORKBOOK, field="file")
    return found


def _first(content: bytes) -> tuple[str, list[list[Cell]]]:
    """The first sheet: the name of its part, and its rows."""
    from openpyxl import load_workbook  # only who reads a sheet carries the library

    found: list[list[Cell]] = []
    try:
        book = load_workbook(BytesIO(content), read_only=True, keep_links=False)
        page: Any = book.worksheets[0]
        page.reset_dimensions()  # what a sheet says of its own size is not believed
        for row in page.iter_rows():
            if len(found) == MOST_ROWS or len(row) > MOST_COLUMNS:
                raise Invalid(_TOO_LARGE, field="file")
            found.append([_cell(cell) for cell in row])
    except Invalid:
        raise
    except Exception as error:  # whatever a malformed workbook makes a reader stumble over
        raise Invalid(_NO_WORKBOOK, field="file") from error
    return page._worksheet_path, found  # which part it is, the reader tells nowhere else


def _cell(cell: Any) -> Cell:
    formula = cell.data_type == "f"
    return Cell(str(cell.value) if formula else cell.value, formula)
