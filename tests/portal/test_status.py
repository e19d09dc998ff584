"""Is everything running: reckoned when it is asked, late by itself, never kept, never a false yes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.page import judged, words
from workflow.base import clock
from workflow.base.db import transaction
from workflow.base.settings import Limits, Settings
from workflow.doors.published import unseen
from workflow.office.tick import beat

pytestmark = pytest.mark.usefixtures("database")
YES, NO = "Yes. Everything that runs by itself", "No. Something here is late"


def words_of(answer: TestResponse) -> str:
    return words(judged(answer))


def all_well() -> None:
    with transaction():
        for name in unseen.WORK:
            beat(name, "", at=clock.now())


def test_a_house_in_which_nothing_ever_ran_does_not_say_yes(portal_client: FlaskClient) -> None:
    page = words_of(portal_client.get("/en/status"))
    assert NO in page
    assert page.count("never so far") == len(unseen.WORK)


def test_it_says_yes_while_everything_ended_well(portal_client: FlaskClient) -> None:
    all_well()
    answer = portal_client.get("/en/status")
    assert YES in words_of(answer)
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", unseen.WORK)
def test_whatever_stops_turns_it_within_its_period(portal_client: FlaskClient, settings: Settings, name: str) -> None:
    """The page of a minute ago said yes; nobody has to say otherwise."""
    all_well()
    patience = settings.limits.patience(name)
    with transaction():
        beat(name, "", at=clock.now() - patience + timedelta(minutes=1))
    assert YES in words_of(portal_client.get("/en/status"))
    with transaction():
        beat(name, "", at=clock.now() - patience - timedelta(seconds=1))
    assert NO in words_of(portal_client.get("/en/status"))


def test_a_daily_duty_has_more_patience_than_the_worker() -> None:
    limits = Limits()
    assert limits.patience("backup") > timedelta(hours=24) > limits.patience("log")
