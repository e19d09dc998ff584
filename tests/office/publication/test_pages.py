"""The publishing desk in use, and the public pages that come of it: both judged."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.support.factories_cases import person
from tests.support.factories_notices import Village, village
from tests.support.page import judged, words
from tests.support.people import come_in, hidden_fields, token_in
from workflow.base import clock
from workflow.base.db import session
from workflow.doors.published.models import Proposal, Record
from workflow.office.publication import concept, operations
from workflow.staff.models import Officer
from workflow.staff.roles import Role


@pytest.fixture
def made(database: Any) -> Village:
    made = village()
    session.commit()
    return made


@pytest.fixture
def second(made: Village) -> Officer:
    found = person(Role.PUBLISHER, made.house.branch, "王复核")
    session.commit()
    return found


def _send(client: FlaskClient, path: str, page: str, **fields: str) -> Any:
    answer = client.get(page)
    return client.post(path, data={"token": token_in(answer)} | hidden_fields(answer) | fields)


def test_a_product_goes_public_by_two_people(made: Village, second: Officer, staff_client: FlaskClient):
    client = come_in(staff_client, made.poster)
    assert "农户小额信用贷款" in words(judged(client.get("/publication/")))
    page = "/publication/product/micro_credit"
    judged(client.get(page))
    assert _send(client, f"{page}/propose", page).status_code == 303
    own = session.scalars(select(Proposal)).one().public_id
    proposal = f"/publication/proposals/{own}"
    judged(client.get(proposal))
    judged(_send(client, f"{proposal}/confirm", proposal), 403)
    client = come_in(staff_client, second)
    judged(client.get("/publication/"))
    assert _send(client, f"{proposal}/confirm", proposal).status_code == 303
    assert session.scalars(select(Record).where(Record.kind == "product")).one().confirmed_by == second.id
    judged(client.get(page))


def test_it_is_taken_down_with_a_public_reason(made: Village, second: Officer, staff_client: FlaskClient):
    operations.publish_all_proposed(proposer=made.poster, confirmer=second, at=clock.now())
    session.commit()
    client, page = come_in(staff_client, made.poster), "/publication/product/pledge"
    judged(_send(client, f"{page}/withdraw", page, because=""), 422)
    assert _send(client, f"{page}/withdraw", page, because="other", own="停办此项业务").status_code == 303
    waiting = session.scalars(select(Proposal).where(Proposal.verdict.is_(None))).one()
    proposal = f"/publication/proposals/{waiting.public_id}"
    client = come_in(staff_client, second)
    judged(client.get(proposal))
    judged(_send(client, f"{proposal}/reject", proposal, reason=""), 422)
    assert _send(client, f"{proposal}/confirm", proposal).status_code == 303
    judged(client.get(page))


def test_every_kind_has_its_page(made: Village, second: Officer, staff_client: FlaskClient):
    operations.publish_all_proposed(proposer=made.poster, confirmer=second, at=clock.now())
    session.commit()
    client = come_in(staff_client, second)
    for kind in concept.LABELS:
        judged(client.get(f"/publication/{kind}/"))
    for record in session.scalars(select(Record).where(Record.kind != "rules")).all():
        judged(client.get(f"/publication/{record.kind}/{record.key}"))
    assert client.get("/publication/nothing/").status_code == 404
    assert client.get("/publication/product/nothing").status_code == 404


def test_the_public_reads_what_was_published(made: Village, second: Officer, apps: tuple[Flask, Flask]):
    now = clock.now()
    notice = made.posted(made.approved(now), made.approved(now, consent=False), at=now, days=3)
    operations.publish_all_proposed(proposer=made.poster, confirmer=second, at=now)
    session.commit()
    reader = apps[0].test_client()
    pages = ("/", "/products", "/products/micro_credit", "/rates", "/officers", "/commitments", "/rules", "/complain")
    for face in ("", "/en"):
        for path in pages:
            judged(reader.get(face + path))
        judged(reader.get(f"{face}/officers/{made.house.officer.public_id}"))
        judged(reader.get(f"{face}/villages/{made.house.village.code}"))
        shown = words(judged(reader.get(f"{face}/notices/{notice.public_id}")))
        assert notice.rows[0].case.borrower.name in shown
