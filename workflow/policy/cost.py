"""What a loan costs: the instalments of each way to repay, in whole fen. Pure; the rule it follows: `cost.convention`.

A month's interest is the balance times a twelfth of the annual rate; what falls due is rounded half up to the fen, and
the last instalment pays whatever balance rounding left. Amounts are fen, rates 1/1000 per cent a year.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from workflow.kernel.errors import N_

_MONTHS_A_YEAR, _MONTHS_A_QUARTER = 12, 3
_WHOLE_RATE = 100_000  # 1/1000 per cent in one
_DIGITS = 40


@dataclass(frozen=True, slots=True)
class Instalment:
    """What is paid at the end of month `month`, and what is owed afterwards; fen."""

    month: int
    principal: int
    interest: int
    balance: int

    @property
    def payment(self) -> int:
        """Principal and interest together."""
        return self.principal + self.interest


@dataclass(frozen=True, slots=True)
class Cost:
    """All instalments of a loan of `amount` fen at `rate` for `months`."""

    amount: int
    rate: int
    months: int
    instalments: tuple[Instalment, ...]

    @property
    def interest(self) -> int:
        """All interest, fen."""
        return sum(each.interest for each in self.instalments)

    @property
    def total(self) -> int:
        """Everything that is paid back, fen."""
        return self.amount + self.interest

    @property
    def annual(self) -> int:
        """What is paid for each yuan owed for a year (simple interest), in 1/1000 per cent."""
        owed, month, balance = 0, 0, self.amount
        for each in self.instalments:
            owed += balance * (each.month - month)
            month, balance = each.month, each.balance
        return half_up(Fraction(self.interest * _MONTHS_A_YEAR * _WHOLE_RATE, owed))


def cost(method: str, amount: int, rate: int, months: int) -> Cost:
    """The instalments of a loan of `amount` fen at `rate` for so many months; ValueError for what makes no loan."""
    if amount <= 0 or months <= 0 or rate < 0:
        raise ValueError("a loan has an amount, a term and no negative rate")
    monthly = Fraction(rate, _WHOLE_RATE * _MONTHS_A_YEAR)
    return Cost(amount, rate, months, tuple(_walk(amount, monthly, months, *_PLANS[method])))


#: From amount, monthly rate and months: how much principal a month pays whose interest is given; fen.
_Plan = Callable[[int, Fraction, int], Callable[[int], int]]


def _walk(amount: int, monthly: Fraction, months: int, plan: _Plan, every: int) -> Iterator[Instalment]:
    """Month by month; interest that is not due yet waits, exactly and without interest of its own."""
    principal_of, balance, waiting = plan(amount, monthly, months), amount, Fraction(0)
    for month in range(1, months + 1):
        waiting += balance * monthly
        last = month == months
        if not last and (not every or month % every):
            continue
        interest, waiting = half_up(waiting), Fraction(0)
        principal = balance if last else min(max(principal_of(interest), 0), balance)
        balance -= principal
        yield Instalment(month, principal, interest, balance)


def _equal_instalments(amount: int, monthly: Fraction, months: int) -> Callable[[int], int]:
    payment = half_up(_annuity(amount, monthly, months) if monthly else Fraction(amount, months))
    return lambda interest: payment - interest


def _annuity(amount: int, monthly: Fraction, months: int) -> Fraction:
    with localcontext(prec=_DIGITS):
        rate = Decimal(monthly.numerator) / monthly.denominator
        return Fraction(amount * rate / (1 - (1 + rate) ** -months))


def _equal_principal(amount: int, _monthly: Fraction, months: int) -> Callable[[int], int]:
    share = half_up(Fraction(amount, months))
    return lambda _interest: share


def _at_the_end(_amount: int, _monthly: Fraction, _months: int) -> Callable[[int], int]:
    return lambda _interest: 0


#: The ways to repay, by code, and their msgids.
METHODS: Mapping[str, str] = {
    "equal_instalments": N_("the same sum every month"),
    "equal_principal": N_("the same principal every month"),
    "interest_monthly": N_("interest every month, principal at the end"),
    "interest_quarterly": N_("interest every quarter, principal at the end"),
    "at_maturity": N_("principal and interest together at the end"),
}
#: How each pays principal, and every how many months something falls due (0: at the end only).
_PLANS: Mapping[str, tuple[_Plan, int]] = {
    "equal_instalments": (_equal_instalments, 1),
    "equal_principal": (_equal_principal, 1),
    "interest_monthly": (_at_the_end, 1),
    "interest_quarterly": (_at_the_end, _MONTHS_A_QUARTER),
    "at_maturity": (_at_the_end, 0),
}


def half_up(amount: Fraction) -> int:
    """An exact amount of fen rounded half up to whole fen."""
    return int(amount + Fraction(1, 2))
