"""Reading a finished page sign by sign, so that it can be written again with little changed."""

from __future__ import annotations

from html.parser import HTMLParser

Attributes = dict[str, str | None]
VOID = frozenset(("area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"))


class Reader(HTMLParser):
    """Hands each sign of a page on as it stands; what nobody overrides is said as it was read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)

    def read(self, page: str) -> None:
        """Read a whole page."""
        self.feed(page)
        self.close()

    def begin(self, tag: str, attributes: Attributes, raw: str) -> None:
        """An element begins; one without an end (`VOID`) too."""
        self.say(raw)

    def end(self, tag: str, raw: str) -> None:
        """An element ends."""
        self.say(raw)

    def words(self, text: str) -> None:
        """Text, its references left as they are."""
        self.say(text)

    def say(self, raw: str) -> None:
        """Everything else."""
        raise NotImplementedError

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.begin(tag, dict(attrs), self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.say(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self.end(tag, f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.words(data)

    def handle_entityref(self, name: str) -> None:
        self.say(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.say(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self.say(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.say(f"<!{decl}>")
