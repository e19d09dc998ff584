"""What typing knows of Chinese characters: the simplified form and the sound of each, from two small tables.

Each character is turned by itself, never with its neighbours: only then is a part of a name turned into a part of
what the whole name is turned into, and so found in it. The libraries that the tables come from would turn 乾隆 and
乾 differently, and weigh fifty times as much. `python -m tests.support.search_tables` writes the tables anew.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

_TABLES = Path(__file__).parent / "tables"

#: Surnames, of one character or two, that sound otherwise than the same characters elsewhere.
SURNAMES = {
    "单": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "查": "zha", "区": "ou", "盖": "ge", "朴": "piao",
    "缪": "miao", "乐": "yue", "翟": "zhai", "折": "she", "员": "yun", "黑": "he", "种": "chong", "秘": "bi",
    "卜": "bu", "郇": "xun", "覃": "qin", "召": "shao", "繁": "po", "祭": "zhai",
    "句": "gou", "隗": "wei", "洗": "xian", "重": "chong",
    "尉迟": "yu chi", "万俟": "mo qi", "单于": "chan yu",
}  # fmt: skip
_MOST_SYLLABLES = 12


@cache
def simplified() -> dict[int, str]:
    """Each traditional character's simplified one, for `str.translate`."""
    text = (_TABLES / "simplified.txt").read_text(encoding="utf-8")
    pairs = "".join(line for line in text.splitlines() if not line.startswith("#"))
    return {ord(old): new for old, new in zip(pairs[::2], pairs[1::2], strict=True)}


@cache
def _sounds() -> dict[str, str]:
    """Each character's first sound, without its tone."""
    text = (_TABLES / "pinyin.txt").read_text(encoding="utf-8")
    lines = (line.split(" ") for line in text.splitlines() if not line.startswith("#"))
    return {sign: sound for sound, signs in lines for sign in signs}


def spelt(name: str) -> list[list[str]]:
    """The syllables of a (simplified) name; a second reading where its first character sounds otherwise in a surname.

    Empty for a text without Chinese characters, and for one too long to be a name.
    """
    known = _sounds()
    syllables = [known[sign] for sign in name if sign in known]
    if not syllables or len(syllables) > _MOST_SYLLABLES:
        return []
    surname = next((start for start in (name[:2], name[:1]) if start in SURNAMES), None)
    if surname is None:
        return [syllables]
    other = [*SURNAMES[surname].split(), *syllables[len(surname) :]]
    return [syllables] if other == syllables else [syllables, other]
