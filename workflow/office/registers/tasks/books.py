"""Tasks and their results as a table."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext as _

from workflow.kernel.errors import N_
from workflow.office.registers.book import Book, Column
from workflow.office.registers.rules import month_of
from workflow.office.registers.tasks import queries, rules
from workflow.office.registers.tasks.models import Task


def _measure(task: Task) -> str:
    return task.title or _(rules.MEASURES[task.measure])


def tasks(reached: Callable[[Task], int | None]) -> Book:
    """The register, with what `reached` says of each task."""
    return Book(
        slug="tasks", endpoint="tasks", model=Task, day="month", see="task.see", write="task.set",
        title=N_("Tasks and results"),
        about=N_("What each officer is to reach in a month and what was reached; for the house alone, never public."),
        columns=(
            Column(N_("Officer"), lambda each: each.officer.name),
            Column(N_("Office"), lambda each: each.office.name),
            Column(N_("Month"), lambda each: month_of(each.month)),
            Column(N_("What is counted"), _measure, share=2),
            Column(N_("Wanted"), lambda each: each.wanted, kind="num", share=0.7),
            Column(N_("Reached"), reached, kind="num", share=0.7),
            Column(N_("Set by"), lambda each: each.recorded_by.name),
            Column(N_("Settled by"), lambda each: each.settled_by.name if each.settled_by else None),
        ),
    )  # fmt: skip


TASKS = tasks(queries.counted)
