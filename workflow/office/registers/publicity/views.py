"""Pages of the publicity log."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g
from flask_login import current_user

from workflow.base import clock
from workflow.office.registers import pages
from workflow.office.registers.publicity import operations, queries, rules
from workflow.office.registers.publicity.books import PUBLICITY
from workflow.office.registers.publicity.forms import PublicityForm
from workflow.office.registers.publicity.models import Publicity
from workflow.office.registers.queries import entry_for, office_for
from workflow.places import queries as places
from workflow.staff import queries as staff
from workflow.staff.guard import requires

bp = Blueprint("publicity", __name__, url_prefix="/registers/publicity")


@bp.get("")
@requires("publicity.see")
def index() -> Any:
    """The log, with what was done and handed out by each way."""
    totals = queries.totals(current_user, pages.asked())
    return pages.listing(PUBLICITY, "workflow/registers/publicity.html", totals=totals, channels=rules.CHANNELS)


@bp.route("/new", methods=["GET", "POST"])
@requires("publicity.write")
def new() -> Any:
    """Write down how people were told."""
    form = PublicityForm(data={"on": clock.local_date(g.now), "person": current_user.public_id})
    return pages.write(PUBLICITY, form, lambda: _publicise(form))


def _publicise(form: PublicityForm) -> Publicity:
    office = office_for(form.office.data, current_user, "publicity.write")
    return operations.publicise(office, **_told(form), by=current_user, at=g.now)


def _told(form: PublicityForm) -> dict[str, Any]:
    told: dict[str, Any] = {name: form[name].data for name in ("on", "channel", "place", "handed_out")}
    village = places.village_by_code(form.village.data) if form.village.data else None
    person = staff.officer_by_public_id(form.person.data)
    return told | {"village": village, "person": person, "audience": form.audience.data or ""}


@bp.get("/<public_id>")
@requires("publicity.see")
def show(public_id: str) -> Any:
    """One entry."""
    return pages.entry_page(PUBLICITY, entry_for(Publicity, public_id, current_user, "publicity.see"))


@bp.post("/<public_id>/strike")
@requires("publicity.write")
def strike(public_id: str) -> Any:
    """Strike out an entry."""
    return pages.strike(PUBLICITY, entry_for(Publicity, public_id, current_user, "publicity.write"))
