"""Coming in: password, second factor, throttling, and where a log-in leads."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.support.page import judged, words
from tests.support.people import code_now, fresh, hidden_fields, hire, log_in, try_password
from workflow.base import clock
from workflow.base.audit import Event
from workflow.base.db import session, transaction
from workflow.staff import operations
from workflow.staff.models import LoginAttempt, Officer, StaffSession
from workflow.staff.roles import Role

WRONG = "not the password"


@pytest.fixture(autouse=True)
def _people(clerk: Officer) -> None:
    """Everybody below knows the clerk."""


def test_it_works(staff_client: FlaskClient, clerk: Officer) -> None:
    answer = try_password(staff_client, "clerk")
    assert (answer.status_code, answer.location) == (303, "/staff/")
    page = judged(staff_client.get("/account"))
    assert "clerk" in words(page)


def test_log_in_is_an_event(staff_client: FlaskClient, clerk: Officer) -> None:
    log_in(staff_client, "clerk")
    session.remove()
    assert session.scalars(select(Event.kind)).all() == ["staff_logged_in"]


@pytest.mark.parametrize("username", ["clerk", "nobody", "clerk ", "", "x" * 41])
def test_a_wrong_password_and_an_unknown_name_look_alike(staff_client: FlaskClient, username: str) -> None:
    answer = try_password(staff_client, username, WRONG)
    judged(answer, 422)
    assert "Set-Cookie" not in answer.headers


def test_a_switched_off_account_opens_nothing(staff_client: FlaskClient, house: dict[str, int]) -> None:
    hire("gone", Role.DESK_CLERK, office=house["east"], active=False)
    judged(try_password(staff_client, "gone"), 422)


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/staff/account", "/staff/account"),
        ("//evil.example", "/staff/"),
        ("/\\evil.example", "/staff/"),
        ("https://evil.example/", "/staff/"),
        ("javascript:alert(1)", "/staff/"),
        ("/a\r\nSet-Cookie: x=y", "/staff/"),
        ("/a\tb", "/staff/"),
        ("", "/staff/"),
    ],
)
def test_a_log_in_leads_to_this_house_only(staff_client: FlaskClient, asked: str, led: str) -> None:
    answer = try_password(staff_client, "clerk", to=asked)
    # what holds a control sign is not accepted at all
    assert (answer.status_code, answer.location) in [(303, led), (422, None)]


def test_the_page_asked_for_comes_after_the_log_in(staff_client: FlaskClient) -> None:
    asked = staff_client.get("/account", base_url="http://localhost/staff")
    judged(asked, 401)
    answer = try_password(staff_client, "clerk", to=hidden_fields(asked)["to"])
    assert answer.location == "/staff/account"


def test_the_eleventh_try_waits_even_with_the_right_password(staff_client: FlaskClient) -> None:
    for _ in range(10):
        assert try_password(staff_client, "clerk", WRONG).status_code == 422
    page = judged(try_password(staff_client, "clerk"), 422)
    told = [words(item) for item in page.find("body/main").iter("li")]
    assert len(told) == 1, "one reason, and not that the password is wrong"
    assert "五分钟" in told[0]
    assert try_password(staff_client, "clerk", address="10.0.0.2").status_code == 303, "another place is not shut"


def test_one_address_cannot_try_many_names(staff_client: FlaskClient) -> None:
    with transaction():
        limits = operations.Limits(login_tries_address=3)
        for name in ("a", "b", "c"):
            operations.check_password(name, WRONG, address="10.6.6.6", at=clock.now(), limits=limits)
        with pytest.raises(operations.TooOften):
            operations.check_password("clerk", WRONG, address="10.6.6.6", at=clock.now(), limits=limits)


def test_strangers_slow_an_account_down_but_not_where_it_is_at_home(staff_client: FlaskClient) -> None:
    assert try_password(staff_client, "clerk", address="10.0.0.9").status_code == 303
    limits = operations.Limits(login_tries_account=5)
    with transaction():
        for number in range(5):
            operations.check_password("clerk", WRONG, address=f"10.7.0.{number}", at=clock.now(), limits=limits)
        with pytest.raises(operations.TooOften):
            operations.check_password("clerk", WRONG, address="10.7.0.99", at=clock.now(), limits=limits)
        assert operations.check_password(
            "clerk", "a sentence easy to keep", address="10.0.0.9", at=clock.now(), limits=limits
        )


def test_tries_are_kept_without_names_and_addresses(staff_client: FlaskClient) -> None:
    try_password(staff_client, "clerk", WRONG)
    session.remove()
    keys = session.scalars(select(LoginAttempt.key)).all()
    assert keys
    assert all(len(key) == 64 and set(key) <= set("0123456789abcdef") for key in keys)


def test_a_decider_needs_the_second_factor(staff_client: FlaskClient, decider: Officer) -> None:
    asked = try_password(staff_client, "decider")
    judged(asked)
    assert "Set-Cookie" not in asked.headers
    assert staff_client.get("/account").status_code == 401
    answer = staff_client.post("/login/code", data=hidden_fields(asked) | {"code": code_now()})
    assert answer.status_code == 303
    assert staff_client.get("/account").status_code == 200
    session.remove()
    assert session.scalar(select(StaffSession.second_factor)) is True


def test_no_code_is_shown_outside_a_demonstration(staff_client: FlaskClient, decider: Officer) -> None:
    assert code_now() not in try_password(staff_client, "decider").get_data(as_text=True)


@pytest.mark.parametrize("code", ["000000", "", "abc", "０００００１", "1" * 13, "\x00", "123 456"])
def test_a_wrong_code_opens_nothing(staff_client: FlaskClient, decider: Officer, code: str) -> None:
    asked = try_password(staff_client, "decider")
    answer = staff_client.post("/login/code", data=hidden_fields(asked) | {"code": code})
    judged(answer, 422)
    assert staff_client.get("/account").status_code == 401


def test_a_code_opens_one_session_only(staff_client: FlaskClient, decider: Officer) -> None:
    code = code_now()
    for status in (303, 422):
        asked = try_password(staff_client, "decider")
        assert staff_client.post("/login/code", data=hidden_fields(asked) | {"code": code}).status_code == status


def test_the_sixth_code_waits(staff_client: FlaskClient, decider: Officer) -> None:
    fields = hidden_fields(try_password(staff_client, "decider"))
    for _ in range(5):
        page = staff_client.post("/login/code", data=fields | {"code": "000000"})
        fields = hidden_fields(page)
    assert staff_client.post("/login/code", data=fields | {"code": code_now()}).status_code == 422


@pytest.mark.parametrize("ticket", ["", "1", "1:", "99999999999999999999:x", "x:y", "1:forged"])
def test_the_second_step_needs_the_first(staff_client: FlaskClient, decider: Officer, ticket: str) -> None:
    fields = hidden_fields(try_password(staff_client, "decider")) | {"ticket": ticket, "code": code_now()}
    answer = staff_client.post("/login/code", data=fields)
    assert answer.status_code in (302, 303)
    assert answer.location.endswith("/login")
    assert "Set-Cookie" not in answer.headers


def test_another_persons_ticket_does_not_carry_over(
    staff_client: FlaskClient, decider: Officer, clerk: Officer
) -> None:
    fields = hidden_fields(try_password(staff_client, "decider"))
    fields["ticket"] = f"{clerk.id}:{fields['ticket'].partition(':')[2]}"
    answer = staff_client.post("/login/code", data=fields | {"code": code_now()})
    assert answer.location.endswith("/login")


def test_the_password_is_not_told_back(staff_client: FlaskClient) -> None:
    answer = try_password(staff_client, "clerk", "a very special wrong one")
    assert "a very special wrong one" not in answer.get_data(as_text=True)


def test_passwords_are_kept_as_argon2(clerk: Officer) -> None:
    assert fresh(clerk).password_hash.startswith("$argon2id$")
