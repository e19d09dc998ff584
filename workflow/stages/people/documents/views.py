"""Pages of a household's documents and photographs. A picture never has an address of its own: it is part of the
answer to whoever asked for it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from workflow.base import clock, web
from workflow.base.forms import take_files
from workflow.carriers import darkroom
from workflow.kernel.errors import HouseError
from workflow.staff.guard import requires
from workflow.stages.people import queries as people
from workflow.stages.people.documents import choices, operations, queries, rules
from workflow.stages.people.documents.forms import DocumentForm, LookForm, MistakeForm, PhotoForm
from workflow.stages.people.documents.models import Photo
from workflow.stages.people.models import Household, Member
from workflow.stages.people.words import named

bp = Blueprint("documents", __name__, url_prefix="/households/<public_id>")


@bp.route("/documents/new", methods=["GET", "POST"])
@requires("household.write")
def record(public_id: str) -> Any:
    """Record a document that was seen."""
    found = people.household_for(public_id, current_user, "household.write")
    form = _document_form(found)
    if form.validate():
        try:
            operations.record_document(found, **_written(form, found), by=current_user, at=g.now)
            flash(_("The document is on file. Another person compares it."))
            return redirect(url_for("people.household", public_id=public_id), 303)
        except HouseError as error:
            form.blame(error)
    page = render_template("workflow/people/document.html", household=found, form=form)
    return page, (422 if form.errors else 200)


def _document_form(found: Household) -> DocumentForm:
    today = clock.local_date(g.now)
    form = DocumentForm(data={"kind": request.args.get("kind"), "holder": request.args.get("holder")})
    form.kind.choices = [(code, named(term)) for code, term in queries.kinds(today).items()]
    form.holder.choices = [("", _("The household"))] + [(each.public_id, each.name) for each in found.members]
    return form


def _written(form: DocumentForm, found: Household) -> dict[str, Any]:
    plain = {name: form[name].data for name in ("kind", "number", "valid_until", "expected_on")}
    return plain | {"member": _holder(found, form.holder.data)}


def _holder(found: Household, public_id: str | None) -> Member | None:
    return people.member_of(found, public_id) if public_id else None


@bp.route("/documents/<document_id>/mistaken", methods=["GET", "POST"])
@requires("household.write")
def mark_mistaken(public_id: str, document_id: str) -> Any:
    """Take a document off the file that was recorded by mistake."""
    found = people.household_for(public_id, current_user, "household.write")
    document, form = queries.document_of(found, document_id), MistakeForm()
    if form.validate():
        try:
            operations.mark_mistaken(document, reason=form.reason.data, by=current_user, at=g.now)
            return redirect(url_for("people.household", public_id=public_id), 303)
        except HouseError as error:
            form.blame(error)
    kind = queries.kinds(clock.local_date(g.now)).get(document.kind)
    page = render_template("workflow/people/mistaken.html", household=found, document=document, kind=kind, form=form)
    return page, (422 if form.errors else 200)


@bp.get("/photos")
@requires("household.see")
def photos(public_id: str) -> Any:
    """The photographs of a household by name, and a form for more."""
    found = people.household_for(public_id, current_user)
    return _photos_page(found, _photo_form(found))


def _photos_page(found: Household, form: PhotoForm, status: int = 200) -> Any:
    limits = web.settings().limits
    web.note_look(f"household:{found.public_id}", "household photos")
    page = {
        "photos": queries.photos_of(found), "kinds": queries.kinds(clock.local_date(g.now)), "rules": rules,
        "most": limits.upload_bytes >> 20,
    }  # fmt: skip
    return render_template("workflow/people/photos.html", household=found, form=form, **page), status


def _photo_form(found: Household) -> PhotoForm:
    form = PhotoForm(data={"shows": request.args.get("shows")})
    form.shows.choices = choices.subjects(found, clock.local_date(g.now))
    return form


@bp.post("/photos")
@requires("household.write")
@web.takes_files
def add_photos(public_id: str) -> Any:
    """Keep what was sent, one file or several; a file that is no photo is named and does not hold up the others."""
    found = people.household_for(public_id, current_user, "household.write")
    form = _photo_form(found)
    if form.validate():
        try:
            kept = _keep(found, form)
        except HouseError as error:
            form.blame(error)
            return _photos_page(found, form, 422)
        if kept:
            flash(ngettext("%(num)s photo is kept.", "%(num)s photos are kept.", kept))
        if not form.photos.errors:
            return redirect(url_for("documents.photos", public_id=public_id, shows=form.shows.data), 303)
        g.keep = kept > 0  # the good ones stay; only the others must be sent again
    return _photos_page(found, form, 422)


def _keep(found: Household, form: PhotoForm) -> int:
    developed = take_files(form.photos, darkroom.develop)
    subject, document = choices.chosen(found, form.shows.data or "")
    for photo in developed:
        operations.add_photo(found, photo, subject=subject, document=document, by=current_user, at=g.now)
    return len(developed)


@bp.get("/photos/<photo_id>")
@requires("photo.look")
def photo(public_id: str, photo_id: str) -> Any:
    """One photograph; a sensitive one only after the purpose."""
    found = people.household_for(public_id, current_user, "photo.look")
    picture = queries.photo_of(found, photo_id)
    shown = picture.subject not in rules.SENSITIVE
    if shown:
        web.note_look(f"photo:{photo_id}", "household photo")
    return _photo_page(found, picture, LookForm(), shown=shown)


@bp.post("/photos/<photo_id>")
@requires("photo.look")
def look_at_photo(public_id: str, photo_id: str) -> Any:
    """Show it once, on the answer to this post, or hand it out as a file; either look is recorded."""
    found = people.household_for(public_id, current_user, "photo.look")
    picture, form = queries.photo_of(found, photo_id), LookForm()
    if form.validate():
        try:
            operations.look_at_photo(found, picture, purpose=form.purpose.data, by=current_user, at=g.now)
            return _file(picture) if "take" in request.form else _photo_page(found, picture, form, shown=True)
        except HouseError as error:
            form.blame(error)
    return _photo_page(found, picture, form, 422)


def _file(picture: Photo) -> Response:
    """The picture as a file that no browser opens in our name."""
    answer = Response(picture.content, mimetype="image/jpeg")
    answer.headers["Content-Disposition"] = f'attachment; filename="{picture.public_id}.jpg"'
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _photo_page(found: Household, picture: Photo, form: LookForm, status: int = 200, *, shown: bool = False) -> Any:
    page = {"photo": picture, "shown": shown, "form": form, "mistake": MistakeForm(formdata=None), "rules": rules}
    kinds = queries.kinds(clock.local_date(g.now))
    return render_template("workflow/people/photo.html", household=found, kinds=kinds, **page), status


@bp.route("/photos/<photo_id>/remove", methods=["GET", "POST"])
@requires("household.write")
def remove_photo(public_id: str, photo_id: str) -> Any:
    """Erase a photograph for good, with the reason."""
    found = people.household_for(public_id, current_user, "household.write")
    picture, form = queries.photo_of(found, photo_id), MistakeForm()
    if form.validate():
        try:
            operations.remove_photo(found, picture, reason=form.reason.data, by=current_user, at=g.now)
            return redirect(url_for("documents.photos", public_id=public_id), 303)
        except HouseError as error:
            form.blame(error)
    page = render_template("workflow/people/remove_photo.html", household=found, photo=picture, form=form)
    return page, (422 if form.errors else 200)
