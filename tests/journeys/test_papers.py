"""A villager with an old telephone sends photos of the papers that are missing; the clerk puts them into the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from tests.carriers.test_photographs import exif, picture
from tests.journeys.loan import Loan
from tests.support.server import Server, sunshine


def test_two_photos_from_the_telephone_to_the_file(
    small_server: Server, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    loan = Loan(small_server.url, lambda: open_page("phone", script=False), english=False)
    loan.apply()
    loan.tell_gaps()
    sent = [tmp_path / f"{number}.jpg" for number in (1, 2)]
    for number, file in enumerate(sent):
        file.write_bytes(picture(size=(1200 + number, 900), exif=exif(6)))
    villager = loan.villager
    villager.page.locator("summary", has_text="发资料照片").click()
    villager.page.locator("input[name=photos]").set_input_files(sent)
    villager.fill(material="paper_2").press("/track/papers")
    assert "2 张" in villager.page.locator("p[role=status]").inner_text()
    sunshine("tick", "--data", small_server.data)
    clerk = loan.staff("fengyuan.desk")
    for _each in sent:
        clerk.open(f"{loan.case}/papers").choose("的照片", "/photos/")
        assert clerk.page.locator("main img").evaluate("each => each.naturalWidth") == 900, "upright"
        clerk.press("/take-over")
    assert "照片 2 张可以用" in villager.track(loan.receipt)
    _goes_on_when_the_line_comes_back(loan, clerk.page, open_page("phone"), sent)


def _goes_on_when_the_line_comes_back(loan: Loan, known: Page, page: Page, files: list[Path]) -> None:
    """Photos that an officer takes at the household: what the line broke off is sent by itself, each once."""
    page.context.add_cookies(known.context.cookies())
    page.goto(f"{loan.url}{loan.case}")
    page.locator("a[href*='/households/']").first.click()
    page.goto(f"{page.url}/photos")
    page.locator("select[name=shows]").select_option("house")
    page.locator("input[name=photos]").set_input_files(files)
    page.context.set_offline(True)
    page.locator("form[data-photos] button").click()
    page.get_by_text("恢复后自动续传").wait_for()
    page.context.set_offline(False)
    page.wait_for_url("**shows=house")
    assert page.locator("main tbody tr", has_text="住房").count() == len(files)
