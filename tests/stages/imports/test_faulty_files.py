"""Files that are no form: every page that takes one in names the fault in the reader's words, and the file it is about.

`files/locked.xlsx` is a real workbook locked with a password (agile encryption), `files/old.xls` a real one of the
older kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import Workbook
from sqlalchemy import Engine

from tests.stages.appraisal.book.test_operations import Books
from tests.support.campaign import Village
from tests.support.counter import Counter
from tests.support.imports import packed
from tests.support.people import hidden_fields
from workflow.base.db import session
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.imports import kinds
from workflow.stages.imports.models import SheetImport

FILES = Path(__file__).parent / "files"
HEADS = "户号,姓名,身份证号"


class Faulty(NamedTuple):
    """A file that was chosen, and the words that name its fault."""

    name: str
    content: bytes
    said: str


def charts_only() -> bytes:
    book, file = Workbook(), BytesIO()
    book.remove(book.worksheets[0])
    book.create_chartsheet("图")
    book.save(file)
    return file.getvalue()


REFUSED = [
    Faulty("空.xlsx", b"", "空文件"),
    Faulty("加密.xlsx", (FILES / "locked.xlsx").read_bytes(), "密码"),
    Faulty("旧版.xls", (FILES / "old.xls").read_bytes(), "XLS"),
    Faulty("炸弹.xlsx", packed(**{"xl/worksheets/sheet1.xml": b"\0" * 60_000_000}), "太大"),
    Faulty("无表.xlsx", charts_only(), "没有"),
    Faulty("压缩包.xlsx", packed(readme=b"x"), "XLSX"),
    Faulty("半个.xlsx", b"PK\3\4" + b"x" * 99, "XLSX"),
    Faulty("无标记.csv", HEADS.encode("utf-16-le"), "CSV"),
]


#: Pages that take files and read no sheet.
OTHERS = {
    "documents.add_photos": "photos",
    "box_photos.add": "photos",
    "inspection_photos.add": "photos",
    "village.record": "what a page has read and shown already, as text",
}


@dataclass
class Page:
    """A page on which a sheet is handed in, and who may do so there."""

    path: str
    who: Officer


def pages(made: Books) -> dict[str, Page]:
    """Every page on which a sheet is handed in: by its endpoint, with the kind of form where one serves many."""
    village = made.world.house.village.code
    return {
        "imports.hand_in households": Page(f"/imports/households/{village}", made.world.house.clerk),
        "imports.hand_in questionnaires": Page(f"/imports/questionnaires/{village}", made.world.team),
        "imports.hand_in book": Page(f"/imports/book/{made.books[0].public_id}", made.people[0]),
        "village.sheet_in": Page(f"/panels/{made.panel.public_id}/lines", made.world.house.people[Role.BACK_OFFICE]),
    }


def taking_sheets(app: Flask) -> set[str]:
    """The same out of the route map: what takes files, less what is known to take others."""
    found = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and getattr(app.view_functions[rule.endpoint], "takes_files", False)
    }
    assert set(OTHERS) <= found
    forms = {f"imports.hand_in {key}" for key in kinds._KINDS}
    return (found - set(OTHERS) - {"imports.hand_in"}) | forms


def test_each_page_names_the_fault_and_the_file(database: Engine, staff_client: FlaskClient) -> None:
    made = Books(1)
    known = pages(made)
    assert set(known) == taking_sheets(staff_client.application), "a page that takes files is tried with all of these"
    session.commit()
    for page in known.values():
        Counter(staff_client, page.who)
        fields = hidden_fields(staff_client.get(page.path))
        for faulty in REFUSED:
            answer = staff_client.post(page.path, data={**fields, "file": (BytesIO(faulty.content), faulty.name)})
            body = answer.get_data(as_text=True)
            assert answer.status_code == 422, (page.path, faulty.name)
            assert faulty.said in body, (page.path, faulty.name)
            assert f"“{faulty.name}”" in body, "a browser gives no file back: the page names it"
    assert session.query(SheetImport).count() == 0


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("code", ["utf-8-sig", "gb18030", "utf-16"])
def test_the_line_form_is_read_as_a_table_of_any_program(staff_client: FlaskClient, code: str) -> None:
    world = Village()
    page = f"/panels/{world.panel.public_id}/lines"
    session.commit()
    hands = Counter(staff_client, world.keeper)
    head = staff_client.get(f"{page}.csv").get_data(as_text=True).lstrip("\ufeff").splitlines()[0]
    sheet = f"{head}\r\nnobody,,,王一,30000,20000,,\r\n".encode(code)
    answer = hands.post(page, 422, file=(BytesIO(sheet), "授信表.csv"))
    assert "A2" in answer.get_data(as_text=True)
    assert "授信表.csv" in answer.get_data(as_text=True)
