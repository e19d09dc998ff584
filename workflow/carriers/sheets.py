"""Tables as files: CSV and XLSX in which no cell is ever a formula.

A spreadsheet program runs text that begins like a formula. In XLSX every text is a typed text cell; in CSV, which has
no types, a dangerous beginning gets an apostrophe in front (and so does an apostrophe, so that reading back is exact).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from io import BytesIO, StringIO, TextIOWrapper
from itertools import chain
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, TextIO

from workflow.base.clock import SHANGHAI
from workflow.policy import money

if TYPE_CHECKING:
    import xlsxwriter

Cell = str | int | date | datetime | None

#: The kinds of file a table can be taken along as, by what an address says.
MIMES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_DANGEROUS = frozenset("=+-@\t\r\n\0'" + "＝＋－＠")
_BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
_SHEET_NAME = 31
_LONGEST_CELL = 32_767
_LAST_ROW = 1_048_575
_PIECE = 65_536
_NOT_IN_NAMES = dict.fromkeys(map(ord, "[]:*?/\\'"))


def yuan(fen: int | None) -> Cell:
    """An amount in fen as a cell in yuan: a number one can add up, or text where it has a part of a yuan."""
    if fen is None:
        return None
    return f"{money.yuan(fen):f}" if fen % money.FEN_PER_YUAN else fen // money.FEN_PER_YUAN


def write(kind: str, title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A table as a file of one of `MIMES`; `title` names the sheet of an XLSX."""
    return write_csv(columns, rows) if kind == "csv" else write_xlsx(title, columns, rows)


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A CSV file in UTF-8 with a byte order mark, without which the usual programs misread Chinese."""
    text = StringIO(newline="")
    _write_csv(text, columns, rows)
    return text.getvalue().encode()


def _write_csv(text: TextIO, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    text.write(_BYTE_ORDER_MARK)
    writer = csv.writer(text, quoting=csv.QUOTE_MINIMAL)
    writer.writerow([safe(column) for column in columns])
    writer.writerows([safe(cell) for cell in row] for row in rows)


def spooled(kind: str, title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """As `write`, in pieces, for however many rows: each goes to a file on the disk, and none stays in memory."""
    return _pieces(_spool(kind, title, columns, rows))


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        yield from iter(partial(file.read, _PIECE), b"")


def _spool(kind: str, title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> IO[bytes]:
    file = _unnamed()
    if kind == "csv":
        text = TextIOWrapper(file, encoding="utf-8", newline="")
        _write_csv(text, columns, rows)
        text.detach()
    else:
        _write_book(file, [Page(title, chain([columns], rows))], {"constant_memory": True})
    file.seek(0)
    return file


def _unnamed() -> IO[bytes]:
    """A file on the disk that nobody else finds, gone as soon as it is closed."""
    return TemporaryFile()


def safe(cell: Cell) -> str | int:
    """A cell as CSV may hold it: numbers as they are, text without a beginning that a program could run."""
    if cell is None:
        return ""
    if isinstance(cell, int):
        return cell
    text = _text(cell).replace("\0", "\N{REPLACEMENT CHARACTER}")
    return f"'{text}" if _is_dangerous(_text(cell)) else text


def plain(text: str) -> str:
    """What `safe` was given: an apostrophe that guards a beginning is no part of it."""
    return text[1:] if text.startswith("'") and _is_dangerous(text[1:]) else text


def _is_dangerous(text: str) -> bool:
    """Also behind blanks, which programs skip."""
    return text[:1] in _DANGEROUS or text.lstrip()[:1] in _DANGEROUS


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet of a workbook: its rows with the head first.

    `marks`: cells (row, column from 0) to be coloured. `text`: columns that a program must keep as they are typed, so
    that it does not round a number or make a day of it. `choices`: by column, the words to choose from. `width`: of
    the text columns, in characters.
    """

    title: str
    rows: Iterable[Sequence[Cell]]
    marks: frozenset[tuple[int, int | None]] = frozenset()
    text: frozenset[int] = frozenset()
    choices: Mapping[int, Sequence[str]] = field(default_factory=dict)
    width: int | None = None


def write_xlsx(title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """An XLSX file with one sheet: texts as text, whole numbers as numbers, days as days."""
    return write_book([Page(title, [columns, *rows])])


def write_book(pages: Iterable[Page]) -> bytes:
    """An XLSX file with several sheets, each written as `write_xlsx` does."""
    file = BytesIO()
    _write_book(file, pages, {"in_memory": True})
    return file.getvalue()


def _write_book(file: IO[bytes], pages: Iterable[Page], how: dict[str, bool]) -> None:
    import xlsxwriter  # only who makes a sheet carries the library

    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(file, plain | how)
    looks = _Looks(book)
    for page in pages:
        _write_page(book.add_worksheet(page.title.translate(_NOT_IN_NAMES)[:_SHEET_NAME].strip() or "1"), page, looks)
    book.close()


class _Looks:
    """How cells of a workbook look: `of(marked, day)`; a head is bold, a text column keeps what is typed."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        day, mark = {"num_format": "yyyy-mm-dd"}, {"bg_color": "#FFD9D2"}
        self.head, self.text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        self._made = {
            (marked, is_day): book.add_format((mark if marked else {}) | (day if is_day else {}))
            for marked in (False, True) for is_day in (False, True)
        }  # fmt: skip

    def of(self, marked: bool, is_day: bool) -> object:
        """The look of one cell; None for a plain one."""
        return self._made[marked, is_day] if marked or is_day else None


def _write_page(sheet: xlsxwriter.worksheet.Worksheet, page: Page, looks: _Looks) -> None:
    for column in page.text:
        sheet.set_column(column, column, page.width, looks.text)
    for column, words in page.choices.items():
        sheet.data_validation(1, column, _LAST_ROW, column, {"validate": "list", "source": list(words)})
    for line, row in enumerate(page.rows):
        for place, cell in enumerate(row):
            is_day = isinstance(cell, date) and not isinstance(cell, datetime)
            look = looks.head if line == 0 else looks.of((line, place) in page.marks, is_day)
            _write(sheet, line, place, cell, look)
    sheet.freeze_panes(1, 0)


def _write(sheet: xlsxwriter.worksheet.Worksheet, line: int, place: int, cell: Cell, look: object) -> None:
    if cell is None:
        return
    if isinstance(cell, int):
        sheet.write_number(line, place, cell, look)
    elif isinstance(cell, date) and not isinstance(cell, datetime):
        sheet.write_datetime(line, place, cell, look)
    else:
        sheet.write_string(line, place, _text(cell)[:_LONGEST_CELL], look)


def _text(cell: str | date | datetime) -> str:
    if isinstance(cell, datetime):
        return f"{cell.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    return cell.isoformat() if isinstance(cell, date) else cell
