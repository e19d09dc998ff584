"""`values.toml`: what a value is, and what follows from it by the tables of the rules."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from workflow.kernel.errors import Invalid
from workflow.policy.aggregate import combined
from workflow.policy.fixed import due_by
from workflow.policy.load import library
from workflow.policy.lookup import in_force
from workflow.policy.money import fen
from workflow.policy.tables import grade_of, share_ceiling

CASES = tomllib.loads((Path(__file__).parent / "values.toml").read_text(encoding="utf-8"))["case"]
PACKS = library()
Case = dict[str, Any]


def value(case: Case, key: str) -> Any:
    return in_force(PACKS.pack(case["pack"]), key, case["on"]).value


def line(case: Case) -> None:
    amounts = [fen(amount) for amount in case["amounts"]]
    least = value(case, "survey.min_questionnaires") or value(case, "panel.village_size")
    if "refused" in case:
        with pytest.raises(Invalid, match=case["refused"]):
            combined(value(case, "survey.aggregate"), amounts, least=least)
    else:
        assert combined(value(case, "survey.aggregate"), amounts, least=least) == fen(case["answer"])


def code(case: Case) -> None:
    assert {term.code: term.zh for term in value(case, case["key"])}[case["code"]] == case["answer"]


def plain(case: Case) -> None:
    assert value(case, case["key"]) == case["answer"]


def band(case: Case) -> None:
    low, high = (value(case, f"panel.income_band_{end}") * case["income"] for end in ("min", "max"))
    assert all(low <= amount <= high for amount in case["inside"])
    assert not any(low <= amount <= high for amount in case["outside"])


def grade(case: Case) -> None:
    included = value(case, "grade.bounds") == "included"
    for score, expected in case["scores"].items():
        assert grade_of(Decimal(score), value(case, "grade.thresholds"), inclusive=included) == (expected or None)


def income(case: Case) -> None:
    for reached, expected in case["ceilings"].items():
        assert share_ceiling(fen(case["income"]), reached, value(case, "grade.income_cap")) == fen(expected)


def vote(case: Case) -> None:
    share = value(case, "vote.share")
    assert all(Fraction(*votes) >= share for votes in case["passes"])
    assert all(Fraction(*votes) < share for votes in case["fails"])


def flags(case: Case) -> None:
    assert {key: value(case, key) for key in case["flags"]} == case["flags"]


def limits(case: Case) -> None:
    pack = PACKS.pack(case["pack"])
    found = {key: in_force(pack, key, case["on"]) for key in case["limits"]}
    assert {key: f"{each.value} {each.unit}" for key, each in found.items()} == case["limits"]


def by(case: Case) -> None:
    assert due_by(value(case, case["key"]), case["on"]) == case["answer"]


ASK: dict[str, Callable[[Case], None]] = {
    "line": line, "code": code, "value": plain, "band": band, "grade": grade, "income": income,
    "vote": vote, "flags": flags, "limits": limits, "by": by,
}  # fmt: skip


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_case(case: Case) -> None:
    ASK[case["ask"]](case)
