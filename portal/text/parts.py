"""A long text page in parts, each small enough for a weak line.

A part holds the page's frame and heading, and of its content what comes next: cut between rows, entries and paragraphs,
never inside a form, with a table's head above each of its pieces.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from portal.markup import VOID, Attributes, Reader

#: A text page weighs 20 KB at most; how its parts are counted and what comes next wants a little of it.
MOST_BYTES = 19_000

_ONCE = re.compile(r'\s(?:id|aria-labelledby)="[^"]*"')
_ENDS = frozenset(("p", "li", "tr", "table", "ul", "ol", "dl", "div", "section", "article", "pre"))
_WHOLE = frozenset(("form", "details", "nav"))
_HEAD = frozenset(("caption", "colgroup", "thead"))


class Part(NamedTuple):
    """One part of a page: before and after the place where it says which part this is and what comes next."""

    before: str
    after: str


class _Open(NamedTuple):
    """An element that has not ended yet; `head`: what stands above the rows of a table."""

    tag: str
    raw: str
    head: list[str]

    def again(self) -> str:
        """How the element begins once more, in a further part."""
        return _ONCE.sub("", self.raw) + "".join(self.head)


class _Unit(NamedTuple):
    """Content that is not cut; `within`: the elements it begins in, `left`: those that it leaves open."""

    within: tuple[_Open, ...]
    text: str
    left: tuple[_Open, ...]

    def opened(self) -> str:
        """What opens, before this unit, the elements it begins in."""
        return "".join(each.again() for each in self.within)

    def closed(self) -> str:
        """What closes, behind this unit, the elements it leaves open."""
        return "".join(f"</{each.tag}>" for each in reversed(self.left))


def parts(page: str, most: int = MOST_BYTES) -> list[Part]:
    """A page in parts of at most so many bytes; a single one where it is short or has no heading to stand under."""
    head, heading, rest = page.partition("</h1>")
    content, end, foot = rest.rpartition("</main>")
    if len(page.encode()) <= most or not (heading and end):
        return [Part(page, "")]
    reader = _Cutter()
    reader.read(content)
    room = most - len((head + heading + end + foot).encode())
    return [Part(head + heading + piece, end + foot) for piece in _packed(reader.cut(), room)]


def _packed(units: list[_Unit], room: int) -> list[str]:
    pieces: list[list[_Unit]] = []
    free = 0
    for unit in units:
        size = len(unit.text.encode())
        if not pieces or size + len(unit.closed()) > free:
            pieces.append([])
            free = room - len(unit.opened().encode())
        pieces[-1].append(unit)
        free -= size
    return [_piece(piece, first=number == 0) for number, piece in enumerate(pieces)]


def _piece(units: list[_Unit], *, first: bool) -> str:
    opened = "" if first else units[0].opened()
    return opened + "".join(unit.text for unit in units) + units[-1].closed()


class _Cutter(Reader):
    """Gathers units: a unit ends where an element ends that may be the last of a part."""

    def __init__(self) -> None:
        super().__init__()
        self.units: list[_Unit] = []
        self.open: list[_Open] = []
        self.within: tuple[_Open, ...] = ()
        self.said: list[str] = []

    def cut(self) -> list[_Unit]:
        """What was gathered; what is left at the end belongs to the last unit's part."""
        self._cut()
        return self.units

    def begin(self, tag: str, attributes: Attributes, raw: str) -> None:
        if tag not in VOID:
            self.open.append(_Open(tag, raw, []))
        self.say(raw)

    def end(self, tag: str, raw: str) -> None:
        self.say(raw)
        if self.open and self.open[-1].tag == tag:
            self.open.pop()
        if tag in _ENDS and not any(each.tag in _WHOLE | _HEAD for each in self.open):
            self._cut()

    def say(self, raw: str) -> None:
        self.said.append(raw)
        table = next((each for each in reversed(self.open) if each.tag == "table"), None)
        if table and any(each.tag in _HEAD for each in self.open):
            table.head.append(raw)

    def _cut(self) -> None:
        if self.said:
            self.units.append(_Unit(self.within, "".join(self.said), tuple(self.open)))
        self.within, self.said = tuple(self.open), []
