"""Every sentence stands in every language, none is stale; `make translations` brings the files up to date."""

from __future__ import annotations

import re
from functools import cache

import pytest
from babel.messages.catalog import Catalog, Message

from tests.support import catalogues
from workflow.base.languages import GENERATED, LANGUAGES
from workflow.carriers.han import traditional

SOURCE = "en"  # msgids are English: an empty translation there means the msgid itself
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


@cache
def wanted() -> dict[object, Message]:
    return by_id(catalogues.extracted())


def by_id(catalogue: Catalog) -> dict[object, Message]:
    return {message.id: message for message in catalogue if message.id}


def texts(value: object) -> list[str]:
    return list(value) if isinstance(value, tuple | list) else [str(value)]


def test_there_is_much_to_say() -> None:
    assert len(wanted()) > 300


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_missing_and_nothing_is_stale(language: str) -> None:
    there = by_id(catalogues.stored(language))
    assert sorted(map(str, wanted().keys() - there.keys())) == [], "missing: run make translations"
    assert sorted(map(str, there.keys() - wanted().keys())) == [], "stale: run make translations"


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != SOURCE])
def test_everything_is_translated(language: str) -> None:
    empty = [message.id for message in by_id(catalogues.stored(language)).values() if not all(texts(message.string))]
    assert empty == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_a_guess(language: str) -> None:
    assert [message.id for message in catalogues.stored(language) if message.id and message.fuzzy] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_the_same(language: str) -> None:
    wrong = [
        message.id
        for message in by_id(catalogues.stored(language)).values()
        for text in texts(message.string)
        if text and set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(texts(message.id)[-1]))
    ]
    assert wrong == []


def test_the_english_sentences_are_english() -> None:
    chinese = re.compile(r"[\u3400-\u9fff]")
    assert [text for message in wanted() for text in texts(message) if chinese.search(text)] == []


def test_the_catalogues_carry_no_date() -> None:
    for language in LANGUAGES:
        if catalogues.path(language).exists():
            assert "-Date:" not in catalogues.path(language).read_text(encoding="utf-8")


@pytest.mark.parametrize("language", GENERATED)
def test_generated_catalogues_are_what_is_generated(language: str) -> None:
    there = catalogues.path(language).read_text(encoding="utf-8")
    assert there == catalogues.generate(language), "stale: run make translations"


def test_what_is_traditional_already_stays_as_it_is() -> None:
    """The finished page is turned once more: what came from the catalogue must not change again."""
    said = [text for message in catalogues.stored("zh_Hant") if message.id for text in texts(message.string)]
    assert [text for text in said if traditional(text) != text] == []
