"""Do the records still say what their entries sealed, and does a page show each of them?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from workflow.base.clock import local_date
from workflow.kernel.canonical import commitment
from workflow.witness.judge import is_due
from workflow.witness.site import Answer, Site, Unreachable

_THERE, _GONE = 200, 410


class Records:
    """Reads what should stand in public, as anyone would. `size`: how many entries the checkpoint covers; `fresh`:
    leaves that are new since the last look, whose pages are fetched (those of notices are at every look)."""

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
                    self._check(leaf, record)
                except Unreachable as error:
                    self.remarks.append(f"{_named(leaf, record)} could not be looked at: {error}")

    def _check(self, leaf: str, record: dict[str, Any]) -> None:
        answer = self.site.get(f"/log/{leaf}/record.json", wanted=(_THERE, _GONE, 404))
        if answer.status != _THERE:
            self._missed(leaf, record, answer)
            return
        told = answer.json()
        self.read += 1
        if _seal(told) != record["payload"]:
            self.findings.append(f"{_named(leaf, record)} was edited: what the site shows is not what the entry sealed")
        page = told.get("page")
        if isinstance(page, str) and (leaf in self.fresh or record["kind"] == "notice"):
            self._look_at(page, leaf, record)

    def _missed(self, leaf: str, record: dict[str, Any], answer: Answer) -> None:
        """Gone is right only with an entry that says so; one that no checkpoint covers yet is looked for next time."""
        ended = answer.json().get("ended_leaf") if answer.status == _GONE else None
        if isinstance(ended, int) and ended >= self.size:
            self.remarks.append(f"{_named(leaf, record)} was taken down; entry {ended} should say so at the next look")
        else:
            self.findings.append(f"{_named(leaf, record)} is gone from the site and no entry says so: it was removed")

    def _look_at(self, page: str, leaf: str, record: dict[str, Any]) -> None:
        text = self._page(page)
        if text is None:
            self.findings.append(f"{_named(leaf, record)} should stand on {page}, but that page does not answer")
        elif page.endswith(f"/{record['key']}") and f'/log/{leaf}"' not in text:
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
    except (KeyError, ValueError, TypeError):
        return None


def _named(leaf: str, record: dict[str, Any]) -> str:
    return f"the {record['kind']} {record['key']} (entry {leaf})"
