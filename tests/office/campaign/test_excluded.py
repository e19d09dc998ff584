"""A household that a ground of the rules leaves out (S22, S43) goes no further, whenever the ground was recorded, and
holds up nobody else in its village."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, select

from tests.support.campaign import Village
from workflow.base.db import session
from workflow.kernel.errors import Conflict, Invalid
from workflow.office.campaign import operations, queries
from workflow.office.campaign.rules import Standing
from workflow.staff.roles import Role
from workflow.stages.appraisal.survey.models import Survey
from workflow.stages.appraisal.village import operations as together
from workflow.stages.appraisal.village.rules import Line
from workflow.stages.approval import operations as approval
from workflow.stages.approval.lines import operations as lines
from workflow.stages.approval.lines import queries as forms
from workflow.stages.cases.models import Case
from workflow.stages.notices import operations as notices
from workflow.stages.notices import queries as lists
from workflow.stages.notices.models import NoticeRow
from workflow.stages.people import operations as people

#: After which step the ground is recorded, and where the household stands at the end of its village's way.
ENDS = {
    "nothing": "excluded", "draw": "excluded", "ask": "excluded", "summarise": "excluded", "prepare": "excluded",
    "meet": "excluded", "sign": "excluded", "approve": "approved", "draft": "approved",
}  # fmt: skip


class Way(Village):
    """Two households of a village on their way to the village's list."""

    def __init__(self) -> None:
        super().__init__()
        self.left, self.other = self.household(1, "户主1"), self.household(2, "户主2")
        head = self.house.people[Role.BRANCH_HEAD]
        self.campaign = operations.open_campaign(self.house.village, {}, by=head, at=self.at)

    def exclude(self) -> None:
        """Recorded by one person, compared by another."""
        told = {"source": "village", "source_on": self.at.date(), "by": self.house.clerk, "at": self.at}
        field = people.key_field(self.left, name="exclusion", value="7", **told)
        people.verify_fields(self.left, said={field: None}, how="visit", by=self.keeper, at=self.at)

    def draw(self) -> None:
        together.draw_rest(self.house.village, since=None, by=self.team, at=self.at)

    def ask(self) -> None:
        for survey in session.scalars(select(Survey)):
            for pick in survey.picks:
                super().ask(pick, yuan=30_000)

    def summarise(self) -> None:
        together.summarise_rest(self.house.village, by=self.team, at=self.at)

    def prepare(self) -> None:
        self.forms = together.prepare_rest(self.panel, by=self.keeper, at=self.at)

    def meet(self) -> None:
        told = [Line(form.public_id, form.proposed_line, "") for form in self.forms]
        together.settle_meeting(self.panel, told, by=self.keeper, at=self.at)

    def sign(self) -> None:
        ready = forms.ready(self.house.village, self.at.date())
        self.batch = lines.sign(
            self.house.village, ready, product="micro_credit", by=self.officer, at=self.at
        )  # fmt: skip

    def approve(self) -> None:
        lines.approve(self.batch, by=self.decider, at=self.at)

    def draft(self) -> None:
        told = {"village": self.house.village, "days": None, "place": "村委会公告栏", "by": self.keeper, "at": self.at}
        self.notice = notices.draft(cases=lists.candidates([self.house.branch.id]), **told)


@pytest.mark.parametrize("after", ENDS)
def test_it_goes_no_further(database: Engine, after: str) -> None:
    way = Way()
    for step in ENDS:
        if step != "nothing":
            getattr(way, step)()
        if step == after:
            way.exclude()
    if after == "draft":
        with pytest.raises(Conflict, match="no list names it"):
            notices.post(way.notice, by=way.publisher, at=way.at)
        notices.discard(way.notice, by=way.keeper, at=way.at)
        way.draft()
    notices.post(way.notice, by=way.publisher, at=way.at)
    listed = select(Case.household_id).join(NoticeRow, NoticeRow.case_id == Case.id)
    assert list(session.scalars(listed)) == [way.other.id]
    (group,) = queries.groups(way.campaign, None)
    assert dict(group.counted) == {Standing(ENDS[after]): 1, Standing.POSTED: 1}


def test_nobody_grants_it_a_line_and_nobody_lists_it(database: Engine) -> None:
    way = Way()
    for step in ("draw", "ask", "summarise", "prepare"):
        getattr(way, step)()
    told = [Line(form.public_id, 80_000_00, "") for form in way.forms]
    together.settle_meeting(way.panel, told, by=way.keeper, at=way.at)
    way.sign()
    way.approve()
    case = session.scalars(select(Case).where(Case.household_id == way.left.id)).one()
    way.exclude()
    with pytest.raises(Conflict, match="nothing is granted"):
        approval.decide(case, verdict="grant", by=way.above, at=way.at)
    assert lines.approve_above(way.batch, by=way.above, at=way.at) == 1, "the other one"
    told = {"village": way.house.village, "days": None, "place": "村委会公告栏", "by": way.keeper, "at": way.at}
    with pytest.raises(Invalid, match="no list names it"):
        notices.draft(cases=[case], **told)
    approval.decide(case, verdict="refuse", reason="长期不在家", by=way.above, at=way.at)
    assert case.state == "refused"
