"""A household is given what is kept about it: by two people, once, with other people's data masked."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tests.support.factories_approval import founded, investigated
from tests.support.factories_cases import House, id_number, moment, person
from tests.support.people import come_in, hidden_fields
from workflow.base import audit, clock
from workflow.base.db import session, transaction
from workflow.kernel.errors import Conflict, Forbidden, Invalid
from workflow.office.own_data import contents, operations, todo
from workflow.office.own_data.models import OwnDataRequest
from workflow.office.registers.visits.operations import visit_household
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.people.models import Household, Tie
from workflow.stages.people.operations import Person, add_member

MONDAY = moment("2011-05-09")
SPOUSE = Person("赵配偶", id_number(901), "13900000901", "spouse")


@pytest.fixture
def made(database: object) -> House:
    """A house with one investigated case with a guarantor, and a spouse in the household."""
    made = founded()
    case = investigated(made, MONDAY)
    case.guarantee, case.guarantor = "guaranteed", "钱保人"
    add_member(case.household, person=SPOUSE, by=made.clerk, at=MONDAY)
    session.flush()
    return made


def household() -> Household:
    return session.scalars(select(Household)).one()


def asked(made: House) -> OwnDataRequest:
    own = household()
    return operations.ask(own, member=own.members[0], identity="id_card", by=made.clerk, at=MONDAY)


def second(made: House) -> Officer:
    return made.people[Role.BACK_OFFICE]


def test_two_people_then_it_is_handed_over_once(made: House) -> None:
    request = asked(made)
    with pytest.raises(Conflict, match="second person"):
        operations.hand_over(request, by=made.clerk, at=MONDAY)
    with pytest.raises(Conflict, match="not who wrote it down"):
        operations.confirm(request, by=made.clerk, at=MONDAY)
    operations.confirm(request, by=second(made), at=MONDAY)
    operations.hand_over(request, by=made.clerk, at=MONDAY)
    with pytest.raises(Conflict, match="ended"):
        operations.hand_over(request, by=made.clerk, at=MONDAY)
    kinds = [event.kind for event in audit.history(f"household:{household().public_id}")]
    assert kinds[-3:] == ["own_data_asked", "own_data_confirmed", "own_data_handed"]


def test_the_database_wants_two_people_and_one_open_request(made: House) -> None:
    request = asked(made)
    with pytest.raises(Conflict, match="open already"):
        asked(made)
    request.confirmed_by_id, request.confirmed_at = request.asked_by_id, MONDAY
    with pytest.raises(IntegrityError), session.begin_nested():
        session.flush()


def waits(who: Officer) -> int:
    return len(todo.rows(who, now=clock.now(), limit=8))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestRules:
    def test_who_is_tied_has_no_part(self, made: House) -> None:
        request = asked(made)
        for tied in (made.clerk, second(made)):
            tie = Tie(officer_id=tied.id, household_id=household().id, nature="relative", declared_at=MONDAY)
            tie.declared_by_id = tied.id
            session.add(tie)
        session.flush()
        with pytest.raises(Forbidden):
            operations.confirm(request, by=second(made), at=MONDAY)
        with pytest.raises(Forbidden):
            operations.refuse(request, reason="x", by=made.clerk, at=MONDAY)

    def test_only_a_member_with_a_paper(self, made: House) -> None:
        own = household()
        with pytest.raises(Invalid):
            operations.ask(own, member=own.members[0], identity="a smile", by=made.clerk, at=MONDAY)
        own.members[1].left_on = MONDAY.date()
        own.members[1].id_key = None
        with pytest.raises(Invalid):
            operations.ask(own, member=own.members[1], identity="id_card", by=made.clerk, at=MONDAY)

    def test_it_waits_on_the_desk_of_the_second_person(self, made: House) -> None:
        request = asked(made)
        assert (waits(made.clerk), waits(second(made))) == (0, 1)
        operations.confirm(request, by=second(made), at=MONDAY)
        assert waits(made.clerk) == 1
        assert waits(person(Role.BACK_OFFICE, made.offices["county"])) == 1

    def test_what_was_said_on_a_visit_is_handed_over_and_what_we_noted_is_named(
        self, made: House, apps: tuple[Flask, Flask]
    ) -> None:
        told: dict[str, Any] = {"on": MONDAY.date(), "met": "邻居孙某", "told": "苹果卖得好", "follow_up": "疑似转借"}
        visit_household(household(), **told, follow_up_on=MONDAY.date(), by=made.officer, at=MONDAY)
        with apps[1].test_request_context():
            request = asked(made)
            data = contents.as_data(request, contents.contents(request, on=MONDAY.date()), at=MONDAY)
        [visits] = [section for section in data["sections"] if section["key"] == "visits"]
        assert [line["value"] for line in visits["parts"][0]["lines"]] == ["苹果卖得好"]
        left_out = " ".join(data["left_out"])
        for named in ("预授信", "走访后", "查看过这些资料"):
            assert named in left_out

    def test_other_peoples_data_is_masked(self, made: House, apps: tuple[Flask, Flask]) -> None:
        officer, (number, phone) = made.officer.name, (household().members[0].id_number, household().members[0].phone)
        with apps[1].test_request_context():
            request = asked(made)
            sections = contents.contents(request, on=date(2011, 5, 9))
            data = contents.as_data(request, sections, at=MONDAY)
        text = json.dumps(data, ensure_ascii=False)
        assert number in text
        assert phone in text
        for others in (SPOUSE.id_number, SPOUSE.phone, "钱保人", officer):
            assert str(others) not in text, others
        assert "赵配偶" in text
        assert "钱＊＊" in text
        assert {"household", "members", "cases", "investigations"} <= {section["key"] for section in data["sections"]}
        assert data["schema"] == contents.SCHEMA

    def test_printed_by_who_handed_it_over_on_that_day_and_every_time_a_look(
        self, made: House, apps: tuple[Flask, Flask]
    ) -> None:
        at = clock.now()
        own = household()
        request = operations.ask(own, member=own.members[0], identity="id_card", by=made.clerk, at=at)
        operations.confirm(request, by=second(made), at=at)
        where, clerk, other = f"/own-data/{request.public_id}", made.clerk, person(Role.DESK_CLERK, made.branch)
        page = f"/households/{own.public_id}/own-data"
        number = own.members[0].id_number
        session.commit()
        client, stranger = come_in(apps[1].test_client(), clerk), come_in(apps[1].test_client(), other)
        assert client.get(f"{where}/paper").status_code == 404
        assert client.post(f"{where}/hand-over", data=hidden_fields(client.get(page))).status_code == 303
        paper, file = client.get(f"{where}/paper"), client.get(f"{where}/file")
        assert number in paper.get_data(as_text=True)
        assert number in json.dumps(file.get_json())
        assert stranger.get(f"{where}/paper").status_code == 404
        looks = [event.payload["what"] for event in audit.history(f"looks:{clerk.id}")]
        assert looks.count(f"own_data:{request.public_id}") == 2
        session.remove()
        with transaction():
            kept = session.scalars(select(OwnDataRequest)).one()
            kept.handed_at = at - timedelta(days=1)
        assert client.get(f"{where}/paper").status_code == 404

    def test_the_form_walks_the_whole_way(self, made: House, apps: tuple[Flask, Flask]) -> None:
        own = household()
        page, member, clerk, back = (
            f"/households/{own.public_id}/own-data",
            own.members[0].public_id,
            made.clerk,
            second(made),
        )
        session.commit()
        first, other = come_in(apps[1].test_client(), clerk), come_in(apps[1].test_client(), back)
        assert first.post(page, data=hidden_fields(first.get(page))).status_code == 422
        sent = {**hidden_fields(first.get(page)), "member": member, "identity": "id_card"}
        assert first.post(page, data=sent).status_code == 303
        session.remove()
        where = f"/own-data/{session.scalars(select(OwnDataRequest.public_id)).one()}"
        assert _post(other, page, f"{where}/confirm") == 303
        assert _post(first, page, f"{where}/refuse", reason="") == 422
        assert _post(first, page, f"{where}/refuse", reason="证件不符") == 303
        assert "证件不符" in first.get(page).get_data(as_text=True)


def _post(client: FlaskClient, page: str, where: str, **data: str) -> int:
    return client.post(where, data={**hidden_fields(client.get(page)), **data}).status_code
