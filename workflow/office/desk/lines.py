"""The list's rows as strings, ready to be printed: each word and day is worded and escaped once a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext, ngettext
from markupsafe import Markup, escape

from workflow.base import languages
from workflow.kernel.errors import N_
from workflow.office.desk.queries import Row
from workflow.stages.cases.clock import RUNNING
from workflow.stages.cases.states import LABELS, State
from workflow.stages.cases.todo import Next

_PLACE = "0000000000000000"
"""A public id's length of nothing, put where an address is cut for the real one."""
_OPEN = N_("Open")
_USED = Markup("{1}")


class Line(NamedTuple):
    """One printed row, every field escaped. `tone` colours the row (bad, warn, plain), `left_tone` the days left.

    `used` says how much of a running clock's time is used up, once a warning of it was reached, `stage` the days left
    for the stage it stands in.
    """

    tone: str
    href: str
    number: str
    mark: str
    name: str
    village: str
    amount: str
    state: str
    on: str
    left_tone: str
    left: str
    used: str
    stage: str
    action_href: str
    action: str


class Lines:
    """The rows of a page; the template gives their shape, so that all HTML stands there and none is built per cell."""

    def __init__(self, rows: Sequence[Row], steps: Sequence[tuple[str, Next]], today: date) -> None:
        self.rows, self.steps, self.today = rows, steps, today

    def __len__(self) -> int:
        return len(self.rows)

    def printed(self, shape: Markup, mark: Markup, used: Markup, stage: Markup) -> Markup:
        """Every row in `shape`, whose slots ``{}`` take a Line's fields in order; `mark` is the green channel's.

        `used` is the shape of a warning and `stage` that of a stage's clock, with slots for tone and words.
        """
        first, *pieces = str(shape).split("{}")
        printed: list[str] = []
        for line in self.lines(str(mark), used, stage):
            printed.append(first)
            for value, piece in zip(line, pieces, strict=True):
                printed += (value, piece)
        return Markup("".join(printed))  # noqa: S704 - the shape is a template's, the values are escaped in `lines`

    def lines(self, mark: str = "", used: Markup = _USED, stage: Markup = _USED) -> Iterator[Line]:
        """The rows in words."""
        state, day, left = _once(_state), _once(languages.day), _once(lambda on: _left(on, self.today))
        label, page, village = _once(gettext), cache(_address), _once(str)
        warned = cache(lambda percent, pressing: str(used.format("warn" if pressing else "wait", _used(percent))))
        here = cache(lambda on: str(stage.format(*_of_stage(on, self.today))) if on else "")
        case = page("desk.case")
        for row in self.rows:
            step = self.steps[row.step][1] if row.step is not None else None
            running = row.due_on if row.clock_state == RUNNING else None
            tone, left_tone, words = left(running) if running else ("plain", "", "")
            warning = warned(row.used, row.pressing) if running and row.used and not left_tone else ""
            tone = "warn" if warning and row.pressing else tone
            href = case(row.public_id)
            yield Line(
                tone, href, escape(row.number), mark if row.priority else "", escape(row.name), village(row.village),
                languages.yuan(row.amount), state(row.state), day(row.next_on), left_tone, words, warning,
                here(row.stage_due_on), page(step.endpoint)(row.public_id) if step else href,
                label(step.label if step else _OPEN),
            )  # fmt: skip


def _once(say: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """`say` with a memory, its words escaped."""

    @cache
    def said(value: Any) -> Any:
        words = say(value)
        return tuple(map(str, map(escape, words))) if isinstance(words, tuple) else str(escape(words))

    return said


def _state(code: str) -> str:
    return gettext(LABELS[State(code)])


def _left(on: date, today: date) -> tuple[str, str, str]:
    """(tone of the row, class of the words, the days left in words)."""
    days = (on - today).days
    if days < 0:
        return "bad", "left-late", ngettext("%(num)s day overdue", "%(num)s days overdue", -days)
    if days == 0:
        return "warn", "left-today", gettext("last day")
    return ("warn" if days == 1 else "plain"), "", ngettext("%(num)s day left", "%(num)s days left", days)


def _of_stage(on: date, today: date) -> tuple[str, str]:
    """(class of the words, the days left for the present stage in words)."""
    days = (on - today).days
    if days < 0:
        return "left-late", ngettext("this stage: %(num)s day overdue", "this stage: %(num)s days overdue", -days)
    if days == 0:
        return "left-today", gettext("this stage: last day")
    return "", ngettext("this stage: %(num)s day left", "this stage: %(num)s days left", days)


def _used(percent: int) -> str:
    return gettext("%(share)s of the time used up", share=f"{percent}%")


def _address(endpoint: str) -> Callable[[str], str]:
    before, _cut, after = str(escape(url_for(endpoint, public_id=_PLACE))).partition(_PLACE)
    return lambda public_id: f"{before}{public_id}{after}"
