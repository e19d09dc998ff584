"""Do the records still say what their entries sealed, and does a page show each of them?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from workflow.base.clock import local_date
from workflow.kernel.canonical import commitment
from workflow.witness.judge import is_due
from workflow.witness.site import Site, Unreachable

_THERE, _GONE = 200, 410
#: In how many looks one after the other a record may not answer before that is a finding.
_PATIENCE = 3
#: No house adds as many entries between two checkpoints.
_FARTHEST = 100_000
#: No look lasts longer: what a look saw, the checkpoints that are signed this much later must cover.
_ONE_LOOK = timedelta(hours=1)


class Records:
    """Reads what should stand in public, as anyone would. `size`: how many entries the checkpoint covers; `fresh`:
    leaves that are new since the last look, whose pages are fetched (those of notices are at every look).

    What a site owes is kept with the record in `standing`: `gone_at`, the entry that should say it was taken down, as
    the site named it first, and `gone_since`, when that was; `unseen`, how many looks in a row could not look at it.
    """

    def __init__(self, site: Site, standing: dict[str, dict[str, Any]], size: int, fresh: set[str]) -> None:
        self.site, self.standing, self.size, self.fresh = site, standing, size, fresh
        self.read = 0
        self.findings: list[str] = []
        self.remarks: list[str] = []
        self._pages: dict[str, str | None] = {}

    @property
    def pages(self) -> int:
        """How many pages were fetched."""
        return len(self._pages)

    def check(self, signed_at: datetime, at: datetime) -> None:
        """Look at every record that had begun when the checkpoint was signed and is not over now."""
        begun_by, now = local_date(signed_at), max(signed_at, at)
        for leaf, record in self.standing.items():
            if is_due(record, begun_by, now):
                try:
                    self._check(leaf, record, signed_at, at)
                    record.pop("unseen", None)
                except Unreachable as error:
                    self._unseen(leaf, record, error)

    def _unseen(self, leaf: str, record: dict[str, Any], error: Unreachable) -> None:
        """Once is a broken line; a site that never answers for a record does not want it looked at."""
        record["unseen"] = times = record.get("unseen", 0) + 1
        told, words = f"{_named(leaf, record)} could not be looked at", self.remarks
        if times >= _PATIENCE:
            told, words = f"{told} in {times} looks one after the other", self.findings
        words.append(f"{told}: {error}")

    def _check(self, leaf: str, record: dict[str, Any], signed_at: datetime, at: datetime) -> None:
        answer = self.site.get(f"/log/{leaf}/record.json", wanted=(_THERE, _GONE, 404))
        if answer.status == _THERE:
            self._compare(leaf, record, answer.json())
        else:
            ended = answer.json().get("ended_leaf") if answer.status == _GONE else None
            self._missed(leaf, record, ended, signed_at, at)

    def _compare(self, leaf: str, record: dict[str, Any], told: dict[str, Any]) -> None:
        self.read += 1
        if _seal(told) != record["payload"]:
            self.findings.append(f"{_named(leaf, record)} was edited: what the site shows is not what the entry sealed")
        page = told.get("page")
        page = page if isinstance(page, str) and page.isprintable() else ""
        if record["kind"] == "notice" and not _is_own(page, record):
            self.findings.append(f"{_named(leaf, record)} names no page of its own: nobody can see that it stands")
        elif page and (leaf in self.fresh or record["kind"] == "notice"):
            self._look_at(page, leaf, record)

    def _missed(self, leaf: str, record: dict[str, Any], ended: object, signed_at: datetime, at: datetime) -> None:
        """Gone is right only with an entry that says so; one that no checkpoint covers yet is looked for next time."""
        named = _named(leaf, record)
        broken: str | None = "no entry says so"
        if isinstance(ended, int) and self.size <= ended < self.size + _FARTHEST:
            broken = _broken(record, ended, signed_at, at)
        if broken:
            self.findings.append(f"{named} is gone from the site and {broken}: it was removed")
        else:
            self.remarks.append(f"{named} was taken down; entry {ended} should say so at the next look")

    def _look_at(self, page: str, leaf: str, record: dict[str, Any]) -> None:
        text = self._page(page)
        if text is None:
            self.findings.append(f"{_named(leaf, record)} should stand on {page}, but that page does not answer")
        elif _is_own(page, record) and f'/log/{leaf}"' not in text:
            self.findings.append(f"{page} does not name entry {leaf}, which it should show")

    def _page(self, page: str) -> str | None:
        """The words of a page, fetched once a look; None where it does not answer."""
        if page not in self._pages:
            try:
                self._pages[page] = self.site.get(page).text()
            except Unreachable:
                self._pages[page] = None
        return self._pages[page]


def _seal(told: dict[str, Any]) -> str | None:
    try:
        return commitment(bytes.fromhex(told["salt"]), told["payload"])
    except (KeyError, ValueError, TypeError, RecursionError):
        return None


def _broken(record: dict[str, Any], ended: int, signed_at: datetime, at: datetime) -> str | None:
    """How the site did not keep its word that an entry will say so; the word it gave first is the one that counts."""
    first = record.setdefault("gone_at", ended)
    since = datetime.fromisoformat(record.setdefault("gone_since", at.isoformat()))
    if first != ended:
        return f"entry {first}, which should say so, was never shown (now the site names entry {ended})"
    if signed_at > since + _ONE_LOOK:
        return f"a checkpoint was signed since that does not cover entry {ended}, which should say so"
    return None


def _is_own(page: str, record: dict[str, Any]) -> bool:
    """Whether a page shows this record alone, by its key."""
    return page.endswith(f"/{record['key']}")


def _named(leaf: str, record: dict[str, Any]) -> str:
    return f"the {record['kind']} {record['key']} (entry {leaf})"
