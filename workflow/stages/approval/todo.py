"""What waits for the committee, the decision-maker and whoever tells the result."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import joinedload, selectinload

from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.kernel.errors import N_
from workflow.places import queries as places
from workflow.policy.flows import Kind
from workflow.staff import rights
from workflow.staff.models import Officer
from workflow.staff.rights import may
from workflow.stages.approval import queries
from workflow.stages.approval.models import Review, Vote
from workflow.stages.cases import moves
from workflow.stages.cases.models import Case, CaseHand
from workflow.stages.cases.rules import CAMPAIGN
from workflow.stages.cases.states import State
from workflow.stages.cases.todo import Next, Todo


def _my_vote(person: Officer) -> ColumnElement[bool]:
    member = exists().where(CaseHand.case_id == Case.id, CaseHand.officer_id == person.id, CaseHand.duty == moves.VOTE)
    return and_(member, ~exists().where(Vote.case_id == Case.id, Vote.officer_id == person.id))


def _my_level(person: Officer) -> Any:
    return Case.level == person.office.level


_DECIDE = Next("decision.decide", "approval.decide", N_("Decide"), _my_level)
_OPEN = Next("review.open", "approval.open_review", N_("Open the review"), within=Kind.REVIEW, graded=True)
_VOTE = Next("review.vote", "approval.vote", N_("Vote"), _my_vote)
_BEFORE = (Kind.INVESTIGATION, Kind.REVIEW)
NEXT = {
    State.ACCEPTED: (replace(_OPEN, without=(Kind.INVESTIGATION,)), replace(_DECIDE, without=_BEFORE)),
    State.INVESTIGATED: (_OPEN, replace(_DECIDE, without=(Kind.REVIEW,))),
    State.REVIEWED: _VOTE,
    State.PRESENTED: replace(_OPEN, within=Kind.SECOND_REVIEW),
    State.EXAMINED: _VOTE,
    State.PASSED: _DECIDE,
    State.FAILED: _DECIDE,
    State.FOREPOSTED: _DECIDE,
    State.CLEARED: _DECIDE,
}


def rows(person: Officer, *, now: datetime, limit: int) -> list[Todo]:
    """Reviews in which everybody has voted, and results nobody has told the applicant yet."""
    return [*_to_close(person, limit), *_to_tell(person, now, limit)]


def _to_close(person: Officer, limit: int) -> list[Todo]:
    if not may(person, "review.close"):
        return []
    title, label = N_("Everybody has voted on case %(number)s."), N_("Close the review")
    return [
        Todo(title, label, "approval.close_review", {"public_id": case.public_id}, {"number": case.number}, case.due_on)
        for case in _voted_out(person, limit)
    ]


def _to_tell(person: Officer, now: datetime, limit: int) -> list[Todo]:
    if not may(person, "result.tell"):
        return []
    title, label, today = N_("The result of case %(number)s has not been told."), N_("Tell the result"), local_date(now)
    return [
        Todo(
            title,
            label,
            "approval.tell_result",
            {"public_id": case.public_id},
            {"number": case.number},
            case.due_on,
            late=case.due_on is not None and case.due_on < today,
        )
        for case in _untold(person, limit)
    ]


def _voted_out(person: Officer, limit: int) -> list[Case]:
    """Cases of the person's offices whose review everybody has voted in, oldest review first."""
    reach = places.offices_below(person.office)
    query = select(Review).join(Case).where(Review.closed_at.is_(None), Case.state.in_(queries.SITTING))
    query = query.where((Case.office_id + 0).in_(reach))  # from the few sitting reviews to their cases, not back
    query = query.options(selectinload(Review.votes), joinedload(Review.case)).order_by(Review.id)
    ready = (review for review in session.scalars(query) if len(review.votes) >= len(review.members))
    return [review.case for review in islice(ready, limit)]


def _untold(person: Officer, limit: int) -> list[Case]:
    """Decided cases in the person's reach whose applicant has not been told, by due date."""
    query = select(Case).where(Case.decided_at.is_not(None), Case.answered_at.is_(None), Case.state != State.WITHDRAWN)
    listed = and_(Case.channel == CAMPAIGN, Case.state != State.REFUSED, Case.flow.contains(Kind.NOTICE))
    query = query.where(~listed)  # what is granted there the village's list tells
    if rights.reaches(person, "result.tell") == {"own"}:
        query = query.where(Case.officer_id + 0 == person.id)  # the index of untold cases is the small one
    else:
        query = query.where((Case.office_id + 0).in_(places.offices_below(person.office)))
    return list(session.scalars(query.order_by(Case.due_on, Case.id).limit(limit)))
