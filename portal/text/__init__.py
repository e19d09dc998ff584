"""The text face of a page: no picture, nothing that only styles need; pictures leave the words that describe them."""

from __future__ import annotations

import re
from html import escape

from portal.markup import Attributes, Reader

_FOR_STYLES = re.compile(r'\s(?:class|data-[a-z]+|tabindex)(?:="[^"]*")?')


def slim(page: str) -> str:
    """The page as text: 20 KB hold far more of it so."""
    writer = _Slimmer()
    writer.read(page)
    return re.sub(r"\s*\n\s*", "\n", "".join(writer.written))


class _Slimmer(Reader):
    def __init__(self) -> None:
        super().__init__()
        self.written: list[str] = []
        self.drawing = False

    def begin(self, tag: str, attributes: Attributes, raw: str) -> None:
        self.drawing = self.drawing or tag == "svg"
        if tag == "img":
            self.say(escape(attributes.get("alt") or ""))
        else:
            self.say(_FOR_STYLES.sub("", raw))

    def end(self, tag: str, raw: str) -> None:
        self.say(raw)
        if tag == "svg":
            self.drawing = False

    def say(self, raw: str) -> None:
        if not self.drawing and raw != "</svg>":
            self.written.append(raw)
