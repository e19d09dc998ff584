"""Two versions of a payload side by side: field by field, with the words that go and come and the rule behind each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from workflow.office.publication.changes import lines

SAME, GONE, NEW = "same", "gone", "new"
Marked = list[tuple[str, str]]
"""A text in pieces, each with whether it stays, goes or comes."""

#: What is compared as one piece: a word or number of Latin letters, else each sign by itself.
_PIECES = re.compile(r"[0-9A-Za-z.,%]*[0-9A-Za-z%]|.", re.DOTALL)
#: Where less of the shorter text is left, both are shown whole: scattered marks say less than two sentences.
_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that differs: the fields that lead to it, the value before and after, the citation it rests on."""

    path: tuple[str, ...]
    before: Marked
    after: Marked
    cite: str


def compared(before: Any, after: Any, language: str) -> list[Difference]:
    """Where two payloads differ, in the order of the newer one; what is only in the older comes last.

    An item that stands in a list before and after is no difference, wherever it stands.
    """
    left, right = _unlike(before, after)
    old, new = dict(lines(left, language)), dict(lines(right, language))
    paths = [path for path in {**new, **old} if old.get(path) != new.get(path)]
    return [
        Difference(path, *marked(old.get(path, ""), new.get(path, "")), cited(after, path) or cited(before, path))
        for path in paths
    ]


def _unlike(before: Any, after: Any) -> tuple[Any, Any]:
    """Both without the items that their lists share; what is left keeps its place in the newer list as its name."""
    if isinstance(before, dict) and isinstance(after, dict):
        shared = {key: _unlike(before[key], after[key]) for key in before.keys() & after.keys()}
        old, new = ({key: pair[side] for key, pair in shared.items()} for side in (0, 1))
        return {**before, **old}, {**after, **new}
    if isinstance(before, list) and isinstance(after, list):
        return _unlike_items(before, after)
    return before, after


def _unlike_items(before: list[Any], after: list[Any]) -> tuple[Any, Any]:
    old = [(place, item) for place, item in enumerate(before, 1) if item not in after]
    new = [(place, item) for place, item in enumerate(after, 1) if item not in before]
    pairs = [_unlike(was, item) for (_, was), (_, item) in zip(old, new, strict=False)]
    names = [str(place) for place, _item in (new if len(new) >= len(old) else old)]
    left = [was for was, _item in pairs] + [item for _place, item in old[len(pairs) :]]
    right = [item for _was, item in pairs] + [item for _place, item in new[len(pairs) :]]
    return dict(zip(names, left, strict=False)), dict(zip(names, right, strict=False))


def marked(before: str, after: str) -> tuple[Marked, Marked]:
    """Both texts in pieces: what stays, what goes, what comes."""
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    kept = sum(block.size for block in matcher.get_matching_blocks())
    if kept < _ALIKE * min(len(old), len(new)) or not kept:
        return [(GONE, before)] if before else [], [(NEW, after)] if after else []
    steps = matcher.get_opcodes()
    return (
        [(SAME if tag == "equal" else GONE, "".join(old[i:j])) for tag, i, j, _k, _n in steps if i < j],
        [(SAME if tag == "equal" else NEW, "".join(new[k:n])) for tag, _i, _j, k, n in steps if k < n],
    )


def cited(payload: Any, path: tuple[str, ...]) -> str:
    """The citation that stands nearest above a field."""
    found = [str(part["cite"]) for part in _along(payload, path) if isinstance(part, dict) and part.get("cite")]
    return found[-1] if found else ""


def _along(payload: Any, path: tuple[str, ...]) -> Iterator[Any]:
    yield payload
    for name in path:
        payload = _inside(payload, name)
        yield payload


def _inside(part: Any, name: str) -> Any:
    if isinstance(part, dict):
        return part.get(name)
    if isinstance(part, list) and name.isdigit() and int(name) <= len(part):
        return part[int(name) - 1]
    return None
