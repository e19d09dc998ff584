"""Whatever is handed in: rows or faults, a refusal in words at most, never a crash; and what is kept comes back."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from tests.support.asking import asking
from tests.support.imports import packed
from workflow.base.settings import Limits
from workflow.carriers import sheets, workbooks
from workflow.carriers.workbooks import Cell, Sheet
from workflow.kernel import checks
from workflow.kernel.errors import Invalid
from workflow.stages.imports import reading, rules
from workflow.stages.imports.rules import Column, Reading

COLUMNS = [Column("number", "号", ("号", "number"), needed=True), Column("day", "日", ("日", "day"))]
VALUES = (
    st.none() | st.text(max_size=8) | st.integers() | st.floats() | st.booleans() | st.dates() | st.datetimes()
    | st.sampled_from(["号", "日", "=1", "1E+17", "２０２６年１月１日", "2026-13-45", "\0", "\ud800", "=" * 9])
)  # fmt: skip
CELLS = st.builds(Cell, VALUES, st.booleans())


def understood(sheet: Sheet) -> list[rules.Fault]:
    """Everything a kind does with a sheet, short of the database."""
    found = reading.table(sheet, COLUMNS)
    for line in found.lines:
        row = Reading(line, found.faults)
        row.day("day", needed="x")
        row.number("number", checks.id_number, needed="x")
        row.take("number", rules.chosen({"a": "b"}))
    return found.faults


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.lists(CELLS, max_size=5), max_size=8), st.sets(st.integers(0, 9)), st.sampled_from([[], ["A1"], ["B3"]])
)
def test_a_sheet_gives_rows_or_faults(rows: list[list[Cell]], hidden: set[int], merged: list[str]) -> None:
    sheet = Sheet([[Cell("号"), Cell("日")], *rows], merged, frozenset(hidden), frozenset(hidden))
    with asking():
        found = understood(sheet)
        assert all(fault.row >= 0 and reading.said(fault) for fault in found)


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=300)
    | st.text(max_size=100).map(str.encode)
    | st.text(max_size=80).map(lambda text: text.encode("gb18030", "replace"))
)
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        found = reading.handed(content, COLUMNS, Limits())
    except Invalid:
        return
    assert reading.unfolded(reading.folded(found)) == found


def made(fill: Any) -> bytes:
    book, file = Workbook(), BytesIO()
    fill(book)
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 99, "XLS"),
        (packed(a=b"\0" * 60_000_000), "too large"),
        (packed(a=b"<!DOCTYPE x>"), "XLSX"),
        (b"a," * 10_000_000, "too large"),
        (b"\n".join(b"%d,1" % number for number in range(13_000)), "too large"),
        (b"\xff\xff\xff", "CSV"),
        (b'"' + b"x" * 200_000, "CSV"),
    ],
)  # fmt: skip
def test_what_is_no_form_is_refused_in_words(content: bytes, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        reading.handed(content, COLUMNS, Limits())


def test_the_sheet_with_the_head_is_read_wherever_it_stands() -> None:
    def fill(book: Workbook) -> None:
        book.active.append(["说明"])
        right = book.create_sheet("表")
        for row in (["某村某表"], [], ["日", "号"], [date(2026, 1, 2), "７"]):
            right.append(row)
        right["A9"].number_format = "0"
        book.create_sheet("又一张").append(["号", "日"])
        right.sheet_view.showGridLines = False

    with asking():
        found = reading.handed(made(fill), COLUMNS, Limits()).sheet
        read = reading.table(found, COLUMNS)
    assert [(line.row, line.cells["number"].text) for line in read.lines] == [(3, "７")]
    assert [fault.params for fault in read.faults] == [{"name": "又一张"}]


def test_a_form_is_given_back_with_its_faults_and_read_again() -> None:
    day = Cell(datetime.fromisoformat("2026-01-02"))
    sheet = Sheet([[Cell("号"), Cell("日")], [Cell("=1", formula=True), day], [Cell("2"), Cell(46000)]])
    with asking():
        faults = understood(sheet)
        again = workbooks.read(reading.marked(sheet, COLUMNS, faults))
        assert [reading.where(fault) for fault in faults] == ["A2", "B3", "A3", "A3"]
        assert [row[2].text[:2] for row in again.rows[1:]] == ["A2", "B3"]
        assert again.rows[1][0] == Cell("=1"), "nothing in it is a formula"
        assert [line.row for line in reading.table(again, COLUMNS).lines] == [1, 2]


@pytest.mark.parametrize("text", ["=1", "'x", "-3", "普通", "'=1", "＝1"])
def test_what_a_table_guards_is_read_as_it_was(text: str) -> None:
    assert sheets.plain(str(sheets.safe(text))) == text
