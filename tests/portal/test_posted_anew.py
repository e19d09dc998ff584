"""An entry posted anew with another amount: the old list, standing or over, leads to the new one, and back (N06)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from tests.support.factories_notices import Village, moment, village
from tests.support.page import judged, words
from workflow.base.db import session
from workflow.office.publication import operations as publication
from workflow.stages.notices import operations
from workflow.stages.notices.models import Notice, NoticeRow

MONDAY = moment("2012-11-05 09:00")
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def made(database: Engine) -> Village:
    return village()


@pytest.fixture
def reader(portal: Flask, made: Village) -> FlaskClient:
    return portal.test_client()


def posted(made: Village, *households: object, at: object) -> Notice:
    notice = made.posted(*households, at=at, days=3)
    shown(at)
    return notice


def shown(at: object) -> None:
    publication.pull_due(at=at)
    session.commit()


def lowered(made: Village, row: NoticeRow) -> None:
    """An objection to one entry is upheld by two thirds of its amount."""
    objection = made.objection(row, how="paper", received=MONDAY)
    operations.admit(objection, by=made.risk, at=MONDAY)
    operations.rule(objection, verdict="upheld", ruling="查实", new_amount=2_000_000, by=made.risk, at=TUESDAY)
    shown(TUESDAY)


def read(reader: FlaskClient, notice: Notice, status: int) -> tuple[set[str], str]:
    """Where the page of a list leads to, and what it says."""
    page = judged(reader.get(f"/en/notices/{notice.public_id}"), status).find(".//main")
    assert page is not None
    return {link.get("href", "") for link in page.iter("a")}, words(page)


def address(notice: Notice) -> str:
    return f"/en/notices/{notice.public_id}"


def test_the_page_of_an_emptied_list_leads_to_what_stands_in_its_place(made: Village, reader: FlaskClient) -> None:
    first = posted(made, made.approved(MONDAY), at=MONDAY)
    lowered(made, first.rows[0])
    with time_machine.travel(TUESDAY, tick=False):
        assert "posted anew" not in read(reader, first, 410)[1]
        again = posted(made, first.rows[0].case, at=TUESDAY)
        links, told = read(reader, first, 410)
        assert address(again) in links
        assert "What was taken off this list was posted anew" in told
        assert "taken down before it had run its course" in told
        assert "No entry is left on this list" in told
        assert "20,000" not in told, "a list that is over tells no amount, not of the new one either"
        links, told = read(reader, again, 200)
        assert address(first) in links
        assert "stood on an earlier one" in told


def test_a_kept_page_of_a_list_that_goes_on_leads_there_at_once(made: Village, reader: FlaskClient) -> None:
    first = posted(made, made.approved(MONDAY), made.approved(MONDAY), at=MONDAY)
    lowered(made, first.rows[0])
    with time_machine.travel(TUESDAY, tick=False):
        assert "posted anew:" not in read(reader, first, 200)[1]
        other = posted(made, made.approved(TUESDAY), at=TUESDAY)
        again = posted(made, first.rows[0].case, at=TUESDAY)
        links, _told = read(reader, first, 200)
        assert address(again) in links
        assert address(other) not in links, "a later list of the village that has nothing to do with it"
        assert address(first) not in read(reader, other, 200)[0]


def test_when_both_are_over_each_still_leads_to_the_other(made: Village, reader: FlaskClient) -> None:
    first = posted(made, made.approved(MONDAY), at=MONDAY)
    lowered(made, first.rows[0])
    again = posted(made, first.rows[0].case, at=TUESDAY)
    with time_machine.travel(TUESDAY + timedelta(days=30), tick=False):
        assert address(again) in read(reader, first, 410)[0]
        links, told = read(reader, again, 410)
        assert address(first) in links
        assert "It stood for its period" in told
