"""The counter's rules beyond the readable cases: papers, levels, endings, who is in charge, the registers."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.factories_cases import accepted, house, moment, person, submitted
from workflow.base import audit
from workflow.base.db import session
from workflow.doors.inbox import take
from workflow.kernel.errors import Conflict, Invalid, NotFound
from workflow.places import packs
from workflow.policy.calendar import load_calendar
from workflow.staff.roles import Role
from workflow.stages.cases import operations, queries, replay, rules
from workflow.stages.people import operations as people

pytestmark = pytest.mark.usefixtures("database")
MONDAY = moment("2011-05-09")


def field_of(refusal):
    return getattr(refusal.value, "field", None)


def test_it_works():
    made = house()
    assert accepted(made, MONDAY).state == "accepted"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"state": "perhaps"}, "state"),
        ({"state": "defective"}, "note_paper_1"),
    ],
)
def test_a_paper_is_judged_clearly(changed, field):
    made = house()
    case = submitted(made, MONDAY)
    with pytest.raises(Invalid) as refusal:
        operations.check_material(case, **({"key": "paper_1", "by": made.clerk, "at": MONDAY} | changed))
    assert field_of(refusal) == field


def test_a_paper_that_is_not_asked_for_is_not_there():
    made = house()
    with pytest.raises(NotFound):
        operations.check_material(submitted(made, MONDAY), key="paper_9", state="present", by=made.clerk, at=MONDAY)


def test_papers_are_not_changed_after_acceptance():
    made = house()
    case = accepted(made, MONDAY)
    with pytest.raises(Conflict):
        operations.check_material(case, key="paper_1", state="missing", by=made.clerk, at=MONDAY)


def test_only_what_changed_becomes_an_event():
    made = house()
    case = submitted(made, MONDAY)
    same = {material.key: (material.state, material.note) for material in case.materials}
    assert operations.check_materials(case, same, by=made.clerk, at=MONDAY) == 0
    assert operations.check_materials(case, same | {"paper_2": ("defective", "已过期")}, by=made.clerk, at=MONDAY) == 1
    assert [event.kind for event in audit.history(case.stream)] == ["case_registered", "case_material_checked"]


def test_nothing_is_told_while_a_paper_is_unchecked():
    made = house()
    case = submitted(made, MONDAY)
    case.materials[0].state = "unchecked"
    with pytest.raises(Invalid) as refusal:
        operations.tell_gaps(case, how="phone", by=made.clerk, at=MONDAY)
    assert field_of(refusal) == "how"


def test_nothing_is_told_where_nothing_is_missing():
    made = house()
    with pytest.raises(Invalid):
        operations.tell_gaps(submitted(made, MONDAY), how="phone", by=made.clerk, at=MONDAY)


def test_a_breach_is_found_by_supervision_and_the_holder_reads_what_is_missing():
    made = house()
    case = submitted(made, MONDAY, in_hand=("paper_2", "paper_3"))
    given = operations.issue_receipt(case, nonce="c" * 32, by=made.clerk, at=MONDAY)
    operations.tell_gaps(case, how="phone", by=made.clerk, at=MONDAY)
    operations.check_material(case, key="paper_3", state="missing", by=made.clerk, at=MONDAY)
    late = operations.tell_gaps(case, how="letter", by=made.clerk, at=moment("2011-05-11"))
    assert queries.breaches() == [late]
    assert [paper["key"] for paper in take.read_reply(given.key)["items"]] == ["paper_1", "paper_3"]


@pytest.mark.parametrize(
    ("pack", "examples", "amount", "level", "settled"),
    [("shiyan2011", False, 1, "branch", False), ("chengcheng2012", False, 10**9, "branch", False)],
)
def test_the_level_is_the_rules_or_open(pack, examples, amount, level, settled):
    house(pack, examples=examples)
    assert rules.level_for(packs.pack(), amount=amount, on=date(2013, 6, 3)) == (level, settled)


def test_with_limits_the_amount_finds_its_level():
    house("chengcheng2012", examples=True)
    limit = packs.value("authority.limit.branch", date(2013, 6, 3)).fen
    for amount, level in ((limit, "branch"), (limit + 1, "county")):
        assert rules.level_for(packs.pack(), amount=amount, on=date(2013, 6, 3)) == (level, True)


@pytest.mark.parametrize("asked", ["county", "moon"])
def test_a_settled_level_cannot_be_chosen(asked):
    made = house("chengcheng2012", examples=True)
    case = submitted(made, moment("2013-06-03"))
    with pytest.raises(Invalid) as refusal:
        operations.accept(case, level=asked, by=made.clerk, at=moment("2013-06-03"))
    assert field_of(refusal) == "level"


@pytest.mark.parametrize("end", [operations.reject, operations.withdraw])
def test_an_ending_needs_a_reason_that_the_household_reads(end):
    made = house()
    case = submitted(made, MONDAY)
    given = operations.issue_receipt(case, nonce="d" * 32, by=made.clerk, at=MONDAY)
    with pytest.raises(Invalid):
        end(case, reason="", by=made.clerk, at=MONDAY)
    end(case, reason="不在服务辖区", by=made.clerk, at=MONDAY)
    assert (case.open, case.next_on, case.ended_at) == (False, None, MONDAY)
    assert take.read_reply(given.key)["reason"] == "不在服务辖区"
    with pytest.raises(Conflict):
        operations.accept(case, by=made.clerk, at=MONDAY)


def test_only_an_untied_credit_officer_gets_a_case():
    made = house()
    head, case, other = made.people[Role.BRANCH_HEAD], accepted(made, MONDAY), person(Role.CREDIT_OFFICER, made.branch)
    with pytest.raises(Invalid):
        operations.assign(case, officer=made.clerk, by=head, at=MONDAY)
    people.declare_tie(case.household, officer=other, nature="relative", by=head, at=MONDAY)
    with pytest.raises(Invalid):
        operations.assign(case, officer=other, by=head, at=MONDAY)
    third = person(Role.CREDIT_OFFICER, made.branch, "胡经理")
    operations.assign(case, officer=third, by=head, at=MONDAY)
    assert case.officer.name == "胡经理"
    assert replay.fold(audit.history(case.stream)) == replay.stored(case)


def test_a_visit_lies_ahead():
    made = house()
    case = accepted(made, MONDAY)
    with pytest.raises(Invalid) as refusal:
        operations.set_appointment(case, on=date(2011, 5, 8), by=made.officer, at=MONDAY)
    assert field_of(refusal) == "on"
    operations.set_appointment(case, on=date(2011, 5, 9), by=made.officer, at=MONDAY)
    assert case.appointment_on == date(2011, 5, 9)


def test_the_green_channel_changes_no_rule():
    made = house()
    case = accepted(made, MONDAY)
    before = case.due_on
    operations.prioritise(case, priority=True, by=made.people[Role.BRANCH_HEAD], at=MONDAY)
    assert (case.priority, case.due_on) == (True, before)


def test_clocks_that_count_calendar_days_do_not_move_with_a_holiday(monkeypatch):
    made = house()
    accepted(made, MONDAY)
    extended = load_calendar().with_days([(date(2011, 5, 11), "day_off", "national_day", "x")])
    monkeypatch.setattr(packs, "calendar", lambda: extended)
    assert operations.recompute_clocks(cause="x", at=MONDAY) == []


def test_a_holiday_in_the_period_moves_working_days_and_says_why(monkeypatch):
    made = house("chengcheng2012", examples=True)
    start = moment("2012-09-05")
    case, ended = accepted(made, start), accepted(made, start)
    operations.withdraw(ended, reason="不再需要", by=made.clerk, at=start)
    old = case.due_on
    extended = load_calendar().with_days([(date(2012, 9, 6), "day_off", "national_day", "x")])
    monkeypatch.setattr(packs, "calendar", lambda: extended)
    assert operations.recompute_clocks(cause="市政府通知", at=moment("2012-09-06")) == [case]
    last = list(audit.history(case.stream))[-1]
    assert (last.kind, last.payload["old"], last.payload["cause"]) == (
        "clock_recomputed",
        old.isoformat(),
        "市政府通知",
    )
    assert case.due_on > old
    assert operations.recompute_clocks(cause="again", at=moment("2012-09-06")) == []
    assert replay.fold(audit.history(case.stream)) == replay.stored(case)


def test_as_of_any_day_is_what_events_say():
    made = house()
    case = accepted(made, moment("2011-05-12"), received_at=MONDAY)
    history = list(audit.history(case.stream, until=moment("2011-05-11")))
    assert replay.fold(history) == {}
    assert [state for state, _since in replay.spans(audit.history(case.stream))] == ["submitted", "accepted"]


def test_two_receipts_never_share_their_digits():
    made = house()
    one, two = submitted(made, MONDAY), submitted(made, MONDAY)
    first = operations.issue_receipt(one, nonce="e" * 32, by=made.clerk, at=MONDAY)
    second = operations.issue_receipt(two, nonce="e" * 32, by=made.clerk, at=MONDAY)
    assert first.digits != second.digits
    session.flush()
    assert one.receipt_key != two.receipt_key
