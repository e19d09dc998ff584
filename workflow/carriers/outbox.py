"""Messages leave through rows written in the transaction of their cause; `send_due` sends each once or says why not."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from workflow.base.db import session, transaction
from workflow.carriers.models import Message
from workflow.kernel import ids

#: A claim older than this belongs to a sender that died; another one may take the message up.
CLAIM = timedelta(minutes=10)
MOST_ATTEMPTS = 5

Sender = Callable[[Message, dict[str, Any]], None]


def add(kind: str, *, channel: str, to: str, language: str, at: datetime, **params: Any) -> None:
    """Leave a message (`channel`: email or sms) of a `templates/messages/<kind>` for `to`; no address, no message.

    `params` are plain values for its words; never personal detail: a message may be read by others.
    """
    if not to:
        return
    message = Message(public_id=ids.public_id(), kind=kind, channel=channel, language=language, due_at=at)
    message.address, message.params = to, json.dumps(params)
    session.add(message)


def send_due(send: Sender, *, at: datetime) -> tuple[int, int]:
    """Send what is due with `send`; returns (sent, failed). A failure is kept and tried again at the next tick."""
    sent = failed = 0
    for message_id in _claim(at):
        with transaction():
            message = session.get_one(Message, message_id)
            try:
                send(message, json.loads(message.params))
                message.sent_at, message.error = at, ""
                sent += 1
            except Exception as error:  # any provider's failure must not stop the others
                message.claimed_at, message.error = None, type(error).__name__
                failed += 1
            message.attempts += 1
    return sent, failed


def _claim(at: datetime) -> list[int]:
    free = (
        Message.sent_at.is_(None),
        Message.due_at <= at,
        Message.attempts < MOST_ATTEMPTS,
        Message.claimed_at.is_(None) | (Message.claimed_at < at - CLAIM),
    )
    with transaction():
        wanted = session.scalars(select(Message.id).where(*free).order_by(Message.id).limit(500)).all()
        claimed = update(Message).where(Message.id.in_(wanted), *free).values(claimed_at=at).returning(Message.id)
        return list(session.scalars(claimed))


def unsent(at: datetime) -> int:
    """How many messages gave up or are overdue by more than a claim: a silence that supervision must hear."""
    query = select(Message.id).where(Message.sent_at.is_(None), Message.due_at < at - CLAIM)
    return len(session.scalars(query.limit(1000)).all())
