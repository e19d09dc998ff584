"""Sessions are rows: whatever ends the row ends every copy of its cookie."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from tests.support.page import judged
from tests.support.people import come_in, hire, log_in, token_in
from workflow.base import clock
from workflow.base.db import session, transaction
from workflow.base.settings import Settings
from workflow.staff import access, operations, queries
from workflow.staff.models import Officer, StaffSession
from workflow.staff.roles import Role

pytestmark = pytest.mark.both_engines


def cookie(client: FlaskClient) -> str:
    found = client.get_cookie("sunshine")
    assert found
    return found.value


def opens(app: Flask, token: str) -> bool:
    """Whether a kept copy of a cookie still opens anything."""
    client = app.test_client()
    client.set_cookie("sunshine", token)
    return client.get("/account").status_code == 200


@pytest.fixture
def token(staff_client: FlaskClient, clerk: Officer) -> str:
    log_in(staff_client, "clerk")
    return cookie(staff_client)


def test_it_works(staff_app: Flask, token: str) -> None:
    assert opens(staff_app, token)
    assert not opens(staff_app, token[:-1] + ("A" if token[-1] != "A" else "B"))
    assert not opens(staff_app, "")


def test_a_token_has_at_least_128_random_bits_and_is_kept_as_a_digest(token: str) -> None:
    assert len(token) * 6 >= 128
    session.remove()
    row = session.scalars(select(StaffSession)).one()
    assert row.token_digest == queries.digest(token)
    assert token not in str(vars(row))


def test_two_log_ins_are_two_sessions(staff_app: Flask, token: str) -> None:
    other = staff_app.test_client()
    log_in(other, "clerk")
    assert cookie(other) != token


@pytest.mark.parametrize("secure", [False, True])
def test_flags_of_the_cookie(staff_app: Flask, settings: Settings, clerk: Officer, secure: bool) -> None:
    staff_app.config["HOUSE"] = replace(settings, secure_cookies=secure)
    answer = log_in(staff_app.test_client(), "clerk")
    [line] = [line for line in answer.headers.getlist("Set-Cookie") if "sunshine=" in line]
    flags = {part.strip() for part in line.split(";")[1:]}
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= flags
    assert ("Secure" in flags) is secure
    assert line.startswith("__Host-sunshine=") is secure
    assert not any(flag.startswith("Domain") for flag in flags)


def test_log_out_ends_it_for_every_copy(staff_app: Flask, staff_client: FlaskClient, token: str) -> None:
    page = staff_client.get("/account")
    answer = staff_client.post("/logout", data={"token": token_in(page)})
    assert answer.status_code == 303
    assert not opens(staff_app, token)


def test_a_changed_password_ends_every_session(staff_app: Flask, staff_client: FlaskClient, token: str) -> None:
    fields = {"old": "a sentence easy to keep", "new": "another sentence", "again": "another sentence"}
    page = staff_client.get("/account")
    assert staff_client.post("/account/password", data={"token": token_in(page), **fields}).status_code == 303
    assert not opens(staff_app, token)


def test_a_changed_role_ends_every_session(
    staff_app: Flask, token: str, admins: tuple[Officer, Officer], clerk: Officer
) -> None:
    with transaction():
        officer, admin = session.get_one(Officer, clerk.id), session.get_one(Officer, admins[0].id)
        operations.grant_role(officer, Role.TELLER, by=admin, at=clock.now())
    assert not opens(staff_app, token)


def test_a_switched_off_account_is_out_at_once(staff_app: Flask, token: str, clerk: Officer) -> None:
    with transaction():
        session.execute(update(Officer).where(Officer.id == clerk.id).values(active=False))
    assert not opens(staff_app, token)


@pytest.mark.parametrize(("minutes", "open_still"), [(29, True), (31, False)])
def test_an_idle_session_ends(staff_app: Flask, token: str, minutes: int, open_still: bool) -> None:
    with time_machine.travel(clock.now() + timedelta(minutes=minutes), tick=False):
        assert opens(staff_app, token) is open_still


def test_a_used_session_lasts_twelve_hours_and_no_longer(staff_app: Flask, token: str) -> None:
    start = clock.now()
    for quarter in range(1, 48):
        with time_machine.travel(start + timedelta(minutes=15 * quarter), tick=False):
            assert opens(staff_app, token), quarter
    with time_machine.travel(start + timedelta(hours=12, minutes=1), tick=False):
        assert not opens(staff_app, token)


def test_last_use_is_written_at_most_once_a_minute(staff_app: Flask, token: str) -> None:
    def seen() -> object:
        session.remove()
        return session.scalars(select(StaffSession.seen_at)).one()

    first, start = seen(), clock.now()
    opens(staff_app, token)
    assert seen() == first
    with time_machine.travel(start + timedelta(seconds=70), tick=False):
        opens(staff_app, token)
    assert seen() != first


def test_a_session_ended_meanwhile_is_not_written_back(token: str) -> None:
    with transaction():
        row = session.scalars(select(StaffSession)).one()
        row.ended_at = clock.now()
        before = row.seen_at
        session.flush()
        access.touch(row.id, clock.now() + timedelta(hours=1))
    row = session.scalars(select(StaffSession)).one()
    assert (row.seen_at, row.ended_at is None) == (before, False)


def test_one_ends_ones_own_sessions_and_nobody_elses(staff_app: Flask, house: dict[str, int], token: str) -> None:
    other = come_in(staff_app.test_client(), hire("other", Role.TELLER, office=house["west"]))
    session.remove()
    row = session.scalars(select(StaffSession).where(StaffSession.token_digest == queries.digest(token))).one()
    given = token_in(other.get("/account"))
    judged(other.post(f"/account/sessions/{row.id}/end", data={"token": given}), 404)
    assert opens(staff_app, token)
    mine = staff_app.test_client()
    mine.set_cookie("sunshine", token)
    given = token_in(mine.get("/account"))
    assert mine.post(f"/account/sessions/{row.id}/end", data={"token": given}).status_code == 303
    assert not opens(staff_app, token)


def test_nothing_behind_log_in_is_kept_by_a_browser(staff_client: FlaskClient, token: str) -> None:
    for path in ("/account", "/people", "/nowhere"):
        assert staff_client.get(path).headers["Cache-Control"] == "no-store", path
