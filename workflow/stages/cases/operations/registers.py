"""The demand register with first-asked responsibility, and the service-item register (S13, S17, S18)."""

from __future__ import annotations

from datetime import date, datetime

from workflow.base import audit
from workflow.base.db import session
from workflow.kernel import ids
from workflow.kernel.errors import Conflict, Invalid, N_
from workflow.places.models import Village
from workflow.staff.models import Officer
from workflow.stages.cases.models import Case, DemandEntry, ServiceItem

DEMAND_RECORDED = audit.declare("demand_recorded", "demand_kind", "came_at", "first_asked")
DEMAND_HANDED_ON = audit.declare("demand_handed_on", "to")
DEMAND_ANSWERED = audit.declare("demand_answered", "told")
DEMAND_CLOSED = audit.declare("demand_closed", "case")
SERVICE_RECORDED = audit.declare("service_recorded", "item", "promised_on")
SERVICE_FINISHED = audit.declare("service_finished", "result", "reminded")

DEMAND_KINDS = ("inquiry", "application", "other")


def record_demand(
    *, kind: str, visitor: str, phone: str | None, village: Village | None, amount: int | None, matter: str,
    came_at: datetime, by: Officer, at: datetime,
) -> DemandEntry:  # fmt: skip
    """Write down who came and what for; whoever was asked first stays answerable until it is closed (首问负责)."""
    if kind not in DEMAND_KINDS:
        raise Invalid(N_("Choose what the visit was about."), field="kind")
    if came_at > at:
        raise Invalid(N_("Nobody can have come later than now."), field="came_at")
    entry = DemandEntry(
        public_id=ids.public_id(), office_id=by.office_id, came_at=came_at, recorded_at=at, kind=kind, matter=matter,
        village_id=village.id if village else None, amount=amount, first_asked_id=by.id, told="",
    )  # fmt: skip
    entry.visitor, entry.phone = visitor, phone
    session.add(entry)
    session.flush()
    payload = {"demand_kind": kind, "came_at": came_at.isoformat(), "first_asked": by.id}
    audit.record(DEMAND_RECORDED, entry.stream, at=at, by=by.id, **payload)
    return entry


def hand_on(entry: DemandEntry, *, to: Officer, by: Officer, at: datetime) -> None:
    """Hand an entry on to the officer of the area; the first one asked is still named."""
    _check_open(entry)
    entry.handed_to_id, entry.handed_at = to.id, at
    session.flush()
    session.expire(entry, ["handed_to"])
    audit.record(DEMAND_HANDED_ON, entry.stream, at=at, by=by.id, to=to.public_id)


def answer_demand(entry: DemandEntry, *, told: str, by: Officer, at: datetime) -> None:
    """Write down what the visitor was told."""
    _check_open(entry)
    if not told:
        raise Invalid(N_("Write down what the visitor was told."), field="told")
    entry.told, entry.answered_at = told, at
    session.flush()
    audit.record(DEMAND_ANSWERED, entry.stream, at=at, by=by.id, told=told)


def close_demand(entry: DemandEntry, *, case: Case | None, by: Officer, at: datetime) -> None:
    """Close an answered entry, with the case that came of it if there is one; only this ends the first-asked's duty."""
    _check_open(entry)
    if entry.answered_at is None:
        raise Conflict(N_("Answer the visitor first; only then can this be closed."))
    entry.closed_at, entry.case_id = at, case.id if case else None
    session.flush()
    audit.record(DEMAND_CLOSED, entry.stream, at=at, by=by.id, case=case.number if case else None)


def _check_open(entry: DemandEntry) -> None:
    if entry.closed_at:
        raise Conflict(N_("This entry is closed already."))


def record_service(*, customer: str, item: str, promised_on: date | None, by: Officer, at: datetime) -> ServiceItem:
    """Write down a service that was asked for at the counter, and the day it is promised for."""
    entry = ServiceItem(
        public_id=ids.public_id(), office_id=by.office_id, item=item, received_by_id=by.id, received_at=at,
        promised_on=promised_on, result="",
    )  # fmt: skip
    entry.customer = customer
    session.add(entry)
    session.flush()
    promised = promised_on.isoformat() if promised_on else None
    audit.record(SERVICE_RECORDED, entry.stream, at=at, by=by.id, item=item, promised_on=promised)
    return entry


def finish_service(entry: ServiceItem, *, result: str, reminded: bool, by: Officer, at: datetime) -> None:
    """Write down how it ended, and whether the customer was reminded of the evaluation card (S71)."""
    if entry.finished_at:
        raise Conflict(N_("This entry is closed already."))
    if not result:
        raise Invalid(N_("Write down the result."), field="result")
    entry.result, entry.reminded, entry.finished_at = result, reminded, at
    session.flush()
    audit.record(SERVICE_FINISHED, entry.stream, at=at, by=by.id, result=result, reminded=reminded)
