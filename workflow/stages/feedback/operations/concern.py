"""Whom a complaint concerns: computed, kept, never taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from workflow.base import audit
from workflow.base.db import session
from workflow.stages.cases.models import Case
from workflow.stages.feedback import queries, rules
from workflow.stages.feedback.models import Complaint, Exclusion
from workflow.stages.feedback.operations.standing import change
from workflow.stages.feedback.states import ReviewStep, Step, after, review_after

EXCLUDED = audit.declare("complaint_persons_excluded", "set", "excluded")


def concerned(complaint: Complaint) -> dict[int, str]:
    """Everyone it is about as far as that can be computed: named in its words, acted on its case, heads its office."""
    words = "\n".join([complaint.about or "", complaint.text, *_said_since(complaint)])
    named = rules.because(rules.NAMED, rules.named_in(words, queries.names_of_staff()))
    acted = rules.because(rules.ACTED, _who_acted(complaint.case_id))
    heads = rules.because(rules.HEAD, queries.heads_of(complaint.office_id) if complaint.office_id else ())
    return rules.merged(named, acted, heads)


def exclude(complaint: Complaint, people: dict[int, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Add exclusions; whoever handles or reviews it and is among them gives it back.

    Whoever gave an answer, the first or that of the review, cannot be kept out of it any more. Returns the complaint's
    changed columns and the new exclusions.
    """
    past = complaint.excluded_ids | _answered_by(complaint)
    fresh = {number: why for number, why in people.items() if number not in past}
    changed = {}
    if complaint.assigned_to_id in fresh:
        changed = change(complaint, state=str(after(complaint.state, Step.RETURN)), assigned_to_id=None)
    _give_back(complaint, fresh)
    complaint.exclusions.extend(Exclusion(officer_id=number, because=why) for number, why in fresh.items())
    session.flush()
    return changed, {str(number): why for number, why in sorted(fresh.items())}


def _answered_by(complaint: Complaint) -> set[int | None]:
    first = set() if complaint.open else {complaint.assigned_to_id}
    review = complaint.review
    return first if review is None or review.open else first | {review.reviewer_id}


def _said_since(complaint: Complaint) -> list[str]:
    return [turn.text for turn in complaint.talk if turn.by_id is None]


def _give_back(complaint: Complaint, fresh: dict[int, str]) -> None:
    review = complaint.review
    if review and review.open and review.reviewer_id in fresh:
        review.state, review.reviewer_id = str(review_after(review.state, ReviewStep.RETURN)), None
        session.flush()


def spread(complaint: Complaint, *, at: datetime) -> None:
    """Keep whoever is kept out of one of the complaints that are handled as one out of all of them."""
    every = queries.together(complaint)
    people = rules.because(rules.TOGETHER, frozenset().union(*(each.excluded_ids for each in every)))
    for each in every:
        if people.keys() <= each.excluded_ids:  # most of a long heap
            continue
        changed, excluded = exclude(each, people)
        if excluded:
            audit.record(EXCLUDED, each.stream, at=at, set=changed, excluded=excluded)


def exclude_newly_concerned(*, at: datetime) -> int:
    """Keep out whoever began to act on the case of an open complaint since; returns how many complaints changed."""
    count = 0
    for complaint in queries.open_with_case():
        changed, excluded = exclude(complaint, concerned(complaint))
        if excluded:
            audit.record(EXCLUDED, complaint.stream, at=at, set=changed, excluded=excluded)
            spread(complaint, at=at)
            count += 1
    return count


def _who_acted(case_id: int | None) -> frozenset[int]:
    case = session.get(Case, case_id) if case_id else None
    if case is None:
        return frozenset()
    acted = select(audit.Event.by).where(audit.Event.stream == case.stream, audit.Event.by.is_not(None)).distinct()
    in_charge = {number for number in (case.officer_id, case.decided_by_id) if number}
    return frozenset(number for number in session.scalars(acted) if number) | queries.hands_in(case.id) | in_charge
