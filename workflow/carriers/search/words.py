"""The words of a text and of a question, cut so that any part of a Chinese name finds it. Pure.

A run of Chinese characters becomes its overlapping pairs and, at its end, its last character alone, which stops a
phrase from running over into the next run; besides, every character stands once for itself. Two characters or more
are then found as a phrase of pairs, one as a word. Letters and digits stay whole and are found from their start on.
`=name=` marks a whole name, `==town` a town. Both engines store these words and no others.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

from workflow.carriers.search import han

#: Goes up whenever a text is cut otherwise than before; what was cut by another version is cut anew by the tick.
CUT = 1
_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\ue000-\uf8ff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(rf"(?P<han>[{_HAN}]+)|(?:(?![{_HAN}])[^\W_])+")
_UNSEEN = dict.fromkeys([*range(0x200B, 0x200E), 0x2060, 0xFEFF, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])
#: A text cut into pieces, each with whether it is marked.
Pieces = list[tuple[str, bool]]
_MOST_WORDS, _LONGEST_NAME = 4000, 80


@dataclass(frozen=True, slots=True)
class Texts:
    """What a record is found by: whole `names`, other `texts`, names by their sound (`spoken`), its towns."""

    names: tuple[str, ...]
    texts: tuple[str, ...] = ()
    spoken: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: all `phrases` and all words that begin with `starts`; `name` is the whole, as a name."""

    phrases: tuple[tuple[str, ...], ...]
    starts: tuple[str, ...]
    name: str

    def __bool__(self) -> bool:
        return bool(self.name)

    def runs(self) -> list[str]:
        """The runs of Chinese characters that are asked for."""
        return ["".join(pair[0] for pair in phrase) + phrase[-1][1:] for phrase in self.phrases]


def folded(text: str) -> str:
    """A text without what does not matter to typing: width, case, form of the characters, invisible signs."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return plain.translate(_UNSEEN).translate(han.simplified()).replace("ü", "v")


def squeezed(text: str) -> str:
    """The letters, digits and characters of a folded text in one, at most as long as a name."""
    return "".join(found[0] for found in _RUN.finditer(text))[:_LONGEST_NAME]


def runs(text: str) -> Iterable[tuple[str, bool]]:
    """The runs of a folded text, each with whether it is one of Chinese characters."""
    return ((found[0], found["han"] is not None) for found in _RUN.finditer(text))


def asked(text: str) -> Question:
    """What a typed text asks for; an empty question where it holds no letter, digit or character."""
    plain = folded(text)
    parts = dict.fromkeys(runs(plain))
    phrases = tuple(_phrase(run) for run, chinese in parts if chinese)
    return Question(phrases, tuple(run for run, chinese in parts if not chinese), squeezed(plain))


def _phrase(run: str) -> tuple[str, ...]:
    return tuple(_pairs(run)) or (run,)


def _pairs(run: str) -> list[str]:
    return [first + second for first, second in pairwise(run)]


def cut(given: Texts) -> list[str]:
    """Every word of a record, in an order in which what stands side by side does so in the text."""
    names = [folded(name) for name in given.names]
    words = [word for text in (*names, *map(folded, given.texts)) for word in _cut(text)]
    marks = [squeezed(name) for name in names]
    words += [mark for mark in marks if mark.isascii()]
    for name in map(folded, given.spoken):
        for syllables in han.spelt(name):
            sound, initials = "".join(syllables), "".join(syllable[0] for syllable in syllables)
            words += ["".join(syllables[at:]) for at in range(len(syllables))]
            words += [initials[at:] for at in range(len(initials) - 1)]
            marks += [sound, initials]
    single = dict.fromkeys(sign for run, chinese in _all_runs(words) if chinese for sign in run)
    whole = dict.fromkeys(f"={mark}=" for mark in marks if mark)
    return [*words[:_MOST_WORDS], *single, *whole, *dict.fromkeys(map(town_word, given.towns))]


def _cut(text: str) -> Iterable[str]:
    for run, chinese in runs(text):
        yield from [*_pairs(run), run[-1]] if chinese else [run]


def _all_runs(words: list[str]) -> Iterable[tuple[str, bool]]:
    return (found for word in words[:_MOST_WORDS] for found in runs(word))


def town_word(town: str) -> str:
    """The word that every record of a town has."""
    return f"=={squeezed(folded(town))}"


def marker(question: Question) -> Callable[[str], Pieces]:
    """Cuts a shown text in pieces, each with whether it is a part that was asked for."""
    wanted = [re.escape(run) for run in question.runs()]
    wanted += [rf"(?<![^\W_{_HAN}]){re.escape(start)}" for start in question.starts]
    pattern = re.compile("|".join(sorted(wanted, key=len, reverse=True)) or "(?!)")
    return lambda text: list(_pieces(text, pattern))


def _pieces(text: str, pattern: re.Pattern[str]) -> Iterable[tuple[str, bool]]:
    plain, at = folded(text), 0
    spans = [found.span() for found in pattern.finditer(plain)]
    for begin, end in spans if len(plain) == len(text) else ():  # rather no mark than one in the wrong place
        if begin > at:
            yield text[at:begin], False
        yield text[begin:end], True
        at = end
    if at < len(text):
        yield text[at:], False
