"""The pages of supervision: figures, what is behind them, files that run nothing, explanations, what stays hidden."""

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
from tests.support.factories_feedback import House
from tests.support.walk import walk
from workflow.base.db import session
from workflow.base.settings import Limits
from workflow.office.registers import book
from workflow.office.supervision import queries, rules, sweep
from workflow.office.supervision.models import Breach

NOW = datetime.now(UTC)
KEY = "reply_limit.small_loan"


@pytest.fixture
def house(apps: tuple[Flask, Flask]) -> House:
    """Three cases, one of them late and one open past its day, and a late complaint about the auditor."""
    house = make.build()
    for number, (ago, took) in enumerate([(60, 1), (60, 30), (50, None)], 1):
        accepted = NOW - timedelta(days=ago)
        case = make.case(house, f"2026-00000{number}", accepted=accepted)
        if took is not None:
            make.answer_case(case, house, at=accepted + timedelta(days=took))
    make.complaint(house, text="权正平收礼", at=NOW - timedelta(days=40))
    sweep.run(NOW)
    session.commit()
    return house


def reader(apps: tuple[Flask, Flask], house: House, username: str) -> FlaskClient:
    return make.log_in(apps[1].test_client(), house[username], at=datetime.now(UTC))


def test_every_page_opens_and_leads_on(apps: tuple[Flask, Flask], house: House):
    found = {path: answer.status_code for path, answer in walk(reader(apps, house, "auditor"), "/supervision")}
    assert {status for path, status in found.items() if path.startswith("/supervision")} == {200}
    assert any(path.startswith("/supervision/breaches/") for path in found)


def test_the_figures_are_said(apps: tuple[Flask, Flask], house: House):
    page = reader(apps, house, "leader").get("/supervision").get_data(as_text=True)
    assert "33.3%" in page  # one of three: the late one and the open one both count


def test_only_the_late_ones_with_their_explanation(apps: tuple[Flask, Flask], house: House):
    page = reader(apps, house, "leader").get(f"/supervision/rows/{KEY}?only=late").get_data(as_text=True)
    assert "2026-000001" not in page
    assert "2026-000002" in page
    assert "2026-000003" in page


@pytest.mark.parametrize("by", ["office", "officer", "level", "product"])
def test_slices_add_up(apps: tuple[Flask, Flask], house: House, by: str):
    told = reader(apps, house, "leader").get(f"/supervision/figures/{KEY}?by={by}&format=csv")
    lines = told.get_data(as_text=True).splitlines()
    assert sum(int(line.split(",")[1]) for line in lines[1:]) == 2


@pytest.mark.parametrize(
    "path", ["/supervision/figures/x", f"/supervision/figures/{KEY}?by=name", "/supervision/rows/x"]
)
def test_what_is_not_there(apps: tuple[Flask, Flask], house: House, path: str):
    assert reader(apps, house, "leader").get(path).status_code == 404


@pytest.mark.parametrize("path", [f"/supervision/rows/{KEY}", f"/supervision/figures/{KEY}", "/supervision/breaches"])
def test_files_to_take_along(apps: tuple[Flask, Flask], house: House, path: str):
    client = reader(apps, house, "leader")
    assert client.get(f"{path}?format=csv").get_data()[:3] == b"\xef\xbb\xbf"
    sheet = ZipFile(BytesIO(client.get(f"{path}?format=xlsx").get_data())).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet


def test_a_file_of_breaches_is_no_page_of_them(apps: tuple[Flask, Flask], house: House):
    for number in range(Limits().page_size):
        kept = {"kind": rules.MISSED_CLOCK, "subject": f"case:{number}", "public_id": f"breach{number:010}"}
        session.add(Breach(found_at=NOW, facts={"village": "上峪村"}, **kept))
    session.commit()
    client = reader(apps, house, "leader")
    every = queries.breaches(house["leader"], limit=None)
    lines = client.get("/supervision/breaches?format=csv").get_data(as_text=True).splitlines()
    shown = client.get("/supervision/breaches").get_data(as_text=True).count("/supervision/breaches/")
    assert len(lines) - 1 == len(every) > shown


def test_what_is_too_long_for_paper(apps: tuple[Flask, Flask], house: House, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(book, "MOST_ON_PAPER", 1)
    refused = reader(apps, house, "leader").get(f"/supervision/rows/{KEY}?format=pdf")
    assert refused.status_code == 422
    assert "CSV" in refused.get_data(as_text=True)


@pytest.mark.parametrize("path", ["", "/breaches", f"/rows/{KEY}", "/coverage", "/draws"])
def test_a_kind_of_file_that_there_is_not(apps: tuple[Flask, Flask], house: House, path: str):
    assert reader(apps, house, "auditor").get(f"/supervision{path}?format=doc").status_code == 404


def test_the_concerned_see_neither_row_nor_breach_nor_count(apps: tuple[Flask, Flask], house: House):
    for path, answer in walk(reader(apps, house, "audit"), "/supervision"):
        page = answer.get_data().decode(errors="ignore")
        assert not re.search(r"T20\d\d-\d{6}", page), path
    others = reader(apps, house, "auditor").get("/supervision/rows/complaint.decide_limit").get_data(as_text=True)
    assert re.search(r"T20\d\d-\d{6}", others)


def explain(client: FlaskClient, path: str, words: str) -> TestResponse:
    """What comes of an explanation that somebody writes on the page of a breach."""
    token = re.search(r'name="token"[^>]*value="([^"]+)"', client.get(path).get_data(as_text=True))
    assert token is not None
    return client.post(f"{path}/explain", data={"token": token[1], "explanation": words})


def test_an_explanation_is_put_beside_a_breach(apps: tuple[Flask, Flask], house: House):
    client = reader(apps, house, "auditor")
    page = client.get("/supervision/breaches?kind=missed_clock").get_data(as_text=True)
    path = re.search(r"/supervision/breaches/[a-z0-9]{16}", page)
    assert path is not None
    told = explain(client, path[0], "=停电")
    assert told.status_code == 303
    assert "=停电" in client.get(path[0]).get_data(as_text=True)
    refused = explain(client, path[0], "")
    assert refused.status_code == 422
    assert "=停电" in refused.get_data(as_text=True), "what was said before stays on the page"
    assert "'=停电" in client.get("/supervision/breaches?format=csv").get_data(as_text=True)


def test_who_may_not_supervise(apps: tuple[Flask, Flask], house: House):
    assert reader(apps, house, "desk").get("/supervision").status_code == 403
