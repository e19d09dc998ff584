"""Keeping photos of a list as it hung."""

from __future__ import annotations

from datetime import datetime

from workflow.base import audit
from workflow.carriers.darkroom import Developed
from workflow.kernel.errors import Conflict, Forbidden, N_
from workflow.office.registers.pictures import operations as pictures
from workflow.office.supervision.inspections.models import InspectionPhoto, NoticeInspection
from workflow.office.supervision.measures.operations import OWN
from workflow.staff.models import Officer

ADDED = audit.declare("inspection_photo_added", "inspection", "photo", "number", "digest")


def add_photo(inspection: NoticeInspection, developed: Developed, *, by: Officer, at: datetime) -> InspectionPhoto:
    """Keep a photo of a list as it hung, or as it was put right; the same one sent again is the same photo.

    Conflict for an inspection that is struck out or whose measure is confirmed, Forbidden for whoever made the list
    or answers for the fault.
    """
    pictures.hold(inspection)
    if inspection.struck_at is not None:
        raise Conflict(N_("This entry is struck out already."))
    if inspection.settled:
        raise Conflict(N_("The measure is confirmed: no photo is added any more."))
    if inspection.bars(by):
        raise Forbidden(OWN)
    known = pictures.kept_once(InspectionPhoto, developed, inspection)
    return known or _kept(inspection, developed, by, at)


def _kept(inspection: NoticeInspection, developed: Developed, by: Officer, at: datetime) -> InspectionPhoto:
    photo = InspectionPhoto(inspection=inspection, number=len(inspection.photos) + 1)
    return pictures.keep(photo, developed, kind=ADDED, by=by, at=at, inspection=inspection.public_id)
