"""What a loan costs: worked tables, a second calculation by other means, and what must hold for every loan."""

from __future__ import annotations

import tomllib
from decimal import ROUND_HALF_UP, Decimal, getcontext
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workflow.policy.cost import METHODS, Cost, cost
from workflow.policy.money import fen, milli_percent, yuan

LOANS = tomllib.loads((Path(__file__).parent / "costs.toml").read_text(encoding="utf-8"))["loan"]
FEN = Decimal("0.01")
EVERY = {"equal_instalments": 1, "equal_principal": 1, "interest_monthly": 1, "interest_quarterly": 3}

amounts = st.integers(1, 10**10)
rates = st.integers(0, 36_000)
terms = st.integers(1, 360)
methods = st.sampled_from(list(METHODS))


@pytest.mark.parametrize("loan", LOANS, ids=lambda loan: f"{loan['method']} {loan['amount']} {loan['rate']}%")
def test_worked_tables(loan: dict[str, Any]) -> None:
    found = cost(loan["method"], fen(loan["amount"]), milli_percent(loan["rate"]), loan["months"])
    first, last = found.instalments[0], found.instalments[-1]
    assert (str(yuan(first.payment)), str(yuan(last.payment))) == (loan["first"], loan["last"])
    assert (str(yuan(found.interest)), len(found.instalments)) == (loan["interest"], loan["payments"])


def second(method: str, amount: Decimal, rate: Decimal, months: int) -> list[tuple[Decimal, Decimal]]:
    """(principal, interest) of every payment in yuan, reckoned in decimals with a compounded factor."""
    getcontext().prec = 50
    monthly, balance, paid, since = rate / 1200, amount, [], 0
    growth = (1 + monthly) ** months
    level = (amount * monthly * growth / (growth - 1) if monthly else amount / months).quantize(FEN, ROUND_HALF_UP)
    for month in range(1, months + 1):
        if month < months and month % EVERY.get(method, months):
            continue
        interest = (balance * rate * (month - since) / 1200).quantize(FEN, ROUND_HALF_UP)  # half a fen is exact so
        wanted = {
            "equal_instalments": level - interest,
            "equal_principal": (amount / months).quantize(FEN, ROUND_HALF_UP),
        }
        principal = balance if month == months else min(max(wanted.get(method, Decimal(0)), Decimal(0)), balance)
        balance, since = balance - principal, month
        paid.append((principal, interest))
    return paid


@given(methods, amounts, rates, terms)
@example("interest_quarterly", 19_000, 19_000, 3)  # half a fen
def test_a_second_calculation_agrees_to_the_fen(method: str, amount: int, rate: int, months: int) -> None:
    found = [(yuan(each.principal), yuan(each.interest)) for each in cost(method, amount, rate, months).instalments]
    assert found == second(method, yuan(amount), Decimal(rate) / 1000, months)


@given(methods, amounts, rates, terms)
def test_what_holds_for_every_loan(method: str, amount: int, rate: int, months: int) -> None:
    found = cost(method, amount, rate, months)
    assert sum(each.principal for each in found.instalments) == amount
    assert found.total == sum(each.payment for each in found.instalments)
    balances = [amount, *(each.balance for each in found.instalments)]
    assert balances == sorted(balances, reverse=True)
    assert balances[-1] == 0
    assert all(each.principal >= 0 and each.interest >= 0 for each in found.instalments)
    assert [each.month for each in found.instalments][-1] == months


@given(methods, st.integers(10**6, 10**10), rates, terms)
def test_a_year_costs_the_annual_rate_where_nothing_else_is_charged(
    method: str, amount: int, rate: int, months: int
) -> None:
    assert abs(cost(method, amount, rate, months).annual - rate) <= _blur(cost(method, amount, rate, months))


def _blur(found: Cost) -> int:
    """How far half a fen a payment can move the rate, in 1/1000 per cent."""
    return 1 + len(found.instalments) * 12 * 100_000 // (2 * found.amount)


@given(amounts, rates.filter(lambda rate: rate > 0), terms)
def test_paying_back_early_is_never_dearer(amount: int, rate: int, months: int) -> None:
    interest = {method: cost(method, amount, rate, months).interest for method in METHODS}
    most_rounding = months
    assert interest["equal_principal"] <= interest["at_maturity"] + most_rounding
    assert interest["equal_instalments"] <= interest["interest_monthly"] + most_rounding


@pytest.mark.parametrize("wrong", [(0, 5000, 12), (100, 5000, 0), (100, -1, 12)])
def test_what_makes_no_loan_is_refused(wrong: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="a loan has"):
        cost("at_maturity", *wrong)
