"""`python -m tests.support.search_tables`: write the tables of carriers/search anew from opencc and pypinyin."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from pathlib import Path

from tests.support.server import TOP

FOLDER = TOP / "workflow" / "carriers" / "search" / "tables"
PLANES = [(0x3400, 0x4DC0), (0x4E00, 0xA000), (0x20000, 0x32000)]
WIDTH = 100
SIMPLIFIED = "# A traditional character, then its simplified one. From OpenCC (Apache License 2.0)."
PINYIN = "# A syllable, then the characters that sound so. From pypinyin (MIT License)."


def simplified() -> dict[str, str]:
    """Every character that has a simplified form, turned by itself."""
    from opencc import OpenCC

    turn = OpenCC("t2s").convert
    signs = [chr(code) for begin, end in PLANES for code in range(begin, end)]
    return {sign: turn(turn(sign)) for sign in signs if turn(sign) != sign}


def sounds() -> dict[str, str]:
    """The first sound of every character of the basic plane, as typed: no tone, v for ü."""
    from pypinyin import Style, pinyin

    signs = ["〇", *(chr(code) for begin, end in PLANES[:2] for code in range(begin, end))]
    said = {sign: pinyin(sign, style=Style.NORMAL, errors="ignore") for sign in signs}
    return {sign: _plain(found[0][0]) for sign, found in said.items() if found}


def _plain(sound: str) -> str:
    bare = unicodedata.normalize("NFD", sound.replace("ü", "v"))
    return "".join(sign for sign in bare if sign.isascii() and sign.isalpha())


def texts() -> dict[str, str]:
    """Both tables as they are written."""
    pairs = "".join(old + new for old, new in simplified().items())
    by_sound = defaultdict(list)
    for sign, sound in sounds().items():
        by_sound[sound].append(sign)
    lines = [f"{sound} {''.join(signs)}" for sound, signs in sorted(by_sound.items()) if sound]
    rows = [pairs[at : at + WIDTH] for at in range(0, len(pairs), WIDTH)]
    return {
        "simplified.txt": "\n".join([SIMPLIFIED, *rows]),
        "pinyin.txt": "\n".join([PINYIN, *lines]),
    }


def main(folder: Path = FOLDER) -> None:
    """Write them."""
    for name, text in texts().items():
        (folder / name).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
