"""One look at a log: is its checkpoint signed, did it only grow, do the records fit, is every page there?"""

from __future__ import annotations

import base64
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from workflow.doors.published import checkpoint as notes
from workflow.doors.published import ledger
from workflow.kernel.errors import Invalid
from workflow.witness import cosignature
from workflow.witness.bundles import fetched
from workflow.witness.judge import SLACK, Judge, moment
from workflow.witness.records import Records
from workflow.witness.site import Site, Unreachable
from workflow.witness.state import Folder, Seen

NAME = "sunshine-witness"
#: A checkpoint is signed each day; one more day is left for a machine that was off over night.
OLDEST = timedelta(days=2)
#: How far the site's clock may be before this machine's; a checkpoint dated later ends no record early.
_AHEAD = timedelta(minutes=10)


@dataclass
class Report:
    """What a look found. `findings`: each is evidence that what was stated is not kept; `remarks`: good to know."""

    url: str
    origin: str = ""
    size: int = 0
    signed_at: str = ""
    key: str = ""
    fresh: int = 0
    records: int = 0
    pages: int = 0
    findings: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """For programs."""
        return asdict(self)


class _Refuted(Exception):
    """The log contradicts what was seen: the older state stays, the contradiction is kept as evidence."""


def look(site: Site, folder: Folder, *, at: datetime, key: str | None = None) -> Report:
    """Look once and keep what was seen. `key`: the verifier key to trust at the first look, the site's own without it.

    Unreachable where nothing can be said; Damaged where the folder is; BlockingIOError where another look is under way.
    """
    with folder.alone():
        seen = folder.load() or Seen(url=site.url, name=NAME)
        report = Report(url=site.url)
        try:
            _Look(site, folder, seen, report, at).run(key)
        except _Refuted as refuted:
            report.findings.insert(0, str(refuted))
        return report


class _Look:
    def __init__(self, site: Site, folder: Folder, seen: Seen, report: Report, at: datetime) -> None:
        self.site, self.folder, self.seen, self.report, self.at = site, folder, seen, report, at

    def run(self, key: str | None) -> None:
        self._trust(key)
        note = self.site.get("/log/checkpoint").text()
        told = self._opened(note)
        signed_at = self._signed_at(told)
        fresh, judge = self._grown(told, note)
        self.report.findings += judge.findings
        if signed_at and judge.high and judge.high > signed_at + SLACK:
            late = f"an entry is dated {judge.high.isoformat()}, after the checkpoint that covers it"
            self.report.findings.append(late)
        self._records(judge, told.size, min(signed_at or self.at, self.at + _AHEAD))
        self._keep(note, told, signed_at, fresh, judge)

    def _trust(self, key: str | None) -> None:
        """The key pinned at the first look; later looks take no other."""
        if not self.seen.key:
            self.seen.key = (key or self.site.get("/log/key").text()).strip()
            if key is None:
                words = "trusted because this is the first look: compare it with the one printed on a notice"
                self.report.remarks.append(f"the log's key is {self.seen.key}, {words}")
        elif key is not None and key.strip() != self.seen.key:
            raise _Refuted(f"the key given is not the one this witness trusts ({self.seen.key})")
        self.report.key = self.seen.key

    def _opened(self, note: str) -> notes.Checkpoint:
        try:
            public_key, name = notes.read_verifier_key(self.seen.key)
            told = notes.open_checkpoint(public_key, name, note)
        except (Invalid, ValueError) as error:
            raise self._refuted(f"the checkpoint is not signed with the trusted key {self.seen.key}", note) from error
        self.seen.origin = self.seen.origin or told.origin
        if told.origin != self.seen.origin:
            raise self._refuted(f"the checkpoint is of another log: {told.origin}, not {self.seen.origin}", note)
        self.report.origin, self.report.size = told.origin, told.size
        return told

    def _signed_at(self, told: notes.Checkpoint) -> datetime | None:
        """When the log says it signed; says so where that is long ago or still to come."""
        try:
            signed_at = moment(told.notes[0])
        except (IndexError, ValueError):
            self.report.remarks.append("the checkpoint does not say when it was signed")
            return None
        self.report.signed_at = signed_at.isoformat()
        age = self.at - signed_at
        if age > OLDEST:
            what = "what was published since is not covered, and anything could still be back-dated until then"
            self.report.findings.append(f"the newest checkpoint is {age.days} days old: {what}")
        elif age < -_AHEAD:
            self.report.remarks.append("the checkpoint is dated later than this machine's clock")
        return signed_at

    def _grown(self, told: notes.Checkpoint, note: str) -> tuple[list[bytes], Judge]:
        """The hashes of the new leaves, once old leaves and new ones together give the signed root."""
        seen = self.seen
        if told.size < seen.size:
            words = f"the log was cut: on {seen.seen_at} it held {seen.size} entries, now it shows {told.size}"
            raise self._refuted(words, note)
        frontier = self.folder.frontier(seen.size)
        judge = Judge(dict(seen.standing), datetime.fromisoformat(seen.signed_at) if seen.signed_at else None)
        fresh: list[bytes] = []
        for first, statements in fetched(self.site, seen.size, told.size):
            judge.read(first, statements)
            fresh += [ledger.leaf_hash(statement) for statement in statements]
        for leaf in fresh:
            frontier.add(leaf)
        if frontier.root() != told.root:
            raise self._refuted(self._why_not(told), note)
        self.report.fresh = len(fresh)
        return fresh, judge

    def _why_not(self, told: notes.Checkpoint) -> str:
        """A log that cannot show how it grew was rewritten; one that can serves entries it did not sign."""
        if self.seen.size and not self._is_consistent(told):
            seen = f"the {self.seen.size} entries seen on {self.seen.seen_at}"
            return f"the log was rewritten: its checkpoint of {told.size} entries does not continue {seen}"
        return f"the entries the site shows are not those its checkpoint of {told.size} signs: they were edited"

    def _is_consistent(self, told: notes.Checkpoint) -> bool:
        if told.size == self.seen.size:
            return False
        answer = self.site.get(f"/log/consistency/{self.seen.size}/{told.size}.json", wanted=(200, 404))
        try:
            path = [base64.b64decode(step) for step in answer.json().get("proof", [])]
        except (ValueError, TypeError, Unreachable):
            return False
        old_root = bytes.fromhex(self.seen.root)
        return ledger.verify_consistency(self.seen.size, told.size, path, old_root, told.root)

    def _records(self, judge: Judge, size: int, signed_at: datetime) -> None:
        """Every record that should be readable is read; each page that shows one is fetched."""
        records = Records(self.site, judge.standing, size, set(judge.fresh))
        records.check(signed_at, self.at)
        self.report.findings += records.findings
        self.report.remarks += records.remarks
        self.report.records, self.report.pages = records.read, records.pages

    def _keep(
        self, note: str, told: notes.Checkpoint, signed_at: datetime | None, fresh: list[bytes], judge: Judge
    ) -> None:
        when, signed = self.at.isoformat(), signed_at.isoformat() if signed_at else ""
        kept = replace(self.seen, size=told.size, root=told.root.hex(), seen_at=when, signed_at=signed)
        kept.standing = judge.standing
        mine = cosignature.line(self.folder.signing_key(), self.seen.name, note, self.at)
        self.folder.save(kept, fresh, note + mine)

    def _refuted(self, words: str, note: str) -> _Refuted:
        path = self.folder.keep_evidence(f"{self.at:%Y%m%dT%H%M%SZ}.txt", note)
        return _Refuted(f"{words}. The note is kept as evidence: {_named(path)}")


def _named(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"
