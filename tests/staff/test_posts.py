"""What holds for every staff post: its token, its one effect, recorded refusals, a form that outlives a session."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.support.page import judged
from tests.support.people import code_now, come_in, fresh, hidden_fields, hire, log_in, token_in, try_password
from tests.support.tables import contents
from tests.support.walk import walk
from workflow.base import audit, clock, tokens
from workflow.base.audit import Event
from workflow.base.db import session
from workflow.staff.models import FormNonce, Officer, RoleGrant
from workflow.staff.roles import Role

Admins = tuple[Officer, Officer]


@pytest.fixture
def admin(staff_app: Flask, admins: Admins) -> FlaskClient:
    return come_in(staff_app.test_client(), admins[0])


@pytest.fixture
def grant(admin: FlaskClient, clerk: Officer) -> Callable[..., TestResponse]:
    """Post the grant form of the clerk: the action these tests try to do in wrong ways."""

    def post(**more: object) -> TestResponse:
        client = more.pop("client", admin)
        data = {"role": "teller", **more.pop("data", {})}
        return client.post(f"/people/{clerk.public_id}/roles", data=data, **more)

    return post


def roles_given() -> int:
    session.remove()
    return len(session.scalars(select(RoleGrant).where(RoleGrant.role == "teller")).all())


def refusals() -> list[dict[str, object]]:
    session.remove()
    rows = session.scalars(select(Event).where(Event.kind == "action_refused").order_by(Event.id))
    return [audit.opened(row).payload for row in rows]


def a_token(client: FlaskClient) -> str:
    return token_in(client.get("/account"))


def test_it_works(admin: FlaskClient, grant: Callable[..., TestResponse]) -> None:
    assert grant(data={"token": a_token(admin)}).status_code == 303
    assert roles_given() == 1


def test_without_a_right_token_nothing_happens_and_values_are_kept(
    staff_app: Flask, house: dict[str, int], admin: FlaskClient, grant: Callable[..., TestResponse]
) -> None:
    other = come_in(staff_app.test_client(), hire("other", Role.ADMINISTRATOR, office=house["county"]))
    for token in ("", "forged", a_token(other), tokens.make("apply"), tokens.make("staff", "")):
        page = judged(grant(data={"token": token, "role": "cashier"}), 400)
        [chosen] = [option.get("value") for option in page.iter("option") if option.get("selected") is not None]
        assert chosen == "cashier"
    assert roles_given() == 0


def test_the_answer_to_a_stale_page_can_be_sent_at_once(admin: FlaskClient, grant: Callable[..., TestResponse]) -> None:
    again = grant(data={"token": "stale"})
    assert grant(data=hidden_fields(again)).status_code == 303
    assert roles_given() == 1


def test_a_token_grows_old(
    admin: FlaskClient, admins: Admins, staff_app: Flask, grant: Callable[..., TestResponse]
) -> None:
    token = a_token(admin)
    with time_machine.travel(clock.now() + timedelta(minutes=20), tick=False):
        assert grant(data={"token": token}).status_code == 303
    assert roles_given() == 1


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_post_from_another_site_is_refused_even_with_a_token(
    admin: FlaskClient, grant: Callable[..., TestResponse], site: str
) -> None:
    answer = grant(data={"token": a_token(admin)}, headers={"Sec-Fetch-Site": site})
    judged(answer, 400)
    assert roles_given() == 0


def test_buttons_without_fields_want_a_token_too(staff_app: Flask, clerk: Officer) -> None:
    client = come_in(staff_app.test_client(), clerk)
    answer = client.post("/logout")
    judged(answer, 400)
    assert "Set-Cookie" not in answer.headers, "another site could log people out"
    assert client.get("/account").status_code == 200
    answer = client.post("/language/en", data={"back": "/staff/"})
    judged(answer, 400)


def test_the_token_may_come_in_a_header(admin: FlaskClient, grant: Callable[..., TestResponse]) -> None:
    assert grant(headers={"X-Form-Token": a_token(admin)}).status_code == 303


def test_a_form_sent_twice_acts_once_and_gets_the_same_answer(
    admin: FlaskClient, grant: Callable[..., TestResponse]
) -> None:
    data = {"token": a_token(admin)}
    first, second = grant(data=data), grant(data=data)
    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert roles_given() == 1
    session.remove()
    assert len(session.scalars(select(FormNonce)).all()) == 1


def test_a_refusal_is_recorded_without_what_was_refused(
    staff_app: Flask, clerk: Officer, grant: Callable[..., TestResponse]
) -> None:
    client = come_in(staff_app.test_client(), clerk)
    answer = grant(client=client, data={"token": a_token(client)})
    judged(answer, 403)
    assert roles_given() == 0
    [refused] = refusals()
    assert refused["verb"] == "access.grant"
    assert refused["on"] == f"/people/{clerk.public_id}/roles"


def test_a_rule_said_on_the_form_is_a_refusal_too(admin: FlaskClient, grant: Callable[..., TestResponse]) -> None:
    judged(grant(data={"token": a_token(admin), "role": "desk_clerk"}), 422)
    assert [refused["rule"] for refused in refusals()] == [
        "This person holds that role already, or it awaits confirmation."
    ]


def test_a_mistyped_field_is_no_refusal(admin: FlaskClient, grant: Callable[..., TestResponse]) -> None:
    judged(grant(data={"token": a_token(admin), "role": "emperor"}), 422)
    assert refusals() == []


def test_reading_changes_nothing(admin: FlaskClient, clerk: Officer) -> None:
    before = contents()
    for _path, answer in walk(admin, "/account"):
        assert answer.status_code < 500, _path
    assert contents() == before


class TestHeld:
    """An interrupted form waits for its owner behind the log-in page."""

    def interrupted(
        self, staff_app: Flask, clerk: Officer, admins: Admins, **fields: str
    ) -> tuple[FlaskClient, TestResponse]:
        client = staff_app.test_client()
        log_in(client, "admin")
        data = {"token": a_token(client), "role": "teller", **fields}
        with time_machine.travel(clock.now() + timedelta(hours=1), tick=False):
            answer = client.post(f"/people/{clerk.public_id}/roles", data=data, base_url="http://localhost/staff")
        judged(answer, 401)
        return client, answer

    def back(self, client: FlaskClient, answer: TestResponse, username: str) -> TestResponse:
        with time_machine.travel(clock.now() + timedelta(hours=1, minutes=2), tick=False):
            fields = hidden_fields(answer)
            page = try_password(client, username, to=fields["to"], held=fields["held"])
            if page.status_code == 200 and "/login/code" in page.get_data(as_text=True):
                page = client.post("/login/code", data=hidden_fields(page) | {"code": code_now()})
            return page

    def test_it_works(self, staff_app: Flask, clerk: Officer, admins: Admins) -> None:
        client, answer = self.interrupted(staff_app, clerk, admins)
        assert roles_given() == 0
        page = self.back(client, answer, "admin")
        tree = judged(page)
        [form] = list(tree.find("body/main").iter("form"))
        assert form.get("action") == f"/staff/people/{clerk.public_id}/roles"
        with time_machine.travel(clock.now() + timedelta(hours=1, minutes=3), tick=False):
            sent = client.post(form.get("action").removeprefix("/staff"), data=hidden_fields(page))
        assert sent.status_code == 303
        assert Role.TELLER in fresh(clerk).roles

    def test_nobody_else_gets_it(self, staff_app: Flask, clerk: Officer, admins: Admins) -> None:
        client, answer = self.interrupted(staff_app, clerk, admins)
        page = self.back(client, answer, "clerk")
        assert page.status_code == 303
        assert page.location == "/staff/"

    def test_a_stranger_without_a_session_leaves_nothing_to_send(
        self, staff_client: FlaskClient, clerk: Officer
    ) -> None:
        """Another site cannot put a form into the hands of whoever logs in next."""
        answer = staff_client.post(f"/people/{clerk.public_id}/roles", data={"role": "leader"})
        judged(answer, 401)
        assert hidden_fields(answer)["held"] == ""

    def test_passwords_are_not_held(self, staff_app: Flask, clerk: Officer, admins: Admins) -> None:
        client, answer = self.interrupted(staff_app, clerk, admins, old="secret one", password="secret two")
        assert "secret" not in self.back(client, answer, "admin").get_data(as_text=True)

    @pytest.mark.parametrize("held", ["x", "00", "é", "A" * 400, "====", "\x00"])
    def test_a_forged_one_is_dropped(self, staff_client: FlaskClient, clerk: Officer, held: str) -> None:
        assert try_password(staff_client, "clerk", held=held).status_code in (303, 422)
