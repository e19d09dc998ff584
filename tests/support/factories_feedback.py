"""A small house for the tests of feedback and supervision: two outlets, their staff, cases, complaints."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask.testing import FlaskClient

from workflow.base import audit
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.doors.inbox import take
from workflow.doors.inbox.models import Slip
from workflow.doors.inbox.receive import hand_in, key_of
from workflow.kernel import ids
from workflow.places import packs
from workflow.places.models import Institution, Office, Town, Village
from workflow.policy import load
from workflow.staff import operations as staff
from workflow.staff.models import AreaAssignment, Officer, RoleGrant
from workflow.staff.roles import Role
from workflow.stages.approval.models import ResultNotice
from workflow.stages.cases import moves
from workflow.stages.cases.models import Case
from workflow.stages.feedback import operations
from workflow.stages.feedback.models import Complaint
from workflow.stages.people.models import Household, Member

#: A Monday, 10:00 in Shanghai, well before the loaded calendar ends.
MONDAY = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)

SET = audit.declare("test_case_set", "set")

STAFF = (
    ("discipline", "韩秋生", "county", Role.DISCIPLINE_DEPT),
    ("discipline.two", "石雅琴", "county", Role.DISCIPLINE_DEPT),
    ("leader", "张维民", "county", Role.LEADER),
    ("audit", "权正平", "county", Role.AUDIT_DEPT),
    ("auditor", "白立新", "county", Role.AREA_AUDITOR),
    ("head", "高宏伟", "north", Role.BRANCH_HEAD),
    ("desk", "李春梅", "north", Role.DESK_CLERK),
    ("officer", "杨少军", "north", Role.CREDIT_OFFICER),
    ("head.south", "樊志远", "south", Role.BRANCH_HEAD),
    ("officer.south", "吴晓峰", "south", Role.CREDIT_OFFICER),
)  # fmt: skip


@dataclass
class House:
    """What the tests take from it by name."""

    offices: dict[str, Office]
    village: Village
    officers: dict[str, Officer]

    def __getitem__(self, username: str) -> Officer:
        return self.officers[username]


def build(pack: str = "chengcheng2012") -> House:
    """Institution, offices, one village and the staff; committed."""
    packs.use_folders(load.examples())
    session.add(Institution(pack=pack, name="澄城县联社", name_en="Chengcheng", hotline="0913-6890000"))
    session.flush()
    offices = _offices()
    town = Town(code="610525101", name="冯原镇")
    session.add(town)
    session.flush()
    village = Village(code="610525101200", town_id=town.id, office_id=offices["north"].id, name="北村", pinyin="beicun")
    session.add(village)
    session.flush()
    officers = {username: _officer(username, name, offices[office], role) for username, name, office, role in STAFF}
    session.add(AreaAssignment(officer_id=officers["officer"].id, village_id=village.id, from_on=date(2020, 1, 1)))
    session.commit()
    return House(offices, village, officers)


def _offices() -> dict[str, Office]:
    county = Office(institution_id=1, level="county", name="澄城县联社")
    session.add(county)
    session.flush()
    branches = {
        tag: Office(institution_id=1, parent_id=county.id, level="branch", name=name, outlet=True)
        for tag, name in (("north", "冯原信用社"), ("south", "城关信用社"))
    }
    session.add_all(branches.values())
    session.flush()
    return {"county": county} | branches


def _officer(username: str, name: str, office: Office, role: Role) -> Officer:
    officer = Officer(
        public_id=ids.public_id(), username=username, name=name, id_key=username, office_id=office.id, office=office
    )
    officer.grants.append(RoleGrant(role=role, granted_at=MONDAY - timedelta(days=900)))
    session.add(officer)
    session.flush()
    return officer


def log_in(client: FlaskClient, officer: Officer, *, at: datetime) -> FlaskClient:
    """Give `client` a session of `officer`, second factor and all."""
    token = staff.open_session(officer, second_factor=True, browser="test", at=at)
    session.commit()
    client.set_cookie("sunshine", token)
    return client


def case(
    house: House, number: str, *, accepted: datetime | None = None, amount: int = 20_000_00, office: str = "north",
    receipt_key: str | None = None,
) -> Case:  # fmt: skip
    """A case of an own household, submitted or accepted, with the events that say so."""
    household = Household(public_id=ids.public_id(), village_id=house.village.id, created_at=MONDAY)
    session.add(household)
    session.flush()
    borrower = Member(public_id=ids.public_id(), household_id=household.id, relation="head")
    borrower.name = "某户主"
    session.add(borrower)
    session.flush()
    received = (accepted or MONDAY) - timedelta(hours=2)
    columns: dict[str, Any] = {
        "public_id": ids.public_id(), "number": number, "subject": "loan", "product": "micro_credit",
        "state": "submitted", "open": True, "priority": False, "repayment_source": "",
        "household_id": household.id, "borrower_id": borrower.id, "office_id": house.offices[office].id,
        "officer_id": house["officer" if office == "north" else "officer.south"].id, "village_code": house.village.code,
        "amount": amount, "term_months": 12, "purpose": "种苹果", "guarantee": "unsecured", "channel": "desk",
        "received_at": received, "recorded_at": received, "pack": packs.pack().slug, "pack_digest": packs.pack().digest,
        "level": "branch", "receipt_key": receipt_key,
    }  # fmt: skip
    made = Case(**columns)
    session.add(made)
    session.flush()
    first = {name: moves.plain(value) for name, value in columns.items()}
    audit.record(SET, made.stream, at=received, by=house["desk"].id, set=first)
    if accepted:
        started = moves.start_clock(made, accepted_at=accepted, level="branch")
        changed = started | moves.change(made, state="accepted", accepted_at=accepted)
        session.flush()
        audit.record(SET, made.stream, at=accepted, by=house["desk"].id, set=changed)
    session.commit()
    return made


def answer_case(made: Case, house: House, *, at: datetime, recorded_at: datetime | None = None) -> None:
    """Tell the borrower the result, which ends the clock at Chengcheng; `recorded_at` where that was typed later."""
    changed, _late = moves.end_clock(made, "answered", at=at)
    changed |= moves.change(made, answered_at=at, decided_by_id=house["head"].id, decided_at=at)
    changed |= moves.change(made, state="refused", open=False, ended_at=at, next_on=None)
    told = {"told_by_id": house["desk"].id, "told_how": "phone", "told_whom": "borrower"}
    late = made.due_on is not None and local_date(at) > made.due_on
    session.add(ResultNotice(case_id=made.id, told_at=at, recorded_at=recorded_at or at, late=late, **told))
    session.flush()
    audit.record(SET, made.stream, at=at, by=house["head"].id, set=changed)
    session.commit()


def hand_in_complaint(text: str, *, nonce: str, **more: Any) -> take.Handed:
    """A complaint slip from the public door."""
    payload = {"anonymous": True, "category": "cold", "text": text} | more
    session.commit()
    receipt = hand_in("complaint", payload, nonce=nonce, address=nonce)
    found = session.query(Slip).filter_by(receipt_key=key_of(receipt.digits)).one()
    return take.opened(found)


def complaint(house: House, *, text: str = "态度很差", at: datetime = MONDAY, **more: Any) -> Complaint:
    """A complaint told by telephone and written down at once."""
    told = {
        "channel": "phone", "category": "cold", "anonymous": False, "name": "某甲", "contact": "13800000000",
        "about": "", "office": None, "case_number": "", "received_at": at,
    }  # fmt: skip
    made = operations.record_complaint(**(told | {"text": text} | more), by=house["discipline"], at=at)
    session.commit()
    return made
