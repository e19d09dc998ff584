"""Whose names stand under a record: those two whom the events show proposing and confirming it, nobody else's."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from workflow.base.db import session
from workflow.doors.published.models import Record
from workflow.kernel.errors import N_
from workflow.office.supervision import queries
from workflow.office.supervision.verify.finding import Finding

Hands = tuple[int | None, int | None]
_PROPOSING = ("publication_proposed", "publication_revised")
_NOTICES = ("notice_drafted", "notice_posted", "notice_shown")
_STEP = 500


def signers() -> Iterator[Finding]:
    """Findings in the names under records. Only to be asked where the chains of events verify."""
    hands = _by_proposals() | _by_notices()
    for record in session.scalars(select(Record).order_by(Record.id).execution_options(yield_per=_STEP)):
        told = (None, None) if record.generated else hands.get(record.leaf)
        if (record.proposed_by, record.confirmed_by) != told:
            message = N_("Record %(kind)s %(key)s names other people than its events show proposing and confirming it.")
            yield Finding(message, {"kind": record.kind, "key": record.key})


def _by_proposals() -> dict[int, Hands]:
    """Leaf → who proposed and who confirmed, of what two people decided."""
    proposers: dict[str, int | None] = {}
    found: dict[int, Hands] = {}
    for row in queries.stored_events("record:"):
        if row.kind in _PROPOSING:
            proposers[queries.opened(row).payload["proposal"]] = row.by
        elif row.kind == "publication_confirmed":
            told = queries.opened(row).payload
            found[told["leaf"]] = (proposers.get(told["proposal"]), row.by)
    return found


def _by_notices() -> dict[int, Hands]:
    """Leaf → who drafted and who posted, of notices."""
    done: dict[tuple[str, str], int | None] = {}
    found: dict[int, Hands] = {}
    for row in queries.stored_events("notice:"):
        if row.kind in _NOTICES:
            done[row.stream, row.kind] = row.by
        if row.kind == "notice_shown":
            hands = (done.get((row.stream, "notice_drafted")), done.get((row.stream, "notice_posted")))
            found[queries.opened(row).payload["leaf"]] = hands
    return found
