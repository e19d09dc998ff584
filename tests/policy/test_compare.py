"""What differs, by subject."""

from __future__ import annotations

from datetime import date

from workflow.policy.compare import by_subject, days_of_change, diff
from workflow.policy.load import library
from workflow.policy.lookup import answers

PACKS = library()
SHIYAN = PACKS.pack("shiyan2011")


def test_subjects_and_rules_stand_in_the_order_of_our_rules() -> None:
    sides = (PACKS.pack("rcb_p1"), date(2016, 1, 1)), (PACKS.pack("rcb2015"), date(2016, 1, 1))
    grouped = by_subject(*sides)
    assert [change for _, changes in grouped for change in changes] == diff(*sides)
    subjects = [subject.en for subject, _ in grouped]
    assert len(subjects) == len(set(subjects))
    survey = next(changes for subject, changes in grouped if subject.zh == "调查、评议和评级")
    means = {change.key: change for change in survey}["survey.aggregate"]
    assert means.label.zh == "拟授信额度的计算"
    assert means.before is not None
    assert means.after is not None
    assert (means.before.value, means.after.value) == ("mean", "trimmed_mean")


def test_a_rule_that_only_one_side_has_keeps_its_name() -> None:
    changes = diff((SHIYAN, date(2012, 12, 31)), (SHIYAN, date(2013, 1, 1)))
    sides = {change.key: (change.before is None, change.after is None) for change in changes}
    assert sides["inspection.full_every"] == (True, False)
    assert sides["micro.max_term"] == (False, True)
    assert all(change.label.zh for change in changes)


def test_between_two_days_of_change_nothing_changes() -> None:
    days = days_of_change(SHIYAN, date(2013, 6, 1))
    assert days[0] == date(2013, 1, 1)
    assert diff((SHIYAN, date(2013, 1, 1)), (SHIYAN, date(2013, 6, 1))) == []
    assert date(2011, 3, 10) in days


def test_answers_with_the_day_from_which_each_was_given() -> None:
    found = answers(PACKS.pack("rcb_p1"), "application.oral", date(2020, 1, 1))
    told = [(since, value.value) for since, value in found]
    assert told == [(date(2013, 1, 1), False), (date(2010, 1, 1), True), (date(2000, 1, 1), False), (date.min, None)]


def test_a_list_that_grew_by_a_regulation_is_two_answers() -> None:
    told = answers(PACKS.pack("rcb_p1"), "eligibility.borrower", date(2020, 1, 1))
    assert [since for since, _ in told] == [date(2013, 1, 1), date(2010, 1, 1), date.min]
