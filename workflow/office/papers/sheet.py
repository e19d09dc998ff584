"""A sheet that can be typeset: template, plain values, the records it is made of. And what every sheet says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Protocol

from workflow.base import assets
from workflow.carriers import paper
from workflow.doors.published import read
from workflow.doors.published.papers import MadeOf
from workflow.office.papers.voice import CHINESE, ENGLISH, TRADITIONAL, Voice

SIZES = ("a4", "a3")
#: Where the portal speaks a language that is not its first.
_PREFIX = {TRADITIONAL: "/zh-hant", ENGLISH: "/en"}
_REGION = {CHINESE: "cn", TRADITIONAL: "tw", ENGLISH: "gb"}


class Source(Protocol):
    """What a sheet tells of the record behind it: which, where in the log, since when."""

    @property
    def kind(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def leaf(self) -> int: ...
    @property
    def published_at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Sheet:
    """One paper before it is typeset; the same sheet always gives the same bytes."""

    template: str
    values: dict[str, Any]
    made_at: datetime
    made_of: Sequence[MadeOf]
    name: str

    def fingerprint(self) -> str:
        """What tells whether a paper must be made anew: its values, its day, the templates."""
        said = json.dumps([self.template, self.made_at.isoformat(), self.values], sort_keys=True)
        return hashlib.sha256(said.encode() + templates()).hexdigest()

    def typeset(self) -> bytes:
        """The PDF, made in this process."""
        return paper.typeset(self.template, self.values, made_at=self.made_at)

    def print_pdf(self, press: paper.Press | None = None) -> bytes:
        """The PDF, made in a process of its own, or in that of a run of papers."""
        return (press or paper).print_pdf(self.template, self.values, made_at=self.made_at)


@cache
def templates() -> bytes:
    """What tells this version's templates from another's."""
    files = sorted((assets.folder("templates") / "paper").glob("*.typ"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).digest()


@dataclass(frozen=True, slots=True)
class Making:
    """For whom a sheet is made: the language, the size of the paper, the address of the portal."""

    voice: Voice
    size: str
    site: str

    def address(self, path: str) -> str:
        """An address of the portal in this language."""
        return f"{self.site}{_PREFIX.get(self.voice.language, '')}{path}"

    def typed(self, path: str) -> str:
        """The same as somebody types it."""
        return self.address(path).partition("://")[2]

    def code(self, path: str, caption: str) -> dict[str, str]:
        """A QR code that leads to a page of the portal."""
        address = self.address(path)
        return {"drawn": paper.qr(address), "address": address, "caption": caption}

    def frame(self, title: str, *, aside: str, foot: str, **more: Any) -> dict[str, Any]:
        """What every sheet says around its content."""
        words = {"page": "{page}", "pages": "{pages}"}
        return {
            "title": title, "aside": aside, "foot": foot, "publisher": self.publisher(), "size": self.size,
            "language": "en" if self.voice.english else "zh", "region": _REGION[self.voice.language],
            "page": self.voice.gettext("Page %(page)s of %(pages)s", **words), **more,
        }  # fmt: skip

    def publisher(self) -> str:
        """The institution as it calls itself."""
        own = institution()
        return self.voice.worded({"zh": own["name"], "en": own.get("name_en")})

    def proof(self, *leaves: int) -> str:
        """Where anyone can check what stands on the paper."""
        voice, first, last, log = self.voice, min(leaves), max(leaves), self.typed("/log")
        if first == last:
            return voice.gettext("Proof: entry %(leaf)s of the public log, %(address)s", leaf=first, address=log)
        return voice.gettext(
            "Proof: entries %(first)s–%(last)s of the public log, %(address)s", first=first, last=last, address=log
        )


def institution() -> dict[str, Any]:
    """The published institution; LookupError before it is published."""
    record = read.one("institution", "self")
    if record is None:
        raise LookupError("the institution is not published yet: run `sunshine tick` first")
    return record.payload


def office(name: str) -> dict[str, Any]:
    """The published office of that name; {} where it is not."""
    return next((record.payload for record in read.in_force("office") if record.payload["name"] == name), {})


def made_of(record: Source) -> list[MadeOf]:
    """The dependence on one record."""
    return [MadeOf(record.kind, record.key, [record.leaf])]


def made_of_all(*kinds: str) -> list[MadeOf]:
    """The dependence on everything in force of these kinds."""
    return [MadeOf(kind, None, [record.leaf for record in read.in_force(kind)]) for kind in kinds]
