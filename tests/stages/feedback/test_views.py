"""Every page of the house as someone it concerns: neither the complaint's words nor its number nor a changed count."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support import factories_feedback as make
from tests.support import reading
from tests.support.factories_feedback import House
from tests.support.walk import walk
from workflow.base import audit
from workflow.base.clock import SHANGHAI
from workflow.base.db import session
from workflow.doors.inbox import receive
from workflow.stages.feedback import operations, queries
from workflow.stages.feedback.models import Complaint

UNIQUE = "紫檀木算盘"
STEPS = ("register", "assign", "answer", "withdraw", "receipt", "extend", "ask", "review")
NOW = datetime.now(UTC)


@pytest.fixture
def house(apps: tuple[Flask, Flask]) -> House:
    return make.build()


def client(apps: tuple[Flask, Flask], house: House, username: str) -> FlaskClient:
    session.commit()
    return make.log_in(apps[1].test_client(), house[username], at=datetime.now(UTC))


def pages(reader: FlaskClient) -> dict[str, str]:
    """What somebody can open; of a list as a file its sheets: a printed one says the same."""
    found = walk(reader, wanted=lambda path: "format=pdf" not in path)
    return {path: words(answer.get_data()) for path, answer in found}


def words(body: bytes) -> str:
    """What a person can read in an answer, in a sheet's inside and on paper too."""
    if body[:4] == b"%PDF":
        return reading.words(body)
    if body[:2] != b"PK":
        return body.decode()
    book = ZipFile(BytesIO(body))
    return "".join(book.read(name).decode() for name in book.namelist())


def token(page: str) -> str:
    return page.split('name="token"')[1].split('value="')[1].split('"')[0]


def post(reader: FlaskClient, page: str, action: str, **fields: object) -> TestResponse:
    form = {"token": token(reader.get(page).get_data(as_text=True))} | fields
    return reader.post(action, data=form)


@pytest.fixture
def complaint(house: House) -> Complaint:
    """About the head of the discipline department, with a word that stands nowhere else."""
    handed = make.hand_in_complaint(f"韩秋生收了一把{UNIQUE}", nonce="9" * 32)
    operations.take_waiting(at=NOW)
    session.commit()
    found = queries.complaint_by_receipt(handed.receipt_key)
    assert found is not None
    return found


def test_the_excluded_find_nothing_anywhere(apps: tuple[Flask, Flask], house: House, complaint: Complaint):
    found = pages(client(apps, house, "discipline"))
    assert "/complaints" in found
    for path, page in found.items():
        assert UNIQUE not in page, path
        assert complaint.number not in page, path
        assert complaint.public_id not in page, path


def test_others_find_it(apps: tuple[Flask, Flask], house: House, complaint: Complaint):
    found = pages(client(apps, house, "discipline.two"))
    assert UNIQUE in found[f"/complaints/{complaint.public_id}"]


def test_no_page_of_the_excluded_changes_when_a_complaint_comes(apps: tuple[Flask, Flask], house: House):
    reader = client(apps, house, "discipline")
    before = {path: reader.get(path).status_code for path in ("/complaints", "/supervision", "/")}
    list_before = reader.get("/complaints").get_data(as_text=True)
    make.hand_in_complaint("韩秋生不作为", nonce="8" * 32)
    operations.take_waiting(at=NOW)
    session.commit()
    assert {path: reader.get(path).status_code for path in before} == before
    assert _still(reader.get("/complaints").get_data(as_text=True)) == _still(list_before)


def _still(page: str) -> str:
    """A page without what is new in every answer: its tokens."""
    parts = page.split('name="token"')
    return parts[0] + "".join(part.split(">", 1)[1] for part in parts[1:])


def test_there_and_not_there_answer_alike(apps: tuple[Flask, Flask], house: House, complaint: Complaint):
    reader = client(apps, house, "discipline")
    hidden, gone = (reader.get(f"/complaints/{name}") for name in (complaint.public_id, "a" * 16))
    assert (hidden.status_code, gone.status_code) == (404, 404)
    strip = [_without_reference(answer.get_data(as_text=True)) for answer in (hidden, gone)]
    assert strip[0].replace(complaint.public_id, "a" * 16) == strip[1]


def _without_reference(page: str) -> str:
    return re.sub(r"\b[0-9a-f]{8}\b", "", _still(page))


@pytest.mark.parametrize("step", [*STEPS])
def test_no_step_is_open_to_the_excluded(apps: tuple[Flask, Flask], house: House, complaint: Complaint, step: str):
    reader = client(apps, house, "discipline")
    answer = post(reader, "/complaints", f"/complaints/{complaint.public_id}/{step}", category="cold")
    assert answer.status_code == 404
    session.expire_all()
    assert complaint.state == "received"


def test_the_way_of_a_complaint_through_the_pages(apps: tuple[Flask, Flask], house: House):
    registrar = client(apps, house, "discipline")
    came = (datetime.now(UTC) - timedelta(hours=3)).astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")
    told = {
        "channel": "phone", "category": "stalling", "received_at": came, "text": "拖了半年", "about": "", "office": "",
        "case_number": "", "name": "某丙", "contact": "13800000000",
    }  # fmt: skip
    answer = post(registrar, "/complaints/new", "/complaints/new", **told)
    page = answer.headers["Location"]
    public_id = page.rsplit("/", 1)[1]
    receipt = post(registrar, page, f"{page}/receipt")
    assert receipt.status_code == 200
    registered = post(registrar, page, f"{page}/register", category="stalling", office="", case_number="")
    assert registered.status_code == 303
    refused = post(registrar, page, f"{page}/assign", officer=house["desk"].public_id)
    assert refused.status_code == 422
    post(registrar, page, f"{page}/assign", officer=house["auditor"].public_id)
    handler = client(apps, house, "auditor")
    words = {"findings": "属实", "outcome": "upheld", "answer": "已整改"}
    answered = post(handler, page, f"{page}/answer", **words)
    assert answered.status_code == 303
    found = queries.complaint_for(public_id, house["leader"], "complaint.see")
    assert (found.state, found.outcome) == ("answered", "upheld")


def test_a_registrar_it_concerns_loses_sight_of_it(apps: tuple[Flask, Flask], house: House):
    complaint = make.complaint(house, at=NOW)
    registrar = client(apps, house, "discipline")
    page = f"/complaints/{complaint.public_id}"
    chosen = {"category": "cold", "officers": [house["discipline"].public_id], "office": "", "case_number": ""}
    answer = post(registrar, page, f"{page}/register", **chosen)
    assert answer.headers["Location"].endswith("/complaints")
    assert registrar.get(page).status_code == 404


@pytest.mark.parametrize("field", ["text", "about", "name", "contact", "case_number"])
@pytest.mark.parametrize(
    "typed", ["\x00", "\u202eabc", "x" * 5000, "<script>alert(1)</script>", "{{ 7*7 }}", "' OR 1=1 --"]
)
def test_hostile_words_are_a_field_error_or_plain_text(
    apps: tuple[Flask, Flask], house: House, field: str, typed: str
):  # fmt: skip
    registrar = client(apps, house, "discipline")
    told = {"channel": "phone", "category": "cold", "received_at": "2026-06-01T10:00", "text": "x", "office": "zz"}
    answer = post(registrar, "/complaints/new", "/complaints/new", **(told | {field: typed}))
    assert answer.status_code in (303, 422)
    assert "<script>alert" not in answer.get_data(as_text=True)


def test_a_question_from_a_page_older_than_the_complaint_is_not_asked(apps: tuple[Flask, Flask], house: House) -> None:
    complaint = make.complaint(house)
    operations.give_receipt(complaint, nonce="1" * 32, by=house["discipline"], at=NOW)
    operations.register(
        complaint, category="cold", officers=[], office=None, case_number="", by=house["discipline"], at=NOW
    )
    operations.assign(complaint, house["auditor"], by=house["discipline"], at=NOW)
    page, now = f"/complaints/{complaint.public_id}", complaint.version
    reader = client(apps, house, "auditor")
    for seen, status in ((now - 1, 409), (now, 303)):
        answer = post(reader, page, f"{page}/ask", question="哪一天？", seen=str(seen))
        assert answer.status_code == status
    found = queries.complaint_by_receipt(complaint.receipt_key or "")
    assert found is not None
    assert len(found.talk) == 1


def test_a_complaint_shown_again_with_a_refused_form_was_looked_at(apps: tuple[Flask, Flask], house: House) -> None:
    complaint = make.complaint(house)
    page, stream = f"/complaints/{complaint.public_id}", f"looks:{house['discipline'].id}"
    reader = client(apps, house, "discipline")
    assert post(reader, page, f"{page}/withdraw", reason="").status_code == 422
    assert reader.post(f"{page}/withdraw", data={"reason": "x"}).status_code == 400
    assert [event.payload["what"] for event in audit.history(stream)] == [complaint.stream] * 3


def test_talk_and_review_through_the_pages(apps: tuple[Flask, Flask], house: House) -> None:
    complaint = make.complaint(house, at=NOW)
    operations.give_receipt(complaint, nonce="1" * 32, by=house["discipline"], at=NOW)
    told = {"category": "cold", "office": None, "case_number": "", "by": house["discipline"], "at": NOW}
    operations.register(complaint, officers=[], **told)  # type: ignore[arg-type]
    operations.assign(complaint, house["auditor"], by=house["discipline"], at=NOW)
    page = f"/complaints/{complaint.public_id}"
    handler, leader = client(apps, house, "auditor"), client(apps, house, "leader")
    steps = {"ask": {"question": "哪一天？"}, "extend": {"why": "要鉴定"}}
    for step, fields in steps.items():
        assert post(handler, page, f"{page}/{step}", **dict.fromkeys(fields, "")).status_code == 422
        assert post(handler, page, f"{page}/{step}", **fields).status_code == 303
    assert post(handler, page, f"{page}/approve", why="x").status_code == 403
    assert post(leader, page, f"{page}/approve", why="上级同意").status_code == 303
    assert "哪一天？" in leader.get(page).get_data(as_text=True)
    answer = {"findings": "属实", "outcome": "upheld", "answer": "已改正"}
    assert post(leader, page, f"{page}/review", **answer).status_code == 404
    post(handler, page, f"{page}/answer", **answer)
    key = complaint.receipt_key
    session.commit()
    receive.hand_in("complaint_review", {"receipt_key": key, "text": "没有解决"}, nonce="7" * 32, address="x")
    operations.take_waiting(at=NOW)
    assert "没有解决" in client(apps, house, "leader").get(page).get_data(as_text=True)
    assert post(handler, page, f"{page}/review", **answer).status_code == 403
    assert post(leader, page, f"{page}/review", **answer).status_code == 303
    found = queries.complaint_for(page.rsplit("/", 1)[1], house["leader"], "complaint.see")
    assert found.review is not None
    assert (found.review.state, found.review.outcome) == ("reviewed", "upheld")
