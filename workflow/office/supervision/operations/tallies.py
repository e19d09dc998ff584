"""Keeping the tallies: an event that changes what a figure counts moves it by one, in the event's own transaction.

What is kept follows from events alone (each tells what it `set`), so that the same can be counted again at any time.
A tally holds nothing that its events do not say; therefore keeping it is no event of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple, cast

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from workflow.base import audit
from workflow.base.clock import local_date
from workflow.base.db import session, take_alone, take_turns, transaction
from workflow.office.supervision import items, rollup
from workflow.office.supervision.items import Facts, Made
from workflow.office.supervision.models import PromiseItem, PromiseTally, PromiseWaiting, TallyBasis
from workflow.office.supervision.rollup import ENDED, OPEN
from workflow.places import packs
from workflow.policy.calendar import Calendar
from workflow.policy.terms import due, limit_of
from workflow.stages.cases import clock
from workflow.stages.cases import limits as stage_clocks
from workflow.stages.cases.states import State

_ITEM, _TALLY, _WAITING, _BASIS = (
    cast(Table, model.__table__) for model in (PromiseItem, PromiseTally, PromiseWaiting, TallyBasis)
)
_EVENT = cast(Table, audit.Event.__table__)
_STEP = 500

_STANDING = select(_ITEM).where(_ITEM.c.stream == bindparam("of"))
_KEEP = insert(_ITEM).inline()
_CHANGE = update(_ITEM).where(_ITEM.c.id == bindparam("row"))
_DROP = delete(_ITEM).where(_ITEM.c.id == bindparam("row"))
_day_of = items.instant_day(local_date)


def _mover(table: Table, names: tuple[str, ...]) -> dict[str, Any]:
    """An upsert that adds `n`, for each engine."""
    return {
        dialect.dialect.name: (made := dialect.insert(table).values({name: bindparam(name) for name in (*names, "n")}))
        .on_conflict_do_update(index_elements=list(names), set_={"n": table.c.n + made.excluded.n})
        for dialect in (sqlite, postgresql)
    }  # fmt: skip


_MOVE = {table.name: _mover(table, names) for table, names in ((_TALLY, ENDED), (_WAITING, OPEN))}


def follow(stream: str, payload: Mapping[str, Any]) -> None:
    """Bring the items of a stream up to date after one of its events, if that event could change them."""
    kind = stream.partition(":")[0]
    if items.TELLING[kind] & (payload.get("set") or {}).keys():
        settle(stream)


audit.follow("case:", follow)
audit.follow("complaint:", follow)


def settle(stream: str) -> bool:
    """Make the items and tallies of one stream what its events say; returns whether anything was different."""
    connection, calendar = session.connection(), packs.calendar()
    wanted = {made.key: _columns(stream, made, calendar) for made in _made(stream, calendar)}
    standing = {row["key"]: row for row in connection.execute(_STANDING, {"of": stream}).mappings()}
    moved: Counter[_Place] = Counter()
    for key in sorted(wanted.keys() | standing.keys()):
        _settle(connection, wanted.get(key), standing.get(key), moved)
    _move(connection, moved)
    return bool(moved)


def _settle(connection: Connection, new: dict[str, Any] | None, old: Any, moved: Counter[_Place]) -> None:
    if new and old:
        new["told"] = new["told"] or old["told"]
        if all(old[name] == value for name, value in new.items()):
            return
        connection.execute(_CHANGE, {"row": old["id"], **new})
    elif new:
        connection.execute(_KEEP, new)
    else:
        connection.execute(_DROP, {"row": old["id"]})
    moved.subtract(_places(old) if old else ())
    moved.update(_places(new) if new else ())


class _Place(NamedTuple):
    """Where an item is counted: the table and the values of its key."""

    table: str
    values: tuple[Any, ...]


def _places(row: Mapping[str, Any]) -> Iterator[_Place]:
    """All together, and under each of its slices."""
    for by, column in rollup.SLICED.items():
        place = (row["key"], row["since_on"], by, rollup.text(row[column]) if column else "")
        if row["ended"]:
            yield _Place(_TALLY.name, (*place, row["days"], row["end_on"] <= row["due_on"]))
        else:
            yield _Place(_WAITING.name, (*place, row["due_on"]))


def _move(connection: Connection, moved: Counter[_Place]) -> None:
    """Always in the same order, so that two transactions that move the same counts never wait for each other twice."""
    places = sorted((place for place in moved if moved[place]), key=repr)
    for table, of_table in groupby(places, key=attrgetter("table")):
        names = ENDED if table == _TALLY.name else OPEN
        rows = [{**dict(zip(names, place.values, strict=True)), "n": moved[place]} for place in of_table]
        connection.execute(_MOVE[table][connection.dialect.name], rows)


def _columns(stream: str, made: Made, calendar: Calendar) -> dict[str, Any]:
    ended = made.end_on is not None
    days = items.elapsed(made.start_on, made.end_on, made.unit, calendar) if made.end_on else None
    in_time = made.end_on is not None and made.end_on <= made.due_on
    told = in_time or made.key in items.TOLD_IN_FIGURES  # the record of a result says itself when it was told late
    since_on = packs.value(made.key, made.start_on).from_
    return {**made._asdict(), "stream": stream, "since_on": since_on, "days": days, "ended": ended, "told": told}


def _made(stream: str, calendar: Calendar) -> list[Made]:
    facts: dict[str, Any] = {}
    happened = list(audit.history(stream))
    for event in happened:
        changed = event.payload.get("set") or {}
        facts |= changed
        if changed.get("officer_id"):
            facts.setdefault("handed_at", event.at.isoformat())
        facts["gaps_told"] = facts.get("gaps_told") or changed.get("state") == State.INCOMPLETE
    if stream.startswith("case:"):
        return list(_of_case(facts, happened, calendar))
    return list(_of_complaint(facts, calendar))


def _of_case(facts: Facts, happened: Iterable[audit.Happened], calendar: Calendar) -> Iterator[Made]:
    limits = _limits(items.BEFORE_THE_CLOCK, facts, calendar)
    yield from items.before_the_clock(facts, limits=limits, day_of=_day_of)
    if facts.get("clock"):
        answered = clock.ends_with(packs.pack(facts["pack"]), _day_of(facts["accepted_at"])) == "answered"
        yield from items.of_case(facts, answered=answered, day_of=_day_of)
    yield from items.of_stages(facts, stage_clocks.spans(happened), day_of=_day_of)


def _of_complaint(facts: Facts, calendar: Calendar) -> Iterable[Made]:
    return items.of_complaint(facts, limits=_limits(items.OF_COMPLAINTS, facts, calendar), day_of=_day_of)


def _limits(keys: Iterable[str], facts: Facts, calendar: Calendar) -> dict[str, items.Limit]:
    """The promises that stood in the rules on the day of receipt."""
    received = _day_of(facts["received_at"])
    rules = [value for value in (packs.value(key, received) for key in keys) if value.is_set]
    limits = {rule.key: limit_of(rule) for rule in rules}
    return {key: items.Limit(key, each.unit, due(received, each, calendar).due_on) for key, each in limits.items()}


def bring_up_to_date() -> str:
    """Settle every stream anew where the calendar or the rules are others than those it was counted by.

    Brings its own transactions, a few hundred streams in each, so that nobody waits long; broken off anywhere, it
    begins again at the next call, since the new basis is kept last. Returns a few words for the heartbeat.
    """
    with transaction():
        if basis_holds():
            return ""
    basis, different = _basis(), 0
    last: str | None = ""
    while last is not None:
        with transaction():
            streams = _batch(last)
            different += _settle_in_turn(streams)
        last = streams[-1] if streams else None
    with transaction():
        _keep_basis(basis)
    return f"{different} cases and complaints counted differently"


def recount() -> int:
    """Settle every case and complaint anew and add all items up again; returns how many streams were different.

    For mending what was spoiled: one transaction of its caller's, so nothing is ever half counted, and nobody else
    writes a case or complaint until it ends.
    """
    connection, basis = session.connection(), _basis()
    take_alone(connection, _ITEM, _TALLY, _WAITING)
    different = sum(settle(stream) for streams in _batches() for stream in streams)
    begun = select(_EVENT.c.stream).where(_EVENT.c.sequence == 1)
    connection.execute(delete(_ITEM).where(_ITEM.c.stream.not_in(begun)))
    _add_up(connection)
    _keep_basis(basis)
    return different


def _settle_in_turn(streams: Sequence[str]) -> int:
    """No event of a stream may come between reading its history and writing what follows from it.

    All turns are taken before the first tally moves: whoever writes an event holds its stream, then asks for tallies.
    """
    for stream in streams:
        take_turns(session.connection(), stream)
    return sum(settle(stream) for stream in streams)


def _keep_basis(version: str) -> None:
    connection = session.connection()
    take_turns(connection, _BASIS.name)  # of two ticks that count anew at once the second sees what the first wrote
    connection.execute(delete(_BASIS))
    connection.execute(insert(_BASIS), {"version": version})


def _add_up(connection: Connection) -> None:
    """Make both tallies what the items say."""
    connection.execute(delete(_TALLY))
    connection.execute(delete(_WAITING))
    for by in rollup.SLICED:
        connection.execute(insert(_TALLY).from_select([*ENDED, "n"], rollup.ended_items(by)))
        connection.execute(insert(_WAITING).from_select([*OPEN, "n"], rollup.open_items(by)))


def _batches() -> Iterator[Sequence[str]]:
    """Every stream that has or ought to have items, a few hundred at a time."""
    last = ""
    while found := _batch(last):
        yield found
        last = found[-1]


def _batch(after: str) -> Sequence[str]:
    """The next few hundred streams in their order."""
    query = select(_EVENT.c.stream).where(_EVENT.c.sequence == 1, _EVENT.c.stream > after)
    query = query.where(_EVENT.c.stream.startswith("case:") | _EVENT.c.stream.startswith("complaint:"))
    return session.connection().scalars(query.order_by(_EVENT.c.stream).limit(_STEP)).all()


def tell(found: Iterable[PromiseItem]) -> None:
    """Nothing more is to be found about these."""
    query = update(_ITEM).where(_ITEM.c.id.in_([item.id for item in found])).values(told=True)
    session.connection().execute(query)


def basis_holds() -> bool:
    """Whether everything was counted on the calendar and by the rules that there are now."""
    return session.connection().scalar(select(_BASIS.c.version)) == _basis()


def _basis() -> str:
    return f"{packs.calendar().version} {packs.pack().slug}:{packs.pack().digest[:40]}"
