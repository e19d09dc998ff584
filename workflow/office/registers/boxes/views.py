"""Pages of the opinion boxes: where they hang, who keeps them, when one is due."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, g
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import clock
from workflow.office.outlets.queries import outlet_for, outlets_for
from workflow.office.registers import pages
from workflow.office.registers.boxes import operations, queries
from workflow.office.registers.boxes.books import BOXES
from workflow.office.registers.boxes.forms import BoxForm, KeepersForm
from workflow.office.registers.boxes.models import OpinionBox
from workflow.office.registers.queries import entry_for
from workflow.places.models import Office
from workflow.staff import queries as staff
from workflow.staff.guard import requires
from workflow.staff.models import Officer

bp = Blueprint("boxes", __name__, url_prefix="/registers/boxes")
_PAGE = "workflow/registers/box.html"


@bp.get("")
@requires("box.see")
def index() -> Any:
    """Every box, with the day by which it is opened next."""
    today = clock.local_date(g.now)
    known: dict[str, Any] = {"outlets": outlets_for(current_user, "box.write"), "today_is": today}
    known["dues"] = {box.id: queries.due_on(box, today) for box in queries.boxes_for(current_user, "box.see")}
    return pages.listing(BOXES, "workflow/registers/boxes.html", **known)


@bp.route("/new/<int:office_id>", methods=["GET", "POST"])
@requires("box.write")
def new(office_id: int) -> Any:
    """Write down a box of an outlet."""
    office = outlet_for(office_id, current_user, "box.write")
    form = BoxForm.of(office)
    return pages.write(BOXES, form, lambda: _hang(office, form), lead=office.name)


def _hang(office: Office, form: BoxForm) -> OpinionBox:
    told: dict[str, Any] = {"place": form.place.data, "hung_on": form.hung_on.data}
    return operations.hang(office, **told, keepers=people(form.keepers.data or []), by=current_user, at=g.now)


def people(keys: list[str]) -> list[Officer]:
    """The officers chosen in a form."""
    return [each for key in keys if (each := staff.officer_by_public_id(key)) is not None]


@bp.get("/<public_id>")
@requires("box.see")
def show(public_id: str) -> Any:
    """One box with its keepers."""
    return _page(entry_for(OpinionBox, public_id, current_user, "box.see"))


def _page(box: OpinionBox, status: int = 200, **more: Any) -> Any:
    page = {"keepers_form": KeepersForm.of(box, formdata=None), "due_on": queries.due_on(box, clock.local_date(g.now))}
    return pages.entry_page(BOXES, box, status, template=_PAGE, **(page | more))


@bp.post("/<public_id>/keepers")
@requires("box.write")
def name_keepers(public_id: str) -> Any:
    """Name other keepers."""
    box = entry_for(OpinionBox, public_id, current_user, "box.write")
    form = KeepersForm.of(box)
    act = partial(operations.name_keepers, keepers=people(form.keepers.data or []))
    said = _("The keepers are named.")
    return pages.step(BOXES, box, form, act, said, lambda *refused: _page(*refused, keepers_form=form))


@bp.post("/<public_id>/strike")
@requires("box.write")
def strike(public_id: str) -> Any:
    """Strike out a box that hangs no more, or never did."""
    box = entry_for(OpinionBox, public_id, current_user, "box.write")
    more: dict[str, Any] = {"keepers_form": KeepersForm.of(box, formdata=None), "due_on": None, "template": _PAGE}
    return pages.strike(BOXES, box, **more)
