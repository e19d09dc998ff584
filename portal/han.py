"""A finished page in traditional characters: its words are turned, its addresses, codes and what was typed are not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from portal.markup import VOID, Attributes, Reader
from workflow.doors.published import read

#: Attributes that people read or hear.
_SPOKEN = re.compile(r'(?<=\s)(alt|aria-label|content|data-[a-z]+|label|placeholder|title)="([^"]*)"')
#: What is shown as it was typed or signed.
_KEPT_TAGS = frozenset(("code", "pre", "script", "style", "textarea"))


def in_traditional(page: str, names: Iterable[str]) -> str:
    """The page for readers of traditional Chinese. `names` are written as names are; whatever the page marks with
    `translate="no"` or as another language stays as it stands.
    """
    writer = _Writer(read.turning(tuple(names)))
    writer.read(page)
    return "".join(writer.written)


class _Writer(Reader):
    """Writes what it reads, sign by sign, but for the words."""

    def __init__(self, turned: Callable[[str], str]) -> None:
        super().__init__()
        self.turned, self.written = turned, list[str]()
        self.kept, self.depth = "", 0  # the element whose content stays as it is, and how deep in its like we are

    def begin(self, tag: str, attributes: Attributes, raw: str) -> None:
        if self.kept:
            self.depth += tag == self.kept
        elif _is_kept(tag, attributes):
            self.kept, self.depth = tag, 1
        else:
            raw = _SPOKEN.sub(lambda found: f'{found[1]}="{self.turned(found[2])}"', raw)
        self.say(raw)

    def end(self, tag: str, raw: str) -> None:
        self.say(raw)
        if tag == self.kept:
            self.depth -= 1
            self.kept = self.kept if self.depth else ""

    def words(self, text: str) -> None:
        self.say(text if self.kept else self.turned(text))

    def say(self, raw: str) -> None:
        self.written.append(raw)


def _is_kept(tag: str, attributes: Attributes) -> bool:
    marked = attributes.get("translate") == "no" or (attributes.get("lang") or "zh-Hant") != "zh-Hant"
    return tag in _KEPT_TAGS or (marked and tag not in VOID)
