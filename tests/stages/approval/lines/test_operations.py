"""Settled lines become cases by a signed and approved form, go on the village's list and take effect (A32)."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from tests.support.asking import asking
from tests.support.campaign import OWN, Village, moment
from tests.support.factories_cases import person
from workflow.base import audit
from workflow.base.db import session
from workflow.kernel.errors import Conflict, Forbidden, Invalid
from workflow.places import packs
from workflow.staff.roles import Role
from workflow.stages.appraisal.panel import operations as panels
from workflow.stages.appraisal.panel.models import Appraisal
from workflow.stages.appraisal.rating.models import Rating
from workflow.stages.appraisal.survey import operations as surveys
from workflow.stages.approval import operations as approval
from workflow.stages.approval import todo
from workflow.stages.approval.grades import Gap
from workflow.stages.approval.lines import operations, queries, showing
from workflow.stages.approval.queries import decisions_of
from workflow.stages.approval.rules import Verdict
from workflow.stages.cases.models import Case, CaseHand
from workflow.stages.cases.replay import fold, stored
from workflow.stages.credit import operations as credit
from workflow.stages.credit.models import CreditLine
from workflow.stages.notices import operations as notices
from workflow.stages.notices import queries as lists
from workflow.stages.people.models import Tie

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PRODUCT = "micro_credit"


def signed(world: Village, *, by: object = None) -> operations.LineBatch:
    forms = queries.ready(world.house.village, world.at.date())
    return operations.sign(world.house.village, forms, product=PRODUCT, by=by or world.officer, at=world.at)


def tie(officer: object, household: object, world: Village) -> None:
    session.add(
        Tie(
            officer_id=officer.id,
            household_id=household.id,
            nature="relative",
            declared_by_id=world.team.id,
            declared_at=world.at,
        )
    )
    session.flush()


def test_from_settled_lines_to_effective_ones(database: Engine) -> None:
    world = Village()
    low, high = world.lines([30_000, 80_000])
    batch = signed(world)
    assert high.state == "proposed", "its form cannot be ruled on any more: its case is decided above"
    assert not queries.ready(world.house.village, world.at.date()), "a line stands on one form"
    done = operations.approve(batch, by=world.decider, at=world.at)
    assert (done.granted, done.sent_up, done.left, batch.state) == (1, 1, 0, "approved")
    granted, sent_up = session.scalars(select(Case).order_by(Case.id))
    assert (granted.state, granted.granted_amount, granted.channel) == ("approved", 3_000_000, "campaign")
    assert (sent_up.state, sent_up.level, sent_up.passed_amount) == ("passed", "head_office", 8_000_000)
    notice = notices.draft(
        village=world.house.village, cases=lists.candidates([world.house.branch.id]), days=None, place="村部",
        by=world.keeper, at=world.at,
    )  # fmt: skip
    period = notices.post(notice, by=world.publisher, at=world.at)
    assert (period.last_day.isoformat(), [row.subject_to_approval for row in notice.rows]) == (
        "2011-05-09", [False, True],
    )  # fmt: skip
    assert granted.answered_at == world.at, "the list tells it: nobody has applied"
    assert sent_up.answered_at is None, "nothing is decided about it yet"
    credit.close_notice(notice, by=world.keeper, at=moment("2011-05-10 09:00"))
    assert (granted.state, sent_up.state) == ("effective", "cleared")
    assert [line.case_id for line in session.scalars(select(CreditLine))] == [granted.id]
    operations.approve_above(batch, by=world.above, at=moment("2011-05-12 09:00"))
    made = {line.amount: line.effective_on.isoformat() for line in session.scalars(select(CreditLine))}
    assert made == {3_000_000: "2011-05-10", 8_000_000: "2011-05-12"}
    for case in (granted, sent_up):
        assert fold(audit.history(case.stream)) == stored(case), "the case is what its events say"
    hands = {
        hand.officer_id: hand.duty for hand in session.scalars(select(CaseHand).where(CaseHand.case_id == granted.id))
    }
    assert hands == {
        world.team.id: "survey", world.keeper.id: "survey", world.officer.id: "survey", world.sitting.id: "vote",
        world.decider.id: "decide",
    }  # fmt: skip
    kinds = [event.kind for event in audit.history(batch.stream)]
    assert kinds == ["line_batch_signed", "line_batch_approved", "line_batch_approved"]
    assert low.state == "appraised"


@sqlite
def test_who_is_tied_keeps_out_of_that_line_alone(database: Engine) -> None:
    world = Village()
    first, second, third = world.lines([30_000, 20_000, 10_000])
    tie(world.officer, first.survey.household, world)
    tie(world.decider, second.survey.household, world)
    batch = signed(world)
    assert {row.appraisal_id for row in batch.rows} == {second.id, third.id}
    done = operations.approve(batch, by=world.decider, at=world.at)
    assert (done.granted, done.left, batch.state) == (1, 1, "signed")
    with pytest.raises(Forbidden):
        operations.approve(batch, by=world.decider, at=world.at)
    another = person(Role.DECISION_MAKER, world.house.branch, "副主任")
    assert operations.approve(batch, by=another, at=world.at).granted == 1
    assert (batch.state, batch.approved_by_id) == ("approved", another.id)
    rest = signed(world, by=world.keeper)
    assert [row.appraisal_id for row in rest.rows] == [first.id]


@sqlite
def test_what_is_returned_stands_on_no_form_and_can_be_settled_anew(database: Engine) -> None:
    world = Village()
    _low, high = world.lines([30_000, 80_000])
    batch = signed(world)
    operations.send_back(batch, why="第二户再议", by=world.decider, at=world.at)
    assert (batch.state, high.state) == ("returned", "escalated")
    operations.reopen(high, why="第二户再议", by=world.keeper, at=world.at)
    assert (high.state, high.settled_line, high.signatures) == ("prepared", None, [])
    world.meet(high, 45_000)
    again = signed(world)
    assert [row.amount for row in again.rows] == [3_000_000, 4_500_000]


@sqlite
def test_who_foreposted_and_was_refused_is_told(database: Engine) -> None:
    world = Village()
    world.lines([80_000])
    operations.approve(signed(world), by=world.decider, at=world.at)
    case = session.scalars(select(Case)).one()
    notice = notices.draft(
        village=world.house.village, cases=[case], days=None, place="村部", by=world.keeper, at=world.at
    )
    notices.post(notice, by=world.publisher, at=world.at)
    assert not todo.rows(world.officer, now=world.at, limit=9)
    approval.decide(case, verdict=Verdict.REFUSE, reason="负债过高", by=world.above, at=world.at)
    assert [row.endpoint for row in todo.rows(world.officer, now=world.at, limit=9)] == ["approval.tell_result"]


@sqlite
def test_who_has_another_part_in_one_line_approves_the_others(database: Engine) -> None:
    world = Village()
    world.lines([80_000, 90_000])
    batch = signed(world)
    operations.approve(batch, by=world.decider, at=world.at)
    first, second = session.scalars(select(Case).order_by(Case.id))
    session.add(CaseHand(case_id=first.id, officer_id=world.above.id, duty="survey", since=world.at))
    session.flush()
    assert operations.approve_above(batch, by=world.above, at=world.at) == 1
    assert (first.state, second.state) == ("passed", "approved")
    with pytest.raises(Conflict, match="waits for you"):
        operations.approve_above(batch, by=world.above, at=world.at)


@sqlite
def test_a_later_survey_that_was_given_up_keeps_no_line_back(database: Engine) -> None:
    world = Village()
    (form,) = world.lines([30_000])
    again = surveys.draw(form.survey.household, by=world.team, at=world.at)
    assert not queries.ready(world.house.village, world.at.date())
    surveys.abandon(again, why="全家外出", by=world.team, at=world.at)
    assert queries.ready(world.house.village, world.at.date()) == [form]


@sqlite
def test_without_a_limit_of_the_branch_every_line_goes_up(database: Engine) -> None:
    world = Village()
    world.lines([10_000])
    packs.use_folders()
    done = operations.approve(signed(world), by=world.decider, at=world.at)
    assert (done.granted, done.sent_up) == (0, 1)
    case = session.scalar(select(Case))
    approval.decide(case, verdict=Verdict.GRANT, by=world.above, at=world.at + timedelta(hours=1))
    assert case.state == "approved"


@sqlite
def test_a_deferred_household_and_one_without_a_line_are_on_no_form(database: Engine) -> None:
    world = Village()
    world.settled(world.household(1), 30_000)
    form = world.settled(world.household(2, "李测试"), 20_000)
    operations.reopen(form, why="不再授信", by=world.keeper, at=world.at)
    world.meet(form, 0)
    assert len(queries.ready(world.house.village, world.at.date())) == 1
    with pytest.raises(Conflict, match="changed"):
        operations.sign(world.house.village, [form], product=PRODUCT, by=world.officer, at=world.at)
    with pytest.raises(Invalid):
        operations.sign(world.house.village, [], product=PRODUCT, by=world.officer, at=world.at)


def test_an_approval_above_the_authority_is_a_proposal_and_one_decision_follows(database: Engine) -> None:
    world = Village()
    (high,) = world.lines([80_000])
    supporter = person(Role.COUNTY_CREDIT, world.above.office, also=(Role.DECISION_MAKER,))
    panels.rule(high, approve=True, by=supporter, at=world.at)
    batch = signed(world)
    done = operations.approve(batch, by=world.decider, at=world.at)
    case = session.scalars(select(Case)).one()
    assert (done.granted, done.sent_up, case.state, case.decided_by_id) == (0, 1, "passed", None)
    [proposal] = decisions_of(case)
    assert (proposal.officer_id, proposal.level, proposal.verdict) == (world.decider.id, "branch", "escalate")
    with pytest.raises(Conflict, match="No line"):
        operations.approve_above(batch, by=supporter, at=world.at)
    operations.approve_above(batch, by=world.above, at=world.at)
    assert [made.verdict for made in decisions_of(case)] == ["escalate", "grant"]
    assert case.decided_by_id == world.above.id


def graded(form: Appraisal, cap: int, world: Village) -> None:
    """A settled credit grade of the household of a form, with the line (yuan) it gives."""
    session.add(Rating(
        public_id=f"R{form.id}".ljust(26, "0"), household_id=form.survey.household_id, state="settled",
        rules_on=world.at.date(), scheme="score", facts={}, grade="A", income=1, cap=cap * 100, asked=1, line=1,
        recorded_at=world.at, settled_at=world.at, recorded_by_id=world.team.id,
    ))  # fmt: skip
    session.flush()


@sqlite
def test_a_household_without_its_grade_holds_up_nobody_else(database: Engine) -> None:
    world = Village()
    packs.use_folders(OWN, Path(__file__).parent / "packs")
    ready, ungraded, above_its_cap = world.lines([30_000, 20_000, 40_000])
    graded(ready, 30_000, world)
    graded(above_its_cap, 30_000, world)
    forms = queries.ready(world.house.village, world.at.date())
    batch = operations.sign(world.house.village, forms, product="guaranteed", by=world.officer, at=world.at)
    done = operations.approve(batch, by=world.decider, at=world.at)
    assert (done.granted, done.left, done.unready, batch.state) == (1, 0, 2, "signed")
    named = gaps(batch, world)
    assert "has none" in named[ungraded.id].message
    assert "above" in named[above_its_cap.id].message
    with pytest.raises(Conflict, match="No line of this form is ready"):
        operations.approve(batch, by=world.decider, at=world.at)
    graded(ungraded, 20_000, world)
    assert operations.approve(batch, by=world.decider, at=world.at).granted == 1
    assert session.scalars(select(Case.state)).all() == ["approved", "approved"]


def gaps(batch: operations.LineBatch, world: Village) -> dict[int, Gap]:
    """By settled line: why it cannot be granted."""
    found = queries.unready(batch, batch.rows, world.at.date())
    return {row.appraisal_id: found[row.id] for row in batch.rows if row.id in found}


@sqlite
def test_a_line_above_what_may_be_owed_without_security_holds_up_nobody_else(
    database: Engine, tmp_path: Path
) -> None:  # fmt: skip
    world = Village()
    low, high, higher = world.lines([30_000, 45_000, 80_000])
    unsecured(tmp_path, most=40_000)
    forms = queries.ready(world.house.village, world.at.date())
    assert queries.above_unsecured(forms, world.at.date()).keys() == {high.id, higher.id}, "told before it is signed"
    batch = signed(world)
    done = operations.approve(batch, by=world.decider, at=world.at)
    assert (done.granted, done.sent_up, done.left, done.unready, batch.state) == (1, 0, 0, 2, "signed")
    assert {key: gap.params["sum"] for key, gap in gaps(batch, world).items()} == {
        high.id: "45,000", higher.id: "80,000",
    }  # fmt: skip
    with asking():
        _head, rows = showing.table(batch.rows, queries.unready(batch, batch.rows, world.at.date()))
    assert [bool(row[-1]) for row in rows] == [False, True, True], "the sheet names the row, too"
    with pytest.raises(Conflict, match="each row says"):
        operations.approve(batch, by=world.decider, at=world.at)
    unsecured(tmp_path, most=100_000)
    done = operations.approve(batch, by=world.decider, at=world.at)
    assert (done.granted, done.sent_up, batch.state) == (1, 1, "approved")
    unsecured(tmp_path, most=40_000)
    with pytest.raises(Conflict, match="waits for you"):
        operations.approve_above(batch, by=world.above, at=world.at)
    assert low.id not in gaps(batch, world)


@sqlite
def test_a_line_above_its_ceiling_is_refused_by_its_name(database: Engine, tmp_path: Path) -> None:
    world = Village()
    world.lines([30_000, 45_000])
    row = '{ zh = "普通农户", en = "Ordinary household", value = 40000 }'
    use_own(tmp_path, f'[line.by_customer]\nvalues = [{{ from = 2010-01-01, value = [{row}], cite = "试验" }}]\n')
    with pytest.raises(Invalid) as refused:
        signed(world)
    assert refused.value.params == {"name": "户主2", "amount": "45,000", "most": "40,000"}


def unsecured(tmp_path: Path, *, most: int) -> None:
    """Rules that let a household owe so much (yuan) without security."""
    use_own(tmp_path, f'[micro.max_balance]\nvalues = [{{ from = 2010-01-01, value = {most}, cite = "试验" }}]\n')


def use_own(tmp_path: Path, text: str) -> None:
    own = tmp_path / "packs" / "rcb_p1"
    own.mkdir(parents=True, exist_ok=True)
    (own / "more.toml").write_text(text)
    packs.use_folders(OWN, own.parent)


@sqlite
def test_where_the_rules_ask_for_no_notice_a_line_takes_effect_at_once(database: Engine, tmp_path: Path) -> None:
    world = Village()
    world.lines([30_000])
    own = tmp_path / "packs" / "rcb_p1"
    own.mkdir(parents=True)
    (own / "none.toml").write_text('[flow.notice]\nvalues = [{ from = 2010-01-01, value = "none", cite = "试验" }]\n')
    packs.use_folders(OWN, own.parent)
    operations.approve(signed(world), by=world.decider, at=world.at)
    case = session.scalars(select(Case)).one()
    assert (case.flow, case.state) == ("appraisal decision", "effective")
    assert session.scalars(select(CreditLine.amount)).all() == [3_000_000]
    assert todo.rows(world.officer, now=world.at, limit=9), "no list tells the household: the officer does"


@sqlite
def test_a_line_that_holds_is_changed_by_enough_members_with_their_reason(database: Engine, tmp_path: Path) -> None:
    """`panel.change_share`: two of three members of all, recused or not; the same line again asks for nothing."""
    world = Village()
    (first,) = world.lines([30_000])
    own = tmp_path / "packs" / "rcb_p1"
    own.mkdir(parents=True)
    (own / "own.toml").write_text(
        '[flow.notice]\nvalues = [{ from = 2010-01-01, value = "none", cite = "试验" }]\n'
        '[panel.change_share]\nvalues = [{ from = 2010-01-01, value = "2/3", cite = "试验" }]\n'
        '[line.validity]\nvalues = [{ from = 2010-01-01, value = 12, cite = "试验" }]\n'
    )
    packs.use_folders(OWN, own.parent)
    operations.approve(signed(world), by=world.decider, at=world.at)
    household = first.survey.household

    def meet(yuan: int, *, opinion: str, sign: int, at: datetime = world.at) -> Appraisal:
        form = panels.prepare(world.panel, world.surveyed(household, yuan), by=world.keeper, at=at)
        seats = [seat.id for seat in world.panel.seats]
        panels.settle(form, line=yuan * 100, opinion=opinion, signed=seats[:sign], by=world.keeper, at=at)
        return form

    with pytest.raises(Invalid, match="reason"), session.begin_nested():
        meet(20_000, opinion="", sign=2)
    with session.begin_nested() as kept:
        assert meet(20_000, opinion="收入减少", sign=2).settled_line == 2_000_000
        kept.rollback()
    with session.begin_nested() as kept:
        assert meet(30_000, opinion="", sign=2).settled_line == 3_000_000, "nothing is changed"
        kept.rollback()
    with session.begin_nested() as kept:
        assert meet(20_000, opinion="", sign=2, at=world.at + timedelta(days=400)).settled_line, "its term is over"
        kept.rollback()
    tied = world.panel.seats[0]
    panels.recuse(tied, household, nature="relative", by=world.keeper, at=world.at)
    world.panel.seats.reverse()
    with pytest.raises(Invalid, match="of all members"), session.begin_nested():
        meet(20_000, opinion="收入减少", sign=1)
