"""Reading figures: from the tallies where they know the answer, item by item where a question cuts finer.

The tallies know every promise since the first day of the value that was promised, all together and for each office,
officer, level and product. A span of days, one value of a slice, a day in the past as it stood, and complaints that
the reader may know nothing of are counted from the items themselves.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, String, Table, and_, case, func, literal, or_, select, true, union
from sqlalchemy import cast as sql_cast

from workflow.base.db import session
from workflow.office.supervision.figures import Figures, counted
from workflow.office.supervision.items import elapsed
from workflow.office.supervision.models import PromiseItem, PromiseTally, PromiseWaiting
from workflow.places import packs
from workflow.staff.models import Officer
from workflow.stages.feedback.models import Complaint, Exclusion

#: What figures are sliced by, and the column of an item that holds it; '' is everything together.
SLICED = {"": "", "office": "office_id", "officer": "officer_id", "level": "level", "product": "product"}
SLICES = tuple(SLICED)[1:]
ENDED, OPEN = ("key", "since_on", "by", "value", "days", "in_time"), ("key", "since_on", "by", "value", "due_on")
_ITEM, _TALLY, _WAITING = (cast(Table, model.__table__) for model in (PromiseItem, PromiseTally, PromiseWaiting))


@dataclass(frozen=True, slots=True)
class Question:
    """Which items: of a promise, started between two days, under one value of a slice; as it stands or stood on `on`.

    `promised`: only those under the value that was promised from this day on. `reader`: leave out complaints that
    concern this person.
    """

    key: str
    on: date
    promised: date | None = None
    since: date | None = None
    until: date | None = None
    by: str = ""
    value: str = ""
    past: bool = False
    reader: Officer | None = None


@dataclass(slots=True)
class Count:
    """Ended items by (days, in time), open ones, those past their day, and the earliest start among these by unit."""

    ended: Counter[tuple[int, bool]] = field(default_factory=Counter)
    open: int = 0
    overdue: int = 0
    first_overdue: dict[str, date] = field(default_factory=dict)

    def figures(self, on: date, *, least: int = 0) -> Figures:
        """The count in figures; fewer than `least` ended items are not told."""
        spans = [elapsed(start, on, unit, packs.calendar()) for unit, start in self.first_overdue.items()]
        return counted(self.ended, open=self.open, overdue=self.overdue, oldest=max(spans, default=None), least=least)

    def distribution(self) -> list[tuple[int, int, int]]:
        """(days, ended in time, ended late) for every number of days that occurs."""
        days = sorted({days for days, _in_time in self.ended})
        return [(each, self.ended[each, True], self.ended[each, False]) for each in days]


def count(question: Question) -> Count:
    """Everything that answers to the question."""
    return counts(question, "").get("", Count())


def counts(question: Question, by: str) -> dict[str, Count]:
    """The same for each value of a slice ('' for all together)."""
    found: dict[str, Count] = defaultdict(Count)
    for value, days, in_time, n in _ended(question, by):
        if n:
            found[value].ended[days, in_time] += n
    for value, n, overdue in _open(question, by):
        found[value].open += n
        found[value].overdue += overdue or 0
    for value, unit, start in session.connection().execute(_overdue(question, by)):
        found[value].first_overdue[unit] = start
    return {value: each for value, each in found.items() if each.ended or each.open}


def known_keys() -> list[str]:
    """Every promise that an item was ever counted under."""
    found = union(select(_TALLY.c.key).where(_TALLY.c.n > 0), select(_WAITING.c.key).where(_WAITING.c.n > 0))
    return sorted(session.connection().scalars(found))


def ended_items(by: str) -> Select[Any]:
    """The items' own answer to what the tally of ended ones should hold for a slice."""
    place = (*_place(by), _ITEM.c.days, (_ITEM.c.end_on <= _ITEM.c.due_on).label("in_time"))
    return select(*place, func.count()).where(_ITEM.c.ended).group_by(*place)


def open_items(by: str) -> Select[Any]:
    """The items' own answer to what the tally of open ones should hold for a slice."""
    place = (*_place(by), _ITEM.c.due_on)
    return select(*place, func.count()).where(~_ITEM.c.ended).group_by(*place)


def _place(by: str) -> tuple[ColumnElement[Any], ...]:
    return _ITEM.c.key, _ITEM.c.since_on, literal(by, String).label("by"), _slice(_ITEM, by)


def strays() -> list[str]:
    """The promises whose tallies do not hold what their items say."""
    found: set[str] = set()
    for by in SLICED:
        found |= _differing(_TALLY, ENDED, by, ended_items(by)) | _differing(_WAITING, OPEN, by, open_items(by))
    return sorted(found)


def _differing(table: Table, names: tuple[str, ...], by: str, items: Select[Any]) -> set[str]:
    connection = session.connection()
    kept = select(*(table.c[name] for name in names), table.c.n).where(table.c.n != 0, table.c.by == by)
    return {row[0] for row in {*connection.execute(kept)} ^ {*connection.execute(items)}}


def first_start(question: Question) -> date | None:
    """The first day on which an item of the question started."""
    found: date | None = session.connection().scalar(select(func.min(_ITEM.c.start_on)).where(every(question)))
    return found


def unit(question: Question) -> str | None:
    """The unit in which its items count their days; None where there is no item."""
    found: str | None = session.connection().scalar(select(_ITEM.c.unit).where(every(question)).limit(1))
    return found


def _ended(question: Question, by: str) -> Iterable[tuple[str, int, bool, int]]:
    query = _ended_tallies(question, by) if _is_whole(question) else _ended_items(question, by)
    return [(value, days, bool(in_time), n) for value, days, in_time, n in session.connection().execute(query)]


def _ended_tallies(question: Question, by: str) -> Select[Any]:
    value, n = _TALLY.c.value, func.sum(_TALLY.c.n)
    query = select(value, _TALLY.c.days, _TALLY.c.in_time, n).where(_of_tally(_TALLY, question, by))
    return query.group_by(value, _TALLY.c.days, _TALLY.c.in_time)


def _ended_items(question: Question, by: str) -> Select[Any]:
    value, in_time = _slice(_ITEM, by), (_ITEM.c.end_on <= _ITEM.c.due_on).label("in_time")
    ended = and_(_ITEM.c.ended, _ITEM.c.end_on <= question.on) if question.past else _ITEM.c.ended
    query = select(value, _ITEM.c.days, in_time, func.count()).where(every(question), ended)
    return query.group_by(value, _ITEM.c.days, in_time)


def _open(question: Question, by: str) -> Iterable[tuple[str, int, int]]:
    query = _open_tallies(question, by) if _is_whole(question) else _open_items(question, by)
    return [(value, int(n), int(late or 0)) for value, n, late in session.connection().execute(query)]


def _open_tallies(question: Question, by: str) -> Select[Any]:
    value = _WAITING.c.value
    overdue = func.sum(case((_WAITING.c.due_on < question.on, _WAITING.c.n), else_=0))
    query = select(value, func.sum(_WAITING.c.n), overdue).where(_of_tally(_WAITING, question, by))
    return query.group_by(value)


def _open_items(question: Question, by: str) -> Select[Any]:
    value, overdue = _slice(_ITEM, by), func.sum(case((_ITEM.c.due_on < question.on, 1), else_=0))
    return select(value, func.count(), overdue).where(_is_open(question)).group_by(value)


def _overdue(question: Question, by: str) -> Select[Any]:
    value = _slice(_ITEM, by)
    query = select(value, _ITEM.c.unit, func.min(_ITEM.c.start_on)).where(_is_open(question))
    return query.where(_ITEM.c.due_on < question.on).group_by(value, _ITEM.c.unit)


def _is_open(question: Question) -> ColumnElement[bool]:
    waiting = or_(~_ITEM.c.ended, _ITEM.c.end_on > question.on) if question.past else ~_ITEM.c.ended
    return and_(every(question), waiting)


def every(question: Question) -> ColumnElement[bool]:
    """The items that answer to a question, ended or not."""
    wanted: list[ColumnElement[bool]] = [_ITEM.c.key == question.key]
    wanted += [_ITEM.c.since_on == question.promised] if question.promised else []
    wanted += [_ITEM.c.start_on >= question.since] if question.since else []
    wanted += [_ITEM.c.start_on <= question.until] if question.until else []
    wanted += [_ITEM.c.start_on <= question.on] if question.past else []
    wanted += [_ITEM.c.stream.not_in(concerning(question.reader))] if question.reader else []
    if question.by:
        column = _ITEM.c[SLICED[question.by]]
        wanted.append(column == (_number(question.value) if column.name.endswith("_id") else question.value))
    return and_(*wanted)


def _of_tally(table: Table, question: Question, by: str) -> ColumnElement[bool]:
    since = table.c.since_on == question.promised if question.promised else true()
    return and_(table.c.key == question.key, since, table.c.by == by)


def _number(text: str) -> int:
    """The row id that a slice's value names; what is none finds nothing."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0 if not text else -1


def concerning(person: Officer) -> Select[Any]:
    """The streams of the complaints that concern a person, who knows nothing of them."""
    query = select(literal("complaint:").concat(Complaint.public_id)).join(Exclusion)
    return query.where(Exclusion.officer_id == person.id)


def _slice(table: Table, by: str) -> ColumnElement[Any]:
    """A slice's value as tallies and addresses carry it; '' for none."""
    if not by:
        return literal("", String).label("value")
    column = table.c[SLICED[by]]
    if not column.name.endswith("_id"):
        return column.label("value")
    return case((column == 0, ""), else_=sql_cast(column, String)).label("value")


def text(value: Any) -> str:
    """The same of one item's value."""
    return "" if value in (0, None) else str(value)


def _is_whole(question: Question) -> bool:
    """Whether the tallies know the answer."""
    return not (question.past or question.reader or question.since or question.until or question.by)
