"""Neither words, size, status nor work of a log-in tell whether there is somebody of a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, update
from werkzeug.test import TestResponse

from tests.support.people import hire, try_password
from workflow.base.db import transaction
from workflow.staff.models import Officer
from workflow.staff.roles import Role

pytestmark = pytest.mark.both_engines
WRONG = "not the password"
#: Of names of one length: on duty, gone, with a second factor, not yet given a password; and nobody's.
NAMES = ("clerk", "gone1", "judge", "fresh", "nobdy")


@pytest.fixture(autouse=True)
def _people(house: dict[str, int], clerk: Officer) -> None:
    hire("gone1", Role.DESK_CLERK, office=house["east"], active=False)
    hire("judge", Role.DECISION_MAKER, office=house["east"])
    fresh = hire("fresh", Role.DESK_CLERK, office=house["east"])
    with transaction() as session:
        session.execute(update(Officer).where(Officer.id == fresh.id).values(password_hash=""))


@pytest.fixture
def work(database: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What was asked of the database and how often a password was compared, in order."""
    done: list[str] = []
    compare = PasswordHasher.verify

    def compared(hasher: PasswordHasher, hashed: str, password: str) -> bool:
        done.append(f"compared with {hashed.rpartition('$')[0].rpartition('$')[0]}")
        return bool(compare(hasher, hashed, password))

    def asked(*told: Any) -> None:
        done.append(" ".join(told[2].split()[:3]))

    monkeypatch.setattr(PasswordHasher, "verify", compared)
    event.listen(database, "before_cursor_execute", asked)
    yield done
    event.remove(database, "before_cursor_execute", asked)


def said(answer: TestResponse, name: str) -> str:
    """The page without what every form has of its own, and the name as it was typed."""
    page = re.sub(r'(name="token"[^>]*value=)"[^"]*"', r"\1", answer.get_data(as_text=True))
    return page.replace(f'value="{name}"', "")


@pytest.mark.parametrize("tries", [1, 11], ids=["compared", "kept waiting"])
def test_no_name_is_told_from_another(staff_client: FlaskClient, work: list[str], tries: int) -> None:
    answers, done, sizes = {}, {}, set()
    for name in NAMES:
        for _turn in range(tries):
            work.clear()
            answer = try_password(staff_client, name, WRONG, address=f"10.1.0.{len(name)}{NAMES.index(name)}")
        answers[name], done[name] = (answer.status_code, sorted(answer.headers.keys()), said(answer, name)), list(work)
        sizes.add(len(answer.get_data()))
    assert len(set(map(tuple, done.values()))) == 1, done
    assert len({str(answer) for answer in answers.values()}) == 1
    assert max(sizes) - min(sizes) <= 4, "but for a token's own length"
    assert any(each.startswith("compared with $argon2id$") for each in done["clerk"]) == (tries == 1)
