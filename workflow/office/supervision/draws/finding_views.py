"""Pages of what inspections found, and of the measures."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, g
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import clock
from workflow.kernel.errors import HouseError
from workflow.office.registers import pages
from workflow.office.registers.queries import entry_for
from workflow.office.supervision.draws import operations, queries, rules
from workflow.office.supervision.draws.books import FINDINGS
from workflow.office.supervision.draws.forms import FAULT, FindingForm
from workflow.office.supervision.draws.models import Draw, DrawFinding
from workflow.office.supervision.measures.forms import ConfirmForm
from workflow.staff import queries as staff
from workflow.staff.guard import requires

bp = Blueprint("findings", __name__, url_prefix="/supervision/findings")
_PAGE = "workflow/supervision/finding.html"


@bp.get("")
@requires("draw.see")
def index() -> Any:
    """Every finding, newest first."""
    return pages.listing(FINDINGS, "workflow/supervision/findings.html")


@bp.route("/new/<draw_id>/<int:item_id>", methods=["GET", "POST"])
@requires("finding.write")
def new(draw_id: str, item_id: int) -> Any:
    """Write down what was found in one that was drawn."""
    item = queries.item_of(entry_for(Draw, draw_id, current_user, "draw.see"), item_id)
    form = FindingForm.of(item, data={"checked_on": clock.local_date(g.now)})
    if form.validate():
        try:
            told: dict[str, Any] = {name: form[name].data for name in ("checked_on", "found", "due_on")}
            told |= {"fault": form.result.data == FAULT, "measure": form.measure.data or ""}
            told["answerable"] = staff.officer_by_public_id(form.answerable.data or "")
            return pages.written(FINDINGS, operations.find(item, **told, by=current_user, at=g.now))
        except HouseError as error:
            form.blame(error)
    named = _("%(kind)s %(name)s", kind=_(rules.KINDS[item.kind]), name=item.name)
    return pages.form_page(FINDINGS, form, lead=named)


@bp.get("/<public_id>")
@requires("draw.see")
def show(public_id: str) -> Any:
    """One finding."""
    return _page(entry_for(DrawFinding, public_id, current_user, "draw.see"))


def _page(finding: DrawFinding, status: int = 200, **more: Any) -> Any:
    form = ConfirmForm(formdata=None, data={"seen": finding.version})
    return pages.entry_page(FINDINGS, finding, status, **({"template": _PAGE, "confirm_form": form} | more))


@bp.post("/<public_id>/confirm")
@requires("finding.write")
def confirm(public_id: str) -> Any:
    """Confirm that the measure was carried out."""
    finding, form = entry_for(DrawFinding, public_id, current_user, "finding.write"), ConfirmForm()
    act, said = partial(operations.confirm, how=form.how.data), _("The measure is confirmed.")
    return pages.step(FINDINGS, finding, form, act, said, lambda *refused: _page(*refused, confirm_form=form))


@bp.post("/<public_id>/strike")
@requires("finding.write")
def strike(public_id: str) -> Any:
    """Strike out a finding whose measure nobody has confirmed."""
    finding = entry_for(DrawFinding, public_id, current_user, "finding.write")
    return pages.strike(FINDINGS, finding, template=_PAGE, confirm_form=ConfirmForm(formdata=None))
