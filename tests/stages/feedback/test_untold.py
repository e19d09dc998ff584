"""What somebody may not know of is answered like what does not exist, at every address it could be asked for.

Every route of a complaint and of a case is asked for by somebody who holds every role that opens the route, but from
whom this complaint or case is kept: the same status, headers and bytes, and as many statements of the database.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from tests.house.routes import rules
from tests.support import factories_feedback as make
from tests.support.factories_feedback import MONDAY, House
from workflow.base.db import session
from workflow.kernel import ids
from workflow.office.supervision.models import Breach
from workflow.office.supervision.sanctions import operations as sanctions
from workflow.staff.models import RoleGrant
from workflow.staff.roles import Role
from workflow.staff.verbs import RIGHTS
from workflow.stages.feedback.cards import operations as evaluation

#: What stands in an address besides the id of the thing; none of it is looked at before the thing itself.
BESIDES = {"form": "form-2", "sheet": "1", "number": 1, "kind": "x", "code": "x", "draw_id": 1}


@pytest.fixture
def house(apps: tuple[Flask, Flask]) -> House:
    return make.build()


def holding(apps: tuple[Flask, Flask], house: House, username: str, roles: list[Role]) -> FlaskClient:
    """Somebody with these roles, logged in."""
    person = house[username]
    more = set(roles) - {grant.role for grant in person.grants}
    person.grants += [RoleGrant(role=each, granted_at=MONDAY - timedelta(days=900)) for each in more]
    session.commit()
    return make.log_in(apps[1].test_client(), person, at=datetime.now(UTC))


def addresses(staff: Flask, under: str, public_id: str) -> Iterator[tuple[str, str]]:
    """(method, address) of every route of one thing."""
    for method, rule in rules(staff):
        if f"{rule.rule}/".startswith(f"{under}/<public_id>/"):
            given = {name: BESIDES.get(name, "b" * 16) for name in rule.arguments} | {"public_id": public_id}
            path = rule.build(given, append_unknown=False)
            assert path, rule.rule
            yield method, path[1]


def learned(reader: FlaskClient, database: Engine, method: str, path: str, public_id: str) -> tuple[Any, ...]:
    """What an answer tells: status, headers, its words without the id itself, and how much work it was."""
    sent: list[str] = []

    def note(*told: Any) -> None:
        sent.append(told[2])

    event.listen(database, "before_cursor_execute", note)
    answer = reader.open(path, method=method, data={"token": token(reader)} if method == "POST" else None)
    event.remove(database, "before_cursor_execute", note)
    page = answer.get_data(as_text=True).replace(public_id, "")
    page = re.sub(r'name="token"[^>]*>|\b[0-9a-f]{8}\b', "", page)
    headers = [each for each in answer.headers if each[0] not in ("Date", "Content-Length", "Set-Cookie")]
    return answer.status_code, headers, page, len(answer.get_data()), len(sent)


def token(reader: FlaskClient) -> str:
    return reader.get("/account").get_data(as_text=True).split('name="token"')[1].split('value="')[1].split('"')[0]


def compared(apps: tuple[Flask, Flask], reader: FlaskClient, database: Engine, under: str, hidden: str) -> int:
    gone, asked = ids.public_id(), 0
    reader.get(f"{under}/{ids.public_id()}")  # what is made once is made now
    for (method, one), (_method, other) in zip(
        addresses(apps[1], under, hidden), addresses(apps[1], under, gone), strict=True
    ):
        there, missing = (
            learned(reader, database, method, path, name) for path, name in ((one, hidden), (other, gone))
        )
        assert there == missing, (method, one)
        assert there[0] == 404, (method, one)
        asked += 1
    return asked


def test_a_complaint_that_concerns_them(apps: tuple[Flask, Flask], database: Engine, house: House) -> None:
    hidden = make.complaint(house, text="韩秋生态度很差", about="韩秋生")
    assert house["discipline"].id in hidden.excluded_ids
    reader = holding(apps, house, "discipline", list(Role))
    assert compared(apps, reader, database, "/complaints", hidden.public_id) > 10


def test_a_case_of_another_outlet(apps: tuple[Flask, Flask], database: Engine, house: House) -> None:
    hidden = make.case(house, "2026-000001", accepted=MONDAY)
    nearby = [role for role in Role if RIGHTS["case.see"].roles.get(role) != "all"]
    reader = holding(apps, house, "head.south", nearby)
    assert compared(apps, reader, database, "/cases", hidden.public_id) > 30


def test_a_card_that_judges_them(apps: tuple[Flask, Flask], database: Engine, house: House) -> None:
    hidden = evaluation.record_card(
        office=house.offices["county"], officer=house["discipline"], business="decision", rating="poor", text="",
        done_on=None, received_at=MONDAY, by=house["discipline.two"], at=MONDAY,
    )  # fmt: skip
    reader = holding(apps, house, "discipline", list(Role))
    assert compared(apps, reader, database, "/cards", hidden.public_id) > 2


def test_a_sanction_that_is_about_them_and_what_could_follow_from_their_complaint(
    apps: tuple[Flask, Flask], database: Engine, house: House
) -> None:
    breach = Breach(
        public_id=ids.public_id(), kind="missed_clock", subject="x", found_at=MONDAY, officer_id=house["discipline"].id
    )
    session.add(breach)
    session.flush()
    hidden = sanctions.propose(
        breach, house["discipline"], kind="points", points=1, amount=None, until_on=None, cite="x", grounds="x",
        by=house["audit"], at=MONDAY,
    )  # fmt: skip
    theirs = make.complaint(house, text="韩秋生态度很差", about="韩秋生")
    reader = holding(apps, house, "discipline", list(Role))
    assert compared(apps, reader, database, "/supervision/sanctions", hidden.public_id) > 3
    assert compared(apps, reader, database, "/supervision/sanctions/new/complaint", theirs.public_id) == 2
