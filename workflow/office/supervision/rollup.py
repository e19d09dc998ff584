"""Reading figures: from the tallies where whole months do, item by item where a question cuts finer.

The tallies know the month in which an item started. The days of a first month that does not begin with its first day,
a day in the past as it stood, and complaints that the reader may know nothing of are counted from the items themselves.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, and_, case, func, literal, or_, select, true, union

from workflow.base.db import session
from workflow.office.supervision.figures import Figures, counted
from workflow.office.supervision.items import elapsed, month_of
from workflow.office.supervision.models import PromiseItem, PromiseTally, PromiseWaiting
from workflow.places import packs
from workflow.staff.models import Officer
from workflow.stages.feedback.models import Complaint, Exclusion

SLICES = ("office", "officer", "level", "product")
_ITEM, _TALLY, _WAITING = (cast(Table, model.__table__) for model in (PromiseItem, PromiseTally, PromiseWaiting))
#: What an item is counted under, ended and open.
WHOSE = ("key", "month", "office_id", "officer_id", "level", "product")
ENDED, OPEN = (*WHOSE, "days", "in_time"), (*WHOSE, "due_on")
_COLUMN = {"office": "office_id", "officer": "officer_id", "level": "level", "product": "product"}


@dataclass(frozen=True, slots=True)
class Question:
    """Which items: of a promise, started between two days, under one value of a slice; as it stands or stood on `on`.

    `reader`: leave out complaints that concern this person.
    """

    key: str
    on: date
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
        found[_text(value)].first_overdue[unit] = start
    return {value: each for value, each in found.items() if each.ended or each.open}


def known_keys() -> list[str]:
    """Every promise that an item was ever counted under."""
    found = union(select(_TALLY.c.key).where(_TALLY.c.n > 0), select(_WAITING.c.key).where(_WAITING.c.n > 0))
    return sorted(session.connection().scalars(found))


def ended_items() -> Select[Any]:
    """The items' own answer to what the tally of ended ones should hold."""
    whose = _whose()
    by = (*whose, _ITEM.c.days, _ITEM.c.end_on <= _ITEM.c.due_on)
    return select(*by, func.count()).where(_ITEM.c.ended).group_by(*by)


def open_items() -> Select[Any]:
    """The items' own answer to what the tally of open ones should hold."""
    by = (*_whose(), _ITEM.c.due_on)
    return select(*by, func.count()).where(~_ITEM.c.ended).group_by(*by)


def _whose() -> tuple[ColumnElement[Any], ...]:
    """What an item is counted under; each engine has its own word for a day's month."""
    sqlite = session.connection().dialect.name == "sqlite"
    month = func.strftime("%Y-%m", _ITEM.c.start_on) if sqlite else func.to_char(_ITEM.c.start_on, "YYYY-MM")
    return (_ITEM.c.key, month, *(_ITEM.c[name] for name in WHOSE[2:]))


def strays() -> list[str]:
    """The promises whose tallies do not hold what their items say."""
    found = _differing(_TALLY, ENDED, ended_items()) | _differing(_WAITING, OPEN, open_items())
    return sorted(found)


def _differing(table: Table, names: tuple[str, ...], items: Select[Any]) -> set[str]:
    connection = session.connection()
    kept = select(*(table.c[name] for name in names), table.c.n).where(table.c.n != 0)
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
    for query in _ended_queries(question, by):
        for value, days, in_time, n in session.connection().execute(query):
            yield _text(value), days, bool(in_time), n


def _ended_queries(question: Question, by: str) -> Iterable[Select[Any]]:
    if not _is_whole(question):
        yield _of_items(question, by, question.since, question.until)
        return
    slice_ = _slice(_TALLY, by)
    query = select(slice_, _TALLY.c.days, _TALLY.c.in_time, func.sum(_TALLY.c.n))
    query = query.where(_within(question, _TALLY), _in_months(_TALLY, question))
    yield query.group_by(slice_, _TALLY.c.days, _TALLY.c.in_time)
    for since, until in _partial_months(question):
        yield _of_items(question, by, since, until)


def _of_items(question: Question, by: str, since: date | None, until: date | None) -> Select[Any]:
    slice_ = _slice(_ITEM, by)
    in_time = (_ITEM.c.end_on <= _ITEM.c.due_on).label("in_time")
    ended = and_(_ITEM.c.ended, _ITEM.c.end_on <= question.on) if question.past else _ITEM.c.ended
    query = select(slice_, _ITEM.c.days, in_time, func.count()).where(_within(question, _ITEM), ended)
    return query.where(_between(since, until)).group_by(slice_, _ITEM.c.days, in_time)


def _open(question: Question, by: str) -> Iterable[tuple[str, int, int]]:
    for query in _open_queries(question, by):
        for value, n, late in session.connection().execute(query):
            yield _text(value), int(n or 0), int(late or 0)


def _open_queries(question: Question, by: str) -> Iterable[Select[Any]]:
    if not _is_whole(question):
        yield _open_items(question, by, question.since, question.until)
        return
    slice_ = _slice(_WAITING, by)
    overdue = func.sum(case((_WAITING.c.due_on < question.on, _WAITING.c.n), else_=0))
    query = select(slice_, func.sum(_WAITING.c.n), overdue).where(_within(question, _WAITING))
    yield query.where(_in_months(_WAITING, question)).group_by(slice_)
    for since, until in _partial_months(question):
        yield _open_items(question, by, since, until)


def _open_items(question: Question, by: str, since: date | None, until: date | None) -> Select[Any]:
    slice_ = _slice(_ITEM, by)
    overdue = func.sum(case((_ITEM.c.due_on < question.on, 1), else_=0))
    return select(slice_, func.count(), overdue).where(_is_open(question), _between(since, until)).group_by(slice_)


def _overdue(question: Question, by: str) -> Select[Any]:
    slice_ = _slice(_ITEM, by)
    query = select(slice_, _ITEM.c.unit, func.min(_ITEM.c.start_on)).where(_is_open(question))
    query = query.where(_ITEM.c.due_on < question.on, _between(question.since, question.until))
    return query.group_by(slice_, _ITEM.c.unit)


def _is_open(question: Question) -> ColumnElement[bool]:
    waiting = ~_ITEM.c.ended
    if question.past:
        waiting = and_(or_(waiting, _ITEM.c.end_on > question.on), _ITEM.c.start_on <= question.on)
    return and_(_within(question, _ITEM), waiting)


def every(question: Question) -> ColumnElement[bool]:
    """The items that answer to a question, ended or not."""
    begun = _ITEM.c.start_on <= question.on if question.past else true()
    return and_(_within(question, _ITEM), begun, _between(question.since, question.until))


def _within(question: Question, table: Table) -> ColumnElement[bool]:
    wanted: list[ColumnElement[bool]] = [table.c.key == question.key]
    if question.by:
        column = table.c[_COLUMN[question.by]]
        wanted.append(column == (_number(question.value) if column.name.endswith("_id") else question.value))
    if question.reader is not None and table is _ITEM:
        wanted.append(_ITEM.c.stream.not_in(concerning(question.reader)))
    return and_(*wanted)


def _number(text: str) -> int:
    """The row id that a slice's value names; what is none finds nothing."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0 if not text else -1


def concerning(person: Officer) -> Select[Any]:
    """The streams of the complaints that concern a person, who knows nothing of them."""
    query = select(literal("complaint:").concat(Complaint.public_id)).join(Exclusion)
    return query.where(Exclusion.officer_id == person.id)


def _between(since: date | None, until: date | None) -> ColumnElement[bool]:
    bounds = [_ITEM.c.start_on >= since if since else None, _ITEM.c.start_on <= until if until else None]
    return and_(true(), *(bound for bound in bounds if bound is not None))


def _slice(table: Table, by: str) -> ColumnElement[Any]:
    return (table.c[_COLUMN[by]] if by else literal("")).label("value")


def _text(value: Any) -> str:
    """A slice's value as addresses carry it; '' for none."""
    return "" if value in (0, None) else str(value)


def _is_whole(question: Question) -> bool:
    """Whether the tallies can answer, but for the ends of the span."""
    return not question.past and question.reader is None


def _whole_months(question: Question) -> tuple[str, str]:
    """The first and the last month that lie in the span as a whole; '' for no end."""
    first = question.since and _month_after(question.since - timedelta(days=1))
    last = question.until and month_of((question.until + timedelta(days=1)).replace(day=1) - timedelta(days=1))
    return first or "", last or ""


def _month_after(day: date) -> str:
    return month_of((day.replace(day=1) + timedelta(days=32)).replace(day=1))


def _in_months(table: Table, question: Question) -> ColumnElement[bool]:
    first, last = _whole_months(question)
    bounds = [table.c.month >= first if first else None, table.c.month <= last if last else None]
    return and_(true(), *(bound for bound in bounds if bound is not None))


def _partial_months(question: Question) -> list[tuple[date, date]]:
    """The days of the span that lie in months which are not in it as a whole."""
    first, last = _whole_months(question)
    since, until = question.since, question.until
    if since and until and first > last:
        return [(since, until)]
    found = []
    if since and since.day > 1:
        found.append((since, date.fromisoformat(f"{first}-01") - timedelta(days=1)))
    if until and (until + timedelta(days=1)).day > 1:
        found.append((until.replace(day=1), until))
    return found
