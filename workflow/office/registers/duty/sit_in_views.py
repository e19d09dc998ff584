"""Pages of the sit-in days."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g
from flask_login import current_user

from workflow.base import clock
from workflow.office.outlets.queries import outlet_for, outlets_for
from workflow.office.registers import pages
from workflow.office.registers.duty import operations, queries
from workflow.office.registers.duty.books import SIT_INS
from workflow.office.registers.duty.forms import SitInForm
from workflow.office.registers.duty.models import SitInDay
from workflow.office.registers.queries import entry_for
from workflow.places import queries as places
from workflow.staff import queries as staff
from workflow.staff.guard import requires

bp = Blueprint("sit_ins", __name__, url_prefix="/registers/sit-in-days")


@bp.get("")
@requires("sit_in.see")
def index() -> Any:
    """The days, the weeks that have too few, and the outlets for which the reader may write."""
    short = queries.short_weeks(outlets_for(current_user, "sit_in.see"), clock.local_date(g.now))
    writable = outlets_for(current_user, "sit_in.write")
    return pages.listing(SIT_INS, "workflow/registers/sit_ins.html", short=short, writable=writable)


@bp.route("/new/<int:office_id>", methods=["GET", "POST"])
@requires("sit_in.write")
def new(office_id: int) -> Any:
    """Write a day down for an outlet."""
    office = outlet_for(office_id, current_user, "sit_in.write")
    form = SitInForm.of(office, data={"on": clock.local_date(g.now)})
    return pages.write(SIT_INS, form, lambda: _sit_in(form), lead=office.name)


def _sit_in(form: SitInForm) -> SitInDay:
    officer: Any = staff.officer_by_public_id(form.officer.data)
    told: dict[str, Any] = {name: form[name].data for name in ("on", "place", "hours")}
    told["village"] = places.village_by_code(form.village.data) if form.village.data else None
    return operations.sit_in(officer, **told, by=current_user, at=g.now)


@bp.get("/<public_id>")
@requires("sit_in.see")
def show(public_id: str) -> Any:
    """One day."""
    return pages.entry_page(SIT_INS, entry_for(SitInDay, public_id, current_user, "sit_in.see"))


@bp.post("/<public_id>/strike")
@requires("sit_in.write")
def strike(public_id: str) -> Any:
    """Strike a day out that will not be."""
    return pages.strike(SIT_INS, entry_for(SitInDay, public_id, current_user, "sit_in.write"))
