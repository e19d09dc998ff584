"""What came in a crowd, told apart by its words: copies lie behind what stands alone. Pure but for what it is given."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable

from workflow.doors.inbox.take import Handed


def gist(text: str) -> str:
    """Words without what a machine varies to tell copies apart: width, case, blanks, signs and digits."""
    return "".join(each for each in unicodedata.normalize("NFKC", text).casefold() if each.isalpha())


def laid_apart(slips: Iterable[Handed]) -> list[tuple[Handed, int]]:
    """Slips with how many of the crowd say the same as each (0: it came outside of one), the fewest first.

    The order within is that in which they came.
    """
    said = [(handed, _gist_of(handed) if handed.crowded else None) for handed in slips]
    alike = Counter(words for _handed, words in said if words is not None)
    return sorted(((handed, alike[words] if words is not None else 0) for handed, words in said), key=lambda of: of[1])


def _gist_of(handed: Handed) -> str:
    told = (value for _key, value in sorted(handed.payload.items()) if isinstance(value, str))
    return "/".join(map(gist, told))
