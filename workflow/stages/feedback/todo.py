"""What waits for a person in the complaints room; nothing of a complaint that concerns them."""

from __future__ import annotations

from datetime import date, datetime

from workflow.base.clock import local_date
from workflow.kernel.errors import N_
from workflow.staff.models import Officer
from workflow.staff.rights import may
from workflow.stages.cases.todo import Todo
from workflow.stages.feedback import queries
from workflow.stages.feedback.models import Complaint, ComplaintReview
from workflow.stages.feedback.states import State


def rows(person: Officer, *, now: datetime, limit: int) -> list[Todo]:
    """Complaints to register, to assign, to answer and to look at again."""
    if not may(person, "complaint.see"):
        return []
    waiting = queries.to_register_or_assign(person, limit=limit) if may(person, "complaint.register") else []
    mine = queries.in_charge_of(person, limit=limit)
    reviews = queries.reviews_of(person, limit=limit)
    heaps = _heaps(person, now) if may(person, "complaint.register") else []
    complaints = (_todo(complaint, now) for complaint in (*waiting, *mine))
    return [*heaps, *complaints, *(_review(each, now) for each in reviews)]


_TITLES = {
    State.RECEIVED: (N_("Complaint %(number)s is to be registered."), N_("Register")),
    State.REGISTERED: (N_("Complaint %(number)s has nobody who handles it."), N_("Assign")),
    State.ASSIGNED: (N_("Complaint %(number)s waits for your answer."), N_("Answer")),
}


def _heaps(person: Officer, now: datetime) -> list[Todo]:
    """One line for all that came in a crowd: it buries nothing else."""
    all_of_them = queries.heaped(person)
    if not all_of_them.complaints:
        return []
    due_on, params = all_of_them.due_on, {"number": all_of_them.complaints}
    title = N_("%(number)s complaints came in a crowd: find what people wrote.")
    return [Todo(title, N_("Look through them"), "feedback.crowd", {}, params, due_on, _is_late(due_on, now))]


def _todo(complaint: Complaint, now: datetime) -> Todo:
    return _row(*_TITLES[State(complaint.state)], complaint, complaint.due_on, now)


def _review(review: ComplaintReview, now: datetime) -> Todo:
    title = N_("The answer to complaint %(number)s was disagreed with: look at it again.")
    return _row(title, N_("Look again"), review.complaint, review.due_on, now)


def _row(title: str, label: str, complaint: Complaint, due_on: date | None, now: datetime) -> Todo:
    args, params = {"public_id": complaint.public_id}, {"number": complaint.number}
    return Todo(title, label, "feedback.show", args, params, due_on, _is_late(due_on, now))


def _is_late(due_on: date | None, now: datetime) -> bool:
    return due_on is not None and due_on < local_date(now)
