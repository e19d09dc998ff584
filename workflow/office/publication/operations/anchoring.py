"""The streams of events and slips are anchored in the public log, and the log's size and root are signed.

Anchors and checkpoints go in pairs: an anchor is the last leaf of its checkpoint and says the hash of the checkpoint
before, so that none can be taken out of the row unseen. Each day has at least one.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError

from workflow.base import clock
from workflow.base.audit import Event
from workflow.base.db import is_sqlite, session
from workflow.doors.inbox.models import Slip
from workflow.doors.published import write
from workflow.doors.published.models import Checkpoint, LogLeaf
from workflow.kernel.canonical import canonical

#: Shorter than the second after which PostgreSQL looks for a deadlock and ends somebody else's work.
_PATIENCE_MS = 400
_TRIES = 20
MARK = '{"act":"anchored"'
"""How an anchor's statement begins: canonical JSON sorts its keys."""


def anchor(at: datetime) -> str:
    """Append a leaf over the heads of all streams that grew since the last one, then sign a checkpoint.

    Where nothing was added since the last one this is done once a day. Run by the tick in a transaction of its own:
    on PostgreSQL it waits for running writers, so that no event with a smaller id can follow. It waits briefly and
    begins anew, because a writer may itself be waiting for the log. An anchor is itself no event, or there would be
    no end of them.
    """
    if not is_sqlite():
        _shut_out_writers()
    last = _last()
    bounds = _bounds(last)
    if last and _is_quiet(last, bounds) and clock.local_date(last.at) == clock.local_date(at):
        return "nothing new"
    write.append_leaf(canonical(_statement(bounds, at)), at)
    checkpoint = write.sign_checkpoint(at)
    return f"checkpoint of {checkpoint.size} leaves" if checkpoint else "nothing new"


def _shut_out_writers() -> None:
    """Hold the log, then both tables; whoever writes meanwhile and wants the log is never kept for long."""
    for tries_left in reversed(range(_TRIES)):
        try:
            session.execute(text(f"SET LOCAL lock_timeout = '{_PATIENCE_MS}ms'"))
            write.hold_log()
            session.execute(text("LOCK TABLE event, slip IN SHARE MODE"))
            return
        except OperationalError:
            session.rollback()
            if not tries_left:
                raise


def _last() -> LogLeaf | None:
    """The newest anchor."""
    newest = select(LogLeaf).where(LogLeaf.statement.startswith(MARK, autoescape=True))
    return session.scalar(newest.order_by(LogLeaf.position.desc()).limit(1))


def _bounds(last: LogLeaf | None) -> dict[str, int]:
    """Which events and slips came since the last anchor: after the one number, up to the other."""
    told = json.loads(last.statement) if last else {}
    upto = session.scalar(select(func.max(Event.id))) or 0
    slips = session.scalar(select(func.max(Slip.id))) or 0
    return {"after": told.get("upto", 0), "upto": upto, "slips_after": told.get("slips", 0), "slips": slips}


def _is_quiet(last: LogLeaf, bounds: dict[str, int]) -> bool:
    """Whether neither an event nor a slip nor a leaf came after the last anchor."""
    grown = bounds["after"] < bounds["upto"] or bounds["slips_after"] < bounds["slips"]
    return not grown and write.size() == last.position + 1


def _statement(bounds: dict[str, int], at: datetime) -> dict[str, Any]:
    before = session.scalar(select(Checkpoint.note).order_by(Checkpoint.id.desc()).limit(1))
    told = {"act": "anchored", "at": at.isoformat(), "before": note_hash(before)}
    return {**told, **bounds, "root": root_of(heads(**bounds))}


def note_hash(note: str | None) -> str | None:
    """What an anchor says of the checkpoint before it: SHA-256 of the signed note, hex; None for the first."""
    return hashlib.sha256(note.encode()).hexdigest() if note is not None else None


def heads(*, after: int, upto: int, slips_after: int, slips: int) -> list[list[Any]]:
    """[stream, sequence, hash] of the last event or slip of each stream within these ids, by stream."""
    grown = [*_heads(Event, after, upto), *_heads(Slip, slips_after, slips)]
    return sorted([stream, sequence, digest] for stream, sequence, digest in grown)


def _heads(table: Any, after: int, upto: int) -> list[Any]:
    within = (table.id > after, table.id <= upto)
    newest = func.max(table.sequence).label("sequence")
    last = select(table.stream, newest).where(*within).group_by(table.stream).subquery()
    same = (last.c.stream == table.stream) & (last.c.sequence == table.sequence)
    found = select(table.stream, table.sequence, table.hash).join(last, same)
    return list(session.execute(found.where(*within)))  # said again: or everything that ever happened would be read


def root_of(found: list[list[Any]]) -> str:
    """What an anchor commits to: SHA-256 of the canonical list of heads, hex."""
    return hashlib.sha256(canonical(found)).hexdigest()
