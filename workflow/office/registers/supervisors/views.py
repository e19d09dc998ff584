"""Pages of the social supervisors: who they are, and until when."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, g
from flask_babel import gettext as _
from flask_login import current_user

from workflow.office.registers import pages
from workflow.office.registers.queries import entry_for, office_for
from workflow.office.registers.supervisors import operations
from workflow.office.registers.supervisors.books import SUPERVISORS
from workflow.office.registers.supervisors.forms import AppointForm, TermForm
from workflow.office.registers.supervisors.models import SocialSupervisor
from workflow.staff import queries as staff
from workflow.staff.guard import requires

bp = Blueprint("supervisors", __name__, url_prefix="/registers/supervisors")
_PAGE = "workflow/registers/supervisor.html"
_WRITTEN = ("name", "standing", "appointed_by", "appointed_on", "until_on")


@bp.get("")
@requires("supervisor.see")
def index() -> Any:
    """Everyone ever appointed."""
    return pages.listing(SUPERVISORS)


@bp.route("/new", methods=["GET", "POST"])
@requires("supervisor.write")
def new() -> Any:
    """Enter somebody appointed."""
    form = AppointForm()
    return pages.write(SUPERVISORS, form, lambda: _appoint(form))


def _appoint(form: AppointForm) -> SocialSupervisor:
    office = office_for(form.office.data, current_user, "supervisor.write")
    told: dict[str, Any] = {name: form[name].data for name in _WRITTEN}
    told |= {"stages": form.stages.data or [], "account": staff.officer_by_public_id(form.account.data)}
    return operations.appoint(office, **told, by=current_user, at=g.now)


@bp.get("/<public_id>")
@requires("supervisor.see")
def show(public_id: str) -> Any:
    """One supervisor."""
    return _page(entry_for(SocialSupervisor, public_id, current_user, "supervisor.see"))


def _page(supervisor: SocialSupervisor, status: int = 200, **more: Any) -> Any:
    page = {"term_form": TermForm(formdata=None, data={"seen": supervisor.version})} | more
    return pages.entry_page(SUPERVISORS, supervisor, status, template=_PAGE, **page)


@bp.post("/<public_id>/term")
@requires("supervisor.write")
def end_term(public_id: str) -> Any:
    """Say with which day a term ends."""
    supervisor, form = entry_for(SocialSupervisor, public_id, current_user, "supervisor.write"), TermForm()
    act, said = partial(operations.end_term, on=form.until_on.data), _("The end of the term is written down.")
    return pages.step(SUPERVISORS, supervisor, form, act, said, lambda *refused: _page(*refused, term_form=form))


@bp.post("/<public_id>/strike")
@requires("supervisor.write")
def strike(public_id: str) -> Any:
    """Strike out an entry that was wrong from the start."""
    supervisor = entry_for(SocialSupervisor, public_id, current_user, "supervisor.write")
    return pages.strike(SUPERVISORS, supervisor, template=_PAGE, term_form=TermForm(formdata=None))
