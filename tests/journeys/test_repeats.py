"""Two at once, twice the same, too late, from yesterday: over real HTTP there is exactly one effect, or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select, text, update

from tests.journeys.filing import WITHOUT_QUOTAS, digits_in
from tests.support.caller import Answer, Caller, Form
from tests.support.factories_approval import decider, founded, investigated, opened, passed
from tests.support.factories_cases import House
from tests.support.people import HASH, PASSWORD, SEED
from tests.support.server import Server
from workflow.base import audit, clock
from workflow.base.db import session, transaction
from workflow.base.settings import Settings
from workflow.staff import operations
from workflow.staff.models import Officer, StaffSession
from workflow.stages.approval.models import Decision, Vote
from workflow.stages.cases.models import Case

pytestmark = pytest.mark.timeout(300)
ROUNDS = 3


@dataclass
class Sitting:
    """A served house in which cases wait for a decision, and one for votes; people come in by their row's id."""

    server: Server
    house: House
    deciders: tuple[int, int]
    undecided: list[str]
    unvoted: str
    member: int

    def caller(self, officer_id: int) -> Caller:
        """An officer with a session."""
        with transaction():
            officer = session.get_one(Officer, officer_id)
            token = operations.open_session(officer, second_factor=True, browser="test", at=clock.now())
        return Caller(self.server.url, token)


@pytest.fixture
def sitting(database: Engine, settings: Settings, start_server: Callable[..., Server]) -> Sitting:
    (settings.data / "demo-clock").write_text("0")  # or the server would not read the examples
    at = clock.now() - timedelta(hours=2)
    with transaction():
        house = founded()
        cases = [passed(house, at).public_id for _round in range(ROUNDS)]
        review = opened(investigated(house, at), house, at)
        deciders = decider(house, "branch"), decider(house, "branch")
        for officer in deciders:
            officer.password_hash, officer.totp = HASH, SEED
        session.flush()
        made = house, (deciders[0].id, deciders[1].id), cases, review.case.public_id, review.members[0]
    environ = WITHOUT_QUOTAS | {"DATABASE_URL": settings.database_url}
    return Sitting(start_server(settings.data, workers=2, environ=environ), *made)


def test_each_has_one_effect(sitting: Sitting) -> None:
    """All in one house, because serving it is what takes time."""
    _two_deciders_at_once(sitting)
    _a_double_click_on_a_vote(sitting)
    _a_complaint_sent_again_and_again(sitting)


def _two_deciders_at_once(sitting: Sitting) -> None:
    for public_id in sitting.undecided[:-1]:
        callers = [sitting.caller(officer_id) for officer_id in sitting.deciders]
        forms = [_decision(caller, public_id) for caller in callers]
        forms = [forms[0].filled(verdict="grant"), forms[1].filled(verdict="refuse", reason="用途不明")]
        answers = _at_once([lambda c=c, f=f: c.send(f) for c, f in zip(callers, forms, strict=True)])
        assert sorted(answer.status for answer in answers) == [303, 409]
        assert _decisions(public_id) == 1


def _a_double_click_on_a_vote(sitting: Sitting) -> None:
    caller, path = sitting.caller(sitting.member), f"/staff/cases/{sitting.unvoted}/vote"
    form = caller.get(path).form("/vote").filled(choice="yes", opinion="同意")
    answers = _at_once([lambda: caller.send(form)] * 4)
    assert {(answer.status, answer.headers["Location"]) for answer in answers} == {
        (303, f"/staff/cases/{sitting.unvoted}")
    }
    assert caller.send(form).status == 303  # the back button, and once more
    assert session.scalar(select(func.count()).select_from(Vote)) == 1 + _votes_before(sitting)
    assert _events(sitting.unvoted).count("vote_cast") == 1


def _a_complaint_sent_again_and_again(sitting: Sitting) -> None:
    villager = Caller(sitting.server.url)
    form = villager.get("/complain").form("/complain")
    form = form.filled(category="cold", text="爱答不理", how="anonymous")
    shown = {digits_in(answer) for answer in _at_once([lambda: Caller(villager.url).send(form)] * 4)}
    assert len(shown) == 1
    assert digits_in(villager.send(form)) in shown
    assert session.execute(text("SELECT count(*) FROM slip")).scalar_one() == 1
    session.remove()
    stale = villager.send(form.filled(token="x" + str(form.fields["token"])))
    assert stale.status == 400
    again = stale.form("/complain")
    assert again.fields["text"] == "爱答不理"
    assert digits_in(villager.send(again)) not in shown


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_form_outlives_its_session_only_for_its_owner(sitting: Sitting) -> None:
    public_id, (owner, other) = sitting.undecided[-1], sitting.deciders
    caller = sitting.caller(owner)
    form = _decision(caller, public_id).filled(verdict="refuse", reason="用途与调查不符")
    assert caller.send(form.filled(token="stale")).form("/decision").fields["reason"] == "用途与调查不符"
    _let_sessions_grow_old()
    asked = caller.send(form)
    assert asked.status == 401
    _, refused = _log_in(sitting, asked, other)
    assert "用途与调查不符" not in refused.text
    caller, resumed = _log_in(sitting, asked, owner)
    assert resumed.form("/decision").fields["reason"] == "用途与调查不符"
    assert _decisions(public_id) == 0
    assert caller.send(resumed.form("/decision")).status == 303
    assert caller.send(resumed.form("/decision")).status == 303
    assert _decisions(public_id) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nothing_is_done_for_who_has_logged_out(sitting: Sitting) -> None:
    caller, public_id = sitting.caller(sitting.deciders[0]), sitting.undecided[-1]
    form = _decision(caller, public_id).filled(verdict="grant")
    caller.do(caller.get("/staff/").form("/logout"))
    assert caller.send(form).status == 401
    assert _decisions(public_id) == 0


def _decision(caller: Caller, public_id: str) -> Form:
    return caller.get(f"/staff/cases/{public_id}/decision").form("/decision")


def _at_once(asks: Sequence[Callable[[], Answer]]) -> list[Answer]:
    with ThreadPoolExecutor(len(asks)) as pool:
        return [each.result() for each in [pool.submit(ask) for ask in asks]]


def _decisions(public_id: str) -> int:
    case = select(Case.id).where(Case.public_id == public_id).scalar_subquery()
    found = session.scalar(select(func.count()).select_from(Decision).where(Decision.case_id == case))
    session.remove()
    return found or 0


def _votes_before(sitting: Sitting) -> int:
    """Those by which the cases that wait for a decision were passed."""
    return 3 * len(sitting.undecided)


def _events(public_id: str) -> list[str]:
    case = session.scalars(select(Case).where(Case.public_id == public_id)).one()
    found = [event.kind for event in audit.history(case.stream)]
    session.remove()
    return found


def _let_sessions_grow_old() -> None:
    with transaction():
        session.execute(update(StaffSession).values(seen_at=clock.now() - timedelta(days=1)))


def _log_in(sitting: Sitting, page: Answer, officer_id: int) -> tuple[Caller, Answer]:
    """Log in on the page that asks for it; the answer may be the interrupted form."""
    username = session.get_one(Officer, officer_id).username
    session.remove()
    caller = Caller(sitting.server.url)
    asked = caller.send(page.form("/login"), username=username, password=PASSWORD)
    return caller, caller.pass_second_factor(asked)
