"""What a Whoosh index answers, kept as sets of bits: a word is looked up once, what several ask for is cut in no time.

Bit `n` stands for the entry with the n-th lowest place, so that the lowest bits are the first answers. Whoosh reads
postings in Python, document by document: a common word costs it a tenth of a second, its set of bits a few kilobytes.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import reduce
from operator import and_
from typing import Any

from workflow.carriers.search import phrases

#: So many bytes of sets are kept in a worker; beyond, the oldest go.
MOST_BYTES = 8 * 2**20
_BITS = 8
_SET = re.compile(rb"[^\0]")
#: The numbers of the bits that are set in each byte.
_WITHIN = [[bit for bit in range(_BITS) if byte >> bit & 1] for byte in range(2**_BITS)]

Part = tuple[str, ...]


class Postings:
    """The words of one state of an index."""

    def __init__(self, index: Any, places: Sequence[int]) -> None:
        """`index` is Whoosh's reader; `places`: that of every document, by its number in the index."""
        self._index = index
        self.places = sorted(set(places))
        rank = {place: number for number, place in enumerate(self.places)}
        self._ranks = [rank[place] for place in places]
        self._kept: dict[Part, int] = {}
        self._bytes = 0

    def within(self, parts: Sequence[Part], low: int, high: int) -> Iterator[int]:
        """The places from `low` to `high`, both included and lowest first, of the entries that hold every part.

        A part is ``("starts", s)``, a word that begins so, or ``("is", word, …)``, words one after the other.
        """
        first, last = bisect_left(self.places, low), bisect_right(self.places, high)
        found = reduce(and_, map(self._of, parts)) >> first & (1 << max(last - first, 0)) - 1
        return (self.places[first + number] for number in _numbers(found))

    def _of(self, part: Part) -> int:
        found = self._kept.pop(part, None)
        if found is None:
            found = self._read(part)
            self._bytes += _size(found)
        self._kept[part] = found  # the last asked for stands last
        while self._bytes > MOST_BYTES and len(self._kept) > 1:
            self._bytes -= _size(self._kept.pop(next(iter(self._kept))))
        return found

    def _read(self, part: Part) -> int:
        bits = bytearray(len(self.places) // _BITS + 1)
        for document in self._documents(part):
            rank = self._ranks[document]
            bits[rank // _BITS] |= 1 << rank % _BITS
        return int.from_bytes(bits, "little")

    def _documents(self, part: Part) -> Iterator[int]:
        how, *said = part
        return phrases.beginning(self._index, said[0]) if how == "starts" else phrases.documents(self._index, said)


def _numbers(bits: int) -> Iterator[int]:
    """The numbers of the bits that are set, lowest first."""
    whole = bits.to_bytes((bits.bit_length() + _BITS - 1) // _BITS, "little")
    for found in _SET.finditer(whole):
        first = found.start() * _BITS
        for bit in _WITHIN[whole[found.start()]]:
            yield first + bit


def _size(bits: int) -> int:
    return bits.bit_length() // _BITS + 1
