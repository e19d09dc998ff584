"""Where a household stands, which step it waits in, and how a village's steps are counted."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from workflow.office.campaign import rules
from workflow.office.campaign.rules import Facts, Standing, Step
from workflow.stages.appraisal.panel.states import State as Form
from workflow.stages.appraisal.survey.states import State as Survey
from workflow.stages.cases.states import State as Case


@pytest.mark.parametrize(
    ("facts", "standing"),
    [
        (Facts(), Standing.UNASKED),
        (Facts("abandoned"), Standing.UNASKED),
        (Facts("complete"), Standing.ANSWERED),
        (Facts("deferred"), Standing.DEFERRED),
        (Facts("sent", "prepared"), Standing.PREPARED),
        (Facts("sent", "appraised", line=True), Standing.SETTLED),
        (Facts("sent", "appraised"), Standing.UNGRANTED),
        (Facts("sent", "proposed", line=True, signed=True), Standing.SIGNED),
        (Facts("sent", "proposed", line=True, signed=True, case="foreposted"), Standing.POSTED),
        (Facts("sent", "appraised", line=True, signed=True, case="withdrawn"), Standing.UNGRANTED),
    ],
)
def test_standing(facts: Facts, standing: Standing) -> None:
    assert rules.standing(facts) is standing


def test_every_household_stands_somewhere() -> None:
    for survey, form, case in product([None, *Survey], [None, *Form], [None, *Case]):
        assert rules.PLACES[rules.standing(Facts(survey, form, line=True, case=case))]


def test_progress_counts_what_waits_and_what_is_past() -> None:
    counted = {Standing.UNASKED: 2, Standing.SUMMARISED: 3, Standing.EFFECTIVE: 4, Standing.DEFERRED: 1}
    steps = [Step.SURVEY, Step.SUMMARY, Step.MEETING, Step.EFFECT]
    plan = {"survey": "2026-03-01", "meeting": "2026-03-09"}
    found = rules.progress(counted, steps, plan)
    assert [(each.step, each.waiting, each.past) for each in found] == [
        ("survey", 2, 8), ("summary", 0, 8), ("meeting", 3, 5), ("effect", 0, 5),
    ]  # fmt: skip
    assert [each.is_late(date(2026, 3, 2)) for each in found] == [True, False, False, False]
    assert [each.is_done for each in found] == [False, False, False, False], "some are still to come"
    through = rules.progress({Standing.EFFECTIVE: 4, Standing.DEFERRED: 1}, steps, plan)
    assert all(each.is_done for each in through)
