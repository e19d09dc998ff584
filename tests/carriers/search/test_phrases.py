"""Words one after the other, found in an index as in the texts: in one segment or several, some of them deleted."""

from __future__ import annotations

from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st
from whoosh.analysis.tokenizers import SpaceSeparatedTokenizer
from whoosh.fields import TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.writing import SegmentWriter

from workflow.carriers.search import phrases

WORDS = st.sampled_from(("aa", "ab", "b", "c"))
TEXTS = st.lists(WORDS, min_size=1, max_size=6)
BATCHES = st.lists(st.lists(TEXTS, min_size=1, max_size=6), min_size=1, max_size=3)


@given(batches=BATCHES, gone=st.sets(st.integers(0, 17)), asked=st.lists(WORDS, min_size=1, max_size=3))
@example(batches=[[["b", "aa"], ["aa", "b"]], [["aa", "c", "b"]]], gone=set(), asked=["aa", "b"])
@example(batches=[[["aa", "aa"], ["aa"]]], gone=set(), asked=["aa", "aa"])
@example(batches=[[["aa", "b"]] * 3, [["c"]]], gone={0}, asked=["aa", "b"])
def test_what_stands_side_by_side_is_found(batches: list[list[list[str]]], gone: set[int], asked: list[str]) -> None:
    reader, texts = _written(batches, gone)
    assert list(phrases.documents(reader, asked)) == [
        number for number, text in texts.items() if any(text[at : at + len(asked)] == asked for at in range(len(text)))
    ]


@given(batches=BATCHES, gone=st.sets(st.integers(0, 17)), start=st.sampled_from(("a", "ab", "c", "x")))
def test_what_begins_so_is_found(batches: list[list[list[str]]], gone: set[int], start: str) -> None:
    reader, texts = _written(batches, gone)
    assert set(phrases.beginning(reader, start)) == {
        number for number, text in texts.items() if any(word.startswith(start) for word in text)
    }


def _written(batches: list[list[list[str]]], gone: set[int]) -> tuple[Any, dict[int, list[str]]]:
    """An index with a segment for each batch, and the texts that still stand, by number."""
    index = RamStorage().create_index(Schema(words=TEXT(SpaceSeparatedTokenizer())))
    for batch in batches:
        writer = SegmentWriter(index)
        for text in batch:
            writer.add_document(words=" ".join(text))
        writer.commit(merge=False)
    texts = dict(enumerate(text for batch in batches for text in batch))
    writer = SegmentWriter(index)
    for number in gone & texts.keys():
        writer.delete_document(number)
        del texts[number]
    writer.commit(merge=False)
    return index.reader(), texts
