"""Pages of the observations: written down, answered."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import clock, web
from workflow.kernel.errors import HouseError
from workflow.office.registers import pages
from workflow.office.registers.queries import entry_for, office_for
from workflow.office.registers.supervisors import operations, queries
from workflow.office.registers.supervisors.books import OBSERVATIONS
from workflow.office.registers.supervisors.forms import ObserveForm, ReplyForm
from workflow.office.registers.supervisors.models import Observation
from workflow.staff.guard import requires

bp = Blueprint("observations", __name__, url_prefix="/registers/observations")
_PAGE = "workflow/registers/observation.html"


@bp.get("")
@requires("observation.see")
def index() -> Any:
    """What was observed at the offices that the reader sees."""
    return pages.listing(OBSERVATIONS)


@bp.route("/new", methods=["GET", "POST"])
@requires("observation.write")
def new() -> Any:
    """Write down what was observed."""
    form = ObserveForm.of(current_user, data={"on": clock.local_date(g.now)})
    if form.validate():
        try:
            office = office_for(form.office.data, current_user, "observation.write")
            speaking = {each.public_id: each for each in queries.speaking_for(current_user)}
            told: dict[str, Any] = {name: form[name].data for name in ("on", "stage", "text")}
            made = operations.observe(speaking[form.supervisor.data], office, **told, by=current_user, at=g.now)
            return pages.written(OBSERVATIONS, made)
        except HouseError as error:
            form.blame(error)
    return pages.form_page(OBSERVATIONS, form)


@bp.get("/<public_id>")
@requires("observation.see")
def show(public_id: str) -> Any:
    """One observation with its reply."""
    return _page(entry_for(Observation, public_id, current_user, "observation.see"))


def _page(observation: Observation, status: int = 200, **more: Any) -> Any:
    page = {"reply_form": ReplyForm(formdata=None, data={"seen": observation.version})} | more
    return pages.entry_page(OBSERVATIONS, observation, status, template=_PAGE, **page)


@bp.post("/<public_id>/reply")
@requires("observation.reply")
def reply(public_id: str) -> Any:
    """Answer an observation."""
    observation, form = entry_for(Observation, public_id, current_user, "observation.reply"), ReplyForm()
    if form.validate():
        web.check_seen(form.seen.data, observation)
        try:
            operations.reply(observation, text=form.text.data, by=current_user, at=g.now)
            flash(_("The reply is written down."))
            return redirect(url_for("observations.show", public_id=public_id), 303)
        except HouseError as error:
            form.blame(error)
    return _page(observation, 422, reply_form=form)


@bp.post("/<public_id>/strike")
@requires("observation.write")
def strike(public_id: str) -> Any:
    """Strike out what was written down wrongly, as long as nobody has answered it."""
    observation = entry_for(Observation, public_id, current_user, "observation.write")
    return pages.strike(OBSERVATIONS, observation, template=_PAGE, reply_form=ReplyForm(formdata=None))
