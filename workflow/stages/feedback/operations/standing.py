"""What every operation on a complaint does besides: change it as an event keeps it, and tell the receipt's holder."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from workflow.base import clock as time
from workflow.base.db import session
from workflow.doors.inbox import take
from workflow.kernel.errors import Invalid, N_
from workflow.places import packs
from workflow.policy.terms import Deadline, due, limit_of
from workflow.stages.cases.models import Case
from workflow.stages.cases.moves import plain
from workflow.stages.feedback import queries
from workflow.stages.feedback.models import Complaint


def change(complaint: Complaint, **columns: Any) -> dict[str, Any]:
    """Set columns of a complaint and return them as an event keeps them."""
    for name, value in columns.items():
        setattr(complaint, name, value)
    session.flush()
    return {name: plain(value) for name, value in columns.items()}


def deadline(key: str, received_at: datetime) -> Deadline | None:
    """The deadline under the rule in force on the day of receipt, in that rule's unit; None where none is set."""
    on = time.local_date(received_at)
    value = packs.value(key, on)
    return due(on, limit_of(value), packs.calendar()) if value.is_set else None


def find_case(number: str) -> Case | None:
    """The case of a typed number; None for an empty one, Invalid for an unknown one."""
    if not number:
        return None
    found = queries.case_by_number(number)
    if found is None:
        raise Invalid(N_("There is no case with this number."), field="case_number")
    return found


def tell_holder(complaint: Complaint, *, at: datetime) -> None:
    """Bring what the receipt's holder may read up to date."""
    if complaint.receipt_key is None:
        return
    standing = {
        "number": complaint.number, "state": complaint.state, "category": complaint.category, "clock": complaint.clock,
        "received_at": plain(complaint.received_at), "due_on": plain(complaint.due_on), "outcome": complaint.outcome,
        "answer": complaint.answer, "answered_at": plain(complaint.answered_at), "updated_at": plain(at),
    }  # fmt: skip
    known = take.read_reply(complaint.receipt_key) or {}
    take.reply(complaint.receipt_key, known | {"complaint": standing}, at=at)
