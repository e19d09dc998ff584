"""Pages of an inspection's photos."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, g, url_for
from flask_login import current_user

from workflow.base import web
from workflow.kernel.errors import NotFound
from workflow.office.registers.pictures import pages
from workflow.office.registers.pictures.forms import PhotoForm
from workflow.office.registers.queries import entry_for
from workflow.office.supervision.inspections import views as inspections
from workflow.office.supervision.inspections.models import InspectionPhoto, NoticeInspection
from workflow.office.supervision.inspections.photos import operations
from workflow.staff.guard import requires

bp = Blueprint("inspection_photos", __name__, url_prefix="/supervision/inspections/<public_id>/photos")


@bp.post("")
@requires("inspection.write")
@web.takes_files
def add(public_id: str) -> Any:
    """Keep photos of a list as it hung."""
    found, form = entry_for(NoticeInspection, public_id, current_user, "inspection.write"), PhotoForm()
    return pages.add(
        form, partial(operations.add_photo, found, by=current_user, at=g.now),
        back=_back(public_id), refused=lambda: inspections.page(found, 422, photo_form=form),
    )  # fmt: skip


def _back(public_id: str) -> str:
    return url_for("inspections.show", public_id=public_id)


@bp.get("/<photo_id>")
@requires("inspection.see")
def show(public_id: str, photo_id: str) -> Any:
    """One photo; the look is recorded."""
    return _page(_photo_of(public_id, photo_id, "inspection.see"))


def _photo_of(public_id: str, photo_id: str, verb: str) -> InspectionPhoto:
    inspection = entry_for(NoticeInspection, public_id, current_user, verb)
    found = next((each for each in inspection.photos if each.public_id == photo_id), None)
    if found is None:
        raise NotFound
    return found


def _page(photo: InspectionPhoto, status: int = 200, **forms: Any) -> Any:
    return pages.page(photo, "workflow/supervision/inspection_photo.html", status, **forms)


@bp.post("/<photo_id>/strike")
@requires("inspection.write")
def strike(public_id: str, photo_id: str) -> Any:
    """Strike a photo out."""
    photo = _photo_of(public_id, photo_id, "inspection.write")
    return pages.strike(photo, back=_back(public_id), refused=lambda form: _page(photo, 422, strike_form=form))
