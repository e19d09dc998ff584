"""What is the same in every register: months, and how a list is narrowed. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workflow.policy.calendar import ONE_DAY
from workflow.policy.terms import add_months


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a register is asked for: an office by its id, a month (2026-11), whom it is about; '' is all."""

    office: str = ""
    month: str = ""
    officer: str = ""


def month_of(day: date) -> str:
    """The month of a day, as registers are narrowed by it."""
    return f"{day:%Y-%m}"


def span(month: str) -> tuple[date, date] | None:
    """First and last day of a month; None for what names none."""
    try:
        first = date.fromisoformat(f"{month}-01")
        return first, add_months(first, 1) - ONE_DAY
    except ValueError:
        return None
