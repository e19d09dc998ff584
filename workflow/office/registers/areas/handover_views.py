"""Pages of the handovers: drawn up, signed by both."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, g
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import clock
from workflow.kernel.errors import NotFound
from workflow.office.registers import pages
from workflow.office.registers.areas import operations, queries
from workflow.office.registers.areas.books import HANDOVERS
from workflow.office.registers.areas.forms import HandoverForm
from workflow.office.registers.areas.models import Handover
from workflow.office.registers.forms import SignForm
from workflow.office.registers.queries import entry_for, office_for
from workflow.staff import queries as staff
from workflow.staff.guard import requires
from workflow.staff.models import Officer

bp = Blueprint("handovers", __name__, url_prefix="/registers/handovers")
_PAGE = "workflow/registers/handover.html"


@bp.get("")
@requires("handover.see")
def index() -> Any:
    """Every handover that the reader sees."""
    return pages.listing(HANDOVERS, "workflow/registers/handovers.html")


@bp.route("/new/<officer_id>", methods=["GET", "POST"])
@requires("handover.write")
def new(officer_id: str) -> Any:
    """Draw a handover up."""
    giver, today = _giver(officer_id), clock.local_date(g.now)
    form = HandoverForm.of(giver, today)
    lead = _("%(name)s hands over.", name=giver.name)
    return pages.write(HANDOVERS, form, lambda: _draw_up(giver, form, today), lead=lead)


def _draw_up(giver: Officer, form: HandoverForm, today: date) -> Handover:
    taker: Any = staff.officer_by_public_id(form.taker.data)
    villages = [each for each in queries.villages_of(giver, today) if each.code in (form.villages.data or ())]
    told: dict[str, Any] = {"villages": villages, "duties": form.duties.data}
    return operations.draw_up(giver, taker, **told, by=current_user, at=g.now)


def _giver(officer_id: str) -> Officer:
    officer = staff.officer_by_public_id(officer_id)
    if officer is None:
        raise NotFound
    office_for(str(officer.office_id), current_user, "handover.write")
    return officer


@bp.get("/<public_id>")
@requires("handover.see")
def show(public_id: str) -> Any:
    """One handover."""
    return _page(entry_for(Handover, public_id, current_user, "handover.see"))


def _page(handover: Handover, status: int = 200, **more: Any) -> Any:
    page = _known(handover) | more
    return pages.entry_page(HANDOVERS, handover, status, template=_PAGE, **page)


def _known(handover: Handover) -> dict[str, Any]:
    today = clock.local_date(g.now)
    return {"sign_form": pages.signing(handover), "today_is": today, "stands": queries.today_in(handover, today)}


@bp.post("/<public_id>/sign")
@requires("handover.sign")
def sign(public_id: str) -> Any:
    """Sign as giver or taker."""
    handover, form = entry_for(Handover, public_id, current_user, "handover.sign"), SignForm()
    return pages.step(
        HANDOVERS, handover, form, operations.sign, _("Signed."), lambda *refused: _page(*refused, sign_form=form)
    )


@bp.post("/<public_id>/strike")
@requires("handover.write")
def strike(public_id: str) -> Any:
    """Strike out a handover that nobody has signed."""
    handover = entry_for(Handover, public_id, current_user, "handover.write")
    return pages.strike(HANDOVERS, handover, template=_PAGE, **_known(handover))
