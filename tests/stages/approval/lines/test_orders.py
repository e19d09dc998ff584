"""In no order of whatever persons' acts does a campaign grant what no meeting settled, what lies above the level that
grants it, what too few were asked about, or anything to a household that is left out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from tests.support.campaign import Village
from workflow.base.db import session
from workflow.kernel.errors import HouseError
from workflow.stages.appraisal.panel.models import Appraisal
from workflow.stages.appraisal.survey.models import Survey
from workflow.stages.appraisal.village import operations as together
from workflow.stages.appraisal.village import queries as papers
from workflow.stages.appraisal.village.rules import Line
from workflow.stages.approval import operations as approval
from workflow.stages.approval import queries as approvals
from workflow.stages.approval.lines import operations as lines
from workflow.stages.approval.lines import queries as forms
from workflow.stages.approval.lines.models import LineBatch, LineRow
from workflow.stages.cases.models import Case, CaseHand
from workflow.stages.credit import operations as credit
from workflow.stages.credit.models import CreditLine
from workflow.stages.notices import operations as notices
from workflow.stages.notices import queries as lists
from workflow.stages.notices.models import Notice
from workflow.stages.people import operations as people
from workflow.stages.people import queries as households
from workflow.stages.people.models import Household

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
#: The way that leads to lines in effect.
WAY = ("draw", "ask", "summarise", "prepare", "meet", "sign", "approve", "draft", "post", "above", "close")
OTHERS = ("exclude", "decide", "reopen", "send_back")
AMOUNTS = (0, 3_000_000, 5_000_000, 5_000_001, 8_000_000)
BRANCH_MAY, LEAST = 5_000_000, 6
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["next"] * 12 + [*WAY, *OTHERS]), st.integers(0, 6), st.sampled_from(AMOUNTS), st.integers(0, 2)
    ),
    min_size=12,
    max_size=26,
)
"""(what, who, how much, which household)"""


class Campaign(Village):
    """Three households, and everybody who tries everything; one of them is a relative of the first household."""

    def __init__(self) -> None:
        super().__init__()
        self.homes = [self.household(number, f"户主{number}") for number in (1, 2, 3)]
        self.people = [
            self.team, self.keeper, self.officer, self.decider, self.above, self.publisher, self.sitting,
        ]  # fmt: skip
        people.declare_tie(self.homes[0], officer=self.publisher, nature="relative", by=self.house.clerk, at=self.at)
        self.done, self.granted = 0, set[int]()

    def act(self, what: str, who: int, amount: int, home: int) -> None:
        """Try one act; what is refused leaves nothing behind. `next` is the next step of the way, by who should."""
        name = WAY[self.done % len(WAY)] if what == "next" else what
        tried = session.begin_nested()
        acts: dict[str, Callable[..., Any]] = {each: getattr(self, f"_{each}") for each in (*WAY, *OTHERS)}
        try:
            acts[name](self.people[self._usual(name) if what == "next" else who], amount, home)
            tried.commit()
            self.done = max(self.done, WAY.index(name) + 1) if name in WAY else self.done
        except HouseError:
            tried.rollback()

    @staticmethod
    def _usual(name: str) -> int:
        usual = {"draw": 0, "ask": 0, "summarise": 0, "sign": 2, "approve": 3, "above": 4, "post": 5}
        return usual.get(name, 1)

    def _draw(self, by: Any, amount: int, home: int) -> None:
        together.draw_rest(self.house.village, since=None, by=by, at=self.at)

    def _ask(self, by: Any, amount: int, home: int) -> None:
        open_now = select(Survey).where(Survey.state == "open").order_by(Survey.id)
        for survey in session.scalars(open_now).all():
            for pick in [each for each in survey.picks if each.questionnaire is None][: LEAST - (home == 2)]:
                self.ask(pick, line=amount or 1_000_000)

    def _summarise(self, by: Any, amount: int, home: int) -> None:
        together.summarise_rest(self.house.village, by=by, at=self.at)

    def _prepare(self, by: Any, amount: int, home: int) -> None:
        together.prepare_rest(self.panel, by=by, at=self.at)

    def _meet(self, by: Any, amount: int, home: int) -> None:
        waiting = [form for form in papers.forms_of(self.panel) if form.state == "prepared"]
        told = [Line(form.public_id, amount, "") for form in waiting]
        together.settle_meeting(self.panel, told, by=by, at=self.at)

    def _sign(self, by: Any, amount: int, home: int) -> None:
        ready = forms.ready(self.house.village, self.at.date())
        lines.sign(self.house.village, ready, product="micro_credit", by=by, at=self.at)

    def _approve(self, by: Any, amount: int, home: int) -> None:
        lines.approve(self._last(LineBatch), by=by, at=self.at)

    def _above(self, by: Any, amount: int, home: int) -> None:
        lines.approve_above(self._last(LineBatch), by=by, at=self.at)

    def _draft(self, by: Any, amount: int, home: int) -> None:
        notices.draft(
            village=self.house.village, cases=lists.candidates([self.house.branch.id]), days=None, place="村部", by=by,
            at=self.at,
        )  # fmt: skip

    def _post(self, by: Any, amount: int, home: int) -> None:
        notices.post(self._last(Notice), by=by, at=self.at)

    def _close(self, by: Any, amount: int, home: int) -> None:
        credit.close_notice(self._last(Notice), by=None, at=self.at + timedelta(days=4))

    def _exclude(self, by: Any, amount: int, home: int) -> None:
        told = {"source": "village", "source_on": self.at.date(), "by": self.house.clerk, "at": self.at}
        field = people.key_field(self.homes[home], name="exclusion", value="7", **told)
        people.verify_fields(self.homes[home], said={field: None}, how="visit", by=by, at=self.at)

    def _decide(self, by: Any, amount: int, home: int) -> None:
        case = session.scalars(select(Case).where(Case.household_id == self.homes[home].id)).first()
        if case is None:
            raise HouseError("no case")
        verdict = "lower" if amount else "grant"
        approval.decide(case, verdict=verdict, amount=amount or None, reason="理由", by=by, at=self.at)

    def _reopen(self, by: Any, amount: int, home: int) -> None:
        lines.reopen(self._last(Appraisal), why="重议", by=by, at=self.at)

    def _send_back(self, by: Any, amount: int, home: int) -> None:
        lines.send_back(self._last(LineBatch), why="退回", by=by, at=self.at)

    @staticmethod
    def _last(kind: Any) -> Any:
        found = session.scalars(select(kind).order_by(kind.id.desc()).limit(1)).first()
        if found is None:
            raise HouseError("nothing there")
        return found

    def check(self, left_out: set[int]) -> None:
        """What must hold at every moment; `left_out` are those for whom a ground stood before the last act."""
        granted = set(session.scalars(select(Case.household_id).where(Case.granted_amount.is_not(None))))
        for case in session.scalars(select(Case).where(Case.granted_amount.is_not(None))):
            self._check_grant(case)
        for line in session.scalars(select(CreditLine)):
            assert line.amount <= (line.case.granted_amount or 0)
        assert not (granted - self.granted) & left_out, "a household that is left out was granted something"
        self.granted = granted

    def _check_grant(self, case: Case) -> None:
        row = session.scalars(select(LineRow).where(LineRow.case_id == case.id)).one()
        made = approvals.settled(case)
        assert made is not None
        assert 0 < (case.granted_amount or 0) <= row.amount == row.appraisal.settled_line, "what the meeting settled"
        assert made.officer.office.level == made.level
        assert made.level == "head_office" or row.amount <= BRANCH_MAY, "beyond the branch's authority"
        asked = [pick for pick in row.appraisal.survey.picks if pick.questionnaire]
        assert len(asked) >= LEAST, "too few were asked"
        hands = {hand.officer_id: hand.duty for hand in session.scalars(self._hands(case))}
        assert hands[made.officer_id] == "decide"
        assert made.officer_id not in session.get_one(Household, case.household_id).tied_ids

    @staticmethod
    def _hands(case: Case) -> Any:
        return select(CaseHand).where(CaseHand.case_id == case.id)

    def left_out(self) -> set[int]:
        """For whom a ground stands now."""
        return set(households.excluded_among(home.id for home in self.homes))


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(steps=STEPS)
def test_whatever_is_tried_in_whatever_order(database: Engine, steps: list[Any]) -> None:
    world = Campaign()
    try:
        for step in steps:
            before = world.left_out()
            world.act(*step)
            world.check(before)
        event(f"{len(world.granted)} granted")
    finally:
        session.rollback()
        session.expunge_all()


def test_the_ordinary_way_reaches_its_end(database: Engine) -> None:
    """The property above must not hold only because nothing ever succeeds."""
    world = Campaign()
    for _step in WAY:
        world.act("next", 0, 8_000_000, 0)
        world.check(set())
    assert len(session.scalars(select(CreditLine)).all()) == 3
