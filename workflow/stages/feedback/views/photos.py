"""The photos of a complaint. A picture has no address of its own: it is part of the answer to whoever asked for it."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_login import current_user

from workflow.base import web
from workflow.staff.guard import requires
from workflow.stages.feedback import queries
from workflow.stages.feedback.views.pages import bp


@bp.get("/<public_id>/photos/<photo_id>")
@requires("complaint.see")
def photo(public_id: str, photo_id: str) -> Any:
    """One photo; the look is recorded."""
    complaint = queries.complaint_for(public_id, current_user, "complaint.see")
    found = queries.photo_of(complaint, photo_id)
    picture = found.picture
    web.note_look(complaint.stream, "complaint photo")  # hidden with the complaint, and found by its number
    return render_template("workflow/feedback/photo.html", complaint=complaint, photo=found, picture=picture)
