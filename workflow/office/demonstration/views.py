"""Moving a demonstration on by a day, so that a notice period can be lived through in minutes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect
from flask_babel import gettext as _

from workflow.base import clock, web
from workflow.base.db import session, transaction
from workflow.kernel.errors import NotFound
from workflow.office import tick
from workflow.places.queries import institution
from workflow.staff import access
from workflow.staff.forms import ConfirmForm
from workflow.staff.guard import requires

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
