"""The list's rows as strings, ready to be printed: each word and day is worded once a page, whatever its length."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext

from workflow.base import languages
from workflow.office.desk.queries import Row
from workflow.stages.cases.clock import RUNNING
from workflow.stages.cases.states import LABELS, State
from workflow.stages.cases.todo import Next

_PLACE = "0000000000000000"
"""A public id's length of nothing, put where an address is cut for the real one."""


@dataclass(frozen=True, slots=True)
class Line:
    """One printed row. `tone` colours it: bad, warn or ''. `action` is '' where the case waits for somebody else."""

    number: str
    href: str
    name: str
    village: str
    amount: str
    state: str
    on: str
    left: str
    tone: str
    priority: bool
    action: str
    action_href: str


def lines(rows: Iterable[Row], steps: Sequence[tuple[str, Next]], today: date) -> list[Line]:
    """The rows in words."""
    state, day, left = _memo(_state), _memo(languages.day), _memo(lambda on: _left(on, today))
    label, page = _memo(gettext), _memo(_address)
    case = page("desk.case")
    printed = []
    for row in rows:
        step = steps[row.step][1] if row.step is not None else None
        on = row.due_on if row.clock_state == RUNNING else None
        words, tone = left(on) if on else ("", "")
        action = (label(step.label), page(step.endpoint)(row.public_id)) if step else ("", "")
        told = (row.number, case(row.public_id), row.name, row.village, languages.yuan(row.amount), state(row.state))
        printed.append(Line(*told, day(row.next_on), words, tone, row.priority, *action))
    return printed


def _memo(say: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return cache(say)


def _state(code: str) -> str:
    return gettext(LABELS[State(code)])


def _left(on: date, today: date) -> tuple[str, str]:
    days = (on - today).days
    if days > 1:
        return ngettext("%(num)s day left", "%(num)s days left", days), ""
    if days == 1:
        return ngettext("%(num)s day left", "%(num)s days left", days), "warn"
    if days == 0:
        return gettext("last day"), "warn"
    return ngettext("%(num)s day overdue", "%(num)s days overdue", -days), "bad"


def _address(endpoint: str) -> Callable[[str], str]:
    before, _cut, after = url_for(endpoint, public_id=_PLACE).partition(_PLACE)
    return lambda public_id: f"{before}{public_id}{after}"
