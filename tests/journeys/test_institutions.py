"""Other institutions' ways, at a browser: a line that waits for its notice and its approval, a case sent up, a small
and a large loan that are answered within their own times."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from sqlalchemy import Engine, select

from tests.journeys.filing import WITHOUT_QUOTAS
from tests.journeys.hands import Hands, let_days_pass
from tests.journeys.steps import Walk
from tests.support import factories_cases
from tests.support.factories_approval import decider, seated
from tests.support.factories_cases import house, person
from tests.support.server import Server
from workflow.base.db import session, transaction
from workflow.base.settings import Settings
from workflow.places import packs
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.cases.models import Case
from workflow.stages.credit.models import CreditLine

pytestmark = [
    pytest.mark.timeout(300),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
VALLEY = Path(__file__).parents[1] / "stages" / "approval" / "packs" / "valley"
POSTS = {"clerk": Role.DESK_CLERK, "officer": Role.CREDIT_OFFICER, "backoffice": Role.BACK_OFFICE}


@pytest.fixture
def founded(
    database: Engine, settings: Settings, start_server: Callable[..., Server], open_page: Callable[..., Page]
) -> Callable[[str], Walk]:
    """`founded(pack)`: a house under this pack with everybody the way of a case needs, served."""

    def found(pack: str) -> Walk:
        if not (settings.data / "packs").exists():
            let_days_pass(settings)
        with transaction():
            made = house(pack, examples=True)
            people = {name: made.people[role].id for name, role in POSTS.items()}
            people |= {level: decider(made, level).id for level in made.offices}
            people["publisher"] = person(Role.PUBLISHER, made.branch, "刘张贴").id
            committee = {f"member{place}": member.id for place, member in enumerate(seated(made, 3))}
            village = made.village.code
        environ = WITHOUT_QUOTAS | {"DATABASE_URL": settings.database_url}
        hands = Hands(open_page("desk"), start_server(settings.data, environ=environ), people | committee)
        return Walk(hands, village, list(committee))

    return found


def test_a_line_above_the_branchs_authority_is_posted_first(founded: Callable[[str], Walk]) -> None:
    walk = founded("rcb_p1")
    small, large = walk.registered(1, "30000"), walk.registered(2, "80000")
    receipts = walk.receipt(small), walk.receipt(large)
    for case in (small, large):
        walk.accepted(case)
        walk.passed(case)
    walk.decided(small, "branch", "grant")
    walk.posted(small, large)
    assert (_state(small), _state(large)) == ("posted", "foreposted")
    walk.days_pass(3)
    assert (_state(small), _state(large)) == ("posted", "foreposted")  # its last day is not over
    walk.days_pass(1)
    assert (_state(small), _state(large)) == ("effective", "cleared")
    walk.decided(large, "head_office", "grant")
    assert _state(large) == "effective"
    assert _lines() == [3_000_000, 8_000_000]
    assert all("effective" in walk.tracked(receipt) for receipt in receipts)


def test_a_case_is_sent_up_to_the_city_under_the_same_start(founded: Callable[[str], Walk]) -> None:
    walk = founded("shiyan2011")
    case = walk.registered(1, "90000")
    receipt = walk.receipt(case)
    walk.accepted(case)
    walk.passed(case)
    limits, starts = [], set()
    for level, above in (("branch", "escalate"), ("county", "escalate"), ("city", "grant")):
        told = _clock(case)
        limits.append(told["limit"]["days"])
        starts.add(told["start"])
        walk.decided(case, level, above, reason="")
    assert limits == [5, 7, 15]
    assert len(starts) == 1
    assert _state(case) == "payable"
    assert "90,000" in walk.tracked(receipt)


def test_a_small_and_a_large_loan_are_answered_within_their_own_times(founded: Callable[[str], Walk]) -> None:
    walk = founded("chengcheng2012")
    small, large = walk.registered(1, "50000"), walk.registered(2, "60000")
    receipts = walk.receipt(small), walk.receipt(large)
    for case in (small, large):
        walk.accepted(case)
        walk.passed(case)
        walk.decided(case, "branch", "grant")
    told = [_clock(case)["limit"] for case in (small, large)]
    assert [(limit["key"], limit["days"], limit["unit"]) for limit in told] == [
        ("reply_limit.small_loan", 3, "workday"), ("reply_limit.large_loan", 7, "workday"),
    ]  # fmt: skip
    assert {_case(case).clock_state for case in (small, large)} == {"running"}, "until the applicant is answered"
    for case in (small, large):
        walk.do("officer", f"{case}/result", how="phone", whom="borrower")
    assert {_case(case).clock_state for case in (small, large)} == {"met"}
    walk.posted(small, large)
    walk.days_pass(5)
    assert {_state(case) for case in (small, large)} == {"posted"}, "the fifth day is not over"
    walk.days_pass(10)  # it ends on a working day
    assert {_state(case) for case in (small, large)} == {"payable"}
    assert all("payable" in walk.tracked(receipt) for receipt in receipts)


def test_a_procedure_of_ones_own_goes_by_its_template(
    founded: Callable[[str], Walk], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two officers and the head, no committee and no notice; nothing that the template leaves out is offered."""
    let_days_pass(settings)
    shutil.copytree(VALLEY, settings.data / "packs" / "valley")
    monkeypatch.setattr(factories_cases, "read_packs", lambda *_folders: None)
    packs.use_folders(settings.data / "packs")
    walk = founded("valley")
    with transaction():
        branch = session.get_one(Officer, walk.hands.people["officer"]).office
        second = person(Role.CREDIT_OFFICER, branch, "李协办").public_id
    case = walk.registered(1, "40000")
    walk.accepted(case)
    alone = walk.visit(case, status=422)
    assert "至少要 2 人" in alone.said
    assert _state(case) == "accepted"
    walk.visit(case, assistant=second)
    assert _state(case) == "investigated"
    assert "/review" not in walk.hands("backoffice", case).content()
    walk.decided(case, "branch", "grant")
    assert _state(case) == "payable"
    walk.do("officer", f"{case}/contracts", method="at_maturity", payment="own_account")
    assert walk.hands("officer", f"{case}/contracts/print").locator('form[action$="/print"]').count()
    packs.use_folders()


def _id(path: str) -> str:
    return path.rpartition("/")[2]


def _case(path: str) -> Case:
    found = session.scalars(select(Case).where(Case.public_id == _id(path))).one()
    session.remove()  # or nobody else could write
    return found


def _state(path: str) -> str:
    return str(_case(path).state)


def _clock(path: str) -> dict[str, Any]:
    return dict(_case(path).clock or {})


def _lines() -> list[int]:
    found = sorted(session.scalars(select(CreditLine.amount)))
    session.remove()
    return found
