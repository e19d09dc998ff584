"""Complaints that came in a crowd: laid together by their words, so that what a person wrote is found among copies."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import clock, web
from workflow.kernel.errors import HouseError
from workflow.staff.guard import requires
from workflow.staff.rights import may
from workflow.stages.feedback import operations, queries
from workflow.stages.feedback.forms import ConfirmForm
from workflow.stages.feedback.views.pages import bp, seen_or_gone

#: How many are registered at one press: less than a second of work.
AT_ONCE = 30
#: Digits of two numbers that a database still holds.
_LONGEST = 19


@bp.get("/crowd")
@requires("complaint.see")
def crowd() -> Any:
    """The heaps, the smallest first."""
    return _page(ConfirmForm(formdata=None))


def _page(form: ConfirmForm, status: int = 200) -> Any:
    size = web.settings().limits.page_size
    shown = queries.heaps(current_user, limit=size, after=_after())
    for heap in shown:
        web.note_look(heap.first.stream, "complaints of a crowd")
    told = {"all": queries.heaped(current_user), "at_once": AT_ONCE, "local_date": clock.local_date}
    return render_template("workflow/feedback/crowd.html", heaps=shown, size=size, confirm=form, **told), status


def _after() -> tuple[int, int] | None:
    size, _comma, first = request.args.get("after", "").partition(",")
    whole = size.isdecimal() and first.isdecimal() and len(size + first) < _LONGEST
    return (int(size), int(first)) if whole else None


@bp.post("/<public_id>/heap")
@requires("complaint.register")
def register_heap(public_id: str) -> Any:
    """Register a heap as one."""
    complaint, form = queries.complaint_for(public_id, current_user, "complaint.register"), ConfirmForm()
    if form.validate():
        try:
            lead = operations.register_heap(complaint, most=AT_ONCE, by=current_user, at=g.now)
            if may(current_user, "complaint.see", lead) and queries.heap_of(lead, current_user, limit=1):
                flash(_("Registered as one with %(number)s; there are more of the same words.", number=lead.number))
                return redirect(url_for("feedback.crowd"), 303)
            return seen_or_gone(lead)
        except HouseError as error:
            form.blame(error)
    return _page(form, 422)
