"""Forms on paper as plain values: sheets of parts, for the template `form`. Words come ready, in their language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from workflow.carriers import paper

Part = dict[str, Any]


def part(
    title: str = "", *, facts: Sequence[tuple[str, str]] = (), sentences: Sequence[str] = (),
    items: Sequence[str] = (), table: dict[str, Any] | None = None, lines: int = 0,
) -> Part:  # fmt: skip
    """One part of a sheet: facts (what is "" becomes a line to write on), a table, numbered items, empty lines."""
    return {
        "title": title, "facts": [[label, value] for label, value in facts], "sentences": list(sentences),
        "items": list(items), "table": table, "lines": lines,
    }  # fmt: skip


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], *, widths: Sequence[float] = ()) -> dict[str, Any]:
    """A table of a part; `widths` are shares of the line, equal where none are given."""
    return {
        "heads": list(heads), "kinds": ["text"] * len(heads), "rows": [list(row) for row in rows],
        "widths": list(widths) or [1] * len(heads),
    }  # fmt: skip


def sheet(
    title: str, parts: Sequence[Part], *, number: str = "", lead: str = "", sign: Sequence[str] = ()
) -> dict[str, Any]:
    """One form; `sign` are the words before the lines for signatures."""
    return {"title": title, "number": number, "lead": lead, "parts": list(parts), "sign": list(sign)}


def print_pdf(
    sheets: Sequence[dict[str, Any]], *, title: str, publisher: str, aside: str, foot: str, page: str, english: bool,
    at: datetime,
) -> bytes:  # fmt: skip
    """The sheets as one PDF; `page` is the foot's counter with {page} and {pages} in it."""
    values = {
        "title": title, "publisher": publisher, "aside": aside, "foot": foot, "page": page, "size": "a4",
        "language": "en" if english else "zh", "region": "gb" if english else "cn", "sheets": list(sheets),
    }  # fmt: skip
    return paper.print_pdf("form", values, made_at=at)
