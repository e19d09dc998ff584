"""Traditional Chinese out of simplified: words by dictionary, names only where there is but one way to write them.

Names of people and places are no words: 范 and 后 are surnames as they stand and would become 範 and 後. So a name that
holds a character with more than one traditional form stays as it is registered, the whole of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import opencc

HERE = Path(__file__).parent


def traditional(text: str) -> str:
    """A text of words in traditional characters; what is no Chinese stays as it is. Twice is the same as once."""
    return _converter().convert(text)


def registered(name: str) -> str:
    """A name in traditional characters if each character has only one; otherwise as it is registered."""
    if _several().intersection(name):
        return name
    return "".join(map(traditional, name))


@lru_cache(maxsize=2)
def turning(names: tuple[str, ...]) -> Callable[[str], str]:
    """How a text is turned in which these names may stand; the longer of two names is looked for first."""
    if not names:
        return traditional
    firsts = "".join(sorted({name[0] for name in names}))
    longest_first = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    named = re.compile(f"((?=[{re.escape(firsts)}])(?:{longest_first}))")

    def turned(text: str) -> str:
        parts = named.split(text)
        parts[::2] = map(traditional, parts[::2])
        parts[1::2] = map(registered, parts[1::2])
        return "".join(parts)

    return turned


@cache
def _converter() -> opencc.OpenCC:
    import opencc  # only a process that writes traditional Chinese reads its dictionary

    return opencc.OpenCC(str(HERE / "traditional.json"))


@cache
def _several() -> frozenset[str]:
    return frozenset((HERE / "several.txt").read_text(encoding="utf-8").strip())
