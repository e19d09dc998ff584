"""Writing down what an inspection of a posted list found, and that its measure was carried out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TypedDict, Unpack

from workflow.base import audit
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.kernel.errors import Conflict, Forbidden, Invalid, N_
from workflow.office.supervision.inspections import rules
from workflow.office.supervision.inspections.models import NoticeInspection
from workflow.office.supervision.measures import operations as measures
from workflow.staff.models import Officer
from workflow.stages.notices.models import Notice

INSPECTED = audit.declare(
    "notice_inspected", "finding", "notice", "check", "points", "fault", "answerable", "due_on"
)  # fmt: skip
CONFIRMED = audit.declare("notice_measure_confirmed", "finding")


class Seen(TypedDict):
    """What was seen; `measure`, `answerable` and `due_on` with a fault only, `occasion` with a key check."""

    kind: str
    occasion: str
    checked_on: date
    points: Mapping[str, str]
    found: str
    measure: str
    answerable: Officer | None
    due_on: date | None


def inspect(notice: Notice, *, by: Officer, at: datetime, **told: Unpack[Seen]) -> NoticeInspection:
    """Write down what was seen of a list that hung on a day.

    Conflict for a list that was never posted, Forbidden for whoever made it, has its village in charge or would answer
    for the fault, Invalid for a day on which it did not hang, a key check without occasion, where nothing could be
    seen, and for a fault without measure, person and day.
    """
    _check_inspector(notice, told["answerable"], by)
    _check_day(notice, told["checked_on"], local_date(at))
    fault = _checked(told)
    answerable, due_on = told["answerable"], told["due_on"]
    made = NoticeInspection(
        office_id=notice.office_id, notice=notice, kind=told["kind"], occasion=told["occasion"], fault=fault,
        checked_on=told["checked_on"], found=told["found"], measure=told["measure"], due_on=due_on,
        answerable_id=answerable.id if answerable else None, recorded_by_id=by.id, recorded_at=at, **told["points"],
    )  # fmt: skip
    session.add(made)
    session.flush()
    audit.record(
        INSPECTED, made.stream, at=at, by=by.id, finding=made.public_id, notice=notice.public_id, check=made.kind,
        points=dict(told["points"]), fault=fault, answerable=made.answerable_id,
        due_on=due_on.isoformat() if due_on else None,
    )  # fmt: skip
    return made


def _check_inspector(notice: Notice, answerable: Officer | None, by: Officer) -> None:
    theirs = (notice.drafted_by_id, notice.posted_by_id, notice.officer_id, answerable.id if answerable else None)
    if by.id in theirs:
        raise Forbidden(measures.OWN)


def _check_day(notice: Notice, on: date, today: date) -> None:
    if notice.posted_at is None or notice.last_on is None:
        raise Conflict(N_("This list was never posted."))
    if not local_date(notice.posted_at) <= on <= min(notice.last_on, today):
        raise Invalid(N_("Choose a day up to today on which the list hung."), field="checked_on")


def _checked(told: Seen) -> bool:
    """Whether there is a fault, once what was told holds together."""
    if told["kind"] == rules.KEY and not told["occasion"]:
        raise Invalid(N_("Say what a key check was made for."), field="occasion")
    if not rules.seen(told["points"]):
        message = N_("Something must have been seen: if the list was not there, its place is wrong.")
        raise Invalid(message, field="place")
    fault = rules.faulty(told["points"])
    measures.check_measure(
        fault=fault, measure=told["measure"], answerable=told["answerable"], checked_on=told["checked_on"],
        due_on=told["due_on"],
    )  # fmt: skip
    return fault


def confirm(found: NoticeInspection, *, how: str, by: Officer, at: datetime) -> None:
    """Confirm that a measure was carried out, and how one can see it.

    Forbidden for who answers for it and for whoever made the list.
    """
    measures.confirm(found, kind=CONFIRMED, how=how, by=by, at=at)
