"""Pages of the quarterly studies."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, render_template
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import clock
from workflow.kernel.errors import HouseError
from workflow.office.registers import pages
from workflow.office.registers.queries import entry_for
from workflow.office.supervision.studies import operations, queries
from workflow.office.supervision.studies.books import STUDIES
from workflow.office.supervision.studies.forms import DoneForm, StudyForm
from workflow.office.supervision.studies.models import Study
from workflow.office.supervision.studies.rules import FIGURES
from workflow.staff.guard import requires

bp = Blueprint("studies", __name__, url_prefix="/supervision/studies")
_PAGE = "workflow/supervision/study.html"


@bp.get("")
@requires("study.see")
def index() -> Any:
    """Every study, with the rule and the periods that nobody has studied."""
    today = clock.local_date(g.now)
    page = {"owed": queries.owed(current_user.office_id, today), "rule": queries.rule(today), "today_is": today}
    return pages.listing(STUDIES, "workflow/supervision/studies.html", **page)


@bp.route("/new", methods=["GET", "POST"])
@requires("study.write")
def new() -> Any:
    """Write the minutes, beside the figures of the running period."""
    today = clock.local_date(g.now)
    form = StudyForm(data={"held_on": today})
    if form.validate():
        try:
            told: dict[str, Any] = {name: form[name].data for name in ("held_on", "present", "matters")}
            made = operations.hold(**told, tasks=form.named(), by=current_user, at=g.now)
            return pages.written(STUDIES, made)
        except HouseError as error:
            form.blame(error)
    period = queries.period(today)
    told = queries.figures(period, today) if period else {}
    page = {"form": form, "period": period, "told": told, "figures": FIGURES, "book": STUDIES}
    return render_template("workflow/supervision/study_new.html", **page), (422 if form.errors else 200)


@bp.get("/<public_id>")
@requires("study.see")
def show(public_id: str) -> Any:
    """One study with its tasks."""
    return _page(entry_for(Study, public_id, current_user, "study.see"))


def _page(study: Study, status: int = 200, **more: Any) -> Any:
    form = DoneForm(formdata=None, data={"seen": study.version})
    page: dict[str, Any] = {"template": _PAGE, "tasks": queries.tasks_of(study), "done_form": form}
    page |= {"today_is": clock.local_date(g.now)}
    return pages.entry_page(STUDIES, study, status, **(page | more))


@bp.post("/<public_id>/tasks/<int:number>")
@requires("study.confirm")
def confirm(public_id: str, number: int) -> Any:
    """Confirm that a task was carried out."""
    study, form = entry_for(Study, public_id, current_user, "study.confirm"), DoneForm()
    task = queries.task_for(study, number)
    return pages.step(
        STUDIES, study, form, lambda _study, **who: operations.confirm(task, how=form.how.data, **who),
        _("The task is confirmed."), lambda *refused: _page(*refused, done_form=form, asked=number),
    )  # fmt: skip


@bp.post("/<public_id>/strike")
@requires("study.write")
def strike(public_id: str) -> Any:
    """Strike out minutes of which no task is confirmed."""
    study = entry_for(Study, public_id, current_user, "study.write")
    blank: dict[str, Any] = {"done_form": DoneForm(formdata=None), "tasks": queries.tasks_of(study)}
    return pages.strike(STUDIES, study, template=_PAGE, today_is=clock.local_date(g.now), **blank)
