"""What may have been meant where nothing was found: names that sound the same, then parts of what was typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from workflow.carriers.search import han, words
from workflow.carriers.search.words import Question

MOST = 5
_MOST_TRIES = 12
_SHORTEST = 2

#: What the first things are called that a question finds.
Names = Callable[[Question], list[str]]


def of(question: Question, names: Names) -> list[str]:
    """At most `MOST` texts, each of which finds something."""
    alike = [name for text in _sounds(question) for name in names(words.asked(text))]
    tries = list(dict.fromkeys(_parts(question)))[:_MOST_TRIES]
    found = list(dict.fromkeys(alike))[:MOST]
    for text in tries:
        if len(found) >= MOST:
            break
        if text not in found and names(words.asked(text)):
            found.append(text)
    return found


def _sounds(question: Question) -> Iterator[str]:
    """The sound of what was typed in characters: the right one may have been hard to find on the keyboard."""
    runs = question.runs()
    for run in dict.fromkeys(["".join(runs), *runs]):
        yield from ("".join(syllables) for syllables in han.spelt(run) if len(syllables) > 1)


def _parts(question: Question) -> Iterator[str]:
    """Each word alone, then ever shorter beginnings and ends of the words."""
    typed = [*question.runs(), *question.starts]
    if len(typed) > 1:
        yield from typed
    for run in question.runs():
        for length in range(len(run) - 1, _SHORTEST - 1, -1):
            yield run[:length]
            yield run[-length:]
    for start in question.starts:
        for length in range(len(start) - 1, _SHORTEST, -1):
            yield start[:length]
