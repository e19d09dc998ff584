"""Striking out an entry of any register."""

from __future__ import annotations

from datetime import datetime

from workflow.base import audit
from workflow.base.db import session
from workflow.kernel.errors import Conflict, Forbidden, Invalid, N_
from workflow.office.registers.models import Entry
from workflow.staff.models import Officer

STRUCK = audit.declare("register_entry_struck", "entry", "why")


def strike(entry: Entry, *, why: str, by: Officer, at: datetime) -> None:
    """Strike an entry out, in plain sight; what is right is written anew.

    Conflict for what is struck out already and for what others have acted on: that cannot be undone. Forbidden for
    what is about oneself and for somebody else's word.
    """
    if entry.struck_at is not None:
        raise Conflict(N_("This entry is struck out already."))
    if entry.settled:
        raise Conflict(N_("Others have acted on this entry: it cannot be undone."))
    if entry.bars(by):
        raise Forbidden(N_("This is not yours to strike out: it is about you, or somebody else's word."))
    if not why:
        raise Invalid(N_("Say why it is struck out."), field="why")
    entry.struck_at, entry.struck_by_id, entry.struck_why = at, by.id, why
    session.flush()
    audit.record(STRUCK, entry.stream, at=at, by=by.id, entry=entry.public_id, why=why)
