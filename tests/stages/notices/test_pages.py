"""The way of a list through its pages: drawn up, posted, objected to, ruled on, closed; each page judged."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.support.factories_notices import Village, hand_in_objection, village
from tests.support.page import judged, words
from tests.support.people import come_in, hidden_fields
from workflow.base import audit, clock
from workflow.base.db import session
from workflow.doors.inbox import receive
from workflow.doors.published import read
from workflow.staff.models import Officer
from workflow.stages.cases.models import Case
from workflow.stages.feedback import operations as feedback
from workflow.stages.notices import forms, operations, queries
from workflow.stages.notices.models import Notice, Objection
from workflow.stages.people import operations as people

#: A receipt's sixteen digits as a page shows them.
DIGITS = r"\d{4} \d{4} \d{4} \d{4}"


class Staff:
    """Officers who walk through pages; every page they see is judged."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def look(self, officer: Officer, path: str) -> Any:
        """A page as this officer reads it."""
        return judged(come_in(self.client, officer).get(path))

    def send(self, officer: Officer, path: str, *, page: str = "", **fields: Any) -> TestResponse:
        """Fill in the form of `page` (its own address where none is given) and send it."""
        client = come_in(self.client, officer)
        hidden = hidden_fields(client.get(page or path))
        return client.post(path, data=hidden | fields)


@pytest.fixture
def staff(staff_client: FlaskClient) -> Staff:
    return Staff(staff_client)


@pytest.fixture
def made(database: Any) -> Village:
    made = village()
    session.commit()
    return made


def _ready(made: Village, **more: Any) -> list[Case]:
    at = clock.now() - timedelta(days=1)
    cases = [made.approved(at, **more), made.approved(at, consent=False, **more)]
    session.commit()
    return cases


def _list(made: Village, staff: Staff) -> str:
    cases = [case.public_id for case in _ready(made)]
    path = f"/notices/draft/{made.house.village.code}"
    staff.look(made.drafter, path)
    answer = staff.send(made.drafter, path, cases=cases, days="3", place="村委会公告栏")
    assert answer.status_code == 303, words(judged(answer, answer.status_code))
    public_id = answer.location.rpartition("/")[2]
    answer = staff.send(made.poster, f"/notices/{public_id}/post")
    assert answer.status_code == 303, words(judged(answer, answer.status_code))
    return public_id


def test_a_list_goes_up_in_the_commit_of_its_posting(made: Village, staff: Staff):
    public_id = _list(made, staff)
    shown = read.one("notice", public_id)
    assert shown is not None
    assert len(shown.payload["rows"]) == 1
    assert shown.payload["hidden"] == 1
    for officer in (made.drafter, made.poster, made.risk):
        staff.look(officer, "/notices")
        staff.look(officer, f"/notices/{public_id}")
        staff.look(officer, f"/notices/{public_id}/paper")


def test_whoever_drew_it_up_is_refused_to_post_it(made: Village, staff: Staff):
    cases = [case.public_id for case in _ready(made)]
    path = f"/notices/draft/{made.house.village.code}"
    answer = staff.send(made.drafter, path, cases=cases, days="5", place="村委会")
    address = answer.location.removeprefix("/staff")
    assert staff.send(made.drafter, f"{address}/post", page=address).status_code == 403


def test_of_many_cases_the_village_groups_are_ticked(made: Village, staff: Staff, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(forms, "FEW", 1)
    cases = _ready(made)
    path = f"/notices/draft/{made.house.village.code}"
    page = staff.look(made.drafter, path)
    [box] = [each for each in page.iter("input") if each.get("name") == "cases"]
    seen = next(each.get("value") for each in page.iter("input") if each.get("name") == "seen")
    told = {"cases": [box.get("value")], "days": "5", "place": "村委会"}
    assert staff.send(made.drafter, path, **told, seen="another").status_code == 409, "another case came meanwhile"
    assert staff.send(made.drafter, path, **told, seen=seen).status_code == 303
    assert {row.case_id for row in session.scalars(select(Notice)).one().rows} == {case.id for case in cases}


def test_days_beyond_the_rules_are_a_field_error(made: Village, staff: Staff):
    cases = [case.public_id for case in _ready(made)]
    path = f"/notices/draft/{made.house.village.code}"
    answer = staff.send(made.drafter, path, cases=cases, days="2", place="村委会")
    judged(answer, 422)
    assert session.scalar(select(Notice)) is None


def test_an_objection_is_judged_ruled_on_and_hides_its_author(made: Village, staff: Staff):
    public_id = _list(made, staff)
    session.remove()
    row = session.scalars(select(Notice)).one().rows[0]
    hand_in_objection(row, at=clock.now())
    staff.look(made.risk, "/objections")
    assert staff.send(made.risk, "/objections/take", page="/objections").status_code == 303
    found = session.scalars(select(Objection)).one().public_id
    page = f"/objections/{found}"
    assert "杨树林" in words(staff.look(made.risk, page))
    assert staff.send(made.risk, f"{page}/admit", page=page).status_code == 303
    staff.look(made.risk, page)
    wrong = staff.send(made.risk, f"{page}/rule", page=page, verdict="upheld", new_amount="99999999", ruling="查实")
    judged(wrong, 422)
    looks = [event.payload["what"] for event in audit.history(f"looks:{made.risk.id}")]
    assert looks == [f"objection:{found}"] * 5, "looked at, three times more to find its form, and shown again"
    answer = staff.send(made.risk, f"{page}/rule", page=page, verdict="upheld", new_amount="10000", ruling="查实")
    assert answer.status_code == 303
    assert read.one("notice", public_id).payload["rows"] == []


def test_the_desk_writes_down_what_comes_on_paper(made: Village, staff: Staff):
    public_id = _list(made, staff)
    entry = session.scalars(select(Notice)).one().rows[0].public_id
    path = f"/notices/{public_id}/entries/{entry}/objection"
    staff.look(made.house.clerk, path)
    told = {"channel": "paper", "standing": "household", "name": "杨树林", "contact": "村里", "reason": "不实"}
    received = clock.now().astimezone(clock.SHANGHAI)
    early = (received - timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    judged(staff.send(made.house.clerk, path, received_at=early, **told), 422)
    with time_machine.travel(clock.now() + timedelta(minutes=3), tick=False):
        later = (received + timedelta(minutes=2)).strftime("%Y-%m-%dT%H:%M")
        sent = hidden_fields(come_in(staff.client, made.house.clerk).get(path)) | told | {"received_at": later}
        answers = [staff.client.post(path, data=sent) for _turn in range(2)]
        digits = {re.search(DIGITS, words(judged(answer))).group() for answer in answers}
    session.remove()
    [received_at] = session.scalars(select(Objection.received_at))
    session.remove()
    assert all("有结论之前不放款" in words(judged(answer)) for answer in answers)
    assert len(digits) == 1, "the same form again shows the same digits"
    told = receive.answer(digits.pop(), address="192.0.2.1")
    assert told["kind"] == "objection"
    assert datetime.fromisoformat(told["received_at"]) == received_at
    assert told["objection"]["state"] == "received"


@pytest.mark.parametrize("channel", ["phone", "visit"])
def test_what_becomes_a_complaint_at_the_desk_keeps_its_receipt(made: Village, channel: str):
    [case, _other] = _ready(made)
    row = made.posted(case, at=clock.now() - timedelta(hours=2)).rows[0]
    told = {"channel": channel, "standing": "household", "name": "杨树林", "contact": "", "reason": "不实"}
    at = clock.now()
    objection, given = operations.write_down(row, **told, nonce="7" * 32, received_at=at, by=made.house.clerk, at=at)
    assert objection.state == "inadmissible"
    session.commit()
    feedback.take_waiting(at=at)
    session.commit()
    answer = receive.answer(given.digits, address="192.0.2.1")
    assert (answer["kind"], answer["complaint"]["state"]) == ("objection", "received")


def test_it_closes_only_after_its_last_day(made: Village, staff: Staff):
    public_id = _list(made, staff)
    path = f"/notices/{public_id}/close"
    staff.look(made.drafter, path)
    judged(staff.send(made.drafter, path), 409)
    last = session.scalars(select(Notice)).one().last_on
    with time_machine.travel(clock.end_of(last), tick=False):
        assert staff.send(made.drafter, path).status_code == 303
        staff.look(made.drafter, f"/notices/{public_id}")
    session.remove()
    assert {case.state for case in session.scalars(select(Case))} == {"payable"}


def test_a_code_is_made_shown_once_and_opens_the_villages_lists(made: Village, staff: Staff):
    code, head = made.house.village.code, made.poster
    listed = words(staff.look(made.poster, "/notices/codes"))
    assert "从未" in listed or "never" in listed
    assert not [link for link in staff.look(made.drafter, "/notices/codes").iter("a") if code in link.get("href", "")]
    client = come_in(staff.client, head)
    hidden = hidden_fields(client.get(f"/notices/codes/{code}"))
    first = client.post(f"/notices/codes/{code}", data=hidden | {"audience": "village"})
    digits = re.sub(r"\D", "", words(judged(first).find(".//p[@class='figure']")))
    assert first.headers["Cache-Control"] == "no-store"
    again = client.post(f"/notices/codes/{code}", data=hidden | {"audience": "village"})
    judged(again, 422)
    session.commit()
    assert receive.open_lists(code, digits, address="192.0.2.1") == []
    assert digits not in words(staff.look(made.poster, "/notices/codes"))


def test_whoever_drafts_makes_no_code(made: Village, staff: Staff):
    client = come_in(staff.client, made.drafter)
    judged(client.get(f"/notices/codes/{made.house.village.code}"), 403)


def test_look_alikes_are_named_and_told_apart_by_a_word(made: Village, staff: Staff):
    at = clock.now() - timedelta(days=1)
    twins = [made.approved(at, borrower=people.Person("王建国", None, None)) for _ in range(2)]
    notice = made.drafted(*twins, at=at)
    session.commit()
    path, row = f"/notices/{notice.public_id}", notice.rows[0].public_id
    links = [link.get("href") for link in staff.look(made.drafter, path).iter("a")]
    entry = next(link for link in links if row in link)
    judged(staff.send(made.drafter, entry.removeprefix("/staff"), remark="1980年"), 422)
    answer = staff.send(made.drafter, entry.removeprefix("/staff"), remark="村东")
    assert answer.status_code == 303
    links = [link.get("href") for link in staff.look(made.drafter, path).iter("a")]
    assert not [link for link in links if link.endswith("/remark")]
    assert "村东" in words(staff.look(made.drafter, f"{path}/paper"))


def test_a_word_chosen_for_an_older_list_is_refused_and_so_is_posting_one(made: Village, staff: Staff):
    at = clock.now() - timedelta(days=1)
    twins = [made.approved(at, borrower=people.Person("王建国", None, None)) for _ in range(2)]
    notice = made.drafted(*twins, at=at)
    session.commit()
    path = f"/notices/{notice.public_id}"
    entry, older = f"{path}/entries/{notice.rows[0].public_id}/remark", str(notice.version)
    assert staff.send(made.drafter, entry, remark="村东").status_code == 303
    judged(staff.send(made.drafter, entry, remark="村西", seen=older), 409)
    judged(staff.send(made.poster, f"{path}/post", seen=older), 409)
    found = queries.notice_by_public_id(notice.public_id)
    assert found is not None
    assert (found.rows[0].remark, found.state) == ("村东", "drafted")
