"""What only a demonstration can do: move on by a day, so that a notice period can be lived through in minutes, and hand
out a filled-in form."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, flash, redirect
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import clock, web
from workflow.base.db import session, transaction
from workflow.carriers import sheets
from workflow.kernel.errors import NotFound
from workflow.office import tick
from workflow.office.demonstration import handbacks
from workflow.places.queries import institution
from workflow.staff import access
from workflow.staff.forms import ConfirmForm
from workflow.staff.guard import requires
from workflow.stages.appraisal.panel import queries as panels

bp = Blueprint("demonstration", __name__)


@bp.post("/demonstration/next-day")
@requires("account.own")
def advance() -> Any:
    """One day forward, then everything that falls due in the night; papers follow with the worker's next round."""
    if not institution().demonstration:
        raise NotFound
    if ConfirmForm().validate():
        session.rollback()
        with transaction():
            access.carry_over(timedelta(days=1))
        clock.advance_demo(1)
        tick.run(web.settings(), at=clock.now(), printing=False)
        flash(_("It is the next day now, and what fell due was done."))
    return redirect(access.local_path(None), 303)


@bp.get("/demonstration/panels/<public_id>/lines.xlsx")
@requires("meeting.record")
def line_form(public_id: str) -> Any:
    """A batch line form as it comes back from a meeting that wrote in haste, to be tried on the page that reads it."""
    panel = panels.panel_for(public_id, current_user, "meeting.record")
    if not institution().demonstration:
        raise NotFound
    web.note_look(panel.stream, "batch line form")
    head, rows = handbacks.filled(panel)
    response = Response(sheets.write("xlsx", _("Batch line form"), head, rows), mimetype=sheets.MIMES["xlsx"])
    response.headers["Content-Disposition"] = 'attachment; filename="line-form-filled.xlsx"'
    return response
