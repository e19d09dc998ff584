"""Pages of an opening's photos. A picture has no address of its own: it is part of the answer to whoever asked."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from workflow.base import web
from workflow.base.forms import take_files
from workflow.carriers import darkroom
from workflow.kernel.errors import HouseError
from workflow.office.registers import book as books
from workflow.office.registers import operations as registers
from workflow.office.registers.boxes import opening_views
from workflow.office.registers.boxes.models import BoxOpening, BoxPhoto
from workflow.office.registers.boxes.photos import operations, queries, rules
from workflow.office.registers.boxes.photos.forms import PhotoForm
from workflow.office.registers.forms import StrikeForm
from workflow.office.registers.queries import entry_for
from workflow.staff.guard import requires

bp = Blueprint("box_photos", __name__, url_prefix="/registers/box-openings/<public_id>/photos")


@bp.post("")
@requires("box.photo")
@web.takes_files
def add(public_id: str) -> Any:
    """Keep what was sent, one file or several; a file that is no photo is named and does not hold up the others."""
    opening, form = entry_for(BoxOpening, public_id, current_user, "box.photo"), PhotoForm()
    if form.validate():
        try:
            kept = _keep(opening, form)
        except HouseError as error:
            form.blame(error)
            return opening_views.page(opening, 422, photo_form=form)
        if kept:
            flash(ngettext("%(num)s photo is kept.", "%(num)s photos are kept.", kept))
        if not form.photos.errors:
            return redirect(url_for("openings.show", public_id=public_id), 303)
        g.keep = kept > 0  # the good ones stay; only the others must be sent again
    return opening_views.page(opening, 422, photo_form=form)


def _keep(opening: BoxOpening, form: PhotoForm) -> int:
    developed = take_files(form.photos, darkroom.develop)
    for photo in developed:
        operations.add_photo(opening, photo, by=current_user, at=g.now)
    return len(developed)


@bp.get("/<photo_id>")
@requires("box.photo")
def show(public_id: str, photo_id: str) -> Any:
    """One photo; the look is recorded."""
    opening = entry_for(BoxOpening, public_id, current_user, "box.photo")
    return _page(queries.photo_of(opening, photo_id, current_user))


def _page(photo: BoxPhoto, status: int = 200, **forms: Any) -> Any:
    web.note_look(f"box_photo:{photo.public_id}", "box photo")
    known = {"strike_form": StrikeForm(formdata=None, data={"seen": photo.version})} | forms
    page = {"photo": photo, "opening": photo.opening, "rules": rules, "struck": books.struck}
    return render_template("workflow/registers/box_photo.html", **page, **known), status


@bp.post("/<photo_id>/strike")
@requires("box.write")
def strike(public_id: str, photo_id: str) -> Any:
    """Strike a photo out, in plain sight: it stays, with name and reason."""
    opening = entry_for(BoxOpening, public_id, current_user, "box.write")
    photo, form = queries.photo_of(opening, photo_id, current_user), StrikeForm()
    if form.validate():
        web.check_seen(form.seen.data, photo)
        try:
            registers.strike(photo, why=form.why.data, by=current_user, at=g.now)
            flash(_("Struck out. Write it down anew if something else is right."))
            return redirect(url_for("openings.show", public_id=public_id), 303)
        except HouseError as error:
            form.blame(error)
    return _page(photo, 422, strike_form=form)
