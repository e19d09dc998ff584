"""Which documents a household still owes, and what stands in for them meanwhile. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from workflow.kernel.errors import N_

HELD, REPLACED, MISTAKEN, GONE = "held", "replaced", "mistaken", "gone"
IDENTITY = "id_card"
LABELS = {
    HELD: N_("on file"),
    REPLACED: N_("replaced"),
    MISTAKEN: N_("recorded by mistake"),
    GONE: N_("its holder left the household"),
}
MISSING, EXPIRED, AWAITED, OVERDUE = "missing", "expired", "awaited", "overdue"
#: What is to be done about a document, in the words of the to-do list.
GAPS = {
    MISSING: N_("not on file"),
    EXPIRED: N_("expired"),
    AWAITED: N_("accepted meanwhile; to be replaced"),
    OVERDUE: N_("accepted meanwhile; the new one is overdue"),
}
DOCUMENT = "document"
SUBJECTS = {
    "person": N_("A person of the household"),
    "house": N_("House"),
    "land": N_("Land"),
    "asset": N_("Animals, machines and other assets"),
    "paper": N_("A paper for an application"),
}
#: What is shown only to whoever says what for.
SENSITIVE = (DOCUMENT, "person", "paper")


class Paper(Protocol):
    """What the rules need to know of a document."""

    member_id: int | None
    kind: str
    state: str
    valid_until: date | None
    stands_for: str | None
    expected_on: date | None
    verified_by_id: int | None


@dataclass(frozen=True, slots=True)
class Gap:
    """One document that a holder (a member's row id) still owes; `on`: since when, or by when the new one is due."""

    holder: int
    kind: str
    why: str
    on: date | None = None


def is_valid(paper: Paper, today: date) -> bool:
    """Whether a document counts on a day: on file, and not over."""
    return paper.state == HELD and (paper.valid_until is None or today <= paper.valid_until)


def is_unseen(paper: Paper) -> bool:
    """Whether a document on file waits for a second person to see it."""
    return paper.state == HELD and paper.verified_by_id is None


def gaps(
    required: Mapping[int, Sequence[str]], papers: Collection[Paper], household_kinds: Collection[str], today: date
) -> list[Gap]:
    """What each holder lacks of the kinds required of them.

    A kind of `household_kinds` (a register, a contract) counts whoever of the household shows it.
    """
    return [
        gap
        for holder, kinds in required.items()
        for kind in kinds
        for gap in _gap(holder, kind, _of(papers, holder, kind in household_kinds), today)
    ]


def _of(papers: Iterable[Paper], holder: int, shared: bool) -> list[Paper]:
    return [paper for paper in papers if paper.state == HELD and (shared or paper.member_id == holder)]


def _gap(holder: int, kind: str, papers: list[Paper], today: date) -> Iterator[Gap]:
    own = [paper for paper in papers if paper.kind == kind]
    if any(is_valid(paper, today) for paper in own):
        return
    awaited = [paper.expected_on for paper in papers if paper.stands_for == kind and is_valid(paper, today)]
    ends = [paper.valid_until for paper in own if paper.valid_until]
    if awaited:
        until = max(day for day in awaited if day)
        yield Gap(holder, kind, AWAITED if today <= until else OVERDUE, until)
    else:
        yield Gap(holder, kind, EXPIRED, max(ends)) if ends else Gap(holder, kind, MISSING)
