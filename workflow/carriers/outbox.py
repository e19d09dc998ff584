"""Messages leave through rows written in the transaction of their cause; `send_due` sends each once or says why not."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, select, update

from workflow.base.db import session, transaction
from workflow.carriers.models import Message
from workflow.kernel import ids

#: A claim older than this belongs to a sender that died; another one may take the message up.
CLAIM = timedelta(minutes=10)
#: As many as can be tried within a claim, even if each waits for a dead server as long as `senders` are patient.
MOST_AT_ONCE = 50
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
    """Send what is due with `send`; returns (sent, failed). A failure is kept and tried again at the next tick.

    No transaction is open while a provider is talked to: a slow mail server must not keep villagers from filing.
    """
    errors = []
    for message in _claim(at):
        errors.append(_try(send, message))
        _note(message, errors[-1], at)
    return errors.count(""), len(errors) - errors.count("")


def put_off(until: datetime) -> int:
    """Let whatever is due before `until` wait until then: the hours are quiet, and nothing is late for it."""
    with transaction():
        waiting = (Message.sent_at.is_(None), Message.due_at < until, Message.attempts < MOST_ATTEMPTS)
        later = update(Message).where(*waiting).values(due_at=until)
        return cast(CursorResult[Any], session.execute(later)).rowcount


def _claim(at: datetime) -> list[Message]:
    free = (
        Message.sent_at.is_(None),
        Message.due_at <= at,
        Message.attempts < MOST_ATTEMPTS,
        Message.claimed_at.is_(None) | (Message.claimed_at < at - CLAIM),
    )
    with transaction():
        wanted = session.scalars(select(Message.id).where(*free).order_by(Message.id).limit(MOST_AT_ONCE)).all()
        claim = update(Message).where(Message.id.in_(wanted), *free).values(claimed_at=at).returning(Message.id)
        claimed = session.scalars(claim).all()
        return list(session.scalars(select(Message).where(Message.id.in_(claimed)).order_by(Message.id)))


def _try(send: Sender, message: Message) -> str:
    """What kept a message from being sent; '' when it was."""
    try:
        send(message, json.loads(message.params))
    except Exception as error:  # any provider's failure must not stop the others
        return type(error).__name__
    return ""


def _note(message: Message, error: str, at: datetime) -> None:
    with transaction():
        kept = session.get_one(Message, message.id)
        kept.attempts, kept.error = kept.attempts + 1, error
        kept.claimed_at, kept.sent_at = (None, None) if error else (at, at)


def unsent(at: datetime, patience: timedelta = CLAIM) -> int:
    """How many messages gave up or are overdue by more than `patience`: a silence that supervision must hear."""
    query = select(Message.id).where(Message.sent_at.is_(None), Message.due_at < at - patience)
    return len(session.scalars(query.limit(1000)).all())
