"""A case on its way through investigation, committee and decision, in the small house of `factories_cases`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.support.factories_cases import FOUNDED, House, accepted, house, person
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.places import packs
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.appraisal.models import Investigation
from workflow.stages.appraisal.operations import investigate
from workflow.stages.appraisal.rating import operations as rating
from workflow.stages.appraisal.rating import queries as ratings
from workflow.stages.appraisal.rating.models import Rating
from workflow.stages.approval import operations
from workflow.stages.approval.models import CommitteeSeat, Review
from workflow.stages.approval.queries import checklist, review_of
from workflow.stages.approval.rules import Choice
from workflow.stages.cases.models import Case
from workflow.stages.people.models import Tie

OWN_PACKS = Path(__file__).parents[1] / "stages" / "approval" / "packs"


def valley(*, members: int = 3) -> House:
    """A house under the pack of these tests' own, with a committee at the branch."""
    made = house("valley", own=OWN_PACKS)
    seated(made, members)
    return made


GRADE_WITHIN_THREE_DAYS = """
[stage_limit.rating]
values = [{ from = 2016-01-01, value = 3, unit = "workday", cite = "试验" }]
"""


def ruled(folder: Path, rules: str) -> None:
    """The valley's pack with more rules, kept in `folder`."""
    own = folder / "packs" / "valley"
    own.mkdir(parents=True, exist_ok=True)
    (own / "more.toml").write_text(rules)
    packs.use_folders(OWN_PACKS, own.parent)


def founded(pack: str = "shiyan2011", *, members: int = 3) -> House:
    """A house under a pack whose open figures are filled, with a committee at the branch."""
    made = house(pack, examples=True)
    if pack == "heze2005":
        packs.use_folders(OWN_PACKS)
    seated(made, members)
    return made


def seated(made: House, number: int) -> list[Officer]:
    """Committee members with a seat at the branch."""
    found = [person(Role.COMMITTEE_MEMBER, made.branch, f"委员{index}") for index in range(number)]
    session.add_all(CommitteeSeat(office_id=made.branch.id, officer=officer, from_at=FOUNDED) for officer in found)
    session.flush()
    return found


def decider(made: House, level: str) -> Officer:
    """A decision-maker of the office of that level."""
    return person(Role.DECISION_MAKER, made.offices[level], f"{level}决策")


def tie(officer: Officer, case: Case) -> Tie:
    """A declared tie of an officer to a case's household."""
    made = Tie(
        officer_id=officer.id,
        household_id=case.household_id,
        nature="relative",
        declared_by_id=officer.id,
        declared_at=FOUNDED,
    )
    session.add(made)
    session.flush()
    return made


def report(case: Case, at: datetime, **changed: Any) -> dict[str, Any]:
    """A believable investigation report; `changed` fields win."""
    usual = {
        "visited_on": local_date(at), "place": "东白城村", "income": 6_000_000, "spending": 2_500_000,
        "assets": 20_000_000, "debts": 0, "credit_status": "无不良记录", "character": "勤劳守信",
        "purpose_opinion": "苹果园化肥,风险小", "repayment_source": "卖苹果", "family_signed": True,
        "bureau_checked": True, "proposed_amount": case.amount, "proposed_term_months": case.term_months,
        "opinion": "同意", "assistant": None,
    }  # fmt: skip
    return usual | changed


def investigated(made: House, at: datetime, *, amount: int = 5_000_000, **changed: Any) -> Case:
    """A case accepted and investigated at `at`, for `amount` fen."""
    case = accepted(made, at, amount=amount)
    look(case, made, at, **changed)
    return case


def look(case: Case, made: House, at: datetime, **changed: Any) -> Investigation:
    """The investigation of a case by its officer."""
    return investigate(case, **report(case, at, **changed), by=made.officer, at=at)


def opened(case: Case, made: House, at: datetime, substitutes: Sequence[Officer] = ()) -> Review:
    """The review of an investigated case, opened by the back office."""
    return operations.open_review(case, substitutes=substitutes, by=made.people[Role.BACK_OFFICE], at=at)


def voted(review: Review, at: datetime, *, yes: int) -> Review:
    """Everybody votes: the first `yes` members yes, the others no."""
    for index, member_id in enumerate(review.members):
        member = session.get_one(Officer, member_id)
        choice = Choice.YES if index < yes else Choice.NO
        operations.vote(review, choice=choice, opinion="已阅", by=member, at=at)
    return review


def closed(review: Review, made: House, at: datetime, *, passed_amount: int | None = None) -> Case:
    """The review counted and closed; what passes is the proposal unless told."""
    points = [True] * len(checklist(review.case))
    amount = passed_amount or review.proposed_amount
    operations.close_review(review, passed_amount=amount, checklist=points, by=made.people[Role.BACK_OFFICE], at=at)
    return review.case


def passed(
    made: House,
    at: datetime,
    *,
    amount: int = 5_000_000,
    asked: int | None = None,
    yes: int | None = None,
    case: Case | None = None,
) -> Case:
    """A case the committee passed (or with too few `yes` did not), an hour after it was accepted for `asked` fen, or an
    investigated `case`."""
    case = case or investigated(made, at, amount=asked or amount, proposed_amount=amount)
    review = opened(case, made, at + timedelta(minutes=20))
    wanted = len(review.members) if yes is None else yes
    return closed(voted(review, at + timedelta(minutes=40), yes=wanted), made, at + timedelta(hours=1))


def graded(case: Case, made: House, at: datetime, scores: str) -> Rating:
    """The household's rating, every factor scored the same, settled by its three tiers at the grade it reached."""
    speakers = [person(role, made.branch) for role in (Role.PANEL_MEMBER, Role.BRANCH_HEAD, Role.COUNTY_CREDIT)]
    facts = {"scores": {term.code: Decimal(scores) for term in ratings.factors(local_date(at))}}
    found = rating.rate(case.household, income=6_000_000, asked=case.amount, facts=facts, by=made.officer, at=at)
    for each in speakers:
        rating.judge(found, grade=found.grade, word="同意", by=each, at=at)
    return found


def review(case: Case) -> Review:
    """The review of a case that has one."""
    found = review_of(case)
    assert found is not None
    return found
