"""The documents of a Whoosh index in which words stand one after the other.

Whoosh's own phrase makes an object for each place of each word in each document: for two words that every notice has,
a third of a second. Here the rarest word leads the way, and places are compared once for all documents that have them
alike, which papers filled in from one form do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

FIELD = "words"


def documents(reader: Any, words: Sequence[str]) -> Iterator[int]:
    """The numbers of the documents that hold these words in this order with nothing between, lowest first."""
    for leaf, base in reader.leaf_readers():
        if all((FIELD, word) in leaf for word in words):
            yield from (base + number for number in _in_leaf(leaf, words))


def beginning(reader: Any, start: str) -> Iterator[int]:
    """The numbers of the documents that hold a word that begins so, in no order, some more than once."""
    for word in reader.expand_prefix(FIELD, start):
        yield from documents(reader, (word,))


def _in_leaf(leaf: Any, words: Sequence[str]) -> Iterator[int]:
    if len(words) == 1:
        yield from leaf.postings(FIELD, words[0]).all_ids()
        return
    order = sorted(range(len(words)), key=lambda number: leaf.doc_frequency(FIELD, words[number]))
    read = leaf.schema[FIELD].format.decode_positions
    known: dict[tuple[bytes, ...], bool] = {}
    for document, places in _together([leaf.postings(FIELD, words[number]) for number in order]):
        if places not in known:
            known[places] = _adjoin(order, [read(each) for each in places])
        if known[places]:
            yield document


def _together(matchers: Sequence[Any]) -> Iterator[tuple[int, tuple[bytes, ...]]]:
    """The documents in which all the words stand, with where each does, as Whoosh writes it."""
    rarest, *others = matchers
    for document, place in rarest.all_items():
        places = (place, *(found for other in others if (found := _at(other, document)) is not None))
        if len(places) == len(matchers):
            yield document, places


def _at(matcher: Any, document: int) -> bytes | None:
    """Where a word stands in a document; nothing where it does not."""
    if matcher.is_active():
        matcher.skip_to(document)
    return matcher.value() if matcher.is_active() and matcher.id() == document else None


def _adjoin(order: Sequence[int], places: Sequence[Sequence[int]]) -> bool:
    """Whether the words, which are the n-th of the phrase by `order`, stand side by side somewhere."""
    starts = [{place - number for place in each} for number, each in zip(order, places, strict=True)]
    return bool(set.intersection(*starts))
