"""A complaint without a name about the very officer: answered and tracked, and for the officer it does not exist."""

from __future__ import annotations

import pytest

from tests.journeys.filing import complaint, digits_in
from tests.support.caller import Answer, Caller
from tests.support.server import Server
from tests.support.walk import walk

WORD = "松花石砚"
OFFICER, OFFICER_NAME = "fengyuan.officer", "杨少军"
SERVED = "/staff/complaints"


@pytest.fixture
def filed(small_server: Server) -> tuple[Caller, str]:
    """A villager and the receipt of a complaint that names the officer."""
    villager = Caller(small_server.url)
    answer = complaint(villager, f"他收了我家一方{WORD}才肯来调查。", category="unclean", about=OFFICER_NAME)
    return villager, digits_in(answer)


def test_it_is_registered_assigned_answered_and_tracked(small_server: Server, filed: tuple[Caller, str]) -> None:
    villager, receipt = filed
    assert "松花" not in _tracked(villager, receipt).main
    page = _register(small_server)
    chief = Caller(small_server.url).log_in("discipline")
    page = chief.do(chief.get(page.path).form("/assign"), officer=page.choice("石雅琴"))
    handler = Caller(small_server.url).log_in("discipline.two")
    told = {"findings": "两名见证人证实", "outcome": "upheld", "answer": "情况属实,砚台已退还,当事人已受处分。"}
    handler.do(handler.get(page.path).form("/answer"), **told)
    assert "砚台已退还" in _tracked(villager, receipt).main
    _does_not_exist_for(Caller(small_server.url).log_in(OFFICER), page.path)


def _register(server: Server) -> Answer:
    clerk = Caller(server.url).log_in("discipline")
    listed = clerk.do(clerk.get(SERVED).form("/take"))
    pages = [clerk.get(link) for link in listed.links() if link.startswith(f"{server.url}{SERVED}/")]
    page = next(page for page in pages if WORD in page.text)
    return clerk.do(page.form("/register"), officers=[page.choice(OFFICER_NAME)])


def _tracked(villager: Caller, receipt: str) -> Answer:
    return villager.send(villager.get("/track").form("/track"), receipt=receipt)


def _does_not_exist_for(officer: Caller, path: str) -> None:
    of_nobody = f"{SERVED}/{'x' * 16}"
    assert officer.get(path).status == officer.get(of_nobody).status >= 400
    seen = list(walk(officer, "/staff/"))
    assert len(seen) > 20, [path for path, _ in seen]
    assert not [path for path, answer in seen if WORD in answer.text or "砚" in answer.text]
