"""What the desk asks every stage: which step waits in a state of a case, and what waits that is no case.

A room that wants a place on the desk has a module `todo` with either or both of

    NEXT = {State.ACCEPTED: Next("case.investigate", "appraisal.investigate", N_("Investigate"))}
    def rows(person, *, now, limit) -> list[Todo]

`NEXT` names for a state the one step that waits there, the right it needs and the page that takes it (its endpoint gets
`public_id`, the case's); it names several where the way of the case decides which. The desk lists the open cases in
states whose step the person may take, by `Case.next_on`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, or_

from workflow.doors.inbox import take
from workflow.kernel.errors import N_
from workflow.policy.flows import Kind
from workflow.staff.models import Officer
from workflow.staff.rights import may
from workflow.stages.cases import queries, ways
from workflow.stages.cases.models import Case
from workflow.stages.cases.states import State


@dataclass(frozen=True, slots=True)
class Next:
    """The next action of a case in a state; `only` narrows it to this person's cases by an SQL condition.

    It waits in cases whose way has the stage `within`, and none of the stages `without`, if these are given. A case
    whose way asks for a credit grade that its household lacks has the steps `for_grade`, none that is refused before
    it is `graded`, and where the grade has a clock of its own no others either. `where` narrows it by an SQL condition
    that is the same for everybody on every day.
    """

    verb: str
    endpoint: str
    label: str
    only: Callable[[Officer], Any] | None = None
    within: Kind | None = None
    without: tuple[Kind, ...] = ()
    for_grade: bool = False
    graded: bool = False
    where: Callable[[], ColumnElement[bool]] | None = None

    def fits(self, case: Case) -> bool:
        """Whether it waits in a case that goes its way, as far as `only` and `where` are not asked for that."""
        kinds = case.way.kinds
        on_way = (self.within is None or self.within in kinds) and not set(self.without) & set(kinds)
        return on_way and self._fits_grade(case)

    def _fits_grade(self, case: Case) -> bool:
        if self.for_grade:
            return ways.lacks_grade(case)
        return not (ways.lacks_grade(case) if self.graded else ways.awaits_grade(case))

    def on_way(self, state: str) -> list[ColumnElement[bool]]:
        """The same as conditions on cases in a state, with `where`."""
        inside = [or_(Case.flow.is_(None), Case.flow.contains(self.within))] if self.within else []
        outside = [Case.flow.not_like(f"%{kind}%") for kind in self.without]
        return [*inside, *outside, *self._on_grade(state), *([self.where()] if self.where else [])]

    def _on_grade(self, state: str) -> list[ColumnElement[bool]]:
        if self.for_grade or self.graded:
            return [queries.lacking_grade() if self.for_grade else queries.having_grade()]
        return [queries.past_grade()] if state in ways.BEFORE_THE_GRADE else []


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing that waits and is no case: `title` and `label` are msgids (with `params`), `args` the endpoint's."""

    title: str
    label: str
    endpoint: str
    args: dict[str, Any] = field(default_factory=dict)
    params: dict[str, Any] = field(default_factory=dict)
    on: date | None = None
    late: bool = False


_CHECK = Next("case.check", "cases.papers", N_("Check the papers"))
NEXT = {State.SUBMITTED: _CHECK, State.INCOMPLETE: _CHECK}


def rows(person: Officer, *, now: datetime, limit: int) -> list[Todo]:
    """Applications handed in online and demands that nobody has answered."""
    return [*_slips(person, limit), *_demands(person, limit)]


def _slips(person: Officer, limit: int) -> list[Todo]:
    if not may(person, "slip.take"):
        return []
    title, label = N_("An application was handed in online."), N_("Take it in")
    waiting = queries.slips_for(person, limit)
    return [Todo(title, label, "cases.slip", {"slip_id": handed.id}, on=_day(handed)) for handed, _alike in waiting]


def _day(handed: take.Handed) -> date:
    return queries.day_of(handed.received_at)


def _demands(person: Officer, limit: int) -> list[Todo]:
    if not may(person, "demand.answer"):
        return []
    title, label = N_("%(visitor)s waits for an answer."), N_("Answer")
    return [
        Todo(
            title,
            label,
            "cases.demand",
            {"public_id": entry.public_id},
            {"visitor": entry.visitor},
            queries.day_of(entry.came_at),
        )
        for entry in queries.demands_waiting(person, limit)
    ]
