"""Which rows stand behind each figure: every clock of a case and of a complaint, as stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select, true

from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.office.supervision.figures import Item
from workflow.places import packs
from workflow.policy.calendar import ONE_DAY, Calendar
from workflow.policy.terms import due, limit_of
from workflow.stages.approval.models import ResultNotice
from workflow.stages.cases import clock
from workflow.stages.cases.models import Case
from workflow.stages.feedback.models import Complaint
from workflow.stages.feedback.states import State as ComplaintState

RESULT = "result_notice.within_limit"
DECIDE, REGISTER = "complaint.decide_limit", "complaint.register_limit"
#: Figures on complaints are told to the public in whole batches only, and seen by no one the complaint concerns.
CONFIDENTIAL = (DECIDE, REGISTER)


@dataclass(frozen=True, slots=True)
class Row:
    """One promise in one case or complaint, with what figures are sliced by.

    `late`: days of the promise's own unit (Q45) past the due day when it ended, or by the day of the figures.
    """

    key: str
    unit: str
    item: Item
    public_id: str
    number: str
    office_id: int | None
    officer_id: int | None
    level: str
    product: str
    late: int


def of_cases(on: date) -> Iterator[Row]:
    """The decision clock of every accepted case, under the key of the promise it was accepted under."""
    calendar = packs.calendar()
    for row in session.execute(_cases()):
        ended = _ended(row)
        if row.clock_state == clock.STOPPED and (ended is None or ended <= row.due_on):
            continue  # withdrawn in time: nothing was promised any more
        yield _row(row, row.key, local_date(row.accepted_at), ended, on, calendar)


def of_results(on: date) -> Iterator[Row]:
    """Telling the result, measured on its own against the same due date (Q46): cases that were decided."""
    calendar = packs.calendar()
    query = _cases().add_columns(ResultNotice.told_at).outerjoin(ResultNotice, ResultNotice.case_id == Case.id)
    for row in session.execute(query.where(Case.decided_at.is_not(None))):
        told = local_date(row.told_at) if row.told_at else None
        yield _row(row, RESULT, local_date(row.accepted_at), told, on, calendar)


def of_complaints(on: date, *, seen: ColumnElement[bool] | None = None) -> Iterator[Row]:
    """Registering and answering of the complaints that `seen` lets through; one taken back in between is left out."""
    calendar = packs.calendar()
    for complaint in session.scalars(select(Complaint).where(true() if seen is None else seen)):
        received, withdrawn = local_date(complaint.received_at), complaint.state == ComplaintState.WITHDRAWN
        register = packs.value(REGISTER, received)
        if register.is_set and not (withdrawn and complaint.registered_at is None):
            limit = limit_of(register)
            due_on = due(received, limit, calendar).due_on
            yield _complaint(complaint, REGISTER, limit.unit, due_on, complaint.registered_at, on, calendar)
        if complaint.clock and complaint.due_on and not withdrawn:
            unit = complaint.clock["limit"]["unit"]
            yield _complaint(complaint, DECIDE, unit, complaint.due_on, complaint.answered_at, on, calendar)


def _cases() -> Any:
    columns = (
        Case.public_id, Case.number, Case.office_id, Case.officer_id, Case.level, Case.product, Case.pack, Case.due_on,
        Case.accepted_at, Case.decided_at, Case.answered_at, Case.ended_at, Case.clock_state,
    )  # fmt: skip
    limit = Case.clock["limit"]
    key, unit = limit["key"].as_string().label("key"), limit["unit"].as_string().label("unit")
    return select(*columns, key, unit).where(Case.clock_state.is_not(None)).order_by(Case.id)


def _ended(row: Any) -> date | None:
    if row.clock_state == clock.RUNNING:
        return None
    if row.clock_state == clock.STOPPED:
        return local_date(row.ended_at) if row.ended_at else None
    answered = clock.ends_with(packs.pack(row.pack), local_date(row.accepted_at)) == "answered"
    instant: datetime = row.answered_at if answered else row.decided_at
    return local_date(instant)


def _row(row: Any, key: str, start: date, end: date | None, on: date, calendar: Calendar) -> Row:
    item = Item(start, row.due_on, end, elapsed(start, end or on, row.unit, calendar))
    late = past(row.due_on, end or on, row.unit, calendar)
    whose = (row.public_id, row.number, row.office_id, row.officer_id)
    return Row(key, row.unit, item, *whose, row.level, row.product, late)


def _complaint(
    complaint: Complaint, key: str, unit: str, due_on: date, ended: datetime | None, on: date, calendar: Calendar
) -> Row:
    start, end = local_date(complaint.received_at), local_date(ended) if ended else None
    item = Item(start, due_on, end, elapsed(start, end or on, unit, calendar))
    whose = (complaint.public_id, complaint.number, complaint.office_id, complaint.assigned_to_id)
    return Row(key, unit, item, *whose, "", "", past(due_on, end or on, unit, calendar))


def elapsed(start: date, end: date, unit: str, calendar: Calendar) -> int:
    """Days from `start` (day 0) to `end` in a promise's unit."""
    if unit == "workday":
        return calendar.working_days(start + ONE_DAY, end)
    return (end - start).days


def past(due_on: date, end: date, unit: str, calendar: Calendar) -> int:
    """Days of a promise's unit from its due day to a later `end`; 0 in time, at least 1 otherwise."""
    return max(elapsed(due_on, end, unit, calendar), 1) if end > due_on else 0
