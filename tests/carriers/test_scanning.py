"""No number hides in a file: hidden sheets, notes, properties, names of sheets and files, numbers typed as numbers."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any
from zipfile import ZipFile

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from tests.support.factories_cases import id_number
from workflow.carriers import scanning, sheets
from workflow.kernel import personal
from workflow.kernel.errors import Invalid

IDENTITY, PHONE = id_number(12), "13800138000"


def kinds(name: str, content: bytes) -> set[str]:
    return {kind for _place, text in scanning.words(name, content) for kind in personal.numbers_in(text)}


def book(fill: Callable[[Any], None]) -> bytes:
    file = io.BytesIO()
    made = xlsxwriter.Workbook(file, {"in_memory": True})
    fill(made)
    made.close()
    return file.getvalue()


def hidden(made: Any) -> None:
    made.add_worksheet("公示").write_string(0, 0, "王＊＊")
    sheet = made.add_worksheet("底稿")
    sheet.write_string(6, 3, f"身份证 {IDENTITY}")
    sheet.hide()


def noted(made: Any) -> None:
    made.add_worksheet("公示").write_comment("B2", f"请打 {PHONE}")


PLACES: dict[str, Callable[[Any], None]] = {
    "hidden sheet": hidden,
    "note": noted,
    "typed as a number": lambda made: made.add_worksheet("公示").write_number(1, 1, int(PHONE)),
    "name of a sheet": lambda made: made.add_worksheet(PHONE),
    "title": lambda made: (made.add_worksheet("公示"), made.set_properties({"title": IDENTITY})),
    "link": lambda made: made.add_worksheet("公示").write_url(0, 0, f"mailto:{PHONE}@example.test", string="信"),
}


@pytest.mark.parametrize("place", PLACES)
def test_it_is_found(place: str) -> None:
    assert kinds("榜.xlsx", book(PLACES[place]))


def test_the_place_names_sheet_and_cell() -> None:
    found = [place for place, text in scanning.words("榜.xlsx", book(hidden)) if IDENTITY in text]
    assert "sheet2.xml, cell D7" in found


def test_in_the_name_of_the_file_and_in_plain_tables() -> None:
    assert kinds(f"{PHONE}.csv", b"") == {"phone"}
    for coding in ("utf-8", "gb18030"):
        table = f"姓名,备注\n王＊＊,{IDENTITY}\n".encode(coding)
        assert [place for place, text in scanning.words("榜.csv", table) if IDENTITY in text] == ["row 2, column 2"]


def test_what_we_write_ourselves_is_clean() -> None:
    rows = [["一组", "王＊＊", 30000]]
    assert not kinds("榜.xlsx", sheets.write_xlsx("公示", ["组", "姓名", "金额"], rows))
    assert not kinds("榜.csv", sheets.write_csv(["组", "姓名", "金额"], rows))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("榜.pdf", b"%PDF-1.7"),
        ("榜.xlsx", b"no zip"),
        ("榜.csv", b"\xff\xff\x00\x81"),
        ("榜", b"x"),
        ("榜.xls", b"\xd0\xcf"),
    ],
)
def test_what_cannot_be_read_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(Invalid):
        list(scanning.words(name, content))


@pytest.mark.parametrize("part", ["xl/media/image1.png", "xl/vbaProject.bin"])
def test_a_picture_or_a_macro_inside_is_refused(part: str) -> None:
    file = io.BytesIO(book(hidden))
    with ZipFile(file, "a") as opened:
        opened.writestr(part, b"\x00")
    with pytest.raises(Invalid):
        list(scanning.words("榜.xlsx", file.getvalue()))


def test_entities_and_floods_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    file = io.BytesIO(book(hidden))
    with ZipFile(file, "a") as opened:
        opened.writestr("xl/more.xml", b'<!DOCTYPE a [<!ENTITY b "x">]><a>&b;</a>')
    with pytest.raises(Invalid):
        list(scanning.words("榜.xlsx", file.getvalue()))
    monkeypatch.setattr(scanning, "MOST_BYTES", 10)
    with pytest.raises(Invalid):
        list(scanning.words("榜.xlsx", book(noted)))


@settings(max_examples=25)
@given(st.integers(1, 40), st.integers(1, 12), st.integers(0, 999), st.booleans())
def test_in_any_cell_of_a_book_of_another_program(row: int, column: int, number: int, wide: bool) -> None:
    identity = id_number(number)
    made = Workbook()
    made.active.cell(row, column, identity.translate({n: n + 0xFEE0 for n in range(48, 91)}) if wide else identity)
    file = io.BytesIO()
    made.save(file)
    assert load_workbook(io.BytesIO(file.getvalue()))
    assert kinds("榜.xlsx", file.getvalue()) == {"identity"}
