"""Pages of the scores: every officer's months."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g
from flask_login import current_user

from workflow.base import clock
from workflow.office.registers import pages
from workflow.office.registers.queries import entry_for, office_for
from workflow.office.registers.worklog import operations, queries
from workflow.office.registers.worklog.books import MONTHS
from workflow.office.registers.worklog.forms import ScoreForm
from workflow.office.registers.worklog.models import WorkMonth
from workflow.staff import queries as staff
from workflow.staff.guard import requires
from workflow.staff.models import Officer

bp = Blueprint("months", __name__, url_prefix="/registers/work-months")


@bp.get("")
@requires("worklog.see")
def index() -> Any:
    """The scores, with those whose last month has none."""
    unscored = queries.unscored(current_user, clock.local_date(g.now))
    return pages.listing(MONTHS, "workflow/registers/months.html", unscored=unscored)


@bp.route("/new", methods=["GET", "POST"])
@requires("worklog.score")
def new() -> Any:
    """Score a month."""
    form = ScoreForm()
    return pages.write(MONTHS, form, lambda: _score(form))


def _score(form: ScoreForm) -> WorkMonth:
    told: dict[str, Any] = {name: form[name].data for name in ("month", "score")}
    told |= {"remark": form.remark.data or "", "by": current_user, "at": g.now}
    return operations.score(_officer(form.officer.data), **told)


def _officer(key: str) -> Officer:
    """An officer whom the reader may score; Forbidden, NotFound."""
    officer: Any = staff.officer_by_public_id(key)
    office_for(str(officer.office_id), current_user, "worklog.score")
    return officer


@bp.get("/<public_id>")
@requires("worklog.see")
def show(public_id: str) -> Any:
    """One month's score."""
    return pages.entry_page(MONTHS, entry_for(WorkMonth, public_id, current_user, "worklog.see"))


@bp.post("/<public_id>/strike")
@requires("worklog.score")
def strike(public_id: str) -> Any:
    """Strike out a score."""
    month = entry_for(WorkMonth, public_id, current_user, "worklog.score")
    return pages.strike(MONTHS, month, operations.strike_month)
