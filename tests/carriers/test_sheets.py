"""Hostile cells through both formats and back: text, equal, and never a formula."""

from __future__ import annotations

import csv
import re
import tracemalloc
from datetime import UTC, date, datetime
from html import unescape
from io import BytesIO, StringIO
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.carriers import sheets
from workflow.carriers.sheets import Cell, write_csv, write_xlsx, yuan

STARTS = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'", " =", "\u00a0="]
BODIES = ["1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://example.org","x")', "SUM(A1:A9)", ""]
HOSTILE = [start + body for start in STARTS for body in BODIES] + ["http://example.org/", "0123", "1e5", "_x0041_"]


def read_csv(file: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(file.decode("utf-8-sig"), newline="")))


def plain(cell: str) -> str:
    return cell.removeprefix("'")


def texts(file: bytes) -> list[str]:
    """The shared strings of the book, as a spreadsheet program shows them."""
    shared = ZipFile(BytesIO(file)).read("xl/sharedStrings.xml").decode()
    found = [unescape(text) for text in re.findall(r"<si><t[^>]*>(.*?)</t></si>", shared, re.DOTALL)]
    return [re.sub(r"_x([0-9A-F]{4})_", lambda code: chr(int(code[1], 16)), text) for text in found]


@pytest.mark.parametrize("cell", HOSTILE)
def test_csv_keeps_text_as_text(cell: str):
    [[_head], [kept]] = read_csv(write_csv(["x"], [[cell]]))
    assert kept[:1] not in tuple("=+-@\t\r\n＝＋－＠")
    assert not kept.lstrip().startswith(tuple("=+-@＝＋－＠"))
    assert (plain(kept) if cell.lstrip()[:1] in tuple("=+-@＝＋－＠'") or cell[:1] in "\t\r\n" else kept) == cell


def test_xlsx_keeps_text_as_text():
    file = write_xlsx("[x]*", ["head"], [[cell] for cell in HOSTILE])
    sheet = ZipFile(BytesIO(file)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert set(texts(file)) >= {cell.replace("\r", "\r") for cell in HOSTILE if cell.strip()}


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=20), max_size=5))
def test_whatever_is_written_is_read_again(cells: list[str]):
    rows = read_csv(write_csv(["a", *"b" * len(cells)], [["x", *cells]]))
    read = rows[1][1:]
    assert [plain(kept) if kept != cell else kept for kept, cell in zip(read, cells, strict=True)] == cells


@pytest.mark.parametrize(("fen", "cell"), [(None, None), (0, 0), (3_000_000, 30_000), (3_000_050, "30000.50")])
def test_an_amount_is_a_number_to_add_up_or_exact_text(fen: int | None, cell: Cell):
    assert yuan(fen) == cell


def test_numbers_and_days():
    row = [1, -5, None, date(2026, 6, 1), datetime(2026, 6, 1, 16, 30, tzinfo=UTC)]
    assert read_csv(write_csv(list("abcde"), [row]))[1] == ["1", "-5", "", "2026-06-01", "2026-06-02 00:30"]
    sheet = ZipFile(BytesIO(write_xlsx("x", list("abcde"), [row]))).read("xl/worksheets/sheet1.xml").decode()
    assert "<v>-5</v>" in sheet
    assert "<v>46174</v>" in sheet


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_however_many_rows_there_are_none_stays_in_memory(kind: str) -> None:
    heads, few = ["序", "事", "空", "式"], [[1, "第1次查看", None, "=1+1"]]
    whole = b"".join(sheets.spooled(kind, "清单", heads, few))
    assert _cells(kind, whole) == _cells(kind, sheets.write(kind, "清单", heads, few))
    tracemalloc.start()
    try:
        size = sum(map(len, sheets.spooled(kind, "清单", heads, ([n, "看" * 60, None, "=1"] for n in range(8000)))))
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert size > 50_000
    assert most < 1_000_000, "the rows alone are more"


def _cells(kind: str, content: bytes) -> list[list[object]]:
    if kind == "csv":
        return [list(row) for row in csv.reader(StringIO(content.decode("utf-8-sig"), newline=""))]
    return [list(row) for row in openpyxl.load_workbook(BytesIO(content)).active.values]
