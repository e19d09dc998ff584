"""What a finding must say of its measure, and confirming that the measure was carried out."""

from __future__ import annotations

from datetime import date, datetime

from workflow.base import audit
from workflow.base.db import session
from workflow.kernel.errors import Conflict, Forbidden, Invalid, N_
from workflow.office.supervision.measures.models import Remedied
from workflow.staff.models import Officer

OWN = N_("Nobody inspects their own work.")


def check_measure(
    *, fault: bool, measure: str, answerable: Officer | None, checked_on: date, due_on: date | None
) -> None:
    """Invalid for a fault without measure, person and day, for these without a fault, for a day before it was found."""
    if {bool(measure), answerable is not None, due_on is not None} != {fault}:
        message = N_("A fault needs a measure, the person who answers for it and a day; what is sound needs none.")
        raise Invalid(message, field="measure")
    if due_on is not None and due_on < checked_on:
        raise Invalid(N_("A measure cannot be due before its fault was found."), field="due_on")


def confirm(found: Remedied, *, kind: str, how: str, by: Officer, at: datetime) -> None:
    """Confirm that a measure was carried out, and how one can see it; the event is of this kind.

    Conflict where none waits; Forbidden for who answers for it and for whose work it is.
    """
    if not found.open():
        raise Conflict(N_("No measure waits here."))
    if by.id == found.answerable_id:
        raise Forbidden(N_("Whoever answers for a measure does not confirm it."))
    if found.bars(by):
        raise Forbidden(OWN)
    if not how:
        raise Invalid(N_("Say how one can see that it was done."), field="how")
    found.done_at, found.done_by_id, found.done_how = at, by.id, how
    session.flush()
    audit.record(kind, found.stream, at=at, by=by.id, finding=found.public_id)
