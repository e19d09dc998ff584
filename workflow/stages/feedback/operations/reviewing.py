"""Answered is not the same as put right: the superior office looks again when the holder of the receipt asks for it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from workflow.base import audit
from workflow.base import clock as time
from workflow.base.db import session
from workflow.carriers import outbox
from workflow.doors.inbox import take
from workflow.doors.inbox.take import Handed
from workflow.kernel import ids
from workflow.staff.models import Officer
from workflow.stages.feedback import queries, rules
from workflow.stages.feedback.models import ComplaintReview
from workflow.stages.feedback.operations.concern import concerned, exclude, spread
from workflow.stages.feedback.operations.merging import refuse_giving_away
from workflow.stages.feedback.operations.standing import (
    change,
    days_late,
    deadline,
    enclose,
    review_until,
    say,
    send_news,
    tell_holder,
)
from workflow.stages.feedback.states import ReviewState, ReviewStep, review_after

ASKED = audit.declare("complaint_review_asked", "excluded", "turn", "due_on", "photos")
REFERRED = audit.declare("complaint_review_referred", "reviewer")
RETURNED = audit.declare("complaint_review_returned", "reviewer")
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
    told: dict[str, Any] = {"turn": turn.public_id, "due_on": due_on, "photos": enclose(complaint, handed, turn=turn)}
    audit.record(ASKED, complaint.stream, at=at, excluded=excluded, **told)
    spread(complaint, at=at)
    tell_holder(complaint, at=at)
    return review


def refer_waiting(*, at: datetime) -> int:
    """Give every review without a reviewer to the nearest superior office; returns how many found somebody.

    What a reviewer had who left the house or the role is taken back first. One review after the other: whom one is
    given to has one more when the next is given.
    """
    for review in queries.stranded():
        _take_back(review, at=at)
    return sum(_refer(review, at=at) for review in queries.unreferred())


def _take_back(review: ComplaintReview, *, at: datetime) -> None:
    left = review.reviewer.username if review.reviewer else ""
    change(review, state=str(review_after(review.state, ReviewStep.RETURN)), reviewer_id=None)
    audit.record(RETURNED, review.complaint.stream, at=at, reviewer=left)
    tell_holder(review.complaint, at=at)


def _refer(review: ComplaintReview, *, at: datetime) -> bool:
    officer = next(iter(queries.reviewers(review.complaint)), None)
    if officer is None:
        return False
    change(review, state=str(review_after(review.state, ReviewStep.REFER)), reviewer_id=officer.id)
    audit.record(REFERRED, review.complaint.stream, at=at, reviewer=officer.username)
    due = review.due_on.isoformat() if review.due_on else ""
    outbox.add("complaint-yours", channel="email", to=officer.email, language=officer.language, at=at, due=due)
    tell_holder(review.complaint, at=at)
    return True


def decide_review(
    review: ComplaintReview, *, findings: str, outcome: str, answer: str, by: Officer, at: datetime
) -> None:
    """Say what the second look found; the first answer stays beside it as it was given.

    Invalid for words that tell the complainant of another's complaint which was handled as one with this.
    """
    state = review_after(review.state, ReviewStep.DECIDE)
    refuse_giving_away([review.complaint], answer, field="answer")
    review.state = str(state)
    review.findings, review.answer, review.outcome = findings, answer, outcome
    review.answered_at, review.open = at, False
    session.flush()
    late = days_late(review, at)
    audit.record(REVIEWED, review.complaint.stream, at=at, by=by.id, outcome=outcome, late=late)
    tell_holder(review.complaint, at=at)
    send_news(review.complaint, at=at)
