"""What falls due lists itself, each cause once, with its count and one next step; what is done leaves the list."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from tests.support.factories_cases import moment, person
from tests.support.factories_notices import Village, village
from workflow.base.db import session
from workflow.office.outlets.models import Display, DutyShift
from workflow.office.publication import changes, concept, falling, operations, queries
from workflow.places import packs
from workflow.staff.models import AreaAssignment, Officer
from workflow.staff.roles import Role
from workflow.stages.cases.todo import Todo

DAY = moment("2012-11-05 09:00")
TODAY = DAY.date()

#: The queries behind are tried on both engines beside this.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def made(database: Engine) -> Village:
    return village()


@pytest.fixture(autouse=True)
def second(made: Village) -> Officer:
    """Everything that two people publish stands in public."""
    made.house.branch.outlet = True
    session.flush()
    found = person(Role.PUBLISHER, made.house.branch, "王复核")
    operations.publish_all_proposed(proposer=made.poster, confirmer=found, at=DAY)
    return found


def _rows(on: date = TODAY) -> dict[str, Todo]:
    rows = falling.rows(changes.changes(on), on)
    found = {row.title: row for row in rows}
    assert len(found) == len(rows), "each cause has one line"
    return found


def _cause(rows: dict[str, Todo], title: str) -> Todo:
    (found,) = [row for text, row in rows.items() if text.startswith(title)]
    return found


def _silent(rows: dict[str, Todo], title: str) -> bool:
    return not [text for text in rows if text.startswith(title)]


def test_a_promise_that_differs_from_the_rules_is_late(made: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _silent(_rows(), "Promises in public")
    real = concept.payloads

    def other(kind: str, on: date) -> dict[str, concept.Payload]:
        found = real(kind, on)
        return {key: payload | {"days": 99} for key, payload in found.items()} if kind == "commitment" else found

    monkeypatch.setattr(concept, "payloads", other)
    row = _cause(_rows(), "Promises in public")
    assert row.late
    assert row.params["count"] == len(queries.in_force("commitment", TODAY))


def test_a_rate_is_compared_again_after_the_packs_interval(made: Village) -> None:
    every = packs.required("publication.recheck_every", TODAY).value
    due = TODAY + timedelta(days=every)
    assert _silent(_rows(due - timedelta(days=1)), "%(kind)s: last compared")
    rows = [row for row in falling.rows([], due) if row.title.startswith("%(kind)s: last compared")]
    assert {row.args["kind"] for row in rows} == {"rate", "fee"}
    assert {row.on for row in rows} == {due}
    for kind in ("rate", "fee"):
        operations.check(kind, by=made.poster, at=DAY + timedelta(days=every))
    assert not [row for row in falling.rows([], due) if row.title.startswith("%(kind)s: last compared")]


def test_a_village_without_an_officer_is_listed_and_foreseen(made: Village) -> None:
    (area,) = session.query(AreaAssignment)
    area.until_on = TODAY + timedelta(days=3)
    session.flush()
    foreseen = _cause(_rows(), "Villages that will be without")
    assert (foreseen.late, foreseen.params["count"], foreseen.params["names"]) == (False, 1, made.house.village.name)
    now = _cause(_rows(TODAY + timedelta(days=4)), "Villages without an officer")
    assert (now.late, now.params["count"]) == (True, 1)
    gone = _cause(_rows(TODAY + timedelta(days=4)), "No longer in force but still shown")
    assert gone.args == {"kind": "officer"}


def test_a_roster_with_gaps_is_listed_until_it_is_filled(made: Village) -> None:
    row = _cause(_rows(), "Business days with nobody")
    calendar, ahead = packs.calendar(), packs.required("publication.look_ahead", TODAY).value
    days = [day for number in range(ahead + 1) if calendar.works(day := TODAY + timedelta(days=number))]
    assert (row.late, row.params["count"]) == (True, len(days))
    for day in days:
        session.add(DutyShift(office_id=made.house.branch.id, on=day, officer_id=made.house.clerk.id))
    session.flush()
    assert _silent(_rows(), "Business days with nobody")


def test_boards_that_do_not_hang_on_their_day_are_late(made: Village) -> None:
    row = _cause(_rows(), "Wall boards that are not up")
    wanted = [term.code for term in packs.required("disclosure.boards", TODAY).value]
    assert (row.late, row.params["count"], row.on) == (True, len(wanted), date(2012, 9, 15))
    for code in wanted:
        session.add(
            Display(
                office_id=made.house.branch.id, subject="board", channel="", code=code, put_up_on=TODAY,
                recorded_by_id=made.house.clerk.id, recorded_at=DAY,
            )
        )  # fmt: skip
    session.flush()
    assert _silent(_rows(), "Wall boards that are not up")


def test_what_a_coming_day_changes_can_be_announced(made: Village, second: Officer) -> None:
    later = TODAY + timedelta(days=2)
    other = type(made.house.village)(
        code="610525101201", town_id=made.house.village.town_id, office_id=made.house.branch.id, name="西村", pinyin="x"
    )
    session.add(other)
    session.flush()
    session.add(AreaAssignment(officer_id=made.house.officer.id, village_id=other.id, from_on=later))
    session.flush()
    row = _cause(_rows(), "Statements that will differ")
    assert (row.args["kind"], row.args["key"], row.params["count"]) == ("officer", made.house.officer.public_id, 1)
    proposal = operations.propose("officer", made.house.officer.public_id, on=later, by=made.poster, at=DAY)
    assert _silent(_rows(), "Statements that will differ")
    operations.confirm(proposal, by=second, at=DAY)
    assert _silent(_rows(), "Statements that will differ")


def test_what_waits_for_a_second_person_is_not_listed_again(made: Village) -> None:
    made.house.officer.duties = "包村信贷员、宣传"
    session.flush()
    assert _cause(_rows(), "Statements that are not in public").params["count"] == 1
    operations.propose("officer", made.house.officer.public_id, by=made.poster, at=DAY)
    assert _silent(_rows(), "Statements that are not in public")
