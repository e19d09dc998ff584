"""What two people publish stands on the portal, on every worker, within two seconds; what they take down is gone."""

from __future__ import annotations

import time

from tests.support.caller import Answer, Caller
from tests.support.server import Server

RECORD, PAGE, NAME = "/staff/publication/product/pledge", "/products/pledge", "质押贷款"
SECONDS, ASKED = 2, 12


def test_a_product_is_taken_down_and_published_again(small_server: Server) -> None:
    first = Caller(small_server.url).log_in("publisher")
    second = Caller(small_server.url).log_in("publisher.two")
    assert _everywhere(small_server) == {200}
    first.do(first.get(RECORD).form("/withdraw"), because="other", own="暂停办理")
    _confirm(first, second)
    assert _everywhere(small_server) == {404}
    first.do(first.get(RECORD).form("/propose"))
    assert _everywhere(small_server) == {404}
    _confirm(first, second)
    assert _everywhere(small_server) == {200}
    history = first.get(RECORD).main
    assert "暂停办理" in history
    assert "刘文静" in history
    assert "王晓东" in history


def _confirm(first: Caller, second: Caller) -> None:
    """Nobody confirms what they proposed themselves, whatever they send."""
    address = _proposal(first).path
    token = _proposal(first).form("/logout").fields["token"]
    assert first.post(f"{address}/confirm", {"token": token}).status == 403
    second.do(_proposal(second).form("/confirm"))


def _proposal(publisher: Caller) -> Answer:
    return publisher.get(publisher.get("/staff/publication/").link(NAME))


def _everywhere(server: Server) -> set[int]:
    """What the workers answer two seconds after whatever was done."""
    time.sleep(SECONDS)
    return {Caller(server.url).get(PAGE).status for _ask in range(ASKED)}
