"""Handling several complaints as one, and letting each go its own way again."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, url_for
from flask_login import current_user

from workflow.base import web
from workflow.kernel.errors import HouseError
from workflow.staff.guard import requires
from workflow.stages.feedback import operations, queries
from workflow.stages.feedback.forms import ConfirmForm
from workflow.stages.feedback.views.pages import bp, merge_form, page_of, seen_or_gone


@bp.post("/<public_id>/merge")
@requires("complaint.assign")
def merge(public_id: str) -> Any:
    """Handle it as one with another."""
    complaint = queries.complaint_for(public_id, current_user, "complaint.assign")
    form = merge_form(complaint)
    if form.validate():
        web.check_seen(form.seen.data, complaint)
        lead = queries.complaint_for(form.lead.data, current_user, "complaint.assign")
        try:
            operations.merge(complaint, lead, by=current_user, at=g.now)
            return seen_or_gone(complaint)
        except HouseError as error:
            form.blame(error)
    return page_of(complaint, 422, merge_form=form)


@bp.post("/<public_id>/separate")
@requires("complaint.assign")
def separate(public_id: str) -> Any:
    """Let it go its own way again."""
    complaint = queries.complaint_for(public_id, current_user, "complaint.assign")
    form = ConfirmForm()
    if form.validate():
        try:
            operations.separate(complaint, by=current_user, at=g.now)
            return redirect(url_for("feedback.show", public_id=public_id), 303)
        except HouseError as error:
            form.blame(error)
    return page_of(complaint, 422, confirm=form)
