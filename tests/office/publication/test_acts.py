"""The publishing desk's buttons over HTTP: many at once, changed, taken back, pressed twice, too late."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.support.factories_cases import person
from tests.support.factories_notices import Village, village
from tests.support.page import judged, words
from tests.support.people import come_in, token_in
from workflow.base import clock
from workflow.base.db import session
from workflow.doors.published.models import Proposal, Record
from workflow.office.publication import operations, queries
from workflow.policy.calendar import ONE_DAY
from workflow.staff.models import Officer
from workflow.staff.roles import Role

DESK = "/publication/"
PRODUCTS = ("micro_credit", "pledge", "mortgage")

#: The queries behind are tried on both engines beside this.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


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


def _send(client: FlaskClient, path: str, page: str, **fields: Any) -> Any:
    return client.post(path, data={"token": token_in(client.get(page))} | fields)


def _propose(client: FlaskClient, *keys: str) -> list[str]:
    chosen = [f"product:{key}" for key in keys]
    assert _send(client, "/publication/propose", DESK, chosen=chosen).status_code == 303
    return [proposal.public_id for proposal in queries.proposals()]


def test_ticked_lines_are_proposed_and_confirmed_as_one_list(
    made: Village, second: Officer, staff_client: FlaskClient
) -> None:
    client = come_in(staff_client, made.poster)
    judged(_send(client, "/publication/propose", DESK), 422)
    proposed = _propose(client, *PRODUCTS)
    assert len(proposed) == len(PRODUCTS)
    client = come_in(staff_client, second)
    page = "/publication/review?kind=product"
    assert "质押贷款" in words(judged(client.get(page)))
    judged(_send(client, "/publication/review", page), 422)
    done = _send(client, "/publication/review", page, chosen=proposed)
    assert done.status_code == 303
    assert sorted(session.scalars(select(Record.key).where(Record.kind == "product"))) == sorted(PRODUCTS)
    judged(client.get("/publication/review"))


def test_a_list_with_one_that_cannot_be_confirmed_confirms_none(
    made: Village, second: Officer, staff_client: FlaskClient
) -> None:
    client = come_in(staff_client, made.poster)
    proposed = _propose(client, *PRODUCTS)
    token = token_in(come_in(staff_client, second).get("/publication/review"))
    operations.take_back(queries.proposal_for(proposed[1]), by=made.poster, at=clock.now())
    session.commit()
    answer = staff_client.post("/publication/review", data={"token": token, "chosen": proposed})
    assert "Nothing was confirmed" in words(judged(answer, 409)) or "一项也没有确认" in words(judged(answer, 409))
    assert session.scalars(select(Record).where(Record.kind == "product")).all() == []


def test_a_line_that_nobody_offered_is_not_proposed(made: Village, staff_client: FlaskClient) -> None:
    client = come_in(staff_client, made.poster)
    for line in ("village:610525101200", "product:nothing", "nothing", "nothing:nothing"):
        assert _send(client, "/publication/propose", DESK, chosen=[line]).status_code in (404, 422), line
    assert queries.proposals() == []


def test_a_proposal_is_changed_to_a_later_day_and_taken_back(
    made: Village, second: Officer, staff_client: FlaskClient
) -> None:
    client, later = come_in(staff_client, made.poster), clock.today() + ONE_DAY
    (first,) = _propose(client, "pledge")
    page = f"/publication/proposals/{first}"
    judged(_send(client, f"{page}/revise", page, on="yesterday"), 422)
    past = _send(client, f"{page}/revise", page, on=(clock.today() - ONE_DAY).isoformat())
    assert (clock.today() - ONE_DAY).isoformat() in past.get_data(as_text=True), "what was typed stays"
    assert past.status_code == 422
    answer = _send(client, f"{page}/revise", page, on=later.isoformat())
    assert answer.status_code == 303
    newer = answer.location.removeprefix("/staff")
    assert newer != page
    judged(client.get(page))
    judged(client.get(newer))
    other = come_in(staff_client, second)
    assert _send(other, f"{newer}/take-back", newer).status_code == 403
    client = come_in(staff_client, made.poster)
    assert _send(client, f"{newer}/take-back", newer).status_code == 303
    judged(client.get(newer))
    assert queries.proposals() == []


def test_an_announcement_shows_on_the_desk_and_on_its_page(
    made: Village, second: Officer, staff_client: FlaskClient
) -> None:
    client, later = come_in(staff_client, made.poster), clock.today() + ONE_DAY
    page = "/publication/product/pledge"
    judged(client.get(f"{page}?on={later.isoformat()}"))
    judged(client.get(f"{page}?on=never"))
    assert _send(client, f"{page}/propose", page, on=later.isoformat()).status_code == 303
    (proposal,) = queries.proposals()
    address, client = f"/publication/proposals/{proposal.public_id}", come_in(staff_client, second)
    assert _send(client, f"{address}/confirm", address).status_code == 303
    (record,) = queries.all_announced(clock.today())
    assert queries.one_in_force("product", "pledge", clock.today()) is None
    judged(client.get(DESK))
    assert str(record.leaf) in words(judged(client.get(page)))
    assert _send(client, f"{page}/withdraw", page, leaf=str(record.leaf), because="mistake").status_code == 303
    (back,) = queries.proposals()
    assert (back.action, back.rests_on) == ("withdraw", record.id)


def test_the_same_button_twice_does_it_once(made: Village, second: Officer, staff_client: FlaskClient) -> None:
    client = come_in(staff_client, made.poster)
    (public_id,) = _propose(client, "pledge")
    client, page = come_in(staff_client, second), f"/publication/proposals/{public_id}"
    data = {"token": token_in(client.get(page))}
    assert client.post(f"{page}/confirm", data=data).status_code == 303
    assert client.post(f"{page}/confirm", data=data).status_code == 303
    assert len(session.scalars(select(Record).where(Record.kind == "product")).all()) == 1
    judged(_send(client, f"{page}/confirm", DESK), 409)


def test_a_rejection_keeps_its_words_when_the_page_is_stale(
    made: Village, second: Officer, staff_client: FlaskClient
) -> None:
    client = come_in(staff_client, made.poster)
    (public_id,) = _propose(client, "pledge")
    client, page = come_in(staff_client, second), f"/publication/proposals/{public_id}"
    stale = client.post(f"{page}/reject", data={"token": "old", "reason": "抵押率写错了"})
    assert stale.status_code == 400
    assert "抵押率写错了" in stale.get_data(as_text=True)
    assert _send(client, f"{page}/reject", page, reason="抵押率写错了").status_code == 303
    assert "抵押率写错了" in words(judged(client.get(page)))
    assert session.scalars(select(Proposal)).one().verdict == "rejected"


def test_rates_are_noted_as_compared(made: Village, second: Officer, staff_client: FlaskClient) -> None:
    operations.publish_all_proposed(proposer=made.poster, confirmer=second, at=clock.now())
    session.commit()
    client = come_in(staff_client, made.poster)
    assert _send(client, "/publication/rate/check", "/publication/rate/").status_code == 303
    assert queries.last_checked("rate") is not None
    assert _send(client, "/publication/product/check", "/publication/rate/").status_code == 404


def test_what_goes_and_comes_is_marked_in_signs(made: Village, second: Officer, staff_client: FlaskClient) -> None:
    operations.publish_all_proposed(proposer=made.poster, confirmer=second, at=clock.now())
    made.house.officer.duties = "包村信贷员、宣传"
    session.commit()
    client = come_in(staff_client, made.poster)
    page = judged(client.get(f"/publication/officer/{made.house.officer.public_id}"))
    assert re.search(r"\[\+[^\]]*宣传\]", words(page))
