"""What the pages of every entry's photos share. A picture has no address of its own: it is part of an answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, g, redirect, render_template
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from workflow.base import web
from workflow.base.forms import take_files
from workflow.carriers import darkroom
from workflow.carriers.darkroom import Developed
from workflow.kernel.errors import HouseError
from workflow.office.registers import book as books
from workflow.office.registers import operations as registers
from workflow.office.registers.forms import StrikeForm
from workflow.office.registers.pictures.forms import PhotoForm
from workflow.office.registers.pictures.models import KeptPhoto


def add(form: PhotoForm, keep: Callable[[Developed], object], *, back: str, refused: Callable[[], Any]) -> Any:
    """Keep what was sent, one file or several; a file that is no photo is named and does not hold up the others."""
    if not form.validate():
        return refused()
    try:
        developed = take_files(form.photos, darkroom.develop)
        for photo in developed:
            keep(photo)
    except HouseError as error:
        form.blame(error)
        return refused()
    if developed:
        flash(ngettext("%(num)s photo is kept.", "%(num)s photos are kept.", len(developed)))
    if not form.photos.errors:
        return redirect(back, 303)
    g.keep = len(developed) > 0  # the good ones stay; only the others must be sent again
    return refused()


def page(photo: KeptPhoto, template: str, status: int = 200, **more: Any) -> Any:
    """One photo; the look is recorded."""
    name = photo.__tablename__
    web.note_look(f"{name}:{photo.public_id}", name.replace("_", " "))
    known = {"strike_form": StrikeForm(formdata=None, data={"seen": photo.version}), "struck": books.struck}
    return render_template(template, photo=photo, **(known | more)), status


def strike(photo: KeptPhoto, *, back: str, refused: Callable[[StrikeForm], Any]) -> Any:
    """Strike a photo out, in plain sight: it stays, with name and reason."""
    form = StrikeForm()
    if form.validate():
        web.check_seen(form.seen.data, photo)
        try:
            registers.strike(photo, why=form.why.data, by=current_user, at=g.now)
            flash(_("Struck out. Write it down anew if something else is right."))
            return redirect(back, 303)
        except HouseError as error:
            form.blame(error)
    return refused(form)
