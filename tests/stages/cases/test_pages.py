"""The counter's pages, judged, and what their forms do; both languages, with hostile input among it."""

from __future__ import annotations

import re

import pytest

from tests.support.counter import Counter
from tests.support.factories_cases import accepted, handed_in, house, id_number, submitted
from tests.support.page import judged, words
from workflow.base import audit, clock
from workflow.base.db import session
from workflow.doors.inbox import receive
from workflow.staff.roles import Role
from workflow.stages.cases import queries
from workflow.stages.cases.models import Case, DemandEntry, ServiceItem

HOSTILE = (
    "\x00",
    "‮evil",
    "<script>alert(1)</script>",
    "{{ 7*7 }}",
    '\'; DROP TABLE "case"; --',
    "王" * 9000,
    "-1",
    "1e999",
)


@pytest.fixture
def made(database):
    found = house()
    session.commit()
    return found


@pytest.fixture
def clerk(made, staff_client):
    return Counter(staff_client, made.clerk)


def typed(made, **changed):
    """What a clerk types into the application's form."""
    usual = {
        "channel": "desk", "received_at": "2026-01-05T09:00", "village": made.village.code, "name": "王测试",
        "id_number": id_number(3), "phone": "13800000000", "amount": "3万", "term_months": "12",
        "purpose": "苹果园化肥", "guarantee": "unsecured", "in_hand": ["paper_1", "paper_2"],
    }  # fmt: skip
    return usual | changed


def test_it_works(made, clerk):
    answer = clerk.post("/cases/new/micro_credit", **typed(made))
    case = session.query(Case).one()
    assert (case.amount, case.state) == (3_000_000, "submitted")
    assert f"/cases/{case.public_id}/receipt" in answer.location


@pytest.mark.parametrize("language", ["zh_Hans", "en"])
def test_every_page_of_intake_renders(made, clerk, language):
    made.clerk.language = language
    handed, _receipt = handed_in(made)
    case = submitted(made, clock.now(), in_hand=("paper_1",))
    session.commit()
    paths = [
        "/slips",
        f"/slips/{handed.id}",
        "/cases/new",
        "/cases/new/micro_credit",
        "/demands",
        "/demands/new",
        "/services",
    ]
    paths += [f"/cases/{case.public_id}/{name}" for name in ("papers", "reject", "withdraw", "appointment", "receipt")]
    for path in [*paths, f"/households/{case.household.public_id}", "/", f"/cases/{case.public_id}"]:
        clerk.get(path)


def test_a_slip_becomes_a_case(made, clerk):
    handed, receipt = handed_in(made)
    page = clerk.get(f"/slips/{handed.id}")
    assert "王测试" in words(page)
    clerk.post(f"/slips/{handed.id}/take", page=f"/slips/{handed.id}")
    assert session.query(Case).one().receipt_key == receive.key_of(receipt.digits)


def test_a_slip_of_another_outlet_is_not_there(made, clerk):
    handed, _receipt = handed_in(made)
    made.clerk.office = made.offices["branch"]
    made.village.office = made.offices["county"]
    session.commit()
    clerk.get(f"/slips/{handed.id}", 404)
    assert "王测试" not in words(clerk.get("/slips"))


def test_from_a_gap_to_the_running_clock(made, clerk):
    case = submitted(made, clock.now(), in_hand=("paper_1", "paper_2"))
    session.commit()
    papers = f"/cases/{case.public_id}/papers"
    seen = {"seen": str(case.version)}
    refused = judged(clerk.post(f"/cases/{case.public_id}/accept", 422, page=papers, **seen), 422)
    assert "结婚证或婚姻关系证明" in words(refused)
    clerk.post(f"/cases/{case.public_id}/gaps", page=papers, how="phone", **seen)
    clerk.post(papers, state_paper_1="present", state_paper_2="present", state_paper_3="present")
    seen = {"seen": str(session.query(Case).one().version)}
    clerk.post(f"/cases/{case.public_id}/accept", page=papers, level="branch", **seen)
    case = session.query(Case).one()
    assert (case.state, case.clock_state) == ("accepted", "running")
    assert words(clerk.get(f"/cases/{case.public_id}")).count("马建国")


def test_a_stale_page_changes_nothing(made, clerk):
    case = submitted(made, clock.now())
    session.commit()
    papers = f"/cases/{case.public_id}/papers"
    clerk.post(f"/cases/{case.public_id}/accept", 409, page=papers, seen="99")
    assert session.query(Case).one().state == "submitted"


def test_a_receipt_is_shown_once_and_the_same_for_the_same_form(made, clerk):
    case = submitted(made, clock.now())
    session.commit()
    answer = clerk.post(f"/cases/{case.public_id}/receipt", 200)
    digits = re.findall(r"<span>(\d{4})</span>", answer.get_data(as_text=True))
    judged(answer)
    assert receive.answer("".join(digits), address="192.0.2.9")["number"] == case.number


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_a_field_error_or_plain_text(made, clerk, text):
    fields = typed(
        made, **dict.fromkeys(("name", "purpose", "amount", "id_number", "group", "guarantor", "term_months"), text)
    )
    page = clerk.client.get("/cases/new/micro_credit").get_data(as_text=True)
    token = re.search(r'name="token"[^>]*value="([^"]+)"', page)[1]
    answer = clerk.client.post("/cases/new/micro_credit", data=fields | {"token": token})
    assert answer.status_code == (413 if len(text) > 1000 else 422)
    assert "<script>alert" not in answer.get_data(as_text=True)
    assert session.query(Case).count() == 0


def test_without_a_token_what_was_typed_is_kept(made, clerk):
    answer = clerk.client.post("/cases/new/micro_credit", data=typed(made))
    page = judged(answer, 400)
    assert page.find(".//input[@id='name']").get("value") == "王测试"
    assert session.query(Case).count() == 0


def test_the_demand_register_from_asking_to_closing(made, clerk):
    clerk.post(
        "/demands/new", kind="inquiry", came_at="2026-01-05T09:00", visitor="赵某", village="", matter="想贷款买化肥"
    )
    entry = session.query(DemandEntry).one()
    page = f"/demands/{entry.public_id}"
    assert "赵某" in words(clerk.get("/"))
    clerk.post(f"{page}/hand-on", page=page, officer=made.officer.public_id)
    clerk.post(f"{page}/close", 422, page=page)
    looks = [event.payload["what"] for event in audit.history(f"looks:{made.clerk.id}")]
    assert looks == [entry.stream] * 3, "to find the form, twice, and with the form that was refused"
    clerk.post(f"{page}/answer", page=page, told="已说明所需材料")
    clerk.post(f"{page}/close", page=page)
    entry = session.query(DemandEntry).one()
    assert entry.closed_at
    assert (entry.first_asked_id, entry.handed_to_id) == (made.clerk.id, made.officer.id)
    assert "赵某" not in words(clerk.get("/"))


def test_a_service_item_is_finished_with_a_result(made, clerk):
    clerk.post("/services", customer="钱某", item="打印流水", promised_on="2026-01-06")
    item = session.query(ServiceItem).one()
    unsaid = clerk.post(f"/services/{item.public_id}/finish", 422, result="已打印").get_data(as_text=True)
    assert "请选择一项" in unsaid
    assert "已打印" in unsaid, "what was typed is kept"
    clerk.post(f"/services/{item.public_id}/finish", result="已打印", reminded="no")
    finished = session.query(ServiceItem).one()
    assert (finished.finished_at is None, finished.reminded) == (False, False)
    assert "已打印" in words(page := clerk.get("/services"))
    assert "未提醒填写评价卡" in words(page)


def test_the_officer_sees_the_case_but_does_not_accept_it(made, staff_client):
    case = submitted(made, clock.now())
    session.commit()
    officer = Counter(staff_client, made.officer)
    officer.get(f"/cases/{case.public_id}")
    officer.get(f"/cases/{case.public_id}/papers", 403)


def test_a_case_of_another_area_is_not_there(made, staff_client):
    case = accepted(made, clock.now())
    case.officer_id = made.people[Role.BRANCH_HEAD].id
    session.commit()
    officer = Counter(staff_client, made.officer)
    officer.get(f"/cases/{case.public_id}", 404)
    assert queries.by_number(case.number, made.officer) is None
