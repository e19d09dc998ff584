"""The tables of characters say what the libraries say that they were made from."""

from __future__ import annotations

from tests.support import search_tables
from workflow.carriers.search import han


def test_the_tables_are_those_of_the_libraries() -> None:
    for name, text in search_tables.texts().items():
        assert (search_tables.FOLDER / name).read_text(encoding="utf-8") == text + "\n", name


def test_no_character_changes_when_it_is_turned_again() -> None:
    table = han.simplified()
    assert not [sign for sign in table.values() if ord(sign) in table]


def test_every_surname_of_the_list_sounds_otherwise() -> None:
    assert [name for name in han.SURNAMES if len(han.spelt(name)) != 2] == []
