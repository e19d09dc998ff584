"""What will happen to each application: a script for those that every demonstration must have, chance for the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from random import Random

from workflow.office.demonstration import livelihoods
from workflow.office.demonstration.hours import Hours
from workflow.office.demonstration.households import Family, Registry
from workflow.office.demonstration.livelihoods import Wish
from workflow.places import packs
from workflow.policy import lookup
from workflow.policy.money import fen
from workflow.stages.cases import clock
from workflow.stages.cases.states import State

Wishing = Callable[[Random], Wish]
#: How far the story goes back.
MONTHS_TOLD = timedelta(days=183)
_CROWDED_DAYS = 5


class Ending(StrEnum):
    """How an application ends if nothing stops it before."""

    GRANTED = "granted"
    LOWERED = "lowered"
    SENT_UP = "sent up and granted"
    FAILED = "not passed, refused"
    REFUSED = "passed, refused"
    UNACCEPTABLE = "unacceptable"
    WITHDRAWN_EARLY = "withdrawn before acceptance"
    WITHDRAWN = "withdrawn after the visit"


class Trouble(StrEnum):
    """What comes between a notice and its end."""

    RECEIVED = "an objection nobody has looked at"
    ADMITTED = "an objection under re-review"
    LOWERED = "an objection upheld: a lower amount, posted anew"
    REFUSED = "an objection upheld: nothing is lent"
    REJECTED = "an objection rejected"
    LATE = "an objection after the end"
    ORAL = "an objection by telephone"
    CONSENT_WITHDRAWN = "the household takes its consent back"


@dataclass(frozen=True, slots=True)
class Pace:
    """On which working day after acceptance each stage is done; `told` ends the promise's clock."""

    visited: int = 1
    reviewed: int = 2
    decided: int = 2
    told: int = 3


@dataclass(frozen=True, slots=True)
class Board:
    """A notice with a day of its own: when it is drawn up and for how many days; not `posted`: a draft still."""

    on: date
    days: int
    posted: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """One application's life. `stop` is the state in which it is left; `gaps` the papers missing at first."""

    family: Family
    wish: Wish
    received_at: datetime
    guarantor: str = ""
    channel: str = "desk"
    gaps: int = 0
    gap_days: int = 2
    second_notice: bool = False
    consent: bool = True
    pace: Pace = Pace()
    ending: Ending = Ending.GRANTED
    stop: State | None = None
    answered: bool = True
    trouble: Trouble | None = None
    board: Board | None = None
    tied: bool = False


class Planner:
    """Draws plans; `villages` are the codes of villages by the name of their town."""

    def __init__(
        self, chance: Random, hours: Hours, registry: Registry, villages: dict[str, list[str]], full: tuple[str, ...]
    ) -> None:
        self.chance, self.hours, self.registry = chance, hours, registry
        self.villages, self.full = villages, full

    def plan(self, wish: Wishing, on: date, town: str, **more: object) -> Plan:
        """A plan of the given kind of wish, handed in on a day in some village of a town."""
        return self.plan_in(self.chance.choice(self.villages[town]), wish, on, **more)

    def plan_in(self, code: str, wish: Wishing, on: date, **more: object) -> Plan:
        """The same in the village of this code."""
        wanted, consent = wish(self.chance), self.chance.random() < 0.78
        guarantor = self.registry.stranger().name if wanted.guarantee in ("guaranteed", "joint") else ""
        made = Plan(self.registry.family(code), wanted, self.hours.morning(on), consent=consent, guarantor=guarantor)
        return replace(made, **more)  # type: ignore[arg-type] # the fields of Plan

    def by_chance(self, number: int) -> Iterator[Plan]:
        """`number` applications spread over the months, as they come through the door."""
        span = MONTHS_TOLD.days
        for index in range(number):
            day = self.hours.today - MONTHS_TOLD + timedelta(days=span * index // number)
            yield self._drawn(day)

    def crowd(self, number: int) -> Iterator[Plan]:
        """`number` applications of the last days that all wait for their visit: what a desk is measured with."""
        towns = list(self.villages)
        for index in range(number):
            day = self.hours.workday(1 + index % _CROWDED_DAYS)
            yield self.plan(livelihoods.large, day, towns[index % len(towns)], stop=State.ACCEPTED)

    def _drawn(self, day: date) -> Plan:
        chance = self.chance
        town = chance.choices(list(self.villages), [5 if town in self.full else 1 for town in self.villages])[0]
        online = chance.random() < 0.55
        if not online:
            day = self.hours.calendar.next_working(day)
        plan = self.plan(livelihoods.any_of, min(day, self.hours.today), town)
        if online:
            plan = replace(plan, channel="online", received_at=self.hours.any_time(day))
        elif chance.random() < 0.15:
            plan = replace(plan, channel="oral")
        return replace(
            plan, gaps=chance.choices((0, 1, 2), (70, 22, 8))[0], gap_days=chance.randint(1, 6),
            pace=self._pace(plan.wish), ending=self._ending(), tied=town in self.full and chance.random() < 0.02,
        )  # fmt: skip

    def _pace(self, wish: Wish) -> Pace:
        limit = self._promised(wish)
        late = self.chance.random() < 0.1
        told = self.chance.randint(limit + 1, limit + 6) if late else self.chance.randint(1, limit)
        decided = max(told - self.chance.randint(0, 1), 1)
        reviewed = max(decided - self.chance.randint(0, 1), 1)
        return Pace(self.chance.randint(1, reviewed), reviewed, decided, told)

    def _promised(self, wish: Wish) -> int:
        """How many working days the institution promised for such a loan."""
        pack, today = packs.pack(), self.hours.today
        level = lookup.required(pack, "authority.levels", today).value[0].code
        limit = clock.promise(pack, product=wish.product, level=level, amount=fen(wish.amount), on=today)
        return int(limit.value)

    def _ending(self) -> Ending:
        weights = {
            Ending.GRANTED: 72, Ending.LOWERED: 6, Ending.FAILED: 6, Ending.REFUSED: 4, Ending.UNACCEPTABLE: 4,
            Ending.WITHDRAWN_EARLY: 3, Ending.WITHDRAWN: 3, Ending.SENT_UP: 2,
        }  # fmt: skip
        return self.chance.choices(list(weights), list(weights.values()))[0]
