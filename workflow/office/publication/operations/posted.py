"""A posted list as a record: whole where anyone may read it, else its face, with the rest sealed behind the code."""

from __future__ import annotations

import json
from datetime import date, datetime

from workflow.base import audit, clock
from workflow.doors.published import lists as sealed
from workflow.doors.published import write
from workflow.doors.published.models import Record
from workflow.kernel.canonical import new_salt
from workflow.office.publication import queries
from workflow.office.publication.concept import Payload, lists
from workflow.office.publication.operations import screening
from workflow.stages.notices import queries as stage
from workflow.stages.notices import rules, showing
from workflow.stages.notices.models import Notice

SHOWN = audit.declare("notice_shown", "leaf", "entries", "hidden", "last_day")
RENEWED = audit.declare("notice_renewed", "leaf", "entries", "hidden")


def publish(notice: Notice, payload: Payload, *, at: datetime, signed: tuple[int, int | None] | None) -> Record:
    """Put it in force for its audience, signed by two people or (None) by the system; Invalid for a personal number."""
    screening.check(payload)
    readers, salt = showing.audience(notice, _posted_on(notice, at)), new_salt()
    shown = payload if readers == rules.PUBLIC else sealed.face(payload, lists.FACE, salt)
    before = queries.one_in_force("notice", notice.public_id)
    record = write.publish(
        "notice", notice.public_id, shown, at=at, valid_from=_posted_on(notice, at), valid_until=notice.last_on,
        ends_at=notice.over_at, village=notice.village.code, audience=readers, generated=signed is None,
        proposed_by=signed[0] if signed else None, confirmed_by=signed[1] if signed else None,
    )  # fmt: skip
    if before:
        sealed.forget(before)
    if readers in rules.BEHIND_A_CODE:
        sealed.seal(record, payload, salt=salt, key=_key(notice, readers))
    more = {"last_day": payload["last_day"]} if signed else {}
    audit.record(
        SHOWN if signed else RENEWED, notice.stream, at=at, leaf=record.leaf, entries=len(payload["rows"]),
        hidden=payload["hidden"], **more,
    )  # fmt: skip
    return record


def whole(record: Record, notice: Notice) -> Payload | None:
    """The payload behind a record; None where it is for the staff alone, whose pages show the list itself."""
    if record.audience == rules.PUBLIC:
        return dict(json.loads(record.payload))
    if record.audience in rules.BEHIND_A_CODE:
        return sealed.unseal(record, key=_key(notice, record.audience))
    return None


def _posted_on(notice: Notice, at: datetime) -> date:
    return clock.local_date(notice.posted_at or at)


def _key(notice: Notice, readers: str) -> str:
    code = stage.list_code(notice.village, readers)
    if code is None:
        raise LookupError("a list behind a code was posted before there was one")
    return str(code.list_key)
