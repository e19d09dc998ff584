"""What pages say about rates, reckoned from published payloads alone; rates are 1/1000 per cent a year."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from workflow.doors.published import read

Payload = dict[str, Any]

#: The reference rate that prices of loans up to five years are compared with.
COMPARED_WITH = "lpr.1y"
SURCHARGES = ("overdue_surcharge", "diverted_surcharge")


def board() -> tuple[list[read.Public], list[read.Public]]:
    """The rates of loans, in the order of the products, and the reference rates."""
    order = {record.key: record.payload.get("order", 0) for record in read.in_force("product")}
    found = read.in_force("rate")
    loans = [record for record in found if not record.payload.get("reference")]
    references = [record for record in found if record.payload.get("reference")]
    return sorted(loans, key=lambda record: order.get(record.key, len(order))), references


def above(rate: int | None, reference: read.Public | None) -> int | None:
    """How far a rate lies above the reference rate; below it is negative."""
    if rate is None or reference is None or reference.payload["rate"] is None:
        return None
    return int(rate - reference.payload["rate"])


def surcharged(rate: int | None, share: str | None) -> int | None:
    """A rate with a share of it on top, rounded half up; None where either is not set."""
    if rate is None or share is None:
        return None
    return read.cost.half_up(rate * (1 + Fraction(share)))


def values(payload: Payload) -> list[Payload]:
    """What a rate has been, newest first, each with its first day."""
    return [payload, *payload.get("past", ())]


def held_on(payload: Payload, day: date) -> Payload | None:
    """The value that held on a day; None before the first."""
    return next((each for each in values(payload) if date.fromisoformat(each["from"]) <= day), None)


def change_days(records: Iterable[read.Public]) -> list[date]:
    """The known days on which any of these rates changed, newest first."""
    days = {read.first_day(each) for record in records for each in values(record.payload)}
    return sorted((date.fromisoformat(day) for day in days if day), reverse=True)
