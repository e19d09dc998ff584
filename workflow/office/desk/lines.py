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
_OPEN, _UNGRADED = N_("Open"), N_("Waits for the credit grade")
_USED = Markup("{1}")


class Line(NamedTuple):
    """One printed row, every field escaped. `on` is the day it stands by, `left` the days left till then.

    `tone` colours the row (bad, warn, plain), `left_tone` the days left. `used` says how much of a running clock's time
    is used up, once a warning of it was reached. `other` are the days left of each running clock by whose day the row
    does not stand: the stage's, the promise's.
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
    other: str
    action_href: str
    action: str


class Lines:
    """The rows of a page; the template gives their shape, so that all HTML stands there and none is built per cell."""

    def __init__(self, rows: Sequence[Row], steps: Sequence[tuple[str, Next]], today: date) -> None:
        self.rows, self.steps, self.today = rows, steps, today

    def __len__(self) -> int:
        return len(self.rows)

    def printed(self, shape: Markup, mark: Markup, used: Markup, other: Markup) -> Markup:
        """Every row in `shape`, whose slots ``{}`` take a Line's fields in order; `mark` is the green channel's.

        `used` is the shape of a warning and `other` that of another clock, with slots for tone and words.
        """
        first, *pieces = str(shape).split("{}")
        printed: list[str] = []
        for line in self.lines(str(mark), used, other):
            printed.append(first)
            for value, piece in zip(line, pieces, strict=True):
                printed += (value, piece)
        return Markup("".join(printed))  # noqa: S704 - the shape is a template's, the values are escaped in `lines`

    def lines(self, mark: str = "", used: Markup = _USED, other: Markup = _USED) -> Iterator[Line]:
        """The rows in words."""
        state, day = _once(_state), _once(languages.day)
        label, page, village = _once(gettext), cache(_address), _once(str)
        warned = cache(lambda percent, pressing: str(used.format("warn" if pressing else "wait", _used(percent))))
        days = cache(lambda due, promised, stage, first: _days(due, promised, stage, first, self.today, other))
        case = page("desk.case")
        for row in self.rows:
            step = self.steps[row.step][1] if row.step is not None else None
            running = row.due_on if row.clock_state == RUNNING else None
            tone, left_tone, left, others = days(row.next_on, running, row.stage_due_on, row.by_stage)
            warning = warned(row.used, row.pressing) if running and row.used and running > self.today else ""
            tone = "warn" if warning and row.pressing and tone == "plain" else tone
            if row.desk_on != running:  # the warning speaks of the promise
                others, warning = others + warning, ""
            href, todo = case(row.public_id), step.label if step else _UNGRADED if row.ungraded else _OPEN
            yield Line(
                tone, href, escape(row.number), mark if row.priority else "", escape(row.name), village(row.village),
                languages.yuan(row.amount), state(row.state), day(row.desk_on), left_tone, left, warning,
                others, page(step.endpoint)(row.public_id) if step else href, label(todo),
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


#: How each day is told: run over, on the day itself, with days left.
_DUE = (
    lambda days: ngettext("%(num)s day overdue", "%(num)s days overdue", days),
    lambda: gettext("last day"),
    lambda days: ngettext("%(num)s day left", "%(num)s days left", days),
)
#: A day that no rule makes a last one: a notice's end, the day on which something came in.
_WAITING = (
    lambda days: ngettext("waits for %(num)s day", "waits for %(num)s days", days),
    lambda: gettext("today"),
    lambda days: ngettext("%(num)s day left", "%(num)s days left", days),
)
_OF_STAGE = (
    lambda days: ngettext("this stage: %(num)s day overdue", "this stage: %(num)s days overdue", days),
    lambda: gettext("this stage: last day"),
    lambda days: ngettext("this stage: %(num)s day left", "this stage: %(num)s days left", days),
)
_OF_PROMISE = (
    lambda days: ngettext("the promise: %(num)s day overdue", "the promise: %(num)s days overdue", days),
    lambda: gettext("the promise: last day"),
    lambda days: ngettext("the promise: %(num)s day left", "the promise: %(num)s days left", days),
)


def _days(
    due: date | None, promised: date | None, stage: date | None, by_stage: bool, today: date, other: Markup
) -> tuple[str, ...]:
    """(tone of the row, class of the words, the days left till its day, the other running clocks in their shape).

    Its day is the stage's, or what is due next (`due`): the promise's while it runs, a notice's end, a day on which
    something came in.
    """
    others = [] if promised is None or (promised == due and not by_stage) else [(promised, _OF_PROMISE)]
    others += [(stage, _OF_STAGE)] if stage and not by_stage else []
    told = "".join(str(other.format(*_left(on, today, words)[1:])) for on, words in others)
    on, words = (stage, _OF_STAGE) if by_stage else (due, _DUE if due == promised else _WAITING)
    tone, *left = _left(on, today, words) if on else ("plain", "", "")
    return tone, *map(str, map(escape, left)), told


def _left(on: date, today: date, words: tuple[Callable[..., str], ...]) -> tuple[str, str, str]:
    """(tone of the row, class of the words, the days left in words)."""
    past, present, left = words
    days, limited = (on - today).days, words is not _WAITING
    if days < 0:
        return ("bad", "left-late", past(-days)) if limited else ("plain", "", past(-days))
    if days == 0:
        return ("warn", "left-today", present()) if limited else ("plain", "", present())
    return ("warn" if days == 1 and limited else "plain"), "", left(days)


def _used(percent: int) -> str:
    return gettext("%(share)s of the time used up", share=f"{percent}%")


def _address(endpoint: str) -> Callable[[str], str]:
    before, _cut, after = str(escape(url_for(endpoint, public_id=_PLACE))).partition(_PLACE)
    return lambda public_id: f"{before}{public_id}{after}"
