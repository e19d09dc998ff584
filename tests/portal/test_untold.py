"""Nothing but the answer itself tells whether a receipt was ever given: not words, size, status, work or time.

`/track` gives its answer to whoever has the digits, which are the key; there only the work done is compared. Everywhere
else a receipt is named, the answer to one that nobody was given is the answer to one that was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from statistics import median
from time import perf_counter
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from tests.portal.conftest import Post, digits_of
from tests.portal.test_forms import APPLICATION, COMPLAINT
from workflow.base import clock, vault
from workflow.base.db import transaction
from workflow.doors import connection
from workflow.doors.inbox import receive, take
from workflow.kernel import ids

NOBODYS = ids.grouped(ids.with_check("123456789012345"))
#: Where a receipt may be named besides, and what is filled in with it.
WAYS: dict[str, dict[str, Any]] = {
    "/track/reply": {"text": "五月三号上午"}, "/track/review": {"text": "没有解决"}, "/track/consent": {},
    "/complain": COMPLAINT, "/evaluate": {"business": "decision", "rating": "fair"},
}  # fmt: skip
FORM_OF = {
    "/track/reply": "complaint_reply", "/track/review": "complaint_review", "/track/consent": "consent_withdrawal",
    "/complain": "complaint", "/evaluate": "evaluation",
}  # fmt: skip


@pytest.fixture
def board(board: FlaskClient) -> Iterator[FlaskClient]:
    most = dict.fromkeys(("filings_per_hour_address", "filings_per_hour_all", "lookups_per_hour"), 10_000)
    receive.use_limits(replace(receive.limits, **most))
    yield board
    receive.use_limits(receive.Limits())


@pytest.fixture
def given(post: Post) -> dict[str, str]:
    """A receipt of each standing: just handed in, answered, taken over by another, and one that nobody was given."""
    complaint = digits_of(post("/complain", COMPLAINT))
    application, replaced = (digits_of(post("/apply/micro_credit", APPLICATION)) for _turn in range(2))
    with transaction():
        take.reply(receive.key_of(complaint), {"complaint": {"state": "answered", "open": False}}, at=clock.now())
        take.reply(receive.key_of(replaced), {"state": "replaced"}, at=clock.now())
    found = {"complaint": complaint, "application": application, "replaced": replaced, "nobody's": NOBODYS}
    return {name: ids.grouped(ids.normalise(digits)) for name, digits in found.items()}


class Work:
    """How many statements the portal's connection ran, and how much was unsealed and sealed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.done: list[str] = []
        event.listen(connection.engine(), "before_cursor_execute", self._ran)
        for name in ("seal", "unseal"):
            monkeypatch.setattr(vault.Vault, name, self._counted(name, getattr(vault.Vault, name)))

    def _ran(self, *args: Any) -> None:
        self.done.append(args[2].split()[0])

    def _counted(self, name: str, act: Any) -> Any:
        def counted(*args: Any) -> Any:
            self.done.append(name)
            return act(*args)

        return counted

    def of(self, act: Any) -> list[str]:
        self.done.clear()
        act()
        return list(self.done)


def send(board: FlaskClient, path: str, digits: str) -> Any:
    return board.post(path, data={"token": receive.token(FORM_OF[path]), "receipt": digits, **WAYS[path]})


def said(answer: Any) -> str:
    """The page without what every post has of its own: token, receipt, signature, minute."""
    page = answer.get_data(as_text=True)
    page = re.sub(r'(name="token"[^>]*value=)"[^"]*"', r"\1", page)
    page = re.sub(r"<span>\d{4}</span>|\d{1,2}:\d{2}", "", page)
    return re.sub(r"(?s)<pre class=\"signed\".*?</pre>|value=\"[^\"]{60,}\"", "", page)


@pytest.mark.parametrize("path", WAYS)
def test_the_answer_is_the_same_in_status_words_size_and_work(
    board: FlaskClient, given: dict[str, str], path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(board, path, NOBODYS)  # what is made once is made now
    work, answers = Work(monkeypatch), {}
    done = {name: work.of(lambda d=d, n=name: answers.update({n: send(board, path, d)})) for name, d in given.items()}
    assert len({tuple(each) for each in done.values()}) == 1, done
    assert {answer.status_code for answer in answers.values()} == {200}
    assert len({said(answer) for answer in answers.values()}) == 1
    sizes = [len(answer.get_data()) for answer in answers.values()]
    assert max(sizes) - min(sizes) <= 8, "but for a digit more in the minute"


def test_looking_a_receipt_up_is_the_same_work_whatever_is_found(
    board: FlaskClient, given: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    receive.answer(NOBODYS, address="192.0.2.1")
    work = Work(monkeypatch)
    done = {name: work.of(lambda d=d: receive.answer(d, address="192.0.2.1")) for name, d in given.items()}
    assert len({tuple(each) for each in done.values()}) == 1, done
    assert done["nobody's"].count("unseal") == 1


def test_no_clock_tells_either(board: FlaskClient, given: dict[str, str]) -> None:
    """Coarse on purpose: medians of turns taken in alternation, far apart only if one kind did other work."""
    took: dict[str, list[float]] = {name: [] for name in ("complaint", "nobody's")}
    for _turn in range(15):
        for name, spent in took.items():
            begun = perf_counter()
            send(board, "/track/reply", given[name])
            spent.append(perf_counter() - begun)
    slow, fast = sorted((median(spent) for spent in took.values()), reverse=True)
    assert slow < 3 * fast + 0.02
