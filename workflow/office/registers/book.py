"""A register as a table: the same lines on the page, in a file and on paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from workflow.base import clock, languages
from workflow.carriers import paper, sheets
from workflow.kernel.errors import Invalid, N_
from workflow.office.registers.models import Entry
from workflow.places import queries as places

#: The files that a register can be taken along as.
MIMES = {**sheets.MIMES, "pdf": "application/pdf"}
#: Lines that are printed at once: some five seconds of a processor and a hundred sheets.
MOST_ON_PAPER = 5_000
_HEAD = N_("No.")
_STRUCK = N_("Struck out")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its head, what it shows of an entry, its kind (text, num), its share of a paper's line."""

    label: str
    cell: Callable[[Any], sheets.Cell]
    kind: str = "text"
    share: float = 1


@dataclass(frozen=True, slots=True)
class Book:
    """One register: its name in addresses, its title, one sentence about it, who may see and write it, its columns.

    `day` is the column of the table by which months are told; `endpoint` the room's blueprint; `strike` the verb of
    whoever strikes out, where that is somebody else than whoever writes.
    """

    slug: str
    title: str
    about: str
    model: type[Entry]
    day: str
    see: str
    write: str
    endpoint: str
    columns: tuple[Column, ...]
    strike: str = ""

    @property
    def striking(self) -> str:
        """The verb of whoever strikes out."""
        return self.strike or self.write

    def heads(self) -> list[str]:
        """The heads of all columns in the reader's language."""
        return [_(_HEAD), *(_(column.label) for column in self.columns), _(_STRUCK)]

    def cells(self, entry: Any) -> list[sheets.Cell]:
        """One entry as a line."""
        return [entry.id, *(column.cell(entry) for column in self.columns), struck(entry)]


def struck(entry: Entry) -> str:
    """That an entry is struck out, by whom and why; '' where it stands."""
    if entry.struck_at is None or entry.struck_by is None:
        return ""
    told = {
        "day": languages.day(clock.local_date(entry.struck_at)),
        "name": entry.struck_by.name,
        "why": entry.struck_why,
    }
    return _("%(day)s, %(name)s: %(why)s", **told)


def signers() -> tuple[str, ...]:
    """Who signs a register on paper."""
    return _("Keeper of the register"), _("Checked by"), _("Date")


def table(book: Book, entries: Sequence[Entry]) -> Table:
    """The register to be taken along."""
    shares = (0.5, *(column.share for column in book.columns), 1.4)
    kinds = ("num", *(column.kind for column in book.columns), "text")
    return Table(_(book.title), book.heads(), [book.cells(each) for each in entries], kinds, shares, _(book.about))


@dataclass(frozen=True, slots=True)
class Table:
    """A table to be taken along; for paper also its columns' kinds, their shares of a line, a sentence above."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[sheets.Cell]]
    kinds: Sequence[str]
    shares: Sequence[float]
    lead: str = ""

    def file(self, kind: str, *, aside: str, sign: Sequence[str], at: datetime) -> bytes:
        """It as a file of one of `MIMES`; on paper with a word at the side and lines for these to sign.

        Invalid for more than `MOST_ON_PAPER` lines on paper.
        """
        if kind == "pdf":
            if len(self.rows) > MOST_ON_PAPER:
                raise Invalid(N_("This is too long for paper: narrow it down, or take CSV or XLSX along."))
            return paper.print_pdf("register", self._values(aside, sign, at), made_at=at)
        return sheets.write(kind, self.title, self.heads, self.rows)

    def _values(self, aside: str, sign: Sequence[str], at: datetime) -> dict[str, Any]:
        english, own = languages.current() == "en", places.institution()
        return {
            "title": self.title, "publisher": (own.name_en if english else "") or own.name, "aside": aside,
            "foot": _("Printed on %(day)s", day=languages.moment(at)), "size": "a4", "lead": self.lead,
            "language": "en" if english else "zh", "region": "gb" if english else "cn",
            "page": _("Page %(page)s of %(pages)s", page="{page}", pages="{pages}"),
            "heads": list(self.heads), "kinds": list(self.kinds), "widths": list(self.shares),
            "rows": [[_said(cell) for cell in row] for row in self.rows],
            "empty": _("Nothing was entered."), "sign": list(sign),
        }  # fmt: skip


def _said(cell: sheets.Cell) -> str:
    if isinstance(cell, datetime):
        return languages.moment(cell)
    return languages.day(cell) if isinstance(cell, date) else str("" if cell is None else cell)
