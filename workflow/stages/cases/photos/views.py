"""Pages of one photo of a paper. A picture has no address of its own: it is part of the answer to whoever asked."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import clock, web
from workflow.doors.inbox import take
from workflow.kernel.errors import HouseError
from workflow.staff.guard import requires
from workflow.stages.cases import queries as cases
from workflow.stages.cases.models import Case
from workflow.stages.cases.photos import operations, queries, rules
from workflow.stages.cases.photos.forms import RefuseForm, TakeOverForm
from workflow.stages.cases.photos.models import MaterialPhoto
from workflow.stages.people.documents import choices
from workflow.stages.people.keyed import refuse_tied

bp = Blueprint("material_photos", __name__, url_prefix="/cases/<public_id>/photos/<photo_id>")


def _found(public_id: str, photo_id: str) -> tuple[Case, MaterialPhoto]:
    case = cases.case_for(public_id, current_user, "case.check")
    refuse_tied(case.household, current_user)
    return case, queries.photo_of(case, photo_id)


@bp.get("")
@requires("case.check")
def show(public_id: str, photo_id: str) -> Any:
    """One photo and what can become of it; the look is recorded."""
    case, photo = _found(public_id, photo_id)
    return _page(case, photo)


def _page(case: Case, photo: MaterialPhoto, status: int = 200, **forms: Any) -> Any:
    picture = take.picture(photo.enclosure) if photo.state == rules.WAITING else None
    web.note_look(case.stream, "material photo")
    known = {"over": _over_form(case, formdata=None), "refusal": RefuseForm(formdata=None)} | forms
    page = {"case": case, "photo": photo, "picture": picture, "rules": rules}
    return render_template("workflow/cases/photo.html", **page, **known), status


def _over_form(case: Case, **kwargs: Any) -> TakeOverForm:
    form = TakeOverForm(data={"shows": rules.PAPER}, **kwargs)
    form.shows.choices = choices.subjects(case.household, clock.local_date(g.now))
    return form


@bp.post("/take-over")
@requires("case.check")
def take_over(public_id: str, photo_id: str) -> Any:
    """Put it into the household's file."""
    case, photo = _found(public_id, photo_id)
    form = _over_form(case)
    if form.validate():
        try:
            subject, document = choices.chosen(case.household, form.shows.data or "")
            operations.take_over(photo, subject=subject, document=document, by=current_user, at=g.now)
            flash(_("The photo lies in the household's file. Say on the checklist whether the paper is in order."))
            return redirect(url_for("cases.papers", public_id=public_id), 303)
        except HouseError as error:
            form.blame(error)
    return _page(case, photo, 422, over=form)


@bp.post("/refuse")
@requires("case.check")
def refuse(public_id: str, photo_id: str) -> Any:
    """Say why it cannot be used."""
    case, photo = _found(public_id, photo_id)
    form = RefuseForm()
    if form.validate():
        try:
            operations.refuse(photo, reason=form.reason.data or "", by=current_user, at=g.now)
            flash(_("The household reads why, and can send another photo."))
            return redirect(url_for("cases.papers", public_id=public_id), 303)
        except HouseError as error:
            form.blame(error)
    return _page(case, photo, 422, refusal=form)
