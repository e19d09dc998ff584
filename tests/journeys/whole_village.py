"""What a village's campaign takes at the browser, however many households it has."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from tests.journeys.acting import judge
from tests.journeys.hands import Hands

#: Where the keeper's form has the proposed line and the settled one.
PROPOSED, SETTLED = 5, 6


def meeting(hands: Hands, panel: str, folder: Path) -> None:
    """The keeper takes the form along as a workbook and hands it in, every line settled as it was proposed."""
    page = hands("keeper", f"/panels/{panel}")
    hands.press("把待评议的全部提交评议")
    hands("keeper", f"/panels/{panel}/lines")
    with page.expect_download() as taken:
        page.get_by_role("link", name="XLSX").first.click()
    form = folder / "form.xlsx"
    taken.value.save_as(form)
    book = load_workbook(form)
    sheet = book.worksheets[0]
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, SETTLED).value = sheet.cell(row, PROPOSED).value
    book.save(form)
    page.set_input_files("input[type=file]", form)
    hands.press("核对表格")
    judge(page, deep=True)
    page.locator("input[name=signed]").check()
    hands.press("记录评议结果")


def posted(hands: Hands, code: str) -> str:
    """The list goes up; what the public page of it says."""
    page = hands("keeper", f"/notices/draft/{code}")
    page.locator("form[action*='notices/draft'] button").click()
    listed = page.url
    hands("publisher", f"{listed.partition('/staff')[2]}/post")
    page.locator("form[action$='/post'] button").click()
    page.goto(f"{hands.served.url}/notices/{listed.rpartition('/')[2]}")
    judge(page, deep=True)
    return page.inner_text("main")
