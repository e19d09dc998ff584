"""What is kept ready holds only while nothing happens, and only for whom it was made."""

from __future__ import annotations

import pytest

from tests.support.factories_cases import house, moment, submitted
from workflow.base.db import session
from workflow.office.desk import ready

pytestmark = pytest.mark.usefixtures("database")
MONDAY = moment("2011-05-09")


def made_in_turn():
    """A maker of content that counts how often it was asked."""
    said = iter(range(1000))
    return lambda: f"<p>{next(said)}</p>"


def after_commit(of, make):
    session.commit()
    session.remove()
    return str(ready.content(of, make))


def test_it_is_made_once_while_nothing_happens():
    house()
    make = made_in_turn()
    first = after_commit("reader", make)
    assert [after_commit("reader", make) for _ in range(3)] == [first] * 3


def test_whatever_is_written_makes_it_anew():
    made = house()
    make = made_in_turn()
    first = after_commit("reader", make)
    submitted(made, MONDAY)
    second = after_commit("reader", make)
    assert second != first
    assert after_commit("reader", make) == second


def test_every_reader_has_their_own():
    house()
    make = made_in_turn()
    assert after_commit("one", make) != after_commit("another", make)


def test_it_forgets_the_oldest(monkeypatch):
    house()
    monkeypatch.setattr(ready, "MOST_KEPT", 2)
    make = made_in_turn()
    first = after_commit("one", make)
    kept = [after_commit(of, make) for of in ("two", "three")]
    assert [after_commit(of, make) for of in ("two", "three")] == kept
    assert after_commit("one", make) != first
