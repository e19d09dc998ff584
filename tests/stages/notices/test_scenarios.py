"""A32–A34 and the edges of a notice's period, from a file that an officer can read, on both engines."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from tests.support.factories_notices import Village, moment, village
from workflow.base.db import session
from workflow.kernel.errors import Conflict
from workflow.stages.credit import operations as credit
from workflow.stages.credit.models import CreditLine
from workflow.stages.notices.models import Notice, Objection

SCENARIOS = tomllib.loads((Path(__file__).parent / "scenarios.toml").read_text(encoding="utf-8"))["scenario"]


@pytest.mark.parametrize("told", SCENARIOS, ids=[each["name"] for each in SCENARIOS])
def test_a_notice_runs_its_whole_period(database: Engine, told: dict[str, Any]):
    made = village(told["pack"])
    notice = _post(made, told)
    assert notice.last_on == told["last_day"]
    assert notice.period["effective_on"] == told["effective_on"].isoformat()
    for objection in told.get("objections", []):
        _object(made, notice, objection)
    for moment_ in told.get("not_before", []):
        with pytest.raises(Conflict, match="before its notice closes"):
            credit.close_notice(notice, by=made.poster, at=moment(moment_))
    credit.close_notice(notice, by=made.poster, at=moment(told["closed"]))
    assert [row.case.state for row in notice.rows] == told["after"]
    assert [row.subject_to_approval for row in notice.rows].count(True) == len(told.get("subject_to_approval", []))
    _check_objections(told)
    _check_lines(told)


def _post(made: Village, told: dict[str, Any]) -> Notice:
    at = moment(told["posted"])
    cases = [_case(made, row, told["posted"]) for row in told["rows"]]
    return made.posted(*cases, at=at, days=told.get("days"))


def _case(made: Village, row: dict[str, Any], posted: str) -> Any:
    at, amount = moment(posted.split()[0]), row["amount"] * 100
    if "level" in row:
        return made.passed(at, amount=amount, level=row["level"])
    return made.approved(at, amount=amount)


def _object(made: Village, notice: Notice, told: dict[str, Any]) -> None:
    recorded = moment(told["recorded"]) if "recorded" in told else None
    made.objection(notice.rows[told["row"]], how=told["how"], received=moment(told["received"]), at=recorded)


def _check_objections(told: dict[str, Any]) -> None:
    found = session.scalars(select(Objection).order_by(Objection.received_at)).all()
    wanted = sorted(told.get("objections", []), key=lambda each: moment(each["received"]))
    assert [(each.channel, each.state) for each in found] == [(each["how"], each["counts_as"]) for each in wanted]


def _check_lines(told: dict[str, Any]) -> None:
    lines = session.scalars(select(CreditLine)).all()
    assert len(lines) == told["after"].count("effective")
    assert all(line.effective_on == told["lines_from"] for line in lines)
