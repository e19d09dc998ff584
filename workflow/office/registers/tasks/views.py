"""Pages of the tasks: set for a month, settled after it, with who stands where."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from flask import Blueprint, g
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import clock
from workflow.office.registers import pages
from workflow.office.registers.queries import entry_for, office_for
from workflow.office.registers.rules import month_of, span
from workflow.office.registers.tasks import operations, queries, rules
from workflow.office.registers.tasks.books import TASKS, tasks
from workflow.office.registers.tasks.forms import SettleForm, TaskForm
from workflow.office.registers.tasks.models import Task
from workflow.staff import queries as staff
from workflow.staff.guard import requires

bp = Blueprint("tasks", __name__, url_prefix="/registers/tasks")
_PAGE = "workflow/registers/task.html"


@bp.get("")
@requires("task.see")
def index() -> Any:
    """The tasks, and who stands where in the month asked for."""
    month = _month()
    counts: dict[int, int | None] = {}
    return pages.listing(
        tasks(lambda task: counts[task.id]), "workflow/registers/tasks.html",
        lambda shown: counts.update(queries.counts(shown)), month=month, places=queries.standing(current_user, month),
    )  # fmt: skip


def _month() -> date:
    """The month asked for; this one where none is."""
    days = span(pages.asked().month)
    return days[0] if days else clock.local_date(g.now).replace(day=1)


@bp.route("/new", methods=["GET", "POST"])
@requires("task.set")
def new() -> Any:
    """Set a task."""
    form = TaskForm(data={"month": clock.local_date(g.now)})
    return pages.write(TASKS, form, lambda: _set(form))


def _set(form: TaskForm) -> Task:
    officer: Any = staff.officer_by_public_id(form.officer.data)
    office_for(str(officer.office_id), current_user, "task.set")
    told: dict[str, Any] = {name: form[name].data for name in ("month", "measure", "wanted")}
    return operations.set_task(officer, **told, title=form.title.data or "", by=current_user, at=g.now)


@bp.get("/<public_id>")
@requires("task.see")
def show(public_id: str) -> Any:
    """One task."""
    return _page(entry_for(Task, public_id, current_user, "task.see"))


def _page(task: Task, status: int = 200, **more: Any) -> Any:
    return pages.entry_page(TASKS, task, status, **(_shown(task) | more))


def _shown(task: Task) -> dict[str, Any]:
    over = month_of(task.month) < month_of(clock.local_date(g.now))
    blank = SettleForm(formdata=None, data={"seen": task.version})
    return {"template": _PAGE, "settle_form": blank, "over": over, "by_hand": task.measure == rules.BY_HAND}


@bp.post("/<public_id>/settle")
@requires("task.set")
def settle(public_id: str) -> Any:
    """Write down what was reached."""
    task, form = entry_for(Task, public_id, current_user, "task.set"), SettleForm()
    act, said = partial(operations.settle, reached=form.reached.data), _("The result is written down.")
    return pages.step(TASKS, task, form, act, said, lambda *refused: _page(*refused, settle_form=form))


@bp.post("/<public_id>/strike")
@requires("task.set")
def strike(public_id: str) -> Any:
    """Strike a task out."""
    task = entry_for(Task, public_id, current_user, "task.set")
    return pages.strike(TASKS, task, **_shown(task))
