"""`python -m tests.support.han`: writes the small dictionaries of workflow/carriers/han/ anew from the full ones.

The library's own dictionaries take 45 MB of every worker. Most of their phrases only repeat what their characters say
one by one; what is left without them takes 3 MB.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import opencc

HERE = Path(__file__).parents[2] / "workflow" / "carriers" / "han"
LIBRARY = Path(opencc.__file__).parent / "clib"
PHRASES = ("STPhrases", "STPhrases_GeneratedFromRegionalPhrases")
LONGEST = 20


def dictionary(name: str) -> dict[str, list[str]]:
    """One of the library's dictionaries: each simplified word with its traditional forms, the usual one first."""
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "words"
        source = LIBRARY / "share" / "opencc" / f"{name}.ocd2"
        tool = LIBRARY / "bin" / "opencc_dict"
        subprocess.run([tool, "-i", source, "-o", text, "-f", "ocd2", "-t", "text"], check=True, capture_output=True)
        pairs = [line.split("\t") for line in text.read_text(encoding="utf-8").splitlines()]
    return {word: forms.split(" ") for word, forms in pairs}


def words() -> dict[str, str]:
    """The characters that change, and the phrases whose characters do not already say it."""
    full = opencc.OpenCC("s2tw").convert
    chars = [*dictionary("STCharacters"), *dictionary("TWVariants")]
    found = {char: full(char) for char in chars if full(char) != char}
    for phrase in sorted({word for name in PHRASES for word in dictionary(name)}, key=lambda word: (len(word), word)):
        if _by(found, phrase) != full(phrase):
            found[phrase] = full(phrase)
    return found


def several() -> str:
    """The characters with more than one traditional form."""
    return "".join(sorted(char for char, forms in dictionary("STCharacters").items() if len(forms) > 1))


def _by(known: dict[str, str], text: str) -> str:
    """Convert with the longest words known, from left to right."""
    said, at = "", 0
    while at < len(text):
        length = next((n for n in range(LONGEST, 1, -1) if text[at : at + n] in known and at + n <= len(text)), 1)
        said += known.get(text[at : at + length], text[at : at + length])
        at += length
    return said


def main() -> None:
    lines = "".join(f"{word}\t{form}\n" for word, form in sorted(words().items()))
    (HERE / "words.txt").write_text(lines, encoding="utf-8")
    (HERE / "several.txt").write_text(several() + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
