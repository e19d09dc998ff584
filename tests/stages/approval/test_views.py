"""Every page from the visit to the answer, walked as each person in turn; and what stands in the way of the others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support.factories_approval import decider, founded, investigated, opened, passed, seated, tie, voted
from tests.support.factories_cases import House, accepted, person
from tests.support.page import judged, words
from tests.support.people import come_in, hidden_fields
from workflow.base import clock
from workflow.base.audit import Event
from workflow.base.db import session
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.approval import operations, queries
from workflow.stages.approval.models import Decision
from workflow.stages.approval.rules import Verdict
from workflow.stages.cases.models import Case

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

REPORT = {
    "visited_on": "", "place": "东白城村", "assistant": "", "income": "60,000", "spending": "25000.50",
    "assets": "20万", "debts": "0", "credit_status": "无不良记录", "character": "勤劳守信",
    "purpose_opinion": "苹果园化肥,风险小", "repayment_source": "卖苹果", "bureau_checked": "y",
    "family_signed": "y", "proposed_amount": "50000", "proposed_term_months": "12", "opinion": "同意",
}  # fmt: skip


@pytest.fixture
def house(staff_client: FlaskClient) -> House:
    made = founded("chengcheng2012")
    session.commit()
    return made


def kept(case: Case) -> Case:
    """The case, made for good, so that requests find it."""
    session.commit()
    return case


def post(client: FlaskClient, path: str, by: Officer, **data: Any) -> Any:
    """Open the page as `by` and send its form."""
    come_in(client, by)
    page = client.get(path)
    judged(page)
    return client.post(path, data={**hidden_fields(page), **data})


def now(case: Case) -> Case:
    session.remove()
    return session.get_one(Case, case.id)


def test_a_case_walks_from_the_visit_to_the_answer(staff_client: FlaskClient, house: House) -> None:
    at = clock.now() - timedelta(minutes=5)
    case = kept(accepted(house, at, amount=5_000_000))
    path, members = f"/cases/{case.public_id}", queries.committee(house.branch).members
    report = REPORT | {"visited_on": str(clock.today())}
    assert post(staff_client, f"{path}/investigate", house.officer, **report).status_code == 303
    judged(staff_client.get(f"{path}/investigation"))
    back_office = house.people[Role.BACK_OFFICE]
    assert post(staff_client, f"{path}/review", back_office).status_code == 303
    for member in members:
        assert post(staff_client, f"{path}/vote", member, choice="yes", opinion="同意").status_code == 303
        assert staff_client.get(path).status_code == 200
    closing = post(staff_client, f"{path}/review/close", back_office, checklist=["0", "1", "3"], passed_amount="50000")
    assert closing.status_code == 303
    head = decider(house, "branch")
    session.commit()
    deciding = post(staff_client, f"{path}/decision", head, verdict="lower", amount="4万", reason="控制风险")
    assert deciding.status_code == 303
    told = {"how": "phone", "whom": "borrower"}
    assert post(staff_client, f"{path}/result", house.officer, **told, told_at=_local(clock.now())).status_code == 303
    assert "40,000" in staff_client.get(path).get_data(as_text=True)
    ended = now(case)
    assert (ended.state, ended.granted_amount, ended.clock_state) == ("approved", 4_000_000, "met")


def _local(at: Any) -> str:
    return at.astimezone(clock.SHANGHAI).strftime("%Y-%m-%dT%H:%M")


def test_a_refused_report_keeps_what_was_typed(staff_client: FlaskClient, house: House) -> None:
    case = kept(accepted(house, clock.now(), amount=5_000_000))
    report = {name: value for name, value in REPORT.items() if name != "family_signed"}
    answer = post(
        staff_client, f"/cases/{case.public_id}/investigate", house.officer, **report | {"opinion": "同意放款"}
    )
    page = judged(answer, 422)
    assert "同意放款" in words(page)
    assert now(case).state == "accepted"


HOSTILE = [
    "\x00",
    "a\x07b",
    "字" * 401,
    "x" * 3000,
    "{{ 7*7 }}",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "\u202eabc",
    "-1",
    "1e99",
    "99999999999999999999",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_reports_are_field_errors_or_plain_text(staff_client: FlaskClient, house: House, hostile: str) -> None:
    case = kept(accepted(house, clock.now(), amount=5_000_000))
    come_in(staff_client, house.officer)
    path = f"/cases/{case.public_id}/investigate"
    hidden = hidden_fields(staff_client.get(path))
    sane(staff_client.post(path, data=hidden | dict.fromkeys(REPORT, hostile)))
    assert now(case).state == "accepted"


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_decisions_and_votes(staff_client: FlaskClient, house: House, hostile: str) -> None:
    case, head = passed(house, clock.now()), decider(house, "branch")
    other = investigated(house, clock.now())
    opened(other, house, clock.now())
    member = queries.committee(house.branch).members[0]
    session.commit()
    for path, by, names in (
        (f"/cases/{case.public_id}/decision", head, ("verdict", "amount", "reason")),
        (f"/cases/{other.public_id}/vote", member, ("choice", "opinion")),
    ):
        come_in(staff_client, by)
        hidden = hidden_fields(staff_client.get(path))
        sane(staff_client.post(path, data=hidden | dict.fromkeys(names, hostile)))
        judged(staff_client.post(path, data=hidden), 422)


def sane(answer: Any) -> None:
    """A field error, and nothing of what was typed is run or rendered."""
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "<script>alert" not in text
    if "{{" not in text:  # a template's sign is shown as it was typed; the judge would take it for ours
        judged(answer, 422)


def test_the_decision_form_offers_only_what_the_level_may(staff_client: FlaskClient, house: House) -> None:
    case, head = passed(house, clock.now(), yes=0), decider(house, "branch")
    session.commit()
    come_in(staff_client, head)
    page = judged(staff_client.get(f"/cases/{case.public_id}/decision"))
    offered = [box.get("value") for box in page.iter("input") if box.get("name") == "verdict"]
    assert offered == ["refuse"]


def test_who_may_not_is_told_so_and_the_refusal_is_recorded(staff_client: FlaskClient, house: House) -> None:
    case = passed(house, clock.now())
    county, head = decider(house, "county"), decider(house, "branch")
    stranger = person(Role.CREDIT_OFFICER, house.branch)
    session.commit()
    for by, status in ((county, 403), (house.officer, 403), (stranger, 403)):
        come_in(staff_client, by)
        assert staff_client.get(f"/cases/{case.public_id}/decision").status_code == status
    come_in(staff_client, stranger)
    assert staff_client.get(f"/cases/{case.public_id}/result").status_code == 404
    tie(head, case)
    session.commit()
    refused = post(staff_client, f"/cases/{case.public_id}/decision", head, verdict="grant")
    assert refused.status_code == 403
    session.remove()
    assert session.query(Event).filter_by(kind="action_refused", by=head.id).count() == 1
    assert now(case).state == "passed"


def test_the_second_of_two_open_pages_is_stale(staff_client: FlaskClient, house: House) -> None:
    case, first, second = passed(house, clock.now()), decider(house, "branch"), decider(house, "branch")
    session.commit()
    path = f"/cases/{case.public_id}/decision"
    come_in(staff_client, second)
    late = hidden_fields(staff_client.get(path))
    assert post(staff_client, path, first, verdict="grant").status_code == 303
    come_in(staff_client, second)
    answer = staff_client.post(path, data=late | {"verdict": "refuse", "reason": "否"})
    assert answer.status_code in (400, 409)
    again = staff_client.get(path)
    assert again.status_code == 409
    session.remove()
    assert session.query(Decision).count() == 1


def test_a_doubled_vote_has_one_effect(staff_client: FlaskClient, house: House) -> None:
    case = investigated(house, clock.now())
    opened(case, house, clock.now())
    session.commit()
    member, path = queries.committee(house.branch).members[0], f"/cases/{case.public_id}/vote"
    come_in(staff_client, member)
    form = hidden_fields(staff_client.get(path)) | {"choice": "no", "opinion": "不同意"}
    assert [staff_client.post(path, data=form).status_code for _click in range(2)] == [303, 303]
    assert staff_client.get(path).status_code == 409


def test_seats_are_given_and_ended(staff_client: FlaskClient, house: House) -> None:
    newcomer, head = person(Role.COMMITTEE_MEMBER, house.branch, "新委员"), house.people[Role.BRANCH_HEAD]
    session.commit()
    assert post(staff_client, "/committee", head, officer=newcomer.public_id).status_code == 303
    page = staff_client.get("/committee")
    assert "新委员" in words(judged(page))
    ended = staff_client.post(f"/committee/{newcomer.public_id}/unseat", data=hidden_fields(page))
    assert ended.status_code == 303
    session.remove()
    assert newcomer.id not in {member.id for member in queries.committee(house.branch).members}
    come_in(staff_client, house.people[Role.BACK_OFFICE])
    judged(staff_client.get("/committee"))
    assert staff_client.post("/committee", data={}).status_code in (400, 403)


def test_recused_members_are_replaced_in_the_page(staff_client: FlaskClient, house: House) -> None:
    case, substitute = investigated(house, clock.now()), person(Role.COMMITTEE_MEMBER, house.branch, "替补")
    tie(queries.committee(house.branch).members[0], case)
    session.commit()
    path, by = f"/cases/{case.public_id}/review", house.people[Role.BACK_OFFICE]
    judged(post(staff_client, path, by), 422)
    assert post(staff_client, path, by, substitutes=[substitute.public_id]).status_code == 303
    assert substitute.id in queries.review_of(now(case)).members


def test_what_waits_is_on_the_desk(staff_client: FlaskClient, house: House) -> None:
    at = clock.now()
    full = voted(opened(investigated(house, at), house, at), at, yes=3).case
    decided = passed(house, at)
    operations.decide(decided, verdict=Verdict.GRANT, by=decider(house, "branch"), at=at)
    accepted(house, at)
    session.commit()
    for by, found in (
        (house.people[Role.BACK_OFFICE], f"/cases/{full.public_id}/review/close"),
        (house.officer, f"/cases/{decided.public_id}/result"),
        (house.officer, "/investigate"),
    ):
        come_in(staff_client, by)
        page = judged(staff_client.get("/"))
        assert any(found in (link.get("href") or "") for link in page.iter("a")), found


def test_a_second_committee_member_sees_no_vote_yet(staff_client: FlaskClient, house: House) -> None:
    seated(house, 1)
    case = investigated(house, clock.now())
    review = opened(case, house, clock.now())
    first, second, *_rest = queries.committee(house.branch).members
    operations.vote(review, choice="no", opinion="独特的意见", by=first, at=clock.now())
    session.commit()
    seen = {}
    for member in (first, second):
        come_in(staff_client, member)
        seen[member.id] = "独特的意见" in staff_client.get(f"/cases/{case.public_id}").get_data(as_text=True)
    assert seen == {first.id: True, second.id: False}
