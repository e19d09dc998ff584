"""What goes on beside the way of a complaint: a longer limit, a question to the complainant, the review."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, url_for
from flask_login import current_user

from workflow.base import web
from workflow.kernel.errors import HouseError, NotFound
from workflow.staff import rights
from workflow.staff.guard import requires
from workflow.stages.feedback import operations, queries
from workflow.stages.feedback.forms import AskForm, ExtendForm, ReviewForm
from workflow.stages.feedback.models import Complaint
from workflow.stages.feedback.views.pages import bp, page_of


@bp.post("/<public_id>/extend")
@requires("complaint.answer")
def extend(public_id: str) -> Any:
    """Give it the next limit of its rule."""
    return _extend(queries.complaint_for(public_id, current_user, "complaint.answer"))


@bp.post("/<public_id>/approve")
@requires("complaint.approve")
def approve(public_id: str) -> Any:
    """Give it the longest limit, which whoever handles it cannot."""
    return _extend(queries.complaint_for(public_id, current_user, "complaint.approve"))


def _extend(complaint: Complaint) -> Any:
    form = ExtendForm()
    if form.validate():
        web.check_seen(form.seen.data, complaint)
        try:
            operations.extend(complaint, why=form.why.data, by=current_user, at=g.now)
            return redirect(url_for("feedback.show", public_id=complaint.public_id), 303)
        except HouseError as error:
            form.blame(error)
    return page_of(complaint, 422, extend_form=form)


@bp.post("/<public_id>/ask")
@requires("complaint.answer")
def ask(public_id: str) -> Any:
    """Ask the complainant something."""
    complaint = queries.complaint_for(public_id, current_user, "complaint.answer")
    form = AskForm()
    if form.validate():
        web.check_seen(form.seen.data, complaint)
        try:
            operations.ask(complaint, question=form.question.data, by=current_user, at=g.now)
            return redirect(url_for("feedback.show", public_id=public_id), 303)
        except HouseError as error:
            form.blame(error)
    return page_of(complaint, 422, ask_form=form)


@bp.post("/<public_id>/review")
@requires("complaint.review")
def review(public_id: str) -> Any:
    """Say what the second look at an answer found."""
    complaint = queries.complaint_for(public_id, current_user, "complaint.see")
    if complaint.review is None:
        raise NotFound
    rights.check(current_user, "complaint.review", complaint.review)
    form = ReviewForm()
    if form.validate():
        web.check_seen(form.seen.data, complaint.review)
        words = {name: form[name].data for name in ("findings", "outcome", "answer")}
        try:
            operations.decide_review(complaint.review, **words, by=current_user, at=g.now)
            return redirect(url_for("feedback.show", public_id=public_id), 303)
        except HouseError as error:
            form.blame(error)
    return page_of(complaint, 422, review_form=form)
