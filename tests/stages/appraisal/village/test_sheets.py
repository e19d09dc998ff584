"""A batch line form that came back: dirty, hostile, repeated. Every fault by its cell, nothing guessed."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from workflow.carriers import sheets, workbooks
from workflow.kernel.errors import Invalid
from workflow.stages.appraisal.village import rules, sheet
from workflow.stages.appraisal.village.rules import Handed, Known, Line

NAMES = {name: key for key, name in rules.COLUMNS.items()} | {"授信额度": "settled"}
KNOWN = {
    "f1": Known("王一", 3_000_000, None, longest=400),
    "f2": Known("李二", 2_000_000, None),
    "f3": Known("张三", 1_000_000, 900_000),
    "f4": Known("赵四", 1_000_000, None, tied=True),
}
HEAD = [
    "Form number",
    "Household code",
    "Village group",
    "Household",
    "Proposed line",
    "Settled line",
    "Opinion of the meeting",
    "State",
]


def row(number: str, settled: Any, **other: Any) -> list[Any]:
    known = KNOWN.get(number) or Known("?", 0, None)
    told = {"name": known.name, "proposed": known.proposed // 100, "opinion": None} | other
    return [number, "", "一组", told["name"], told["proposed"], settled, told["opinion"], ""]


def handed(*rows: list[Any], head: list[Any] | None = None, merge: str | None = None) -> Handed:
    """What the rules make of a real workbook with these rows."""
    book = Workbook()
    page = book.worksheets[0]
    for each in (head or HEAD, *rows):
        page.append(each)
    if merge:
        page.merge_cells(merge)
    kept = BytesIO()
    book.save(kept)
    found = workbooks.read(kept.getvalue())
    return rules.read(found.rows, [workbooks.place(name) for name in found.merged], NAMES, KNOWN)


def test_what_a_clean_sheet_says() -> None:
    found = handed(row("f2", "2万", opinion=" 勤劳 "), row("f1", 30000), row("f3", 9000))
    assert found.lines == [Line("f2", 2_000_000, "勤劳"), Line("f1", 3_000_000, "")]
    assert (found.same, found.empty, found.faults) == (1, 0, [])
    assert handed(row("f1", None), row("f3", None)).empty == 1, "what is settled already and left empty stays"


@pytest.mark.parametrize("typed", [30000, 30000.0, "30000", "30,000", "３００００", "3万", " 30000.00 "])
def test_amounts_as_people_write_them(typed: Any) -> None:
    assert handed(row("f1", typed)).lines == [Line("f1", 3_000_000, "")]


@pytest.mark.parametrize("number", ["f1"])
@pytest.mark.parametrize(
    ("wrong", "cell"),
    [
        ({"settled": "=1+1"}, "F2"), ({"settled": "=cmd|' /C calc'!A0"}, "F2"), ({"settled": "三万"}, "F2"),
        ({"settled": -5}, "F2"), ({"settled": 0.001}, "F2"), ({"settled": True}, "F2"),
        ({"settled": date(2026, 3, 2)}, "F2"), ({"settled": 10**13}, "F2"), ({"settled": 1, "name": "王二"}, "D2"),
        ({"settled": 1, "proposed": 40000}, "E2"), ({"settled": 1, "proposed": "=30000"}, "E2"),
        ({"settled": 1, "opinion": "好" * 401}, "G2"),
    ],
)  # fmt: skip
def test_each_fault_is_named_by_its_cell(number: str, wrong: dict[str, Any], cell: str) -> None:
    found = handed(row(number, wrong.pop("settled"), **wrong))
    assert cell in {workbooks.address(fault.row, fault.column or 0) for fault in found.faults}
    assert not found.lines


@pytest.mark.parametrize(
    ("rows", "cells"),
    [
        ([row("f1", 1), row("f1", 2)], {"A2", "A3"}),
        ([row("nobody", 1)], {"A2"}),
        ([row("f3", 8000)], {"F2"}),
        ([row("f4", 8000)], {"A2"}),
        ([[*row("f1", 1), "and more"]], {"I2"}),
    ],
)
def test_rows_that_cannot_be(rows: list[list[Any]], cells: set[str]) -> None:
    found = handed(*rows)
    assert {workbooks.address(fault.row, fault.column or 0) for fault in found.faults} == cells


@pytest.mark.parametrize(
    ("head", "cells"),
    [
        ([*HEAD[:5], "Settled", *HEAD[6:]], ["F1", "A1"]),
        ([*HEAD, "Settled line"], ["I1"]),
        ([*HEAD, "Telephone"], ["I1"]),
    ],
)
def test_wrong_columns(head: list[str], cells: list[str]) -> None:
    found = handed(row("f1", 1), head=head)
    assert [workbooks.address(fault.row, fault.column or 0) for fault in found.faults][: len(cells)] == cells


def test_columns_in_another_order_or_tongue_are_read() -> None:
    mixed = [HEAD[3], "授信额度", HEAD[0]]
    assert handed(["王一", 30000, "f1"], head=mixed).lines == [Line("f1", 3_000_000, "")]


def test_merged_cells_are_named() -> None:
    found = handed(row("f1", 1), row("f2", 2), merge="F2:F3")
    assert "F2" in {workbooks.address(fault.row, fault.column or 0) for fault in found.faults}


def test_cells_merged_on_another_sheet_are_no_fault() -> None:
    book, kept = Workbook(), BytesIO()
    for each in (HEAD, row("f1", 30000)):
        book.worksheets[0].append(each)
    book.create_sheet("说明").merge_cells("F2:G2")
    book.save(kept)
    assert workbooks.read(kept.getvalue()).merged == []
    book.move_sheet("说明", -1)
    kept.seek(0)
    book.save(kept)
    assert workbooks.read(kept.getvalue()).merged == ["F2"]


def test_our_own_workbook_reads_back() -> None:
    made = sheets.write("xlsx", "x", HEAD, [row("f1", 30000), row("f2", None)])
    found = workbooks.read(made)
    assert rules.read(found.rows, [workbooks.place(name) for name in found.merged], NAMES, KNOWN).lines == [
        Line("f1", 3_000_000, "")
    ]
    assert workbooks.place(workbooks.address(7, 700)) == (7, 700)
    assert load_workbook(BytesIO(made)).worksheets[0].max_row == 3


def archive(**parts: bytes) -> bytes:
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/") + ".xml", content)
    return kept.getvalue()


def with_part(content: bytes) -> bytes:
    """A real workbook whose sheet is this XML instead."""
    book, kept, source = Workbook(), BytesIO(), BytesIO()
    book.save(source)
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if name == "xl/worksheets/sheet1.xml" else old.read(name))
    return kept.getvalue()


_SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
HOSTILE = {
    "nothing": b"",
    "text": b"Form number,Settled line",
    "no workbook": archive(a=b"<a/>"),
    "ten megabytes": b"PK" + b"\0" * 10_000_000,
    "a bomb": archive(xl__worksheets__sheet1=b"\0" * 50_000_000),
    "entities": with_part(b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
    "entities in wide signs": with_part('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode("utf-16")),
    "a far row": with_part(_SHEET % b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>'),
    "a far column": with_part(_SHEET % b'<row r="1"><c r="XFD1"><v>1</v></c></row>'),
    "broken": with_part(b"<worksheet><sheetData>"),
    "cut off": with_part(b"<worksheet/>")[:-40],
}


@pytest.mark.parametrize("content", [pytest.param(content, id=name) for name, content in HOSTILE.items()])
def test_hostile_files_are_refused(content: bytes) -> None:
    with pytest.raises(Invalid):
        workbooks.read(content)


def test_a_preview_says_nothing_but_what_it_said() -> None:
    lines = [Line("f1", 3_000_000, "勤劳"), Line("f2", 0, "")]
    assert sheet.unfolded(sheet.folded(lines)) == lines
    for wrong in ("", "x", sheet.folded([])[:-2], sheet.folded([Line("f1", -1, "")])):
        with pytest.raises(Invalid):
            sheet.unfolded(wrong)
