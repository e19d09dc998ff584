"""What follows from an upheld complaint or a breach: three people, none of them the one it is about (S70)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from tests.support import factories_feedback as make
from tests.support.counter import Counter
from tests.support.factories_cases import person
from tests.support.factories_feedback import MONDAY, House
from tests.support.page import words
from workflow.base import audit
from workflow.base.audit import Look
from workflow.base.clock import start_of
from workflow.base.db import session
from workflow.kernel import ids
from workflow.kernel.errors import Conflict, Forbidden, HouseError, Invalid, NotFound
from workflow.office.registers import operations as registers
from workflow.office.registers import queries as register_queries
from workflow.office.registers.rules import Asked
from workflow.office.supervision import todo
from workflow.office.supervision.models import Breach
from workflow.office.supervision.sanctions import operations, queries, rules
from workflow.office.supervision.sanctions.models import Sanction
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.feedback import operations as feedback
from workflow.stages.feedback.models import Complaint, ComplaintReview, Exclusion

LATER = MONDAY + timedelta(days=3)
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def house(database: Engine) -> House:
    made = make.build()
    made.officers["hr"] = person(Role.HR, made.offices["county"], "连人事")
    session.commit()
    return made


def upheld(house: House, outcome: str = "upheld", **more: Any) -> Complaint:
    """A complaint about the officer of the north, answered."""
    found = make.complaint(house, **more)
    feedback.register(
        found, category="cold", officers=[house["officer"]], office=house.offices["north"], case_number="",
        by=house["discipline"], at=MONDAY,
    )  # fmt: skip
    feedback.assign(found, house["auditor"], by=house["discipline"], at=MONDAY)
    feedback.answer(found, findings="属实", outcome=outcome, answer="已处理", by=house["auditor"], at=MONDAY)
    session.commit()
    return found


def breach(house: House, officer: Officer | None = None) -> Breach:
    made = Breach(
        public_id=ids.public_id(), kind="missed_clock", subject=ids.public_id(), found_at=MONDAY,
        officer_id=officer.id if officer else None,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def told(**changed: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "kind": "points", "points": 3, "amount": None, "until_on": None, "cite": "实施方案 二（六）",
        "grounds": "服务态度生硬",
    }  # fmt: skip
    return usual | changed


def proposed(house: House, ground: Complaint | Breach, **changed: Any) -> Sanction:
    return operations.propose(ground, house["officer"], **told(**changed), by=house["discipline"], at=LATER)


def ordered(house: House, ground: Complaint | Breach, **changed: Any) -> Sanction:
    made = proposed(house, ground, **changed)
    operations.decide(made, ordered=True, why="", by=house["leader"], at=LATER)
    return made


_ANY = st.one_of(st.none(), st.integers(1, 9))


@given(st.sampled_from(list(rules.KINDS)), st.fixed_dictionaries({"points": _ANY, "amount": _ANY, "until_on": _ANY}))
def test_a_kind_has_its_own_measure_and_no_other(kind: str, measures: dict[str, int | None]) -> None:
    given_ = {name for name, value in measures.items() if value is not None}
    wanted = {rules.MEASURES[kind]} if kind in rules.MEASURES else set()
    wrong = rules.misfit(kind, measures)
    assert (wrong == "") == (given_ == wanted)
    assert not wrong or wrong in given_ ^ wanted


def test_from_the_proposal_to_its_end(house: House) -> None:
    made = ordered(house, upheld(house))
    assert [each.endpoint for each in todo.rows(house["hr"], now=LATER, limit=9)] == ["sanctions.show"]
    operations.carry_out(made, how="当面告知，已登记积分。", by=house["hr"], at=LATER)
    session.commit()
    assert [event.kind for event in audit.history(made.stream)] == [
        "sanction_proposed", "sanction_decided", "sanction_carried_out",
    ]  # fmt: skip
    assert queries.to_carry_out(house["hr"], 9) == []
    assert queries.totals(house["leader"], 2026) == [queries.Total(house["officer"], 1, 3)]
    assert "服务态度生硬".encode() not in (session.scalar(select(Sanction.grounds_sealed)) or b"")


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "points without a number": ({"points": None}, "points"),
    "points and an amount": ({"amount": 100}, "amount"),
    "a fine without an amount": ({"kind": "fine", "points": None}, "amount"),
    "no points at all": ({"points": 0}, "points"),
    "a suspension that is over": ({"kind": "study", "points": None, "until_on": date(2026, 6, 4)}, "until_on"),
    "a transfer with points": ({"kind": "transfer"}, "points"),
    "the complainant's name": ({"grounds": "某甲反映他态度生硬"}, "grounds"),
    "the complainant's telephone": ({"grounds": "联系电话138 0000 0000"}, "grounds"),
}


def test_what_is_refused(house: House, subtests: pytest.Subtests) -> None:
    complaint = upheld(house)
    for name, (changed, field) in REFUSED.items():
        with subtests.test(name):
            with pytest.raises(Invalid) as refused:
                proposed(house, complaint, **changed)
            assert refused.value.field == field
    complaint.exclusions.append(Exclusion(officer_id=house["officer.south"].id, because="together"))
    session.flush()
    with pytest.raises(Invalid, match="does not concern"):
        operations.propose(complaint, house["officer.south"], **told(), by=house["discipline"], at=LATER)
    assert session.query(Sanction).count() == 0


@pytest.mark.parametrize("outcome", ["not_upheld", "not_provable"])
def test_nothing_follows_from_what_was_not_proven(house: House, outcome: str) -> None:
    with pytest.raises(Conflict, match="was upheld"):
        proposed(house, upheld(house, outcome))


def test_the_review_has_the_last_word(house: House) -> None:
    complaint = upheld(house)
    complaint.review = ComplaintReview(public_id=ids.public_id(), asked_at=MONDAY)
    session.flush()
    with pytest.raises(Conflict, match="was upheld"):
        proposed(house, complaint)
    complaint.review.outcome = "not_upheld"
    with pytest.raises(Conflict, match="was upheld"):
        proposed(house, complaint)
    complaint.review.outcome = "partly"
    assert proposed(house, complaint).ordered is None


def test_it_follows_from_a_breach_of_somebody(house: House) -> None:
    found = breach(house, house["officer"])
    assert ordered(house, found, kind="pay", points=None, amount=20_000).breach is found
    session.commit()
    nobodys = breach(house)
    with pytest.raises(Conflict, match="nobody's"):
        queries.breach_for(nobodys.public_id, house["audit"])
    with pytest.raises(Invalid, match="does not concern"):
        proposed(house, nobodys)


def test_three_people_and_each_step_once(house: House) -> None:
    complaint = upheld(house)
    with pytest.raises(Forbidden, match="about themselves"):
        operations.propose(complaint, house["officer"], **told(), by=house["officer"], at=LATER)
    made = proposed(house, complaint)
    for by in (house["discipline"], house["officer"]):
        with pytest.raises(Forbidden, match="Somebody else"):
            operations.decide(made, ordered=True, why="", by=by, at=LATER)
    with pytest.raises(Conflict, match="Nothing is ordered"):
        operations.carry_out(made, how="已告知", by=house["hr"], at=LATER)
    with pytest.raises(Invalid, match="why"):
        operations.decide(made, ordered=False, why="", by=house["leader"], at=LATER)
    operations.decide(made, ordered=True, why="", by=house["leader"], at=LATER)
    with pytest.raises(Conflict, match="decided already"):
        operations.decide(made, ordered=False, why="改判", by=house["leader"], at=LATER)
    with pytest.raises(Conflict, match="cannot be undone"):
        registers.strike(made, why="写错", by=house["discipline"], at=LATER)
    with pytest.raises(Forbidden, match="about themselves"):
        operations.carry_out(made, how="已告知", by=house["officer"], at=LATER)
    with pytest.raises(Invalid, match="how one can see"):
        operations.carry_out(made, how="", by=house["hr"], at=LATER)


def test_what_is_dropped_counts_nowhere(house: House) -> None:
    made = proposed(house, upheld(house))
    operations.decide(made, ordered=False, why="首次，已批评教育", by=house["leader"], at=LATER)
    session.commit()
    assert (queries.totals(house["leader"], 2026), queries.to_carry_out(house["hr"], 9)) == ([], [])


def test_whoever_it_concerns_knows_nothing_of_it(house: House) -> None:
    """Of a complaint about the leader's own office nobody learns by a sanction what the complaint keeps from them."""
    made = ordered(house, upheld(house))
    session.commit()
    house["officer"].grants[0].role = house["head"].grants[0].role = Role.HR
    session.flush()
    session.expire_all()
    for hidden in (house["officer"], house["head"]):
        assert register_queries.listed(Sanction, "proposed_on", Asked("", ""), hidden, "sanction.see", limit=9) == []
        assert (queries.totals(hidden, 2026), queries.to_carry_out(hidden, 9)) == ([], [])
        with pytest.raises(NotFound):
            register_queries.entry_for(Sanction, made.public_id, hidden, "sanction.see")
    seen = register_queries.listed(Sanction, "proposed_on", Asked("", ""), house["hr"], "sanction.see", limit=9)
    assert seen == [made]


@pytest.mark.parametrize(
    "changed",
    [
        {"points": None}, {"amount": 5}, {"kind": "fine"}, {"points": 0}, {"complaint_id": None}, {"ordered": None},
        {"done_at": LATER}, {"kind": "transfer", "points": None}, {"decided_why": "另一理由"}, {"cite": "别的规定"},
    ],
    ids=lambda changed: "+".join(changed),
)  # fmt: skip
def test_what_the_database_refuses(house: House, changed: dict[str, Any]) -> None:
    made = ordered(house, upheld(house))
    session.commit()
    with pytest.raises((IntegrityError, DatabaseError)):
        session.execute(update(Sanction).where(Sanction.id == made.id).values(**changed))


@on_sqlite
def test_its_pages(house: House, staff_client: FlaskClient) -> None:
    complaint = upheld(house)
    with time_machine.travel(LATER, tick=True):
        discipline = Counter(staff_client, house["discipline"])
        new = f"/supervision/sanctions/new/complaint/{complaint.public_id}"
        assert new in staff_client.get(f"/complaints/{complaint.public_id}").get_data(as_text=True)
        assert "给予经济处罚或行政处分" in words(discipline.get(new)), "our own rules stand above the form"
        given_ = {"officer": house["officer"].public_id, "kind": "fine", "points": "", "until_on": ""}
        given_ |= {"cite": "方案 二", "grounds": "服务态度生硬"}
        assert "服务态度生硬" in discipline.post(new, 422, **given_).get_data(as_text=True)
        page = discipline.post(new, amount="200", **given_).headers["Location"].removeprefix("/staff")
        shown = words(discipline.get(page))
        assert "经济处罚" in shown
        assert session.scalars(select(Look).where(Look.thing.startswith("sanction:"))).first()
        discipline.post(f"{page}/decide", 403, page=page, verdict="order")
        leader = Counter(staff_client, house["leader"])
        leader.post(f"{page}/decide", 422, page=page, verdict="drop")
        leader.post(f"{page}/decide", page=page, verdict="order")
        hr = Counter(staff_client, house["hr"])
        there = hr.get(page)
        assert complaint.number not in words(there)
        assert not [link for link in there.iter("a") if complaint.public_id in (link.get("href") or "")]
        hr.post(f"{page}/done", 422, page=page)
        hr.post(f"{page}/done", page=page, how="当面告知")
        assert "当面告知" in words(hr.get(page))
        assert "经济处罚" in staff_client.get("/supervision/sanctions?format=csv").get_data(as_text=True)
        assert "服务态度生硬" not in staff_client.get("/supervision/sanctions?format=csv").get_data(as_text=True)
        Counter(staff_client, house["auditor"]).get(page, 403)


def test_a_year_counts_what_was_ordered_in_it_whenever_it_was_proposed(house: House) -> None:
    made = proposed(house, upheld(house))
    operations.decide(made, ordered=True, why="", by=house["leader"], at=start_of(date(2027, 1, 1)))
    session.commit()
    assert queries.totals(house["leader"], 2026) == []
    assert queries.totals(house["leader"], 2027) == [queries.Total(house["officer"], 1, 3)]


@on_sqlite
def test_a_total_leads_to_its_entries(house: House, staff_client: FlaskClient) -> None:
    about = [house["officer"], house["officer"], house["head"]]
    for text, officer in zip("一二三", about, strict=True):
        made = operations.propose(
            breach(house, officer), officer, **told(cite=f"规定{text}"), by=house["audit"], at=LATER
        )
        operations.decide(made, ordered=True, why="", by=house["leader"], at=LATER)
    session.commit()
    with time_machine.travel(LATER, tick=True):
        leader = Counter(staff_client, house["leader"])
        name, chosen = house["officer"].name, f"officer={house['officer'].public_id}"
        [link] = [each.get("href") for each in leader.get("/supervision/sanctions").iter("a") if each.text == name]
        assert chosen in (link or "")
        only = leader.get(f"/supervision/sanctions?{chosen}")
        assert f"只看：{name}" in words(only)
        assert [rule in words(only) for rule in ("规定一", "规定二", "规定三")] == [True, True, False]
        file = staff_client.get(f"/supervision/sanctions?{chosen}&format=csv").get_data(as_text=True)
        assert ("规定一" in file, "规定三" in file) == (True, False)
        assert "没有" in words(leader.get(f"/supervision/sanctions?officer={'0' * 26}").find(".//main"))


@on_sqlite
def test_no_form_for_what_was_not_upheld_and_a_look_at_it_is_recorded(house: House, staff_client: FlaskClient) -> None:
    refused, proven = upheld(house, "not_upheld", text="一"), upheld(house, text="二")
    with time_machine.travel(LATER, tick=True):
        discipline = Counter(staff_client, house["discipline"])
        for complaint, status in ((refused, 409), (proven, 200)):
            discipline.get(f"/supervision/sanctions/new/complaint/{complaint.public_id}", status)
            page = staff_client.get(f"/complaints/{complaint.public_id}").get_data(as_text=True)
            assert ("/sanctions/new/" in page) == (status == 200)
    looked = session.scalars(select(Look.thing).where(Look.officer_id == house["discipline"].id)).all()
    assert looked.count(proven.stream) == 2, "the complaint itself, and the form that names whom it concerns"


@on_sqlite
def test_a_proposal_can_be_struck_out_and_a_breach_has_its_own_way(house: House, staff_client: FlaskClient) -> None:
    found = breach(house, house["officer"])
    session.commit()
    with time_machine.travel(LATER, tick=True):
        audit_dept = Counter(staff_client, house["audit"])
        new = f"/supervision/sanctions/new/breach/{found.public_id}"
        given_ = {"officer": house["officer"].public_id, "kind": "study", "points": "", "amount": "", "cite": "方案 二"}
        page = audit_dept.post(new, until_on="2026-07-01", grounds="超时未办", **given_).headers["Location"]
        page = page.removeprefix("/staff")
        assert "2026年7月1日" in words(audit_dept.get(page))
        audit_dept.post(f"{page}/strike", page=page, why="写错了人")
        assert "写错了人" in words(audit_dept.get(page))
        audit_dept.get(f"/supervision/sanctions/new/breach/{'0' * 26}", 404)
    assert issubclass(NotFound, HouseError)


@pytest.mark.parametrize("officer", ["x" * 300, "%ff", "'"])
def test_an_address_that_names_nobody_finds_nothing(house: House, staff_client: FlaskClient, officer: str) -> None:
    ordered(house, breach(house, house["officer"]))
    session.commit()
    with time_machine.travel(LATER, tick=True):
        page = Counter(staff_client, house["leader"]).get(f"/supervision/sanctions?officer={officer}")
    assert "实施方案" not in words(page)
