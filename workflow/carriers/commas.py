"""Reading a table (CSV) that somebody handed in, as the office programs of the country write it.

UTF-8, with or without a mark, UTF-16 with one, or GB 18030; cells behind commas, semicolons or tabs. A cell that
begins like a formula is one, as in a workbook.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from io import StringIO

from workflow.carriers import sheets
from workflow.carriers.workbooks import EMPTY, Cell, Sheet, Sizes
from workflow.kernel.errors import Invalid, N_

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_BETWEEN = "\t;,"

_NO_TABLE = N_("This file is no table (CSV) that can be read. Save it as XLSX or as CSV in UTF-8, and choose it again.")
_TOO_LARGE = N_("This table is too large. Hand in the form itself, without anything else, or in several parts.")


def read(content: bytes, sizes: Sizes) -> Sheet:
    """The table in a file; Invalid for what is none, an empty one or too large."""
    if not content:
        raise Invalid(EMPTY, field="file")
    if len(content) > sizes.bytes:
        raise Invalid(_TOO_LARGE, field="file")
    text = _text(content)
    if "\0" in text:
        raise Invalid(_NO_TABLE, field="file")
    try:
        return Sheet(list(_rows(text, sizes)))
    except csv.Error as error:
        raise Invalid(_NO_TABLE, field="file") from error


def _text(content: bytes) -> str:
    marked = [name for mark, name in _MARKS if content.startswith(mark)]
    for name in marked or ["utf-8", "gb18030"]:
        try:
            return content.decode(name)
        except UnicodeDecodeError:
            continue
    raise Invalid(_NO_TABLE, field="file")


def _rows(text: str, sizes: Sizes) -> Iterator[list[Cell]]:
    """The rows up to the last one in which anything stands, each up to its last cell."""
    empty = 0
    for number, row in enumerate(csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text))):
        cells = [_cell(told) for told in row]
        while cells and not cells[-1].text:
            cells.pop()
        if len(cells) > sizes.columns or (cells and number >= sizes.rows):
            raise Invalid(_TOO_LARGE, field="file")
        if cells:
            yield from ([] for _ in range(empty))
            yield cells
        empty = 0 if cells else empty + 1


def _delimiter(text: str) -> str:
    """What stands most often in the first line in which anything stands."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(_BETWEEN, key=first.count) if any(sign in first for sign in _BETWEEN) else ","


def _cell(told: str) -> Cell:
    """An apostrophe before a number only keeps programs from rounding it."""
    if told.lstrip().startswith("="):
        return Cell(told, formula=True)
    return Cell(told[1:] if told[:1] == "'" and told[1:2].isdecimal() else sheets.plain(told))
