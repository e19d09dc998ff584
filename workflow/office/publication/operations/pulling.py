"""What the stages left as due becomes public, or goes, within the same commit; notices end with their last day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from workflow.base import audit, clock
from workflow.base.db import session
from workflow.doors.published import lists as sealed
from workflow.doors.published import write
from workflow.doors.published.models import Record
from workflow.kernel.errors import N_
from workflow.office.publication import queries
from workflow.office.publication.concept import Payload, lists
from workflow.office.publication.operations import posted
from workflow.stages.cases import moves
from workflow.stages.notices import operations as notices
from workflow.stages.notices import queries as stage
from workflow.stages.notices import states
from workflow.stages.notices.models import Notice

ENDED = audit.declare("notice_ended", "leaf", "how")
_EMPTY = N_("No entry is left on this list.")
_OVER = N_("Its period is over.")


def pull_due(*, at: datetime) -> None:
    """Bring up to date whatever the stages left as due, within the running transaction."""
    for row in queries.due_rows():
        _HANDLERS[row.kind](row.key, at)
        row.done_at = at
    session.flush()


def _show_notice(key: str, at: datetime) -> None:
    """Put a posted notice up, or show it again without what was taken off it."""
    notice = stage.notice_by_public_id(key)
    if notice is None or notice.state != states.POSTED or notice.posted_at is None:
        return
    payload = lists.payload(notice, clock.local_date(notice.posted_at))
    record = queries.one_in_force("notice", key)
    if record is None:
        _first(notice, payload, at)
    elif payload is None:
        _end(record, notice, why=_EMPTY, how="withdrawn", at=at)
    else:
        before = posted.whole(record, notice)
        if before is not None and _standing(before) != _standing(payload):
            _renew(notice, payload, before, at)


def _standing(payload: Payload) -> tuple[frozenset[str], int, str]:
    """What of a posted list can change: its entries, and a last day that moves on with the calendar."""
    return frozenset(row["id"] for row in payload["rows"]), payload["hidden"], payload["last_day"]


def _first(notice: Notice, payload: Payload | None, at: datetime) -> None:
    """Signed by the two people who drafted and posted it; a list that was taken down does not come back."""
    if payload is None or queries.history("notice", notice.public_id) or notice.posted_at is None:
        return
    posted.publish(notice, payload, at=at, signed=(notice.drafted_by_id, notice.posted_by_id))


def _renew(notice: Notice, payload: Payload, before: Payload, at: datetime) -> None:
    """The same list without an entry, or standing longer: no other entry loses its place; the system signs."""
    lists.keep_places(payload, before)
    posted.publish(notice, payload, at=at, signed=None)


def _end(record: Record, notice: Notice | None, *, why: str, how: str, at: datetime) -> None:
    write.withdraw(record, why=why, how=how, at=at)
    sealed.forget(record)
    stream = notice.stream if notice else f"notice:{record.key}"
    audit.record(ENDED, stream, at=at, leaf=record.ended_leaf, how=how)


def _withdraw_consent(key: str, at: datetime) -> None:
    """A household gave its consent or took it back: then its entries leave every list that stands in public."""
    household = stage.household_by_public_id(key)
    if household is not None:
        moves.tell_consent(household.id, at=at)
    if household is None or household.id in stage.consenting([household.id]):
        return
    for notice in stage.posted_with(household.id):
        for row in notice.rows:
            if row.online and row.case.household_id == household.id:
                notices.take_off(row, because="consent withdrawn", by=None, at=at)
        _show_notice(notice.public_id, at)


def _end_case(key: str, at: datetime) -> None:
    """A case was withdrawn or refused: its entry leaves the list it stands on."""
    for notice in stage.posted_notices():
        if any(row.case.public_id == key for row in notice.rows):
            _show_notice(notice.public_id, at)


_HANDLERS: dict[str, Callable[[str, datetime], None]] = {
    "notice": _show_notice,
    "consent": _withdraw_consent,
    "case": _end_case,
}


def refresh_notices(at: datetime) -> None:
    """Bring every posted list up to date, whatever happened to its entries."""
    for notice in stage.posted_notices():
        _show_notice(notice.public_id, at)


def end_notices(at: datetime) -> int:
    """Take down every notice whose last hour is over; the public page judges the end by the instant besides."""
    shown = queries.in_force("notice").values()
    over = [record for record in shown if _is_over(record, at)]
    for record in over:
        _end(record, stage.notice_by_public_id(record.key), why=_OVER, how="ended", at=at)
    return len(over)


def _is_over(record: Record, at: datetime) -> bool:
    if record.ends_at is not None:
        return record.ends_at <= at
    return record.valid_until is not None and record.valid_until < clock.local_date(at)
