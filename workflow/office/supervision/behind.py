"""The rows behind a figure, by urgency and by key: each leads to its case or complaint, and so to its events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, and_, false, or_, select, tuple_

from workflow.base.db import session
from workflow.office.supervision import rollup
from workflow.office.supervision.figures import Item
from workflow.office.supervision.items import elapsed, past
from workflow.office.supervision.models import PromiseItem
from workflow.office.supervision.rollup import Question
from workflow.places import packs
from workflow.policy.calendar import Calendar
from workflow.stages.cases.models import Case
from workflow.stages.feedback.models import Complaint

_ITEM = cast(Table, PromiseItem.__table__)
_STEP = 500


@dataclass(frozen=True, slots=True)
class Row:
    """One promise in one case or complaint, with what figures are sliced by.

    `late`: days of the promise's own unit (Q45) past the due day when it ended, or by the day of the figures.
    """

    key: str
    unit: str
    item: Item
    public_id: str
    number: str
    office_id: int
    officer_id: int
    level: str
    product: str
    late: int


def rows(question: Question, *, late: bool = False, after: str = "", limit: int | None = None) -> list[Row]:
    """What the figure of a question counts: open ones first, then by due day; `after` is the last row's public id."""
    query = select(_ITEM).where(rollup.every(question))
    query = query.where(_is_late(question.on)) if late else query
    query = query.where(_beyond(question.key, after)) if after else query
    found = session.connection().execute(query.order_by(_ITEM.c.ended, _ITEM.c.due_on, _ITEM.c.id).limit(limit))
    items, calendar = list(found.mappings()), packs.calendar()
    numbers = _numbers(row["stream"] for row in items)
    return [_row(row, question.on, numbers, calendar) for row in items]


def items(question: Question) -> list[Item]:
    """The same, as the figures take them."""
    return [row.item for row in rows(question)]


def _row(row: Any, on: date, numbers: dict[str, str], calendar: Calendar) -> Row:
    end = row["end_on"] if row["end_on"] is not None and row["end_on"] <= on else None
    days = elapsed(row["start_on"], end or on, row["unit"], calendar)
    item = Item(row["start_on"], row["due_on"], end, days)
    late = past(row["due_on"], end or on, row["unit"], calendar)
    whose = (row["office_id"], row["officer_id"], row["level"], row["product"])
    public_id = row["stream"].partition(":")[2]
    return Row(row["key"], row["unit"], item, public_id, numbers.get(public_id, ""), *whose, late)


def _is_late(on: date) -> ColumnElement[bool]:
    open_ = and_(or_(~_ITEM.c.ended, _ITEM.c.end_on > on), _ITEM.c.due_on < on)
    return or_(open_, and_(_ITEM.c.ended, _ITEM.c.end_on <= on, _ITEM.c.end_on > _ITEM.c.due_on))


def _beyond(key: str, after: str) -> ColumnElement[bool]:
    streams = [f"case:{after}", f"complaint:{after}"]
    query = select(_ITEM.c.ended, _ITEM.c.due_on, _ITEM.c.id).where(_ITEM.c.stream.in_(streams), _ITEM.c.key == key)
    last = session.connection().execute(query).first()
    if last is None:
        return false()
    further = tuple_(_ITEM.c.due_on, _ITEM.c.id) > tuple_(last.due_on, last.id)
    return and_(_ITEM.c.ended, further) if last.ended else or_(_ITEM.c.ended, further)


def _numbers(streams: Iterable[str]) -> dict[str, str]:
    """The readable numbers of cases and complaints by public id."""
    ids: dict[str, list[str]] = {"case": [], "complaint": []}
    for stream in streams:
        kind, _colon, public_id = stream.partition(":")
        ids[kind].append(public_id)
    return dict([*_read(Case, ids["case"]), *_read(Complaint, ids["complaint"])])


def _read(model: type[Case] | type[Complaint], ids: list[str]) -> Iterator[tuple[str, str]]:
    for start in range(0, len(ids), _STEP):
        query = select(model.public_id, model.number).where(model.public_id.in_(ids[start : start + _STEP]))
        yield from ((row.public_id, row.number) for row in session.execute(query))
