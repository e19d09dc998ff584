"""What must be public, as real records of a small house say it: rates, fees, cost, duty, boards, conduct, rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from xml.etree.ElementTree import Element

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.support.factories_cases import moment, person
from tests.support.factories_notices import village
from tests.support.page import judged, words
from workflow.base.db import session
from workflow.doors.published import write
from workflow.office.outlets import operations as outlets
from workflow.office.outlets import rules
from workflow.office.outlets.operations import Shift
from workflow.office.publication import operations as publication
from workflow.office.registers.duty import operations as sitting
from workflow.places import queries
from workflow.staff.roles import Role

#: A Thursday.
NOW = moment("2026-11-19 09:00")
MICRO = "/en/products/micro_credit"


@pytest.fixture
def reader(portal: Flask) -> FlaskClient:
    """A reader before everything that a small house has to say, on a Thursday."""
    made = village()
    office, people = made.house.branch, made.house.people
    office.outlet = True
    head, clerk, second = people[Role.BRANCH_HEAD], people[Role.DESK_CLERK], person(Role.PUBLISHER, office, "王复核")
    person(Role.DISCIPLINE_DEPT, office, "韩监察")
    session.flush()
    outlets.roster(office, NOW.date(), [Shift(clerk, "2号窗口")], by=head, at=NOW)
    day: dict[str, Any] = {"on": NOW.date(), "hours": "9:00–11:30", "by": head, "at": NOW}
    sitting.sit_in(head, village=None, place="营业大厅", **day)
    sitting.sit_in(people[Role.CREDIT_OFFICER], village=made.house.village, place="村委会", **day)
    place = (rules.BOARD, "", "officers")
    outlets.display(office, place, put_up_on=NOW.date(), by=head, at=NOW)
    publication.publish_all_proposed(proposer=made.poster, confirmer=second, at=NOW)
    session.commit()
    return portal.test_client()


@pytest.fixture(autouse=True)
def on_a_thursday() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


def said(client: FlaskClient, path: str, status: int = 200) -> str:
    return words(judged(client.get(path), status))


def hrefs(root: Element) -> list[str]:
    return [link.get("href", "") for link in root.iter("a")]


def missing(text: str, *parts: str) -> list[str]:
    return [part for part in parts if part not in text]


def test_every_rate_stands_with_its_basis_its_past_and_its_rule(reader: FlaskClient) -> None:
    root = judged(reader.get("/en/rates"))
    text = words(root)
    assert not missing(
        text, "5.45", "2.45 percentage points above", "8.175", "10.90", "keep the rate agreed", "example"
    )
    assert text.index("5.45") < text.index("3.00%"), "what a loan costs comes before what it is compared with"
    ruled = {link.get("href", "") for link in root.iter("a") if "/rules/" in link.get("href", "")}
    assert "/en/rules/rate.product.micro_credit" in ruled
    for href in sorted(ruled):
        assert "Every version that ever stood here" in said(reader, href)
    assert not missing(said(reader, "/en/rates/history"), "9.60", "5.45", "2012", "On this page:")
    assert not missing(said(reader, "/en/rates/compare?from=2025-05-31&to=2025-06-01"), "9.60%", "5.45%", "4.15 points")
    assert "there was none" in said(reader, "/en/rates/compare?from=2000-01-01&to=2025-06-01")
    wrong = judged(reader.get("/en/rates/compare?from=last%20year&to="), 422)
    assert "Please write the day as in" in words(wrong)
    assert "last year" in [field.get("value") for field in wrong.iter("input")]


WRONG = {
    "amount=x&months=12&method=at_maturity": "amount",
    "amount=50001&months=12&method=at_maturity": "amount",
    "amount=50000&months=0&method=at_maturity": "months",
    "amount=50000&months=12&method=never": "method",
    "amount=&months=&method=": "amount",
}


def test_a_rate_that_outlived_its_product_leads_to_no_reckoning(reader: FlaskClient) -> None:
    offered = f"{MICRO}/cost"
    assert offered in hrefs(judged(reader.get("/en/rates")))
    gone = write.standing("product", "micro_credit", NOW.date())
    assert gone
    write.withdraw(gone, why="no longer offered", at=NOW)
    session.commit()
    root = judged(reader.get("/en/rates"))
    assert "5.45" in words(root)
    assert offered not in hrefs(root)
    assert all(reader.get(href).status_code == 200 for href in hrefs(root) if href.endswith("/cost"))


def test_the_cost_is_reckoned_with_the_published_rate(reader: FlaskClient) -> None:
    asked = "amount=50000&months=12&method=interest_quarterly"
    root = judged(reader.get(f"{MICRO}/cost/result?{asked}"))
    expected = ("2,725", "5.45%", "681.25", "50,681.25", "all paid", "Counted by whole months", "none")
    assert not missing(words(root), *expected)
    assert len(list(root.iter("tr"))) == 1 + 4
    for wrong, blamed in WRONG.items():
        root = judged(reader.get(f"{MICRO}/cost/result?{wrong}"), 422)
        assert blamed in {link.get("href", "").removeprefix("#") for link in root.iter("a")}, wrong
        typed = wrong.split("&")[0].removeprefix("amount=")
        assert typed in [field.get("value", "") for field in root.iter("input") if field.get("name") == "amount"]
    blank = said(reader, f"{MICRO}/cost")
    assert said(reader, f"{MICRO}/cost?{asked}") == blank, "the page that is kept never answers a question"
    assert "Interest in all" not in blank


def test_products_and_fees_say_everything_with_its_limit_and_basis(reader: FlaskClient) -> None:
    fees = said(reader, "/en/fees")
    assert not missing(fees, "There are no fees", "50% on top", "Measures on prices", "in force")
    text = said(reader, MICRO)
    assert not missing(text, "Time limit: not set", "within 1 working day", "within 2 working days", "the borrower")
    result = text.index("Receive the result")
    assert "within 3 working days" in text[result : result + 200]


def test_who_is_on_duty_stands_at_the_door_and_at_the_outlet(reader: FlaskClient) -> None:
    for path in ("/", "/duty"):
        assert not missing(said(reader, path), "吴柜员", "2号窗口")
    assert not missing(said(reader, "/en/duty"), "Sits in today", "营业大厅")
    outlet = next(href for href in hrefs(judged(reader.get("/en/duty"))) if "/en/duty/" in href)
    assert not missing(said(reader, outlet), "Who sits in", "营业大厅", "村委会", "9:00–11:30")
    [place] = queries.villages()
    assert not missing(said(reader, f"/en/villages/{place.code}"), "We come to your village", "村委会")
    with time_machine.travel(NOW + timedelta(days=1), tick=True):
        assert "nobody is named" in said(reader, "/en/duty")
    with time_machine.travel(NOW + timedelta(days=2), tick=True):
        assert "closed today" in said(reader, "/en/duty")
        assert "Our outlets are closed today" in said(reader, "/en/")
    with time_machine.travel(NOW + timedelta(days=5), tick=True):
        assert "no roster is published" in said(reader, "/en/duty")


def test_what_is_missing_is_said_in_words(reader: FlaskClient) -> None:
    root = judged(reader.get("/en/disclosures"))
    assert not missing(words(root), "read it", "overdue")
    outlet = next(href for href in hrefs(root) if "/en/disclosures/" in href)
    assert not missing(said(reader, outlet), "overdue", "was due by")
    boards = said(reader, outlet.replace("disclosures", "boards"))
    assert not missing(boards, "16 boards", "6 slots are free", "overdue", "not inspected yet")
    assert not missing(said(reader, "/en/conduct"), "Seven don'ts", "without its text")
    watch = said(reader, "/en/supervision")
    assert not missing(watch, "0913-1234567", "day and night", "韩监察", "0913-7654321")
    officer = next(href for href in hrefs(judged(reader.get("/officers"))) if "/officers/" in href)
    assert any(mark.get("role") == "img" for mark in judged(reader.get(officer)).iter()), "a mark instead of a photo"
    assert reader.get(f"{officer}/photo").status_code == 404


def test_no_reader_is_told_by_which_number_the_house_keeps_what_is_its_own(reader: FlaskClient) -> None:
    pages = {MICRO: "our own rule", "/en/rates": "made up for the demonstration", "/commitments": "本社自定"}
    for page, words_for_it in pages.items():
        told = said(reader, page)
        assert words_for_it in told, page
        assert not re.search(r"默认 [A-Z]\d|示例：演示用", told), page
