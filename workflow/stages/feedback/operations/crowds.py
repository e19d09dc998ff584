"""A heap of complaints of the same words that came in a crowd, handled as one: each keeps receipt, clock, answer."""

from __future__ import annotations

from datetime import datetime

from workflow.base.db import session, take_turns
from workflow.staff.models import Officer
from workflow.stages.feedback import queries
from workflow.stages.feedback.models import Complaint
from workflow.stages.feedback.operations.handling import register
from workflow.stages.feedback.operations.merging import merge


def register_heap(of: Complaint, *, most: int, by: Officer, at: datetime) -> Complaint:
    """Register what lies in a complaint's heap, at most so many at once, as one; returns the complaint that leads.

    Under the ground that its complainants named; any of them can be let go its own way again.
    """
    take_turns(session.connection(), "complaints:merging")
    session.refresh(of)  # read before our turn came
    lead = queries.leading(of.alike) if of.alike else None
    for each in queries.heap_of(of, by, limit=most):
        register(each, category=each.category, officers=[], office=None, case_number="", by=by, at=at)
        if lead:
            merge(each, lead, by=by, at=at)
        lead = lead or each
    return lead or of
