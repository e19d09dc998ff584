"""Traditional Chinese out of simplified: words by dictionary, names only where there is but one way to write them.

Names of people and places are no words: 范 and 后 are surnames as they stand and would become 範 and 後. So a name that
holds a character with more than one traditional form stays as it is registered, the whole of it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

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


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC(str(HERE / "traditional.json"))


@cache
def _several() -> frozenset[str]:
    return frozenset((HERE / "several.txt").read_text(encoding="utf-8").strip())
