"""Telling the demonstration: every act of six months in the order of time, each through its own operation."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import count
from random import Random

from sqlalchemy import update

from workflow.base import clock
from workflow.base.db import session
from workflow.carriers.models import Message
from workflow.office import tick
from workflow.office.demonstration import (
    appraisals,
    archives,
    boards,
    cards,
    contracts,
    graded,
    inspections,
    opening,
    outlets,
    publishing,
    registers,
    staff,
    tasks,
    visits,
    voices,
    working,
)
from workflow.office.demonstration.cast import Cast
from workflow.office.demonstration.hours import Hours
from workflow.office.demonstration.households import Registry
from workflow.office.demonstration.lives import Life
from workflow.office.demonstration.plans import MONTHS_TOLD, Plan, Planner
from workflow.office.demonstration.script import Script
from workflow.office.demonstration.world import Acts, World
from workflow.office.publication import operations as publication
from workflow.places import packs
from workflow.places import queries as places
from workflow.policy.calendar import ONE_DAY
from workflow.staff.models import Officer

#: Without the few of `graded`, which every demonstration has.
CASES = 106
FEWEST = 12  # with less, some villages have no household for what else is told of them
#: The same story every time.
_SEED = 6105
#: In how many villages of an outlet people apply: few enough that a notice has several entries.
_VILLAGES_FULL, _VILLAGES_SMALL = 7, 3
_NIGHT = timedelta(minutes=10)
#: How many nights lie between two turns of a tick's duty; the directory is renewed once, at the end.
_EVERY = {"inbox": 7, "clocks": 1, "notices": 1, "supervision": 7, "performance": 28, "log": 1}
#: The duty that looks whether all duties were done.
_LOOKS_AT_ALL = "supervision"

Say = Callable[[str], None]


def tell(*, cases: int = CASES, say: Say = print) -> None:
    """Make the whole demonstration in the open, empty house; opens its own transactions."""
    now, today = clock.now(), clock.today()
    officers = staff.build(since=opening.OPENED_ON, at=opening.opened_at())
    world, planner = _world(officers, today)
    say(f"{len(officers)} people, {len(places.villages())} villages")
    plans = _plans(world, planner, cases)
    _play(_all_acts(world, planner, plans), until=clock.start_of(today), say=say)
    voices.at_the_door(world, planner, since=clock.start_of(today), until=now)
    session.commit()
    _catch_up(now)
    say(f"{len(plans) + graded.MANY} cases until {today}")


def _world(officers: dict[str, Officer], today: date) -> tuple[World, Planner]:
    chance = Random(_SEED)  # noqa: S311 - chance for play data, the same every time
    hours, registry = Hours(chance, packs.calendar(), today), Registry(chance, today)
    planner = Planner(chance, hours, registry, _villages(chance), staff.FULL)
    return World(Cast(officers), hours, registry, chance, {each.code: each for each in places.villages()}), planner


def _villages(chance: Random) -> dict[str, list[str]]:
    by_town: dict[str, list[str]] = {}
    for village in places.villages():
        if village.code != staff.VILLAGE_WITHOUT_OFFICER:
            by_town.setdefault(village.town.name, []).append(village.code)
    return {
        town: chance.sample(codes, _VILLAGES_FULL if town in staff.FULL else _VILLAGES_SMALL)
        for town, codes in by_town.items()
    }


def _plans(world: World, planner: Planner, cases: int) -> list[Plan]:
    """The script, chance up to the usual number, and beyond it a crowd; of few cases the script gives some of all."""
    scripted = list(Script(planner, boards.ends(world)).plans())
    scripted = scripted[:: -(-len(scripted) // max(cases, FEWEST))]
    drawn = planner.by_chance(max(min(cases, CASES) - len(scripted), 0))
    return [*scripted, *drawn, *planner.crowd(max(cases - CASES, 0))]


def _all_acts(world: World, planner: Planner, plans: list[Plan]) -> Iterator[Acts]:
    yield opening.acts(world)
    yield outlets.acts(world)
    yield publishing.acts(world)
    yield nights(world)
    yield boards.rounds(world)
    yield from voices.complaints(world)
    yield from cards.acts(world)
    yield archives.acts(world)
    yield appraisals.acts(world)
    yield contracts.acts(world)
    yield from registers.acts(world)
    yield from working.acts(world)
    yield from visits.acts(world)
    yield from tasks.acts(world)
    yield from inspections.acts(world)
    yield from voices.registers(world, [office for office in places.offices() if office.outlet])
    yield from graded.acts(world, planner)
    for plan in plans:
        yield _whole(Life(plan, world))


def _whole(life: Life) -> Acts:
    yield from life.acts()
    yield from boards.afterwards(life)


def _play(lives: Iterator[Acts], *, until: datetime, say: Say) -> None:
    """Resume whoever is next, until an instant; one transaction a day."""
    order, queue = count(), list[tuple[datetime, int, Acts]]()
    for life in lives:
        _queue_next(queue, order, life)
    day: date | None = None
    while queue and queue[0][0] < until:
        at, _number, life = heapq.heappop(queue)
        if clock.local_date(at) != day:
            session.commit()
            if day is None or clock.local_date(at).month != day.month:
                say(f"{clock.local_date(at):%Y-%m}")
            day = clock.local_date(at)
        _queue_next(queue, order, life)
        if session.info.pop("due", False):
            publication.pull_due(at=at)
    session.commit()


def _queue_next(queue: list[tuple[datetime, int, Acts]], order: Iterator[int], life: Acts) -> None:
    at = next(life, None)
    if at is not None:
        heapq.heappush(queue, (at, next(order), life))


def nights(world: World) -> Acts:
    """What the worker does by itself: every night what ends, every week what is found and measured."""
    day = world.hours.today - MONTHS_TOLD
    while day < world.hours.today:
        at = clock.start_of(day) + _NIGHT
        yield at
        _work(at, (world.hours.today - day).days)
        day += ONE_DAY


def _work(at: datetime, days_ago: int) -> None:
    """Those duties of a tick whose turn it is, within the running transaction; what would be sent counts as sent."""
    turn = [part for part in tick.DUTIES if part.name in _EVERY and days_ago % _EVERY[part.name] == 0]
    looks = any(part.name == _LOOKS_AT_ALL for part in turn)
    for part in tick.DUTIES if looks else ():
        if part.name != _LOOKS_AT_ALL:
            tick.beat(part.name, "", at=at)
    for part in turn:
        while tick.more_waits(part.act(at)):
            pass
    if looks:
        tick.beat(_LOOKS_AT_ALL, "", at=at)  # only now: it looks at what came since its last time
    publication.end_notices(at)
    session.execute(update(Message).where(Message.sent_at.is_(None)).values(sent_at=Message.due_at, attempts=1))


def _catch_up(now: datetime) -> None:
    failed = tick.do(tick.DUTIES, at=now)
    if failed:
        raise RuntimeError(f"the demonstration is told, but the worker failed at {', '.join(failed)}")
