"""The committee sits on a case: opened with fixed members, one signed vote each, closed by counting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from workflow.base import audit
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.kernel import ids
from workflow.kernel.errors import Conflict, Invalid, N_
from workflow.staff.models import Officer
from workflow.stages.appraisal.queries import investigation_of
from workflow.stages.approval import grades, queries, rules
from workflow.stages.approval.models import Review, Vote
from workflow.stages.approval.rules import Choice
from workflow.stages.cases import moves
from workflow.stages.cases.models import Case
from workflow.stages.cases.states import Step

OPENED = audit.declare("review_opened", "set", "review", "office", "members", "recused", "proposed_amount")
VOTED = audit.declare("vote_cast", "set", "review", "choice", "opinion")
CLOSED = audit.declare(
    "review_closed", "set", "review", "yes", "members", "share", "passed", "passed_amount", "checklist"
)


def open_review(case: Case, *, substitutes: Sequence[Officer] = (), by: Officer, at: datetime) -> Review:
    """Let the committee sit on a case: its members are fixed now, each recused one replaced by a substitute (Q28).

    Where the case's way has two committees, the second sits on what the first passed, and nobody sits on both.

    Raises Invalid without quorum or where the substitutes do not match the recused, NotSet without a pass rule.
    """
    moves.check(case, Step.OPEN_REVIEW)
    grades.check_rated(case)
    queries.required(case, "vote.share")
    bench = queries.bench(case, on=local_date(at))
    members = _members(case, bench, substitutes)
    for member in members:
        moves.take_hand(case, member, moves.VOTE, at=at)
    review = _made(case, bench, members, by=by, at=at)
    changed = moves.advance(case, Step.OPEN_REVIEW, at=at)
    session.flush()
    audit.record(
        OPENED, case.stream, at=at, by=by.id, set=changed, review=review.public_id, office=review.office_id,
        members=review.members, recused=review.recused, proposed_amount=review.proposed_amount,
    )  # fmt: skip
    moves.tell_holder(case, at=at)
    return review


def _members(case: Case, bench: queries.Bench, substitutes: Sequence[Officer]) -> list[Officer]:
    able = {officer.id for officer in bench.substitutes}
    if len({officer.id for officer in substitutes} & able) != len(substitutes):
        raise Invalid(N_("Choose substitutes from the list, each once."), field="substitutes")
    if len(substitutes) != len(bench.recused):
        message = N_("Name one substitute for each recused member: %(number)s in all.")
        raise Invalid(message, number=len(bench.recused), field="substitutes")
    members = [*bench.fit, *substitutes]
    rules.check_quorum(len(members), queries.required(case, "vote.min_members").value)
    return members


def _made(case: Case, bench: queries.Bench, members: list[Officer], *, by: Officer, at: datetime) -> Review:
    first = queries.review_of(case)
    review = Review(
        public_id=ids.public_id(), case=case, office=bench.office, opened_by_id=by.id, opened_at=at,
        members=[member.id for member in members], recused=[member.id for member in bench.recused], checklist={},
        proposed_amount=_proposed(case, first), turn=first.turn + 1 if first else 1,
    )  # fmt: skip
    session.add(review)
    return review


def _proposed(case: Case, first: Review | None) -> int:
    """The most that may pass, in fen: what the officer proposed, before a second committee what the first passed."""
    found = investigation_of(case)
    if found is None:
        raise Conflict(N_("Nobody has investigated this case."))
    return (first.passed_amount or 0) if first else found.proposed_amount


def vote(review: Review, *, choice: Choice, opinion: str, by: Officer, at: datetime) -> Vote:
    """Cast one's one vote with a signed opinion; it is never changed.

    Raises Forbidden for whoever is no member or has a tie to the household by now, Conflict after closing.
    """
    queries.check_member(review, by)
    moves.take_hand(review.case, by, moves.VOTE, at=at)
    if not opinion:
        raise Invalid(N_("Please write and sign your opinion."), field="opinion")
    cast = Vote(review=review, case_id=review.case_id, officer=by, choice=Choice(choice), opinion=opinion, cast_at=at)
    session.add(cast)
    session.flush()
    audit.record(
        VOTED, review.case.stream, at=at, by=by.id, set={}, review=review.public_id, choice=str(cast.choice),
        opinion=opinion,
    )  # fmt: skip
    return cast


def close_review(
    review: Review, *, passed_amount: int | None, checklist: Sequence[bool], by: Officer, at: datetime
) -> Review:
    """Count the yes votes over all members and move the case on; `checklist` says which points were in order.

    The amount in fen matters only where the case passes: at most what the officer proposed. Raises Invalid while
    fewer have voted than a committee needs, Conflict for an amount above the household's credit grade.
    """
    queries.check_open(review)
    case = review.case
    rules.check_quorum(len(review.votes), queries.required(case, "vote.min_members").value)
    passed = queries.passing(review)
    amount = _passed_amount(review, passed_amount) if passed else None
    review.passed, review.passed_amount = passed, amount
    review.closed_at, review.checklist = at, _checked(case, checklist)
    step = Step.PASS if review.passed else Step.FAIL
    changed = moves.advance(case, step, at=at, passed_amount=review.passed_amount)
    session.flush()
    audit.record(
        CLOSED, case.stream, at=at, by=by.id, set=changed, review=review.public_id, yes=rules.yes(review.votes),
        members=len(review.members), share=str(queries.required(case, "vote.share").value), passed=review.passed,
        passed_amount=review.passed_amount, checklist=review.checklist,
    )  # fmt: skip
    moves.tell_holder(case, at=at)
    return review


def _passed_amount(review: Review, amount: int | None) -> int:
    found = rules.check_passed_amount(amount, review.proposed_amount, second=review.turn > 1)
    grades.check_rated(review.case, found)
    return found


def _checked(case: Case, found: Sequence[bool]) -> dict[str, Any]:
    points = queries.checklist(case)
    if len(points) != len(found):
        raise Invalid(N_("Say for each point whether it was found in order."), field="checklist")
    return {"points": [{"zh": point.zh, "en": point.en, "met": met} for point, met in zip(points, found, strict=True)]}
