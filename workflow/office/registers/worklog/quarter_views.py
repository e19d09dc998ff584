"""Pages of the settlements: the scored months of every officer, settled together."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g
from flask_login import current_user

from workflow.base import clock
from workflow.office.registers import pages
from workflow.office.registers.queries import entry_for
from workflow.office.registers.worklog import operations, queries
from workflow.office.registers.worklog.books import QUARTERS
from workflow.office.registers.worklog.forms import SettleForm
from workflow.office.registers.worklog.models import WorkQuarter
from workflow.staff import queries as staff
from workflow.staff.guard import requires
from workflow.staff.rights import may

bp = Blueprint("quarters", __name__, url_prefix="/registers/work-quarters")


@bp.get("")
@requires("worklog.see")
def index() -> Any:
    """The settlements, with whoever's last months are scored but not settled."""
    waiting = queries.unsettled(clock.local_date(g.now)) if may(current_user, "worklog.settle") else []
    return pages.listing(QUARTERS, "workflow/registers/quarters.html", waiting=waiting)


@bp.route("/new", methods=["GET", "POST"])
@requires("worklog.settle")
def new() -> Any:
    """Settle somebody's months."""
    form = SettleForm()
    return pages.write(QUARTERS, form, lambda: _settle(form))


def _settle(form: SettleForm) -> WorkQuarter:
    officer: Any = staff.officer_by_public_id(form.officer.data)
    return operations.settle(officer, month=form.month.data, by=current_user, at=g.now)


@bp.get("/<public_id>")
@requires("worklog.see")
def show(public_id: str) -> Any:
    """One settlement."""
    return pages.entry_page(QUARTERS, entry_for(WorkQuarter, public_id, current_user, "worklog.see"))


@bp.post("/<public_id>/strike")
@requires("worklog.settle")
def strike(public_id: str) -> Any:
    """Strike a settlement out."""
    return pages.strike(QUARTERS, entry_for(WorkQuarter, public_id, current_user, "worklog.settle"))
