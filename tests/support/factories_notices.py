"""Lists of one village in a small house: approved cases, drafted and posted notices, objections as they come in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count, cycle
from typing import Any

import time_machine

from tests.support.factories_cases import House, accepted, house, id_number, moment, person
from workflow.base.db import session
from workflow.doors.inbox import receive
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.cases import moves
from workflow.stages.cases.models import Case
from workflow.stages.cases.states import Step
from workflow.stages.notices import operations
from workflow.stages.notices.models import Notice, NoticeRow, Objection
from workflow.stages.people import operations as people

_numbers, _borrowers = count(1), count(500_000)
REASON = "这户的果园去年就转包出去了"


@dataclass
class Village:
    """A house with the people whom notices need."""

    house: House
    drafter: Officer
    poster: Officer
    risk: Officer
    decider: Officer
    surnames: Iterator[str] = field(default_factory=lambda: cycle("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"))

    def approved(self, at: datetime, *, amount: int = 3_000_000, consent: bool = True, **changed: Any) -> Case:
        """A case that is approved and waits for its notice."""
        case = self.passed(at, amount=amount, consent=consent, **changed)
        decided = {"granted_amount": amount, "decided_by_id": self.decider.id, "decided_at": at}
        moves.advance(case, Step.APPROVE, at=at, **decided)
        session.flush()
        return case

    def passed(self, at: datetime, *, amount: int, consent: bool = True, level: str | None = None, **more: Any) -> Case:
        """A case that the committee passed and nobody has decided yet; with `level`, above the branch."""
        borrower = people.Person(f"{next(self.surnames)}测试", id_number(next(_borrowers)), "13800000000")
        more = {"borrower": borrower} | more
        case = accepted(self.house, at, amount=amount, **more)
        for step in (Step.INVESTIGATE, Step.OPEN_REVIEW, Step.PASS):
            moves.advance(case, step, at=at)
        case.passed_amount, case.level = amount, level or case.level
        if consent:
            people.give_consent(case.household, text_version="1", how="paper", by=self.house.clerk, at=at)
        session.flush()
        return case

    def drafted(self, *cases: Case, at: datetime, days: int | None = None) -> Notice:
        """A list of these cases, drawn up."""
        where = {"village": self.house.village, "place": "村委会公告栏"}
        return operations.draft(cases=cases, days=days, by=self.drafter, at=at, **where)

    def posted(self, *cases: Case, at: datetime, days: int | None = None) -> Notice:
        """A list of these cases, up since `at`."""
        notice = self.drafted(*cases, at=at, days=days)
        operations.post(notice, by=self.poster, at=at)
        return notice

    def objection(self, row: NoticeRow, *, how: str, received: datetime, at: datetime | None = None) -> Objection | str:
        """An objection as it comes in: online through the door (gives the receipt), else typed in by the desk."""
        if how == "online":
            return hand_in_objection(row, at=received)
        told = {"standing": "household", "name": "杨树林", "contact": "13900000000", "reason": REASON}
        written = {"channel": how, "received_at": received, "by": self.house.clerk, "at": at or received}
        return operations.record_objection(row, **told, **written)


def village(pack: str = "chengcheng2012") -> Village:
    """A village under a pack, with the demonstration's examples where the pack leaves a figure open."""
    made = house(pack, examples=True)
    branch, top = made.branch, list(made.offices.values())[-1]
    return Village(
        made, made.people[Role.BACK_OFFICE],
        person(Role.PUBLISHER, branch, "刘张贴"), person(Role.RISK_DEPT, top, "郝风险"),
        made.people[Role.DECISION_MAKER],
    )  # fmt: skip


def hand_in_objection(row: NoticeRow, *, at: datetime) -> str:
    """An objection handed in online at an instant; gives the receipt's digits. Commits what was made before."""
    told = {
        "notice": row.notice.public_id, "row": row.public_id, "standing": "household", "name": "杨树林",
        "contact": "13900000000", "reason": REASON, "in_writing": True,
    }  # fmt: skip
    session.commit()
    with time_machine.travel(at, tick=False):
        receipt = receive.hand_in("objection", told, nonce=f"{next(_numbers):032d}", address="192.0.2.1")
    return receipt.digits


__all__ = ("Village", "hand_in_objection", "moment", "village")
