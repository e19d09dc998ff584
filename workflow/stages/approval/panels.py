"""The approval stage's panel on the case page: review, decisions, result."""

from __future__ import annotations

from typing import Any

from workflow.staff.models import Officer
from workflow.stages.approval import queries
from workflow.stages.approval.models import Review
from workflow.stages.approval.rules import CHOICES, VERDICTS
from workflow.stages.cases import moves
from workflow.stages.cases.models import Case
from workflow.stages.cases.rules import CAMPAIGN
from workflow.stages.cases.states import State, Step


def panel(case: Case, person: Officer) -> dict[str, Any] | None:
    """What the committee and the decision-makers did; None before there is anything to review."""
    review, opening = queries.review_of(case), Step.OPEN_REVIEW in moves.steps(case)
    if review is None and not opening and not _waits(case) and case.decided_at is None:
        return None
    return {
        "opening": opening,
        "review": review,
        "sitting": queries.sitting(review) if review else [],
        "recused": queries.officers(review.recused) if review else [],
        "open_votes": review is not None and votes_open_to(review, person),
        "may_vote": review is not None and case.state == State.REVIEWED and _votes_now(review, person),
        "decisions": queries.decisions_of(case),
        "waits": _waits(case),
        "decides": _waits(case) and case.level == person.office.level,
        "level": queries.level_name(case),
        "result": queries.result_notice(case),
        "untold": case.decided_at is not None and case.answered_at is None and not _listed(case),
        "choices": CHOICES,
        "verdicts": VERDICTS,
    }


def _waits(case: Case) -> bool:
    """Whether somebody decides next."""
    return Step.APPROVE in moves.steps(case) or case.state == State.FAILED


def _listed(case: Case) -> bool:
    """Whether the village's list tells the result: nobody applied for the line."""
    return case.channel == CAMPAIGN and case.state != State.REFUSED


def votes_open_to(review: Review, person: Officer) -> bool:
    """Votes are sealed from everyone until the review is closed, but open to a member who has voted."""
    return review.closed_at is not None or any(cast.officer_id == person.id for cast in review.votes)


def _votes_now(review: Review, person: Officer) -> bool:
    return person.id in review.members and not votes_open_to(review, person)
