"""Contracts: drawn up as the rules' set, printed with a reason, signed before two people, and what waits for that."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from tests.support.factories_approval import closed, decider, look, opened, tie, valley, voted
from tests.support.factories_cases import House, accepted, moment, person
from tests.support.stories import Step, play
from workflow.base import audit
from workflow.base.db import session
from workflow.kernel.errors import Invalid
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.approval import operations as approval
from workflow.stages.cases.models import Case
from workflow.stages.cases.replay import fold, stored
from workflow.stages.credit.contract import facts, operations, queries
from workflow.stages.credit.contract.queries import Terms

SCENARIOS = tomllib.loads(Path(__file__).with_name("scenarios.toml").read_text(encoding="utf-8"))["scenario"]
AT = moment("2016-03-07 09:00")
TERMS = Terms("equal_instalments", "entrusted", "县农资公司 6217…")
SIGNED = {"borrower": "fingerprint", "spouse": "", "guarantor": "fingerprint"}
sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass
class Desk:
    """A granted mortgage that waits for its contracts, and who signs them."""

    made: House
    case: Case
    witness: Officer

    def sign(self, at: datetime = AT + timedelta(hours=3), **changed: Any) -> Case:
        usual: dict[str, Any] = {"means": SIGNED, "place": "冯原支行", "signed_at": at, "witness": self.witness}
        return operations.sign(self.case, **{**usual, **changed}, by=self.made.officer, at=at)


@pytest.fixture
def desk(database: Engine) -> Desk:
    made = valley()
    case = accepted(made, AT, product="mortgage", guarantee="mortgage", guarantor="王抵押", amount=5_000_000)
    case.flow = "investigation review decision contract"  # a grade is another test's
    look(case, made, AT)
    closed(voted(opened(case, made, AT), AT, yes=3), made, AT)
    approval.decide(case, verdict="grant", by=decider(made, "county"), at=AT)
    return Desk(made, case, person(Role.DESK_CLERK, made.branch, "赵见证"))


def test_drawn_up_printed_signed_payable(desk: Desk) -> None:
    case, by = desk.case, desk.made.officer
    assert case.state == "signable"
    made = operations.draw_up(case, TERMS, by=by, at=AT)
    assert [each.kind for each in made] == ["loan", "mortgage", "note"]
    assert [each.number for each in made] == [f"{case.number}-01", f"{case.number}-02", f"{case.number}-03"]
    operations.print_set(case, reason="", by=by, at=AT)
    operations.print_set(case, reason="客户要一份", by=by, at=AT)
    desk.sign()
    assert case.state == "payable"
    assert {each.name for contract in made for each in contract.signatures} == {case.borrower.name, "王抵押"}
    assert fold(audit.history(case.stream)) | {"flow": case.flow} == stored(case)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(text("UPDATE contract SET place = '别处'"))


def test_a_contract_says_what_the_case_said_when_it_was_drawn_up(desk: Desk) -> None:
    made = operations.draw_up(desk.case, TERMS, by=desk.made.officer, at=AT)
    operations.print_set(desk.case, reason="", by=desk.made.officer, at=AT)
    desk.case.purpose = "改了"
    paper = pypdfium2.PdfDocument(BytesIO(facts.pdf(made, at=AT)))
    pages = [page.get_textpage().get_text_range() for page in paper]
    assert len(pages) == 3
    for number, page in enumerate(pages, start=1):
        own = (f"{desk.case.number}-0{number}", str(desk.case.borrower.id_number))
        for told in ("伍万元整", "苹果园化肥", "50,000.00", *own):
            assert told in page.replace("\r\n", ""), told
        assert "改了" not in page
    assert "抵押合同" in pages[1]
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(text("UPDATE contract SET number = number || 'x'"))


class Story:
    """A granted loan at its desk, and a relative of the household among the clerks."""

    def __init__(self, desk: Desk, told: Step) -> None:
        self.desk, desk.case.guarantee = desk, told["guarantee"]
        relative = person(Role.DESK_CLERK, desk.made.branch)
        tie(relative, desk.case)
        self.witnesses = {"officer": desk.made.officer, "relative": relative}

    def do(self, step: Step) -> Step:
        getattr(self, f"_{step['do']}")(step)
        return {"state": self.desk.case.state, "kinds": [each.kind for each in queries.standing(self.desk.case)]}

    def _draw_up(self, step: Step) -> None:
        terms = Terms(step.get("method", TERMS.method), TERMS.payment, TERMS.payee)
        operations.draw_up(self.desk.case, terms, by=self.desk.made.officer, at=AT)

    def _print(self, step: Step) -> None:
        operations.print_set(self.desk.case, reason=step.get("reason", ""), by=self.desk.made.officer, at=AT)

    def _sign(self, step: Step) -> None:
        told: dict[str, Any] = {"means": SIGNED | dict.fromkeys(step.get("without", ()), "")}
        told |= {"signed_at": moment(step["signed_at"])} if "signed_at" in step else {}
        told |= {"witness": self.witnesses[step["witness"]]} if "witness" in step else {}
        self.desk.sign(**told)


@pytest.mark.parametrize("told", SCENARIOS, ids=[each["name"] for each in SCENARIOS])
def test_it_goes_as_told(desk: Desk, told: Step) -> None:
    play(Story(desk, told), told["steps"])


@sqlite
def test_wrong_ones_are_voided_and_drawn_up_anew(desk: Desk) -> None:
    case, by = desk.case, desk.made.officer
    operations.draw_up(case, TERMS, by=by, at=AT)
    with pytest.raises(Invalid, match="reason"):
        operations.void(case, reason="", by=by, at=AT)
    operations.void(case, reason="收款人写错", by=by, at=AT)
    again = operations.draw_up(case, TERMS, by=by, at=AT)
    assert again[0].number == f"{case.number}-04", "a number is never used again"
    assert len(queries.every(case)) == 6
