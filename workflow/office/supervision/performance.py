"""Promise beside actual (N03): the figures of each commitment, for supervision and, told carefully, for the public."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from workflow.base.clock import local_date
from workflow.office.supervision import behind, rollup
from workflow.office.supervision.figures import Figures, figures, in_whole_batches
from workflow.office.supervision.items import ACKNOWLEDGE, BEFORE_THE_CLOCK, REGISTER, RESULT
from workflow.office.supervision.rollup import Question
from workflow.places import packs
from workflow.policy.flows import STAGE_LIMIT
from workflow.policy.lookup import all_in_force
from workflow.policy.pack import Value

DECIDE = "complaint.decide_limit"
#: What a complaint that proves complex is given instead, before its limit is over; then it counts under that promise.
EXTENDED = ("complaint.complex_limit", "complaint.longest_limit")
#: Figures on complaints are told to the public in whole batches only, and seen by no one the complaint concerns.
CONFIDENTIAL = (DECIDE, *EXTENDED, REGISTER, ACKNOWLEDGE)
_BY_CASE = ("decision_limit.", "product_limit.", "reply_limit.", STAGE_LIMIT)
_IN_DAYS = ("calendar", "workday")


def payloads(at: datetime) -> dict[str, dict[str, Any]]:
    """What the public is told of each commitment as of an instant, by its key.

    Counted are the cases of the promise as it stands now, from its first day; `from` is the day of the first of them
    or, where that is not told, the promise's own – None for a default of ours, which no document gives a first day.
    `on_time` is in thousandths; days are in `unit`. Figures that would point at a household are None, and `suppressed`
    says so.
    """
    return {value.key: _payload(value, at) for value in promises(local_date(at))}


def promises(on: date) -> list[Value]:
    """The commitments that are measured, in the order of "Our rules"."""
    return [value for value in all_in_force(packs.pack(), on) if _is_measured(value)]


def _is_measured(value: Value) -> bool:
    if value.key == RESULT:
        return value.value is True
    named = value.key in (*CONFIDENTIAL, *BEFORE_THE_CLOCK)
    return value.is_set and value.unit in _IN_DAYS and (value.key.startswith(_BY_CASE) or named)


def question(promise: Value, on: date, **narrower: Any) -> Question:
    """Everything under a promise as it stands: its key, started since its first day, and `narrower` than that."""
    return Question(promise.key, on, promised=promise.from_, **narrower)


def by_key(on: date) -> dict[str, Figures]:
    """The figures of every promise ever made, nothing suppressed: what a recount from the events must equal."""
    return {key: rollup.count(Question(key, on)).figures(on) for key in rollup.known_keys()}


def least(on: date) -> int:
    """The fewest ended cases for which a figure is told; 0 where the rules set none."""
    return int(packs.value("performance.min_n", on).value or 0)


def _payload(value: Value, at: datetime) -> dict[str, Any]:
    on = local_date(at)
    told, asked = _told(value, on), question(value, on)
    hidden = told.suppressed or value.key in CONFIDENTIAL
    since = (None if hidden else rollup.first_start(asked)) or value.since
    unit = rollup.unit(asked) or (value.unit if value.unit in _IN_DAYS else "calendar")
    return {"key": value.key, "as_of": at.isoformat(), "unit": unit, "from": since and since.isoformat()} | asdict(told)


def _told(value: Value, on: date) -> Figures:
    asked, few = question(value, on), least(on)
    if value.key not in CONFIDENTIAL:
        return rollup.count(asked).figures(on, least=few)
    batches = in_whole_batches(behind.items(asked), size=few)
    if not batches:  # said alike where there is no complaint at all and where there are a few
        return Figures(None, None, None, None, None, None, None, suppressed=True)
    return replace(figures(batches, on=on), open=None, open_overdue=None)
