"""Slips of a demonstration's history: the door itself stamps with the present instant only."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from workflow.base.db import session
from workflow.doors.inbox import stamp, take
from workflow.doors.inbox.take import Handed
from workflow.places.queries import institution


def handed_in(kind: str, payload: dict[str, Any], *, at: datetime) -> Handed:
    """Tell that this was handed in at `at`; the chain goes on as if it had. Refused outside a demonstration."""
    if not institution().demonstration:
        raise PermissionError("only a demonstration tells of the past; a real slip is stamped at the door")
    session.flush()
    digits, _at = stamp.keep(session.connection(), kind, payload, nonce=secrets.token_hex(16), at=at)
    return take.by_receipt(stamp.key_of(digits))
