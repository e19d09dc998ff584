"""Answered is not the same as put right: the superior office looks again when the holder of the receipt asks for it."""

from __future__ import annotations

from datetime import datetime

from workflow.base import audit
from workflow.base import clock as time
from workflow.base.db import session
from workflow.carriers import outbox
from workflow.doors.inbox import take
from workflow.doors.inbox.take import Handed
from workflow.kernel import ids
from workflow.places import packs
from workflow.policy.terms import Deadline, lateness
from workflow.staff.models import Officer
from workflow.stages.feedback import queries, rules
from workflow.stages.feedback.models import ComplaintReview
from workflow.stages.feedback.operations.concern import concerned, exclude
from workflow.stages.feedback.operations.standing import deadline, review_until, say, send_news, tell_holder
from workflow.stages.feedback.states import ReviewState, ReviewStep, review_after

ASKED = audit.declare("complaint_review_asked", "excluded", "turn", "due_on")
REFERRED = audit.declare("complaint_review_referred", "reviewer")
REVIEWED = audit.declare("complaint_reviewed", "outcome", "late")


def take_disagreement(handed: Handed, *, at: datetime) -> ComplaintReview | None:
    """Open the review that the holder of a receipt asks for; what counts is the day it was handed in.

    None where there is no answer to disagree with, the day for asking is over, or a review was asked for before.
    """
    complaint = queries.complaint_by_receipt(handed.payload["receipt_key"])
    until = review_until(complaint) if complaint else None
    in_time = until is not None and time.local_date(handed.received_at) <= until
    take.take(handed, became=complaint.stream if complaint and in_time else "nothing", by=None, at=at)
    if complaint is None or not in_time:
        return None
    limit = deadline(rules.REVIEW, handed.received_at)
    complaint.review = review = ComplaintReview(
        public_id=ids.public_id(), state=str(ReviewState.ASKED), open=True, asked_at=handed.received_at,
        clock=limit.as_dict() if limit else None, due_on=limit.due_on if limit else None,
    )  # fmt: skip
    turn = say(complaint, rules.DISAGREEMENT, handed.payload["text"], by=None, at=handed.received_at)
    _unchanged, excluded = exclude(complaint, concerned(complaint))
    due_on = limit.due_on.isoformat() if limit else None
    audit.record(ASKED, complaint.stream, at=at, excluded=excluded, turn=turn.public_id, due_on=due_on)
    tell_holder(complaint, at=at)
    return review


def refer_waiting(*, at: datetime) -> int:
    """Give every review without a reviewer to the nearest superior office; returns how many found somebody."""
    found = [(review, people[0]) for review in queries.unreferred() if (people := queries.reviewers(review.complaint))]
    for review, officer in found:
        review.state, review.reviewer_id = str(review_after(review.state, ReviewStep.REFER)), officer.id
        session.flush()
        audit.record(REFERRED, review.complaint.stream, at=at, reviewer=officer.username)
        due = review.due_on.isoformat() if review.due_on else ""
        outbox.add("complaint-yours", channel="email", to=officer.email, language=officer.language, at=at, due=due)
        tell_holder(review.complaint, at=at)
    return len(found)


def decide_review(
    review: ComplaintReview, *, findings: str, outcome: str, answer: str, by: Officer, at: datetime
) -> None:
    """Say what the second look found; the first answer stays beside it as it was given."""
    review.state = str(review_after(review.state, ReviewStep.DECIDE))
    review.findings, review.answer, review.outcome = findings, answer, outcome
    review.answered_at, review.open = at, False
    session.flush()
    late = review_late(review, at)
    audit.record(REVIEWED, review.complaint.stream, at=at, by=by.id, outcome=outcome, late=late)
    tell_holder(review.complaint, at=at)
    send_news(review.complaint, at=at)


def review_late(review: ComplaintReview, at: datetime) -> int:
    """By how many days of the limit's unit a review decided at this instant is late; 0 in time or without a limit."""
    if review.clock is None:
        return 0
    return lateness(Deadline.from_dict(review.clock), time.local_date(at), packs.calendar())
