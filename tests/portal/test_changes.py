"""How our rules changed: days, one day, any two of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.support.factories_cases import moment
from tests.support.factories_notices import village
from tests.support.page import judged, words
from workflow.base.db import session
from workflow.office.publication import concept
from workflow.office.publication import operations as publication

NOW = moment("2026-11-19 09:00")
LIST = "/en/rules/changes"


@pytest.fixture
def reader(portal: Flask) -> Iterator[FlaskClient]:
    """A reader of a house of chengcheng2012 that publishes its rules."""
    with time_machine.travel(NOW, tick=True):
        village()
        publication.publish_generated("rules", concept.payloads("rules", NOW.date()), at=NOW)
        session.commit()
        yield portal.test_client()


def said(client: FlaskClient, path: str, status: int = 200) -> str:
    return words(judged(client.get(path), status))


def test_days_lead_to_what_changed_on_them(reader: FlaskClient) -> None:
    assert f'href="{LIST}"' in reader.get("/en/rules").get_data(as_text=True)
    page = reader.get(LIST).get_data(as_text=True)
    assert f'href="{LIST}/2013-01-01"' in page
    told = said(reader, f"{LIST}/2013-01-01")
    assert f'href="{LIST}/2000-01-01"' not in page, "our defaults filling a silence are no change"
    assert "by word of mouth" not in told, "the same words from another document are no change"
    assert "Longest time between full inspections" in told
    assert "nothing was said" in told
    assert "24 months" in told
    assert "农户贷款管理办法第38条" in told


def test_two_days_side_by_side_in_either_order(reader: FlaskClient) -> None:
    there = said(reader, f"{LIST}/compare?first=2020-02-29&second=2020-03-01")
    back = said(reader, f"{LIST}/compare?first=2020-03-01&second=2020-02-29")
    assert there == back
    assert "Time limit for deciding a complaint" in there
    assert "15 working days" in there
    assert "15 calendar days" in there
    assert "Longest time between full inspections" not in there

    grown = said(reader, f"{LIST}/compare?first=2012-12-31&second=2013-01-01")
    assert "What is disclosed" in grown
    assert grown.count("Integrity code") == 1
    assert "No rule was different" in said(reader, f"{LIST}/compare?first=2016-06-01&second=2016-06-01")


def test_what_is_no_day_is_asked_again_or_has_no_page(reader: FlaskClient) -> None:
    for asked in ("first=2020-02-29", "first=soon&second=2020-03-01", "first=2020-02-30&second=2020-03-01"):
        said(reader, f"{LIST}/compare?{asked}", 422)
    for day in ("2012-08-26", "yesterday", "0001-01-01", "9999-12-31"):
        assert reader.get(f"{LIST}/{day}").status_code == 404


def test_records_of_the_old_form_are_passed_over(portal: Flask) -> None:
    with time_machine.travel(NOW, tick=True):
        village()
        payloads = {"clock.roll": concept.payloads("rules", NOW.date())["clock.roll"]}
        del payloads["clock.roll"]["past"]
        publication.publish_generated("rules", payloads, at=NOW)
        session.commit()
        assert portal.test_client().get(LIST).status_code == 200


def test_a_limit_of_no_days_and_an_empty_list_are_said_in_words(reader: FlaskClient) -> None:
    common, one = said(reader, "/en/rules/common"), said(reader, "/en/rules/complaint.acknowledge_limit")
    for told in (common, one):
        assert "on the same day" in told
        assert " 0 calendar days" not in told
    assert "当天" in said(reader, "/rules/complaint.acknowledge_limit")
    assert "none" in said(reader, "/en/rules/fees")
