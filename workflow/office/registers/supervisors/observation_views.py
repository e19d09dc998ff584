"""Pages of the observations: written down, answered."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, g
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import clock
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
    return pages.write(OBSERVATIONS, form, lambda: _observe(form))


def _observe(form: ObserveForm) -> Observation:
    office = office_for(form.office.data, current_user, "observation.write")
    speaking = {each.public_id: each for each in queries.speaking_for(current_user)}
    told: dict[str, Any] = {name: form[name].data for name in ("on", "stage", "text")}
    return operations.observe(speaking[form.supervisor.data], office, **told, by=current_user, at=g.now)


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
    act, said = partial(operations.reply, text=form.text.data), _("The reply is written down.")
    return pages.step(OBSERVATIONS, observation, form, act, said, lambda *refused: _page(*refused, reply_form=form))


@bp.post("/<public_id>/strike")
@requires("observation.write")
def strike(public_id: str) -> Any:
    """Strike out what was written down wrongly, as long as nobody has answered it."""
    observation = entry_for(Observation, public_id, current_user, "observation.write")
    return pages.strike(OBSERVATIONS, observation, template=_PAGE, reply_form=ReplyForm(formdata=None))
