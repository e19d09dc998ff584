"""Finding photos of papers, together with the right to see them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from workflow.base.db import session
from workflow.doors.inbox import take
from workflow.doors.inbox.enclosing import UNREADABLE
from workflow.doors.inbox.models import Enclosure
from workflow.kernel.errors import NotFound
from workflow.stages.cases.models import Case, Material
from workflow.stages.cases.photos import rules
from workflow.stages.cases.photos.models import MaterialPhoto

#: The kind of the slips that bring a photo each.
PAPER_SLIP = "paper"


def photos_of(case: Case) -> Mapping[str, list[MaterialPhoto]]:
    """The photos of a case by the key of the paper they show, oldest first; without pictures."""
    query = select(MaterialPhoto).where(MaterialPhoto.case_id == case.id).order_by(MaterialPhoto.id)
    whole = joinedload(MaterialPhoto.material), joinedload(MaterialPhoto.enclosure), joinedload(MaterialPhoto.judged_by)
    found: dict[str, list[MaterialPhoto]] = defaultdict(list)
    for photo in session.scalars(query.options(*whole)):
        found[photo.material.key].append(photo)
    return found


def waiting_of(case: Case) -> list[MaterialPhoto]:
    """The photos of a case that nobody has judged yet, oldest first; nobody else judges one meanwhile."""
    query = select(MaterialPhoto).where(MaterialPhoto.case_id == case.id, MaterialPhoto.state == rules.WAITING)
    return list(session.scalars(query.order_by(MaterialPhoto.id).with_for_update()))


def photo_of(case: Case, public_id: str) -> MaterialPhoto:
    """A photo of this very case; NotFound otherwise."""
    query = select(MaterialPhoto).where(MaterialPhoto.public_id == public_id, MaterialPhoto.case_id == case.id)
    found = session.scalar(query)
    if found is None:
        raise NotFound
    return found


def case_of(photo: Enclosure) -> Case | None:
    """The case that a handed-in photo belongs to; None where nobody took its slip in hand yet, or it is none's."""
    return session.scalar(select(Case).join(MaterialPhoto).where(MaterialPhoto.enclosure_id == photo.id))


def came_before(material: Material, sent: str) -> bool:
    """Whether the very same file came for this paper before, and is not refused or unreadable."""
    query = select(Enclosure.receipt_key).join(MaterialPhoto).where(
        MaterialPhoto.material_id == material.id, MaterialPhoto.state != rules.REFUSED, Enclosure.state != UNREADABLE
    )  # fmt: skip
    keys = session.scalars(query).all()
    return any(each["sent"] == sent for key in keys for each in take.by_receipt(key).payload["photos"])
