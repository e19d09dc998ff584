"""A40 from a file that an officer can read, carried out on both engines: coverages counted, villages drawn."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert

from tests.support.factories_cases import House, house, moment, person
from workflow.base.db import session
from workflow.kernel import ids
from workflow.office.publication import operations as publication
from workflow.office.supervision.coverage import operations as coverage
from workflow.office.supervision.coverage import queries
from workflow.office.supervision.coverage.books import shown
from workflow.office.supervision.draws import operations as draws
from workflow.places.models import Village
from workflow.staff.roles import Role
from workflow.stages.appraisal.book.models import PreCredit
from workflow.stages.appraisal.panel.models import Panel
from workflow.stages.people.models import Household, Member

TOLD = tomllib.loads((Path(__file__).parent / "scenarios.toml").read_text(encoding="utf-8"))
SEEN = [("村民代表冯某", "二十七")]
SEALED = b"counted by being there"


def named(told: dict[str, Any]) -> str:
    return str(told["name"])


@pytest.mark.parametrize("told", TOLD["coverage"], ids=named)
def test_how_far_it_reaches(database: Engine, told: dict[str, Any]) -> None:
    made, at = house(told["pack"]), moment(f"{told['on']} 09:00")
    coverage.count(
        made.village, counted_on=told["on"], households=told["fit"], fit=told["fit"], source="村户册",
        by=made.people[Role.BRANCH_HEAD], at=at,
    )  # fmt: skip
    _on_file(made, told)
    [(_office, numbers)] = queries.by_office([made.branch], told["on"])
    wanted = queries.wanted(told["on"])
    found = {key: numbers.share(key) for key in wanted}
    assert told["shares"].items() <= {key: shown(each.value) for key, each in found.items()}.items()
    assert told["reached"].items() <= {key: each.reaches(wanted[key]) for key, each in found.items()}.items()
    assert told["missing"].items() <= {key: each.missing(wanted[key]) for key, each in found.items()}.items()


def _on_file(made: House, told: dict[str, Any]) -> None:
    """So many households with everything a file wants, so many of them with a verified pre-credit."""
    at = moment(f"{told['on']} 09:00")
    usual = {"village_id": made.village.id, "created_at": at, "address_sealed": SEALED}
    keys = _rows(Household, [usual | {"public_id": ids.public_id()} for _each in range(told["archived"])])
    sealed = dict.fromkeys(("name_sealed", "id_number_sealed", "phone_sealed"), SEALED)
    _rows(Member, [
        sealed | {"public_id": ids.public_id(), "household_id": key, "relation": "head"} for key in keys
    ])  # fmt: skip
    panel = Panel(
        public_id=ids.public_id(), name="评议组", office_id=made.branch.id, kind="village", village_id=made.village.id,
        formed_at=at, formed_by_id=made.officer.id, rules_on=told["on"],
    )  # fmt: skip
    session.add(panel)
    session.flush()
    kept = {"panel_id": panel.id, "amount": 5_000_000, "counted": 5, "state": "kept", "made_at": at}
    _rows(PreCredit, [
        kept | {"public_id": ids.public_id(), "household_id": key} for key in keys[: told["precredited"]]
    ])  # fmt: skip


def _rows(model: Any, rows: list[dict[str, Any]]) -> list[int]:
    return list(session.scalars(insert(model).returning(model.id, sort_by_parameter_order=True), rows))


@pytest.mark.parametrize("told", TOLD["draw"], ids=named)
def test_whose_turn_it_is(database: Engine, told: dict[str, Any]) -> None:
    made = house(told["pack"])
    _villages(made, told["villages"])
    cycle: set[str] = set()
    for turn, chosen in zip(told["turns"], _drawn(made, [each["on"] for each in told["turns"]]), strict=True):
        assert len(chosen) == turn["drawn"]
        assert len(cycle & set(chosen)) == turn["again"], "whose turn has not come is drawn before anybody comes again"
        fresh = [each for each in chosen if each not in cycle]
        cycle = cycle | set(chosen) if len(cycle | set(chosen)) < told["villages"] else set(chosen) - set(fresh)


def _villages(made: House, number: int) -> None:
    first = made.village
    for each in range(1, number):
        code = f"{first.code[:9]}{each:03d}"
        session.add(Village(code=code, town_id=first.town_id, office_id=made.branch.id, name=f"村{each}", pinyin="cun"))
    session.commit()


def _drawn(made: House, days: list[date]) -> Iterator[list[str]]:
    top = list(made.offices.values())[-1]
    audit, auditor = person(Role.AUDIT_DEPT, top), person(Role.AREA_AUDITOR, top)
    for day in days:
        at = moment(f"{day} 09:00")
        draw = draws.announce(made.branch, by=audit, at=at)
        session.commit()
        publication.anchor(at + timedelta(hours=1))
        draws.draw_lots(draw, SEEN, by=auditor, at=at + timedelta(hours=2))
        session.commit()
        yield [each.key for each in draw.items if each.kind == "village"]
