"""Bad cases of the registers from a file that an officer can read: boxes opened, days written down late."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.office.registers.conftest import Place
from tests.office.registers.test_boxes import AT, a_box, opened
from tests.office.registers.test_work import AFTER, DAY, MONTH, written
from tests.support.factories_cases import moment
from workflow.base.db import session
from workflow.kernel.errors import Conflict, HouseError
from workflow.office.registers.boxes import operations as boxes
from workflow.office.registers.boxes.rules import faultless
from workflow.office.registers.worklog import operations as work
from workflow.places.models import Institution

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TOLD = tomllib.loads((Path(__file__).parent / "scenarios.toml").read_text(encoding="utf-8"))


def named(told: dict[str, Any]) -> str:
    return str(told["name"])


@pytest.mark.parametrize("told", TOLD["opening"], ids=named)
def test_a_box_is_opened(place: Place, told: dict[str, Any]) -> None:
    if "refused" in told:
        with pytest.raises(HouseError, match=told["refused"]):
            _open(place, told)
    else:
        assert _open(place, told) is told["fault"]


def _open(place: Place, told: dict[str, Any]) -> bool:
    """The whole way to the receipt; whether the packet came otherwise than it went."""
    opening = opened(
        place, a_box(place), by=getattr(place, told.get("opens", "auditor")),
        head=getattr(place, told.get("head", "head")),
        keepers=[getattr(place, each) for each in told.get("keepers", ("head", "clerk"))],
    )  # fmt: skip
    for signer in told.get("signed", ("head", "clerk")):
        boxes.sign(opening, by=getattr(place, signer), at=AT)
    came = told["received"]
    boxes.receive(
        opening, counted=came["counted"], seal_intact=came["seal"], remark=came.get("remark", ""),
        by=getattr(place, came.get("by", "discipline")), at=AT,
    )  # fmt: skip
    return not faultless(opening.items, came["counted"], came["seal"])


@pytest.mark.parametrize("told", TOLD["work"], ids=named)
def test_a_day_is_written_down(place: Place, told: dict[str, Any]) -> None:
    session.query(Institution).one().pack = "plan_annual"
    at = moment(f"{told['written']} 18:00")
    if "refused" in told:
        with pytest.raises(HouseError, match=told["refused"]):
            written(place, on=DAY, at=at)
        return
    entry = written(place, on=DAY, at=at, late_why=told.get("why", ""))
    assert entry.late is told["late"]
    if told.get("signed", True):
        work.sign(entry, by=place.head, at=at)
    score: dict[str, Any] = {"month": MONTH, "score": 96, "remark": "", "by": place.head, "at": AFTER}
    if told["scored"]:
        assert work.score(place.officer, **score).score == 96
    else:
        with pytest.raises(Conflict, match="1 entries"):
            work.score(place.officer, **score)
