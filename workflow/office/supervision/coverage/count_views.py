"""Pages of the counts of villages."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g
from flask_login import current_user

from workflow.base import clock
from workflow.kernel.errors import HouseError, NotFound
from workflow.office.registers import pages
from workflow.office.registers.queries import entry_for, office_for
from workflow.office.supervision.coverage import operations, queries
from workflow.office.supervision.coverage.books import COUNTS
from workflow.office.supervision.coverage.forms import CountForm
from workflow.office.supervision.coverage.models import VillageCount
from workflow.places import queries as places
from workflow.staff.guard import requires

bp = Blueprint("counts", __name__, url_prefix="/supervision/village-counts")


@bp.get("")
@requires("coverage.see")
def index() -> Any:
    """Every count, and which villages have none."""
    uncounted = queries.uncounted(current_user, clock.local_date(g.now))
    return pages.listing(COUNTS, "workflow/supervision/counts.html", uncounted=uncounted)


@bp.route("/new", methods=["GET", "POST"])
@requires("coverage.count")
def new() -> Any:
    """Write down a count."""
    form = CountForm(data={"counted_on": clock.local_date(g.now)})
    if form.validate():
        try:
            village = places.village_by_code(form.village.data)
            if village is None:
                raise NotFound
            office_for(str(village.office_id), current_user, "coverage.count")
            told: dict[str, Any] = {name: form[name].data for name in ("counted_on", "households", "fit", "source")}
            return pages.written(COUNTS, operations.count(village, **told, by=current_user, at=g.now))
        except HouseError as error:
            form.blame(error)
    return pages.form_page(COUNTS, form)


@bp.get("/<public_id>")
@requires("coverage.see")
def show(public_id: str) -> Any:
    """One count."""
    return pages.entry_page(COUNTS, entry_for(VillageCount, public_id, current_user, "coverage.see"))


@bp.post("/<public_id>/strike")
@requires("coverage.count")
def strike(public_id: str) -> Any:
    """Strike out a count."""
    return pages.strike(COUNTS, entry_for(VillageCount, public_id, current_user, "coverage.count"))
