"""Score, grade, cap and the unfinished house as the packs say them and the requirements count them; no database."""

from __future__ import annotations

import tomllib
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.kernel.errors import Invalid
from workflow.policy.load import library
from workflow.policy.lookup import in_force
from workflow.stages.appraisal.rating import rules

LIMITS = tomllib.loads((Path(__file__).parent / "limits.toml").read_text(encoding="utf-8"))
PACKS = library()
ON = date(2011, 1, 1)
#: Requirements 3.4: shares of a yearly income, and of the funds of a house.
HIGHEST, LOWEST, FUNDS = Fraction(80, 100), Fraction(60, 100), Fraction(80, 100)
yuan = st.integers(0, 10**7)
scores = st.fractions(0, 100, max_denominator=600)


def of(pack: str, key: str) -> Any:
    return in_force(PACKS.pack(pack), key, ON).value


CAPS = rules.Caps(shares=of("heze2005", "grade.income_cap"))
FINISHED = of("ningdu2010", "line.building_funds")


def graded(score: Fraction) -> str | None:
    inclusive = of("heze2005", "grade.bounds") != "excluded"
    return rules.grade_of(score, of("heze2005", "grade.thresholds"), inclusive=inclusive)


def finished(needed: int | None, proven: int | None, share: Fraction | None = FINISHED) -> bool:
    try:
        rules.check_building(needed, proven, share)
    except Invalid:
        return False
    return True


@pytest.mark.parametrize("row", LIMITS["cap"], ids=lambda row: f"{row['score']} of {row['income']}")
def test_a_score_makes_a_grade_and_an_income_its_cap(row: dict[str, Any]) -> None:
    grade = graded(Fraction(row["score"]))
    assert (grade or "", CAPS.cap(grade, row["income"] * 100)) == (row["grade"], row["most"] * 100)


@pytest.mark.parametrize("row", LIMITS["building"], ids=str)
def test_funds_that_make_a_house_finished(row: dict[str, Any]) -> None:
    assert finished(row.get("needed"), row.get("proven")) == row["finished"]
    assert not finished(row.get("needed"), row.get("proven"), None), "off by default: scored as it stands"


@given(scores, scores, yuan, yuan)
def test_no_line_passes_the_wish_or_the_share_and_no_better_score_lowers_it(
    one: Fraction, other: Fraction, income: int, asked: int
) -> None:
    worse, better = (CAPS.cap(graded(score), income * 100) for score in sorted((one, other)))
    assert worse is not None
    assert better is not None
    assert 0 <= worse <= better <= income * 100 * HIGHEST
    assert better % 100 == 0, "whole yuan"
    assert rules.proposed(asked * 100, better) == min(asked * 100, better)
    if graded(one) is not None:
        assert worse == 0 or better > income * 100 * LOWEST - 100


@given(st.integers(1, 10**7), yuan)
def test_exactly_the_share_of_the_funds_makes_a_house_finished(needed: int, proven: int) -> None:
    assert finished(needed, proven) == (proven >= needed * FUNDS)
    assert finished(needed * 100, proven * 100) == finished(needed, proven), "in fen as in yuan"
