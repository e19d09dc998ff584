"""The chains of events and of slips: order, links, and that each payload is what its digest says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from workflow.base import vault
from workflow.base.db import session
from workflow.base.vault import KeysMissing
from workflow.doors.inbox.models import Slip
from workflow.kernel.canonical import canonical
from workflow.kernel.errors import N_
from workflow.office.supervision import queries
from workflow.office.supervision.verify.finding import Finding

_STEP = 500
_GENESIS = "0" * 64


class Link(NamedTuple):
    """One stored event or slip, and where its payload was sealed for."""

    row: Any
    at: datetime
    by: int | None
    place: str


def events() -> Iterator[Finding]:
    """Findings in the chains of events."""
    rows = queries.stored_events()
    return _chains(Link(row, row.at, row.by, f"event.{row.stream}.{row.sequence}") for row in rows)


def slips() -> Iterator[Finding]:
    """Findings in the chains of slips."""
    rows = session.scalars(select(Slip).order_by(Slip.stream, Slip.sequence).execution_options(yield_per=_STEP))
    return _chains(Link(row, row.received_at, None, f"slip.{row.receipt_key}") for row in rows)


def _chains(links: Iterable[Link]) -> Iterator[Finding]:
    before: Link | None = None
    for link in links:
        if before is not None and before.row.stream != link.row.stream:
            before = None
        yield from _order(before, link)
        yield from _content(link)
        before = link


def _order(before: Link | None, link: Link) -> Iterator[Finding]:
    sequence, previous = (before.row.sequence, before.row.hash) if before else (0, _GENESIS)
    if link.row.sequence != sequence + 1:
        message = N_("%(where)s: the numbers between %(last)s and this one are missing.")
        yield Finding(message, _where(link) | {"last": sequence})
    if link.row.previous != previous:
        yield Finding(N_("%(where)s: it does not follow on the one before it."), _where(link))
    if link.row.id < 1 or (before and link.row.id < before.row.id):
        yield Finding(N_("%(where)s: it was put in after what follows it."), _where(link))
    if before and link.at < before.at:
        yield Finding(N_("%(where)s: it is dated earlier than the one before it."), _where(link))


def _content(link: Link) -> Iterator[Finding]:
    row = link.row
    parts = [row.stream, row.sequence, row.kind, link.at.isoformat(), link.by, row.digest, row.previous]
    if row.hash != hashlib.sha256(canonical(parts)).hexdigest():
        yield Finding(N_("%(where)s: it was changed after it was written."), _where(link))
    try:
        body = vault.current().unseal(bytes(row.payload), link.place)
    except KeysMissing:
        yield Finding(N_("%(where)s: its content was exchanged or damaged."), _where(link))
        return
    if row.digest != hashlib.sha256((row.salt + body).encode()).hexdigest():
        yield Finding(N_("%(where)s: its content is not what its digest says."), _where(link))


def _where(link: Link) -> dict[str, Any]:
    return {"where": f"{link.row.stream} {link.row.sequence} ({link.row.kind})"}
