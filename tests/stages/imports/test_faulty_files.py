"""Files that are no form: each page names the fault in the reader's words, and which file it speaks of.

`files/locked.xlsx` is a real workbook locked with a password (agile encryption), `files/old.xls` a real one of the
older kind.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pytest
from flask.testing import FlaskClient
from openpyxl import Workbook

from tests.support.campaign import Village
from tests.support.counter import Counter
from tests.support.imports import packed
from workflow.base.db import session
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


@pytest.mark.usefixtures("database")
def test_each_page_names_the_fault_and_the_file(staff_client: FlaskClient) -> None:
    world = Village()
    village, panel = f"/imports/households/{world.house.village.code}", f"/panels/{world.panel.public_id}/lines"
    session.commit()
    for who, page in ((world.house.clerk, village), (world.keeper, panel)):
        hands = Counter(staff_client, who)
        for faulty in REFUSED:
            answer = hands.post(page, 422, file=(BytesIO(faulty.content), faulty.name))
            body = answer.get_data(as_text=True)
            assert faulty.said in body, faulty.name
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
