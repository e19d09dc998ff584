"""The approval stage's panel on the case page: review, decisions, result."""

from __future__ import annotations

from typing import Any

from workflow.policy.flows import Kind
from workflow.staff.models import Officer
from workflow.stages.approval import queries
from workflow.stages.approval.models import Review
from workflow.stages.approval.rules import CHOICES, VERDICTS
from workflow.stages.cases import moves, ways
from workflow.stages.cases.models import Case
from workflow.stages.cases.rules import CAMPAIGN
from workflow.stages.cases.states import State, Step


def panel(case: Case, person: Officer) -> dict[str, Any] | None:
    """What the committee and the decision-makers did; None before there is anything to review."""
    reviews, opening = queries.reviews_of(case), Step.OPEN_REVIEW in moves.steps(case) and not ways.lacks_grade(case)
    if not reviews and not opening and not _waits(case) and case.decided_at is None:
        return None
    return {
        "opening": opening,
        "sittings": [_sitting(review, person) for review in reviews],
        "may_vote": bool(reviews) and case.state in queries.SITTING and _votes_now(reviews[-1], person),
        "second": Kind.SECOND_REVIEW in case.way.kinds,
        "decisions": queries.decisions_of(case),
        "waits": _waits(case),
        "decides": _waits(case) and case.level == person.office.level,
        "level": queries.level_name(case),
        "result": queries.result_notice(case),
        "untold": case.decided_at is not None and case.answered_at is None and not _listed(case),
        "choices": CHOICES,
        "verdicts": VERDICTS,
    }


def _sitting(review: Review, person: Officer) -> dict[str, Any]:
    """One committee's sitting as a person may see it."""
    return {
        "review": review,
        "places": queries.sitting(review),
        "recused": queries.officers(review.recused),
        "open_votes": votes_open_to(review, person),
    }


def _waits(case: Case) -> bool:
    """Whether somebody decides next."""
    return Step.APPROVE in moves.steps(case) or case.state == State.FAILED


def _listed(case: Case) -> bool:
    """Whether the village's list tells the result: nobody applied for the line."""
    return case.channel == CAMPAIGN and case.state != State.REFUSED and Kind.NOTICE in case.way.kinds


def votes_open_to(review: Review, person: Officer) -> bool:
    """Votes are sealed from everyone until the review is closed, but open to a member who has voted."""
    return review.closed_at is not None or any(cast.officer_id == person.id for cast in review.votes)


def _votes_now(review: Review, person: Officer) -> bool:
    return person.id in review.members and not votes_open_to(review, person)
