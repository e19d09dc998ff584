"""An old telephone with a text browser: read, complain and look the answer up, nowhere more than 20 KB."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.journeys.filing import digits_in
from tests.support.caller import Answer, Caller
from tests.support.server import Server

MOST = 20 * 1024


def light(answer: Answer) -> Answer:
    """An answer that a weak line can carry: one small page that asks for nothing but a word of style."""
    assert answer.status == 200, f"{answer.status} {answer.url}: {answer.main}"
    assert len(answer.text.encode()) <= MOST, answer.url
    assert not [tag for tag in ("img", "svg", "script", "iframe") if f"<{tag}" in answer.text], answer.url
    return answer


def test_everything_is_done_in_plain_text(reading_server: Server) -> None:
    villager = Caller(reading_server.url)
    home = light(villager.get("/text/"))
    towns = light(villager.get(home.link("我的村")))
    town = light(villager.get(next(link for link in towns.links() if "/text/towns/" in link)))
    village = light(villager.get(next(link for link in town.links() if "/text/villages/" in link)))
    assert "客户经理" in village.main
    notices = light(villager.get("/text/notices"))
    notice = next(link for link in notices.links() if "/text/notices/" in link)
    assert "异议" in light(villager.get(notice)).main
    form = light(villager.get("/text/complain")).form("/text/complain")
    filed = light(villager.send(form, category="stalling", text="拖了三个月没有人答复。", how="anonymous"))
    digits = digits_of(filed)
    found = light(villager.send(villager.get("/text/track").form("/text/track"), receipt=digits))
    assert f"回执尾号{digits[-4:]}：" in found.main
    line = found.main.partition(f"回执尾号{digits[-4:]}：")[2].split()[0]
    assert len(f"回执尾号{digits[-4:]}：{line}") <= 70, "more than one text message"
    assert not villager.jar


def digits_of(answer: Answer) -> str:
    """The receipt's digits; a text page has no classes to find them by."""
    groups = [part for part in answer.main.split() if part.isdigit() and len(part) == 4]
    return digits_in(answer) or "".join(groups[:4])


@pytest.mark.skipif(not shutil.which("w3m"), reason="w3m is not installed")
def test_w3m_does_the_same(reading_server: Server, tmp_path: Path) -> None:
    def w3m(path: str, *options: str) -> str:
        command = ["w3m", "-o", "accept_encoding=identity", *options, f"{reading_server.url}{path}"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert "我的村" in w3m("/text/", "-dump")
    form = Answer(200, f"{reading_server.url}/text/complain", {}, w3m("/text/complain", "-dump_source"))
    typed = form.form("/complain").filled(category="cold", text="态度很差", how="anonymous").fields
    (tmp_path / "typed").write_text(urlencode(typed, doseq=True))
    page = w3m("/text/complain", "-post", str(tmp_path / "typed"), "-dump")
    groups = [part for part in page.split() if part.isdigit() and len(part) == 4]
    assert len(groups) >= 4, page
