"""Promise beside actual (N03): the figures of each commitment, for supervision and, told carefully, for the public."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement

from workflow.base.clock import local_date
from workflow.office.supervision import measures
from workflow.office.supervision.figures import Figures, Item, figures, in_whole_batches
from workflow.office.supervision.measures import CONFIDENTIAL, RESULT, Row
from workflow.places import packs
from workflow.policy.lookup import all_in_force
from workflow.policy.pack import Value

_BY_CASE = ("decision_limit.", "reply_limit.")
_IN_DAYS = ("calendar", "workday")


def payloads(at: datetime) -> dict[str, dict[str, Any]]:
    """What the public is told of each commitment as of an instant, by its key.

    Counted are the cases of the promise as it stands now, from its first day. `on_time` is in thousandths; days are in
    `unit`. Figures that would point at a household are None, and `suppressed` says so.
    """
    on = local_date(at)
    found = list(rows(on))
    return {value.key: _payload(value, found, at) for value in promises(on)}


def promises(on: date) -> list[Value]:
    """The commitments that are measured, in the order of "Our rules"."""
    return [value for value in all_in_force(packs.pack(), on) if _is_measured(value)]


def _is_measured(value: Value) -> bool:
    if value.key == RESULT:
        return value.value is True
    return value.is_set and value.unit in _IN_DAYS and (value.key.startswith(_BY_CASE) or value.key in CONFIDENTIAL)


def rows(on: date, *, seen: ColumnElement[bool] | None = None) -> Iterable[Row]:
    """Every measured promise; of complaints those that `seen` lets through, all of them without it."""
    yield from measures.of_cases(on)
    yield from measures.of_results(on)
    yield from measures.of_complaints(on, seen=seen)


def of_promise(value: Value, found: Iterable[Row]) -> list[Row]:
    """The rows under a promise as it stands now: its key, started since its first day."""
    return [row for row in found if row.key == value.key and row.item.start >= value.from_]


def by_key(on: date) -> dict[str, Figures]:
    """The figures of every promise ever made, nothing suppressed: what a recount from the events must equal."""
    grouped: dict[str, list[Item]] = {}
    for row in rows(on):
        grouped.setdefault(row.key, []).append(row.item)
    return {key: figures(items, on=on) for key, items in grouped.items()}


def least(on: date) -> int:
    """The fewest ended cases for which a figure is told; 0 where the rules set none."""
    return int(packs.value("performance.min_n", on).value or 0)


def _payload(value: Value, found: list[Row], at: datetime) -> dict[str, Any]:
    on = local_date(at)
    mine = of_promise(value, found)
    told = _told(value, mine, on)
    since = value.from_ if told.suppressed or value.key in CONFIDENTIAL else _since(value, mine)
    unit = mine[0].unit if mine else value.unit if value.unit in _IN_DAYS else "calendar"
    return {"key": value.key, "as_of": at.isoformat(), "unit": unit, "from": since.isoformat()} | asdict(told)


def _told(value: Value, mine: list[Row], on: date) -> Figures:
    items, few = [row.item for row in mine], least(on)
    if value.key not in CONFIDENTIAL:
        return figures(items, on=on, least=few)
    batches = in_whole_batches(items, size=few)
    if not batches:  # said alike where there is no complaint at all and where there are a few
        return Figures(None, None, None, None, None, None, None, suppressed=True)
    return replace(figures(batches, on=on), open=None, open_overdue=None)


def _since(value: Value, mine: list[Row]) -> date:
    return max(value.from_, min((row.item.start for row in mine), default=value.from_))
