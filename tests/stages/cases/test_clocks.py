"""The readable cases of clocks.toml, carried out by the operations on both engines."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.support.factories_cases import house, moment, submitted
from workflow.base import audit
from workflow.kernel import errors
from workflow.stages.cases import moves, operations, replay, rules

CASES = tomllib.loads(Path(__file__).with_name("clocks.toml").read_text(encoding="utf-8"))["case"]
PAPERS = ("paper_1", "paper_2", "paper_3")
STEPPED = audit.declare("test_case_stepped", "set")


class Story:
    """One case on its way through the steps of a file."""

    def __init__(self, told):
        self.made = house(told["pack"], examples=told.get("examples", False))
        self.amount = told.get("amount", 30000) * 100
        self.case, self.late, self.notice = None, None, None

    def do(self, step):
        self.at, self.by = moment(step["on"]), self.made.clerk
        getattr(self, step["do"])(step)

    def hand_in(self, step):
        there = tuple(paper for paper in PAPERS if paper not in step.get("missing", ()))
        self.case = submitted(self.made, self.at, in_hand=there, amount=self.amount)

    def bring(self, step):
        operations.check_material(self.case, key=step["paper"], state="present", by=self.by, at=self.at)

    def miss(self, step):
        operations.check_material(self.case, key=step["paper"], state="missing", by=self.by, at=self.at)

    def tell(self, step):
        self.notice = operations.tell_gaps(self.case, how="phone", by=self.by, at=self.at)

    def accept(self, step):
        operations.accept(self.case, level=step.get("level"), by=self.by, at=self.at)

    def withdraw(self, step):
        operations.withdraw(self.case, reason="不再需要", by=self.by, at=self.at)

    def escalate(self, step):
        self._record(moves.start_clock(self.case, accepted_at=self.case.accepted_at, level=step["level"]))

    def end(self, step):
        changed, self.late = moves.end_clock(self.case, step["event"], at=self.at)
        self._record(changed)

    def _record(self, changed):
        audit.record(STEPPED, self.case.stream, at=self.at, by=self.by.id, set=changed)

    def check(self, step):
        clock = self.case.clock or {}
        found = {
            "state": self.case.state, "due": clock.get("due_on"), "target": clock.get("internal_target"),
            "clock": self.case.clock_state, "late": self.late, "breach": self.notice and self.notice.breach,
        }  # fmt: skip
        wanted = {name: step[name] for name in found if name in step}
        assert {name: found[name] for name in wanted} == wanted, step


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("told", CASES, ids=lambda told: told["name"])
def test_it_goes_as_told(told):
    story = Story(told)
    for step in told["steps"]:
        if "refused" in step:
            refusal = getattr(errors, step["refused"], None) or getattr(rules, step["refused"])
            with pytest.raises(refusal):
                story.do(step)
        else:
            story.do(step)
        story.check(step)
    assert replay.fold(audit.history(story.case.stream)) == replay.stored(story.case)
