"""The decision clock (限时办结计时): which promise holds for a case, until when, and whether it was kept. Pure.

The limit comes from the pack the case was accepted under; it depends on the level that decides (`clock.basis` =
level, Q05), on the size of the loan (loan_size, Q06) or on the kind of loan (product). The clock never stops but for
withdrawal (Q04).
"""

from __future__ import annotations

from datetime import date

from workflow.policy import lookup
from workflow.policy.calendar import Calendar
from workflow.policy.money import fen
from workflow.policy.pack import Pack, Value
from workflow.policy.terms import Deadline, Roll, due, lateness, limit_of

RUNNING, MET, MISSED, STOPPED = "running", "met", "missed", "withdrawn"
#: All of the time, in percent.
WHOLE = 100


def promise(pack: Pack, *, product: str, level: str, amount: int, on: date) -> Value:
    """The committed time limit for a loan of `amount` fen decided at `level`; raises NotSet where a figure is open."""
    basis = lookup.required(pack, "clock.basis", on).value
    if basis == "level":
        return lookup.required(pack, f"decision_limit.{level}", on)
    if basis == "product":
        return lookup.required(pack, f"product_limit.{product}", on)
    boundary = fen(lookup.required(pack, "reply_limit.boundary", on).value)
    size = "small_loan" if amount <= boundary else "large_loan"
    return lookup.required(pack, f"reply_limit.{size}", on)


def start(pack: Pack, calendar: Calendar, *, accepted_on: date, product: str, level: str, amount: int) -> Deadline:
    """The deadline of a case accepted on a day, with every counted day."""
    value = promise(pack, product=product, level=level, amount=amount, on=accepted_on)
    return due(accepted_on, limit_of(value, roll=_roll(pack, accepted_on)), calendar)


def of_stage(pack: Pack, calendar: Calendar, limit: Value, *, entered_on: date, accepted_on: date) -> Deadline:
    """The deadline of a stage that a case entered on a day, by the rules of the day it was accepted."""
    return due(entered_on, limit_of(limit, roll=_roll(pack, accepted_on)), calendar)


def _roll(pack: Pack, on: date) -> Roll:
    roll: Roll = lookup.in_force(pack, "clock.roll", on).value or "none"
    return roll


def warnings(pack: Pack, deadline: Deadline, on: date) -> list[tuple[int, date]]:
    """(percent, day) for each share of the time after which the rules warn, then for the last day (S19)."""
    shares = lookup.in_force(pack, "clock.warnings", on).value or ()
    days = deadline.warnings_at(shares)
    percents = (*(round(share * WHOLE) for share in shares), WHOLE)
    return list(dict(zip(percents, days, strict=True)).items())  # each once, however a pack writes its shares


def ends_with(pack: Pack, on: date) -> str:
    """Which event ends the clock: `decided` or `answered`."""
    return str(lookup.required(pack, "clock.ends", on).value)


def verdict(deadline: Deadline, ended_on: date, calendar: Calendar) -> tuple[str, int]:
    """(`met` or `missed`, by how many days of the limit's unit)."""
    late = lateness(deadline, ended_on, calendar)
    return (MISSED if late else MET), late
