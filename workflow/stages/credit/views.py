"""Pages of the credit room: the step that lets lines take effect."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import web
from workflow.kernel.errors import Invalid
from workflow.staff.guard import requires
from workflow.stages.credit import operations
from workflow.stages.notices import queries as notices
from workflow.stages.notices.forms import StepForm

bp = Blueprint("credit", __name__)


@bp.route("/notices/<public_id>/close", methods=["GET", "POST"])
@requires("notice.close")
def close(public_id: str) -> Any:
    """Close a notice whose last day is over: what stands unopposed becomes payable or effective."""
    notice = notices.notice_for(public_id, current_user, "notice.close")
    form = StepForm(data={"seen": notice.version})
    if form.validate():
        try:
            web.check_seen(form.seen.data, notice)
            cleared = operations.close_notice(notice, by=current_user, at=g.now)
            flash(_("The notice is closed; %(num)s entries stand unopposed.", num=len(cleared)))
            return redirect(url_for("notices.show", public_id=public_id), 303)
        except Invalid as error:
            form.blame(error)
    page = {"notice": notice, "form": form, "held": [row for row in notice.rows if notices.open_objections(row)]}
    return render_template("workflow/credit/close.html", **page), (422 if form.errors else 200)
