"""Pages of the work log: one's own day, the head's signatures, the score of a month."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import clock, web
from workflow.office.registers import pages
from workflow.office.registers.forms import SignForm
from workflow.office.registers.queries import entry_for
from workflow.office.registers.worklog import operations, queries
from workflow.office.registers.worklog.books import WORK
from workflow.office.registers.worklog.forms import WorkForm
from workflow.office.registers.worklog.models import WorkEntry
from workflow.places import queries as places
from workflow.staff.guard import requires

bp = Blueprint("worklog", __name__, url_prefix="/registers/work-log")
_PAGE = "workflow/registers/work.html"
_WRITTEN = ("on", "category", "plan", "result", "households")


@bp.get("")
@requires("worklog.see")
def index() -> Any:
    """The log, with what waits for the reader's signature."""
    waiting = queries.to_be_signed(current_user, web.settings().limits.page_size)
    return pages.listing(WORK, "workflow/registers/worklog.html", waiting=waiting)


@bp.route("/new", methods=["GET", "POST"])
@requires("worklog.write")
def new() -> Any:
    """Write a piece of one's own day down."""
    form = WorkForm(data={"on": clock.local_date(g.now), "households": 0})
    return pages.write(WORK, form, lambda: _write(form))


def _write(form: WorkForm) -> WorkEntry:
    told: dict[str, Any] = {name: form[name].data for name in _WRITTEN}
    told |= {"village": places.village_by_code(form.village.data), "late_why": form.late_why.data or ""}
    return operations.write(current_user, **told, at=g.now)


@bp.get("/<public_id>")
@requires("worklog.see")
def show(public_id: str) -> Any:
    """One entry."""
    return _page(entry_for(WorkEntry, public_id, current_user, "worklog.see"))


def _page(entry: WorkEntry, status: int = 200, **more: Any) -> Any:
    page = {"sign_form": pages.signing(entry)} | more
    return pages.entry_page(WORK, entry, status, template=_PAGE, **page)


@bp.post("/<public_id>/sign")
@requires("worklog.sign")
def sign(public_id: str) -> Any:
    """Sign under an officer's day."""
    entry, form = entry_for(WorkEntry, public_id, current_user, "worklog.sign"), SignForm()
    return pages.step(
        WORK, entry, form, operations.sign, _("Signed."), lambda *refused: _page(*refused, sign_form=form)
    )


@bp.post("/<public_id>/strike")
@requires("worklog.write")
def strike(public_id: str) -> Any:
    """Strike out an entry that nobody has signed."""
    entry = entry_for(WorkEntry, public_id, current_user, "worklog.write")
    return pages.strike(WORK, entry, template=_PAGE, sign_form=pages.signing(entry))
