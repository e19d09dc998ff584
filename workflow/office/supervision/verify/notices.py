"""Notices: stored period, public record, event and the log's own instant must tell of the same day."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select

from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.doors.published.models import LogLeaf, Record
from workflow.kernel.errors import N_
from workflow.office.supervision.verify.finding import Finding
from workflow.policy.terms import Period
from workflow.stages.notices.models import Notice

#: What a published notice must say for the three accounts to be compared.
_COMPARED = {"posted_at", "days", "last_day"}


def notices() -> Iterator[Finding]:
    """Findings in every notice that was posted."""
    for notice in session.scalars(select(Notice).where(Notice.posted_at.is_not(None)).order_by(Notice.id)):
        yield from _period(notice)
        yield from _publication(notice)


def _period(notice: Notice) -> Iterator[Finding]:
    name = {"village": notice.village.name, "posted": notice.posted_at}
    if notice.period is None or notice.posted_at is None:
        yield Finding(N_("The notice of %(village)s posted %(posted)s has no period."), name)
        return
    period = Period.from_dict(notice.period)
    if period.posted_on != local_date(notice.posted_at):
        message = N_("The notice of %(village)s is counted from %(day)s, but it was posted %(posted)s.")
        yield Finding(message, name | {"day": period.posted_on})
    counted = sum(1 for step in period.steps if step.number is not None)
    if counted < notice.days or period.limit.days != notice.days or period.steps[-1].on != period.last_day:
        yield Finding(N_("The notice of %(village)s posted %(posted)s was shortened: its days do not add up."), name)
    if notice.last_on != period.last_day:
        message = N_("The notice of %(village)s posted %(posted)s ends on another day than its period.")
        yield Finding(message, name)
    if notice.closed_at is not None and local_date(notice.closed_at) <= period.last_day:
        yield Finding(N_("The notice of %(village)s posted %(posted)s was closed before its last day was over."), name)


def _publication(notice: Notice) -> Iterator[Finding]:
    query = select(Record).where(Record.kind == "notice", Record.key == notice.public_id).order_by(Record.id)
    found = list(session.scalars(query))
    if not found or notice.posted_at is None:
        name = {"village": notice.village.name, "posted": notice.posted_at}
        yield Finding(N_("The notice of %(village)s posted %(posted)s never became public."), name)
        return
    logged = session.get(LogLeaf, found[0].leaf)
    yield from _backdated(notice, notice.posted_at, found[0], logged.at if logged else None)
    told = [payload for record in found if (payload := _payload(record)) is not None]
    yield from _told(notice, notice.posted_at, told, whole=found[-1].ended_how != "withdrawn")


def _backdated(notice: Notice, posted_at: datetime, record: Record, logged: datetime | None) -> Iterator[Finding]:
    """The public log took it up in the commit that posted it: no earlier instant can be claimed afterwards."""
    name = {"village": notice.village.name, "posted": posted_at, "logged": logged}
    if logged is None or record.published_at != posted_at or logged != posted_at:
        message = N_("The notice of %(village)s claims to be posted %(posted)s; the log has it since %(logged)s.")
        yield Finding(message, name)


def _payload(record: Record) -> dict[str, Any] | None:
    """What it says; None where it cannot be read: then no leaf fits it, which is said where leaves are looked at."""
    try:
        told = json.loads(record.payload)
    except ValueError:
        return None
    return told if isinstance(told, dict) and told.keys() >= _COMPARED else None


def _told(notice: Notice, posted_at: datetime, told: list[dict[str, Any]], *, whole: bool) -> Iterator[Finding]:
    """The public was told of this posting and length, and of a last day that only ever moved on, each time on record.

    `whole`: the last of them was not taken down before its time, so that it must have told of the day that stands.
    """
    same = all((datetime.fromisoformat(each["posted_at"]), each["days"]) == (posted_at, notice.days) for each in told)
    last_on, said = str(notice.last_on), [each["last_day"] for each in told]
    known = {last_on, *(each["was"] for each in notice.extensions or ())}
    if not same or said != sorted(said) or set(said) - known or (whole and said[-1:] not in ([], [last_on])):
        message = N_("The notice of %(village)s posted %(posted)s: the public page says something else.")
        yield Finding(message, {"village": notice.village.name, "posted": posted_at})
