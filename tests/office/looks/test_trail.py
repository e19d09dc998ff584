"""The trail of looks: found by person, thing and period, page by page; never for whom a complaint concerns."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, delete, select, text
from sqlalchemy.exc import IntegrityError

from tests.support import factories_feedback as make
from tests.support.factories_cases import id_number
from tests.support.factories_feedback import House
from tests.support.people import hidden_fields
from workflow.base import audit, vault
from workflow.base.audit import Look
from workflow.base.db import session, transaction
from workflow.office.looks import operations, queries
from workflow.office.looks.queries import Asked
from workflow.office.supervision.verify.trail import trail
from workflow.stages.feedback.models import Complaint
from workflow.stages.people.models import Household, Member

NOW = datetime.now(UTC)
BEFORE = NOW - timedelta(days=30)
PERIOD = f"&since={BEFORE:%Y-%m-%d}&until={NOW + timedelta(days=1):%Y-%m-%d}"


@pytest.fixture
def house(database: Engine) -> House:
    """A case of a household, and a complaint about the auditor (权正平)."""
    house = make.build()
    make.case(house, "2026-000001", accepted=NOW - timedelta(days=9))
    make.complaint(house, text="权正平收礼", at=NOW - timedelta(days=5))
    session.commit()
    return house


@pytest.fixture
def things(house: House) -> dict[str, str]:
    """Names of what there is to look at; the auditor is kept out of the complaint."""
    household, complaint = session.scalars(select(Household)).one(), session.scalars(select(Complaint)).one()
    assert house["audit"].id in complaint.excluded_ids
    return {
        "household": f"household:{household.public_id}", "member": f"member:{household.members[0].public_id}",
        "case": session.scalars(text('SELECT \'case:\' || public_id FROM "case"')).one(),
        "complaint": complaint.stream, "number": complaint.number,
    }  # fmt: skip


def look(house: House, who: str, what: str, at: datetime = NOW, purpose: str = "case work") -> None:
    with transaction():
        audit.look(by=house[who].id, what=what, purpose=purpose, at=at)


def seen(house: House, reader: str = "audit", limit: int | None = None, **asked: Any) -> list[str]:
    found = queries.looks(house[reader], Asked(**asked), limit=limit)
    return [f"{each.name} {each.sort}" for each in found]


def test_by_thing_person_and_period(house: House, things: dict[str, str]) -> None:
    look(house, "officer", things["case"], BEFORE)
    look(house, "desk", things["household"])
    look(house, "desk", things["member"], purpose="call back")
    assert seen(house) == ["李春梅 member", "李春梅 household", "杨少军 case"]
    assert seen(house, thing="2026-000001") == ["杨少军 case"]
    assert seen(house, thing=things["household"]) == ["李春梅 member", "李春梅 household", "杨少军 case"]
    assert seen(house, who=house["officer"].public_id) == ["杨少军 case"]
    assert seen(house, since=NOW.date() - timedelta(days=2)) == ["李春梅 member", "李春梅 household"]
    assert seen(house, until=NOW.date() - timedelta(days=2)) == ["杨少军 case"]
    assert seen(house, thing="2026-999999") == []
    found = queries.looks(house["audit"], Asked(thing="2026-000001"), limit=1)[0]
    assert (found.number, found.household) == ("2026-000001", things["household"].partition(":")[2])


def test_page_by_page_nothing_twice_and_nothing_lost(house: House, things: dict[str, str]) -> None:
    for turn in range(7):
        look(house, ("desk", "officer")[turn % 2], f"household:{turn}", NOW)  # all at one instant
    asked, pages = Asked(), []
    while page := queries.looks(house["audit"], asked, limit=3):
        pages += [each.ident for each in page]
        asked = replace(asked, after=page[-1].key)
    assert sorted(pages) == [str(turn) for turn in range(7)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(queries, "_STEP", 3)
        assert [each.ident for each in queries.every(house["audit"], Asked())] == pages
    assert queries.looks(house["audit"], Asked(after="1.99999"), limit=3) == []
    assert queries.looks(house["audit"], Asked(after="x"), limit=3) == []


def test_whom_a_complaint_concerns_sees_no_look_at_it(house: House, things: dict[str, str]) -> None:
    look(house, "discipline", things["complaint"], purpose="complaint work")
    assert seen(house) == []
    assert seen(house, thing=things["complaint"]) == seen(house, thing=things["number"]) == []
    assert seen(house, who=house["discipline"].public_id) == []
    assert seen(house, "auditor", thing=things["number"]) == ["韩秋生 complaint"]


def unguarded() -> None:
    """As a database administrator would: the triggers first."""
    where = " ON look" if session.get_bind().dialect.name == "postgresql" else ""
    for name in ("look_kept", "look_fixed"):
        session.execute(text(f"DROP TRIGGER {name}{where}"))


def test_looks_of_earlier_releases_are_brought_in_once(house: House, things: dict[str, str]) -> None:
    look(house, "desk", things["household"], BEFORE)
    before = seen(house)
    with transaction():
        unguarded()
        session.execute(delete(Look))
    assert (seen(house), operations.bring_up_to_date(), operations.bring_up_to_date()) == ([], 1, 0)
    assert seen(house) == before


def test_a_look_is_never_taken_back(house: House, things: dict[str, str]) -> None:
    look(house, "desk", things["household"])
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(text("DELETE FROM look"))
    session.rollback()


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("DELETE FROM look", ["is missing from"]),
        ("UPDATE look SET thing = 'household:other'", ["as another one"]),
        ("UPDATE look SET sequence = 9", ["is missing from", "nobody wrote down"]),
    ],
)
def test_what_was_altered_in_the_trail_is_found(
    house: House, things: dict[str, str], statement: str, told: list[str]
) -> None:
    look(house, "desk", things["household"])
    assert list(trail()) == []
    with transaction():
        unguarded()
        session.execute(text(statement))
    found = [str(finding) for finding in trail()]
    assert len(found) == len(told)
    assert all(words in sentence for words, sentence in zip(told, found, strict=True))


# Pages: engines do not differ any more.
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def reader(apps: tuple[Flask, Flask], house: House, username: str = "audit") -> FlaskClient:
    return make.log_in(apps[1].test_client(), house[username], at=datetime.now(UTC))


@sqlite_only
def test_the_page_the_file_and_that_asking_is_a_look(
    apps: tuple[Flask, Flask], house: House, things: dict[str, str]
) -> None:
    look(house, "officer", things["case"], purpose="=cmd()")
    client = reader(apps, house)
    page = client.get("/supervision/looks?thing=2026-000001").get_data(as_text=True)
    assert "杨少军" in page
    without = client.get("/supervision/looks?format=csv")
    assert (without.status_code, "要下载查看记录" in without.get_data(as_text=True)) == (422, True)
    rows = list(csv.reader(StringIO(client.get(f"/supervision/looks?format=csv{PERIOD}").get_data(as_text=True))))
    assert [row[1] for row in rows[1:]] == ["权正平", "权正平", "杨少军"]
    assert rows[3][5] == "'=cmd()"
    assert client.get(f"/supervision/looks?format=pdf{PERIOD}").data.startswith(b"%PDF")
    kept = [event.payload for event in audit.history(f"looks:{house['audit'].id}")]
    assert [each["purpose"] for each in kept] == ["search of looks", "search of looks", *["file of looks"] * 2]
    assert "2026-000001" not in str(kept)  # a typed number may be anybody's


@sqlite_only
def test_a_search_by_identity_number_that_finds_nothing_is_a_look(apps: tuple[Flask, Flask], house: House) -> None:
    number, clerk = id_number(77), reader(apps, house, "desk")
    for sent in (number, number.lower()):
        answer = clerk.post("/households", data={**hidden_fields(clerk.get("/households")), "id_number": sent})
        assert answer.status_code == 200
    client = reader(apps, house)
    answer = client.post(
        "/supervision/looks", data={**hidden_fields(client.get("/supervision/looks")), "id_number": number}
    )
    assert answer.status_code == 303
    assert number not in answer.location
    page = client.get(answer.location.removeprefix("/staff")).get_data(as_text=True)
    assert len(re.findall("李春梅</th>", page)) == 2
    assert number not in page
    with transaction():
        member = session.scalars(select(Member)).first()
        assert member is not None
        member.id_number, member.id_key = number, vault.current().blind(number)
        household = member.household.public_id
    assert queries.household_of(number) == f"household:{household}"
    assert seen(house, thing=f"household:{household}") == ["李春梅 identity"] * 2


@sqlite_only
@pytest.mark.parametrize("username", ["discipline", "leader", "head", "officer"])
def test_only_the_audit_reads_it(apps: tuple[Flask, Flask], house: House, username: str) -> None:
    assert reader(apps, house, username).get("/supervision/looks").status_code == 403
