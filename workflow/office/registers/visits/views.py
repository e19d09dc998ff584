"""Pages of the visits: to households, to those who know a village."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import clock, web
from workflow.office.registers import pages
from workflow.office.registers.queries import entry_for
from workflow.office.registers.visits import following, operations, queries
from workflow.office.registers.visits.books import VISITS
from workflow.office.registers.visits.forms import HouseholdVisitForm, VisitForm
from workflow.office.registers.visits.models import Visit
from workflow.places import queries as places
from workflow.staff.guard import requires
from workflow.stages.people.models import Household
from workflow.stages.people.queries import household_for

bp = Blueprint("visits", __name__, url_prefix="/registers/visits")
_WRITTEN = ("on", "met", "told", "follow_up_on")


@bp.get("")
@requires("visit.see")
def index() -> Any:
    """The visits, with what is late and where nobody has been."""
    today, size = clock.local_date(g.now), web.settings().limits.page_size
    late = queries.late(Visit, current_user, "visit.see", today, size)
    return pages.listing(
        VISITS, "workflow/registers/visits.html", lambda shown: following.note_list([*shown, *late]), late=late,
        unvisited=queries.unvisited(current_user, today),
    )  # fmt: skip


@bp.route("/new", methods=["GET", "POST"])
@requires("visit.write")
def new() -> Any:
    """Write down a visit to a cadre or a group leader."""
    form = VisitForm(data={"on": clock.local_date(g.now)})
    return pages.write(VISITS, form, lambda: _to_village(form), lead=_("Visits to a household begin on its page."))


def _to_village(form: VisitForm) -> Visit:
    village: Any = places.village_by_code(form.village.data)
    return operations.visit_village(village, form.sort.data, **_told(form), by=current_user, at=g.now)


@bp.route("/households/<household_id>", methods=["GET", "POST"])
@requires("visit.write")
def household(household_id: str) -> Any:
    """Write down a visit to a household."""
    found, form = household_for(household_id, current_user), HouseholdVisitForm(data=_usual())
    return pages.write(VISITS, form, lambda: _to_household(found, form), lead=_lead(found))


def _usual() -> dict[str, Any]:
    return {"on": clock.local_date(g.now)}


def _lead(household: Household) -> str:
    web.note_look(f"household:{household.public_id}", "visit")
    return _("Household of %(name)s", name=household.named_by.name)


def _to_household(household: Household, form: HouseholdVisitForm) -> Visit:
    return operations.visit_household(household, **_told(form), by=current_user, at=g.now)


def _told(form: HouseholdVisitForm) -> dict[str, Any]:
    return {name: form[name].data for name in _WRITTEN} | {"follow_up": form.follow_up.data or ""}


@bp.get("/<public_id>")
@requires("visit.see")
def show(public_id: str) -> Any:
    """One visit."""
    return following.page(VISITS, entry_for(Visit, public_id, current_user, "visit.see"))


@bp.post("/<public_id>/outcome")
@requires("visit.follow")
def follow(public_id: str) -> Any:
    """Write down what came of it."""
    return following.follow(VISITS, entry_for(Visit, public_id, current_user, "visit.follow"))


@bp.post("/<public_id>/strike")
@requires("visit.write")
def strike(public_id: str) -> Any:
    """Strike a visit out."""
    visit = entry_for(Visit, public_id, current_user, "visit.write")
    return pages.strike(VISITS, visit, **following.shown(visit))
