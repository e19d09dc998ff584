"""What the rooms bring to the desk: their next actions, their waiting things, their panels. Read once, by name."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from workflow.staff.models import Officer
from workflow.stages.cases.models import Case
from workflow.stages.cases.todo import Next, Todo
from workflow.stages.people import beside
from workflow.stages.people.models import Household

STAGES = ("cases", "appraisal", "approval", "notices", "credit")
"""The stages a case climbs, in the order in which the case page shows them."""
_OTHERS = (
    "workflow.stages.approval.lines", "workflow.stages.feedback", "workflow.stages.feedback.cards",
    "workflow.office.publication", "workflow.office.supervision", "workflow.office.archive", "workflow.office.own_data",
    "workflow.office.registers",
)  # fmt: skip


@cache
def _modules(name: str) -> tuple[ModuleType, ...]:
    rooms = (*(f"workflow.stages.{stage}" for stage in STAGES), *_OTHERS)
    return tuple(import_module(f"{room}.{name}") for room in rooms if find_spec(f"{room}.{name}"))


@cache
def nexts() -> tuple[tuple[str, Next], ...]:
    """(state, next action) of every room, the earlier stage first."""
    return tuple(
        (str(state), each)
        for room in _modules("todo")
        for state, found in getattr(room, "NEXT", {}).items()
        for each in (found if isinstance(found, tuple) else (found,))
    )


def todos(person: Officer, *, now: datetime, limit: int) -> list[Todo]:
    """Whatever waits for a person and is no case, the oldest first."""
    found = [
        todo for room in _modules("todo") if hasattr(room, "rows") for todo in room.rows(person, now=now, limit=limit)
    ]
    return sorted(found, key=lambda todo: (todo.on is None, todo.on, todo.title))


def of_household(household: Household) -> list[beside.Fact]:
    """What the stages know of a household: its grade, its lines."""
    tellers = (room.of_household for room in _modules("panels") if hasattr(room, "of_household"))
    return [fact for teller in tellers for fact in teller(household)]


beside.tell(of_household)


def panels(case: Case, person: Officer) -> list[tuple[str, dict[str, Any]]]:
    """(stage, what its panel shows) for every stage that has something to show of a case."""
    shown = []
    for room in _modules("panels"):
        panel = room.panel(case, person)
        if panel is not None:
            shown.append((room.__name__.split(".")[-2], panel))
    return shown
