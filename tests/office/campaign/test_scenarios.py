"""What S43 and S49 refuse, from a file that an officer can read, by the operations on both engines."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from tests.support.campaign import Village
from tests.support.stories import Step, play
from workflow.base.db import session
from workflow.doors.published.models import Record
from workflow.office.publication.operations import pull_due
from workflow.staff.models import Officer
from workflow.stages.appraisal.panel.models import Appraisal
from workflow.stages.approval.lines import operations as lines
from workflow.stages.approval.lines import queries as forms
from workflow.stages.approval.lines.models import LineBatch
from workflow.stages.cases.models import Case
from workflow.stages.notices import operations as notices
from workflow.stages.notices.models import Notice
from workflow.stages.people import operations as people

SCENARIOS = tomllib.loads(Path(__file__).with_name("scenarios.toml").read_text(encoding="utf-8"))["scenario"]


class Story:
    """A village whose households' lines become a form and a list."""

    def __init__(self) -> None:
        self.world = Village()
        self.settled: list[Appraisal] = []
        self.batch: LineBatch | None = None
        self.notice: Notice | None = None

    def do(self, step: Step) -> Step:
        said: Step = getattr(self, f"_{step['do']}")(step) or {}
        return said | {
            "ready": len(forms.ready(self.world.house.village, self.world.at.date())),
            "form": self.batch and self.batch.state, "list": self.notice and self.notice.state,
            "states": [case.state for case in self._cases()],
        }  # fmt: skip

    def _cases(self) -> list[Case]:
        return list(session.scalars(select(Case).order_by(Case.id)))

    def _act(self, step: Step) -> Step:
        by: Officer = getattr(self.world, step.get("by", "keeper"))
        return {"by": by, "at": self.world.at}

    # -- the form

    def _settle(self, step: Step) -> None:
        self.settled = self.world.lines(step["amounts"])

    def _sign(self, step: Step) -> None:
        village = self.world.house.village
        ready = forms.ready(village, self.world.at.date())
        self.batch = lines.sign(village, ready, product="micro_credit", **self._act(step))

    def _approve(self, step: Step) -> None:
        lines.approve(self.batch, **self._act(step))

    def _send_back(self, step: Step) -> None:
        lines.send_back(self.batch, why=step["why"], **self._act(step))

    def _reopen(self, step: Step) -> None:
        lines.reopen(self.settled[step["household"] - 1], why=step.get("why", "再议"), **self._act(step))

    # -- the list

    def _exclude(self, step: Step) -> None:
        """A ground recorded by one person, compared by another."""
        home, told = self.settled[step["household"] - 1].survey.household, {"at": self.world.at}
        known = {"source": "village", "source_on": self.world.at.date(), "by": self.world.house.clerk}
        field = people.key_field(home, name="exclusion", value="7", **known, **told)
        people.verify_fields(home, said={field: None}, how="visit", by=self.world.keeper, **told)

    def _draft(self, step: Step) -> None:
        cases, place = self._cases(), step.get("place", "村委会公告栏")
        chosen = [cases[number - 1] for number in step["of"]]
        village = self.world.house.village
        self.notice = notices.draft(village=village, cases=chosen, days=None, place=place, **self._act(step))

    def _remark(self, step: Step) -> None:
        notices.remark(self.notice.rows[0], step["text"], **self._act(step))

    def _post(self, step: Step) -> Step:
        """Posted, and put up on the public side with the household's consent."""
        head = self.notice.rows[0].case.household.head
        told = {"text_version": "1", "how": "paper", "at": self.world.at, "by": self.world.keeper}
        people.give_consent(self.notice.rows[0].case.household, **told)
        notices.post(self.notice, **self._act(step))
        pull_due(at=self.world.at)
        shown = str([*session.scalars(select(Record.payload))])
        return {"shows_the_name": head.name in shown, "shows_the_number": head.id_number in shown}


@pytest.mark.parametrize("told", SCENARIOS, ids=[each["name"] for each in SCENARIOS])
def test_it_goes_as_told(database: Engine, told: Step) -> None:
    play(Story(), told["steps"])
