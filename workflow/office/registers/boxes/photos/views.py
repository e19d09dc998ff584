"""Pages of an opening's photos."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, g, url_for
from flask_login import current_user

from workflow.base import web
from workflow.office.registers.boxes import opening_views
from workflow.office.registers.boxes.models import BoxOpening, BoxPhoto
from workflow.office.registers.boxes.photos import operations, queries, rules
from workflow.office.registers.pictures import pages
from workflow.office.registers.pictures.forms import PhotoForm
from workflow.office.registers.queries import entry_for
from workflow.staff.guard import requires

bp = Blueprint("box_photos", __name__, url_prefix="/registers/box-openings/<public_id>/photos")


@bp.post("")
@requires("box.photo")
@web.takes_files
def add(public_id: str) -> Any:
    """Keep photos of an opening."""
    opening, form = entry_for(BoxOpening, public_id, current_user, "box.photo"), PhotoForm()
    return pages.add(
        form, partial(operations.add_photo, opening, by=current_user, at=g.now),
        back=_back(public_id), refused=lambda: opening_views.page(opening, 422, photo_form=form),
    )  # fmt: skip


def _back(public_id: str) -> str:
    return url_for("openings.show", public_id=public_id)


@bp.get("/<photo_id>")
@requires("box.photo")
def show(public_id: str, photo_id: str) -> Any:
    """One photo; the look is recorded."""
    opening = entry_for(BoxOpening, public_id, current_user, "box.photo")
    return _page(queries.photo_of(opening, photo_id, current_user))


def _page(photo: BoxPhoto, status: int = 200, **forms: Any) -> Any:
    return pages.page(photo, "workflow/registers/box_photo.html", status, rules=rules, opening=photo.opening, **forms)


@bp.post("/<photo_id>/strike")
@requires("box.write")
def strike(public_id: str, photo_id: str) -> Any:
    """Strike a photo out."""
    opening = entry_for(BoxOpening, public_id, current_user, "box.write")
    photo = queries.photo_of(opening, photo_id, current_user)
    return pages.strike(photo, back=_back(public_id), refused=lambda form: _page(photo, 422, strike_form=form))
