"""What S25, S38 and S41 refuse, from a file that an officer can read, by the operations on both engines."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.support.factories_approval import decider, founded, opened, passed, report, review, tie
from tests.support.factories_cases import accepted, moment, person
from tests.support.stories import Step, play
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.appraisal.operations import investigate
from workflow.stages.approval import operations, queries
from workflow.stages.approval.rules import Choice, Verdict

SCENARIOS = tomllib.loads(Path(__file__).with_name("scenarios.toml").read_text(encoding="utf-8"))["scenario"]
AT = moment("2011-06-07 09:00")
#: What a report holds as the file has it.
TOLD = ("visited_on", "early_reason", "family_signed", "proposed_term_months")


class Story:
    """One accepted case, its house, and a relative of the household among the officers."""

    def __init__(self, told: Step) -> None:
        self.made = founded(told["pack"], members=told.get("members", 3))
        self.case = accepted(self.made, AT, amount=told.get("amount", 50_000) * 100)
        self.relative = person(Role.CREDIT_OFFICER, self.made.branch)
        tie(self.relative, self.case)
        self.deciders = {level: decider(self.made, level) for level in self.made.offices}
        self.clerk = self.made.people[Role.BACK_OFFICE]
        self.members = queries.committee(self.made.branch).members

    def do(self, step: Step) -> Step:
        said: Step = getattr(self, f"_{step['do']}")(step) or {}
        passed_amount = self.case.passed_amount
        return said | {
            "state": self.case.state, "passed": passed_amount and passed_amount // 100, "level": self.case.level,
            "due": self.case.due_on,
        }  # fmt: skip

    def _at(self, step: Step) -> datetime:
        return moment(f"2011-06-07 {step.get('at', '11:00')}")

    def _who(self, step: Step) -> Officer:
        """A member by number, or whoever has that part here."""
        if "member" in step:
            return self.members[step["member"] - 1]
        return {"officer": self.made.officer, "relative": self.relative}[step["by"]]

    def _investigate(self, step: Step) -> Step:
        told = {name: step[name] for name in TOLD if name in step}
        told |= {"proposed_amount": step["amount"] * 100} if "amount" in step else {}
        told |= {"assistant": self._who({"by": step["assistant"]})} if "assistant" in step else {}
        by = self._who({"by": "officer"} | step)
        found = investigate(self.case, **report(self.case, AT, **told), by=by, at=AT)
        return {"early_reason": found.early_reason}

    def _open(self, step: Step) -> None:
        opened(self.case, self.made, AT)

    def _tie(self, step: Step) -> None:
        tie(self._who(step), self.case)

    def _vote(self, step: Step) -> None:
        choice, opinion = Choice(step["choice"]), step.get("opinion", "同意")
        operations.vote(review(self.case), choice=choice, opinion=opinion, by=self._who(step), at=AT)

    def _close(self, step: Step) -> None:
        """The count, all points of the checklist in order; `points`: how many are answered at all."""
        found, points = review(self.case), [True] * step.get("points", len(queries.checklist(self.case)))
        amount = step["amount"] * 100 if "amount" in step else found.proposed_amount
        operations.close_review(found, passed_amount=amount, checklist=points, by=self.clerk, at=AT)

    def _pass(self, step: Step) -> None:
        self._investigate({})
        passed(self.made, AT, case=self.case)

    def _decide(self, step: Step) -> None:
        told = {"verdict": Verdict(step["verdict"]), "reason": step.get("reason", "")}
        operations.decide(self.case, **told, by=self.deciders[step["by"]], at=self._at(step))

    def _tell(self, step: Step) -> None:
        at = moment("2011-06-07 17:00")
        told = {"told_at": self._at(step), "how": "visit", "whom": "borrower"}
        operations.tell_result(self.case, **told, by=self.made.officer, at=at)


@pytest.mark.parametrize("told", SCENARIOS, ids=[each["name"] for each in SCENARIOS])
def test_it_goes_as_told(database: Engine, told: Step) -> None:
    play(Story(told), told["steps"])
