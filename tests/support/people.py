"""A small house with people in it: one institution, a county union with two branches, officers who can log in."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pyotp
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from workflow.base import clock, vault
from workflow.base.db import session, transaction
from workflow.kernel import ids
from workflow.places.models import Institution, Office
from workflow.staff import operations
from workflow.staff.models import Officer, RoleGrant
from workflow.staff.roles import SENSITIVE, Role

PASSWORD = "a sentence easy to keep"
HASH = operations.hash_password(PASSWORD)
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
TOKEN = re.compile(r'name="token" value="([^"]+)"')


def found_house(*, pack: str = "chengcheng2012", demonstration: bool = False) -> dict[str, int]:
    """An institution with a county office and the branches `east` and `west`; gives the offices' ids."""
    with transaction():
        house = Institution(
            pack=pack, name="测试联社", name_en="Test Union", hotline="0913-0000000", demonstration=demonstration
        )
        session.add(house)
        session.flush()
        county = Office(institution_id=house.id, level="county", name="县联社")
        session.add(county)
        session.flush()
        east, west = (
            Office(institution_id=house.id, parent_id=county.id, level="branch", name=name, outlet=True)
            for name in ("东社", "西社")
        )
        session.add_all([east, west])
        session.flush()
        return {"county": county.id, "east": east.id, "west": west.id}


def hire(username: str, *roles: Role, office: int, active: bool = True) -> Officer:
    """An officer with founding grants of `roles`; whoever has a sensitive one gets a second factor."""
    with transaction():
        officer = Officer(
            public_id=ids.public_id(), username=username, name=f"{username}先生", office_id=office, active=active,
            id_key=vault.current().blind(f"id:{username}"), password_hash=HASH,
        )  # fmt: skip
        if set(roles) & SENSITIVE:
            officer.totp = SEED
        officer.grants = [RoleGrant(role=role, granted_at=clock.now()) for role in roles]
        session.add(officer)
        session.flush()
        return officer


def fresh(officer: Officer) -> Officer:
    """The officer as the database has them now."""
    session.remove()
    return session.get_one(Officer, officer.id)


def token_in(answer: TestResponse) -> str:
    """The first form token of a page."""
    found = TOKEN.search(answer.get_data(as_text=True))
    assert found, answer.get_data(as_text=True)[:500]
    return unescape(found[1])


def code_now() -> str:
    return pyotp.TOTP(SEED).at(clock.now())


def try_password(client: FlaskClient, username: str, password: str = PASSWORD, **more: Any) -> TestResponse:
    """Send the log-in form as a browser would."""
    page = client.get("/login")
    environ = {"REMOTE_ADDR": more.pop("address", "10.0.0.1")}
    data = {"token": token_in(page), "username": username, "password": password, **more}
    return client.post("/login", data=data, environ_base=environ)


def log_in(client: FlaskClient, username: str) -> TestResponse:
    """Come in through both steps, as far as the account needs them."""
    answer = try_password(client, username)
    if answer.status_code == 200:
        data = {**hidden_fields(answer), "code": code_now()}
        answer = client.post("/login/code", data=data)
    assert answer.status_code == 303, answer.get_data(as_text=True)[:1500]
    return answer


def come_in(client: FlaskClient, officer: Officer) -> FlaskClient:
    """Give the client a session of `officer` without the ceremony, for tests of what lies behind the door."""
    with transaction():
        person = session.get_one(Officer, officer.id)
        token = operations.open_session(person, second_factor=True, browser="test", at=clock.now())
    client.set_cookie("sunshine", token)
    return client


def hidden_fields(answer: TestResponse) -> dict[str, str]:
    """Name and value of every hidden field in the page's main form."""
    main = answer.get_data(as_text=True).split("<main", 1)[1]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", main):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name:
            found.setdefault(name[1], unescape(value[1]) if value else "")
    return found
