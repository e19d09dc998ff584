"""When things happen: people hand in by day and evening, offices work in office hours on working days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from random import Random

from workflow.base.clock import SHANGHAI, local_date
from workflow.policy.calendar import ONE_DAY, Calendar

_OPENS, _SHUTS = time(8, 30), time(17, 30)


class Hours:
    """Instants of a working life, drawn from one chance; `today` is the day the story ends."""

    def __init__(self, chance: Random, calendar: Calendar, today: date) -> None:
        self.chance, self.calendar, self.today = chance, calendar, today

    @classmethod
    def seeded(cls, seed: int, like: Hours) -> Hours:
        """The same days by a chance of their own, so that one part of the story does not move another."""
        return cls(Random(seed), like.calendar, like.today)  # noqa: S311 - chance for play data, the same every time

    def workday(self, number: int, *, before: date | None = None) -> date:
        """The `number`-th working day before a day (today): 1 is the last one."""
        day = before or self.today
        for _ in range(number):
            day = self.calendar.last_working(day - ONE_DAY)
        return day

    def morning(self, day: date) -> datetime:
        """Some instant of the morning in the office."""
        return self._at(day, self.chance.randint(0, 150))

    def any_time(self, day: date) -> datetime:
        """When somebody at home with a telephone hands in: from early morning until night."""
        return self._at(day, self.chance.randint(-90, 800))

    def later(self, at: datetime, workdays: int = 0) -> datetime:
        """A little later the same day, or in the morning of the `workdays`-th working day after; never out of hours."""
        if not workdays and self._open(at):
            soon = at + timedelta(minutes=self.chance.randint(6, 40))
            return soon if self._open(soon) else self.morning(self._after(soon, 1))
        return self.morning(self._after(at, max(workdays, 1)))

    def _after(self, at: datetime, workdays: int) -> date:
        day = local_date(at)
        for _ in range(workdays):
            day = self.calendar.next_working(day + ONE_DAY)
        return day

    def _open(self, at: datetime) -> bool:
        here = at.astimezone(SHANGHAI)
        return _OPENS <= here.time() <= _SHUTS and self.calendar.works(here.date())

    def _at(self, day: date, minutes: int) -> datetime:
        opening = datetime.combine(day, _OPENS, SHANGHAI)
        return (opening + timedelta(minutes=minutes, seconds=self.chance.randint(0, 59))).astimezone(UTC)
