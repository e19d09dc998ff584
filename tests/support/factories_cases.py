"""A small house for tests of the stages: an institution with its offices, one village, named people, and cases."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from stdnum.cn import ric

from workflow.base import vault
from workflow.base.db import session
from workflow.doors.inbox import receive, take
from workflow.kernel import ids
from workflow.places import packs
from workflow.places.models import Institution, Office, Town, Village
from workflow.policy import load, lookup
from workflow.staff.models import AreaAssignment, Officer, RoleGrant
from workflow.staff.roles import Role
from workflow.stages.cases import operations
from workflow.stages.cases.models import Case
from workflow.stages.cases.operations import Application
from workflow.stages.people.operations import Person

SHANGHAI = ZoneInfo("Asia/Shanghai")
FOUNDED = datetime(2005, 1, 1, tzinfo=UTC)
#: What people are called here; every name is made up.
NAMES = {
    Role.DESK_CLERK: "吴柜员",
    Role.CREDIT_OFFICER: "马建国",
    Role.BRANCH_HEAD: "雷主任",
    Role.BACK_OFFICE: "郝内勤",
    Role.DECISION_MAKER: "权决策",
    Role.AUDIT_DEPT: "严稽核",
    Role.COUNTY_CREDIT: "陈信贷",
}
_numbers = count(1)


def moment(text: str) -> datetime:
    """``2011-05-12 09:00`` in Shanghai (or a whole day: nine o'clock) as an instant."""
    return datetime.fromisoformat(text if " " in text else f"{text} 09:00").replace(tzinfo=SHANGHAI)


def id_number(number: int = 0) -> str:
    """A well-formed identity number of nobody."""
    digits = f"610525{1950 + number % 50}0101{number % 1000:03d}"
    return digits + ric.calc_check_digit(digits + "0")


@dataclass
class House:
    """What `house` made: offices by level, the village, and one person a role at the branch."""

    offices: dict[str, Office]
    village: Village
    people: dict[Role, Officer] = field(default_factory=dict)

    @property
    def branch(self) -> Office:
        """The lowest office."""
        return next(iter(self.offices.values()))

    @property
    def clerk(self) -> Officer:
        """The desk clerk."""
        return self.people[Role.DESK_CLERK]

    @property
    def officer(self) -> Officer:
        """The credit officer in charge of the village."""
        return self.people[Role.CREDIT_OFFICER]


def house(pack: str = "shiyan2011", *, examples: bool = False, own: Path | None = None) -> House:
    """Found a house under a pack, a shipped one or one in the folder `own`; `examples` fills the open figures of a
    shipped one with the demonstration's marked ones."""
    read_packs(*([own] if own else [load.examples()] if examples else []))
    institution = Institution(pack=pack, name="示范农村信用社", name_en="Example union", hotline="0913-1234567")
    offices = _offices(institution, pack)
    town = Town(code="610525101", name="安里镇")
    session.add_all([institution, town, *offices])
    session.flush()
    village = Village(
        code="610525101200", town_id=town.id, office_id=offices[0].id, name="东白城村", pinyin="dong bai cheng"
    )
    made = House({office.level: office for office in offices}, village)
    made.people = {role: _person(role, offices[0], name) for role, name in NAMES.items()}
    session.add_all([village, *made.people.values()])
    session.flush()
    session.add(AreaAssignment(officer_id=made.officer.id, village_id=village.id, from_on=FOUNDED.date()))
    session.flush()
    return made


def read_packs(*folders: Path) -> None:
    """Read the shipped packs and those of these folders; only where that changes anything."""
    if packs._extra != folders:
        packs.use_folders(*folders)


def _offices(institution: Institution, pack: str) -> list[Office]:
    levels = lookup.required(packs.pack(pack), "authority.levels", date(2016, 1, 1)).value
    parent, made = None, []
    for level in reversed(levels):
        parent = Office(institution=institution, parent=parent, level=level.code, name=level.zh, phone="0913-1")
        made.insert(0, parent)
    return made


def person(role: Role, office: Office, name: str = "某人", *, also: tuple[Role, ...] = ()) -> Officer:
    """One more member of the staff who holds `role`."""
    officer = _person(role, office, name, also)
    session.add(officer)
    session.flush()
    return officer


def _person(role: Role, office: Office, name: str, also: tuple[Role, ...] = ()) -> Officer:
    number = next(_numbers)
    officer = Officer(
        public_id=ids.public_id(), username=f"{role}{number}", name=name, office_id=office.id, language="zh_Hans",
        id_key=vault.current().blind(f"staff {number}"), phone="0913-7654321", email="", duties="", active=True,
    )  # fmt: skip
    officer.grants = [RoleGrant(role=each, granted_at=FOUNDED) for each in (role, *also)]
    return officer


def application(made: House, **changed: Any) -> Application:
    """A believable application at the desk; `changed` fields win."""
    number = next(_numbers)
    usual: dict[str, Any] = {
        "village": made.village, "group": "第一组", "borrower": Person("王测试", id_number(number), "13800000000"),
        "spouse": None, "address": "东白城村", "product": "micro_credit", "amount": 3_000_000, "term_months": 12,
        "purpose": "苹果园化肥", "guarantee": _guarantee(), "guarantor": "", "repayment_source": "卖苹果",
        "in_hand": ("paper_1", "paper_2", "paper_3", "paper_4", "paper_5"), "consent_text": None, "channel": "desk",
        "received_at": FOUNDED,
    }  # fmt: skip
    return Application(**(usual | changed))


def _guarantee() -> str:
    """None, but where the rules lend hardly anything without."""
    return "joint" if packs.value("micro.max_balance", FOUNDED.date()).is_set else "unsecured"


def submitted(made: House, at: datetime, **changed: Any) -> Case:
    """A case at the desk with every paper on the counter."""
    return operations.register(application(made, **({"received_at": at} | changed)), by=made.clerk, at=at)


def accepted(made: House, at: datetime, *, level: str | None = None, **changed: Any) -> Case:
    """A case whose clock started at `at`."""
    return operations.accept(submitted(made, at, **changed), level=level, by=made.clerk, at=at)


def payload(made: House, **changed: Any) -> dict[str, Any]:
    """What the portal hands in for an application."""
    usual = {
        "village": made.village.code, "group": "第一组", "name": "王测试", "id_number": id_number(next(_numbers)),
        "phone": "13800000000", "address": "东白城村", "product": "micro_credit", "amount": 3_000_000,
        "term_months": 12, "purpose": "苹果园化肥", "guarantee": "unsecured", "repayment_source": "卖苹果",
        "materials": ["paper_1"],
        "consent_publication": False, "language": "zh_Hans",
    }  # fmt: skip
    return usual | changed


def handed_in(made: House, **changed: Any) -> tuple[take.Handed, receive.Receipt]:
    """An application handed in through the door, and its receipt. Commits what was made before."""
    session.commit()
    nonce = f"{next(_numbers):032d}"
    receipt = receive.hand_in("application", payload(made, **changed), nonce=nonce, address="192.0.2.1")
    return take.waiting("application")[-1], receipt
