"""Photos of box openings against the events that name them: none is gone, exchanged, moved or put in afterwards."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from workflow.base.db import session
from workflow.kernel.errors import N_
from workflow.office.registers.boxes.models import BoxOpening, BoxPhoto
from workflow.office.registers.boxes.photos.operations import ADDED
from workflow.office.registers.operations import STRUCK
from workflow.office.supervision.verify.finding import Finding
from workflow.office.supervision.verify.pictures import STEP, Act, acts, digest_of

_STREAMS = f"register:{BoxOpening.__tablename__}:"


def box_photos() -> Iterator[Finding]:
    """Findings in the photos of openings."""
    added, struck = _named()
    for photo in session.scalars(select(BoxPhoto).order_by(BoxPhoto.id).execution_options(yield_per=STEP)):
        act = added.pop(photo.public_id, None)
        where = {"opening": photo.opening.public_id, "number": photo.number}
        if act is None:
            yield Finding(N_("Opening %(opening)s: no event names its photo %(number)s."), where)
        elif not (_holds(photo, act) and _stands(photo, struck.get(photo.public_id))):
            yield Finding(N_("Opening %(opening)s: its photo %(number)s is not the one that was kept."), where)
    for act in added.values():
        where = {name: act.payload[name] for name in ("opening", "number")}
        yield Finding(N_("Opening %(opening)s: its photo %(number)s is gone."), where)


def _named() -> tuple[dict[str, Act], dict[str, Act]]:
    """The act that added each photo, and the one that struck it out."""
    added: dict[str, Act] = {}
    struck: dict[str, Act] = {}
    for act in acts(_STREAMS, (ADDED, STRUCK)):
        told = act.payload
        if act.kind == ADDED:
            added[told["photo"]] = act
        else:
            struck[told["entry"]] = act
    return added, struck


def _holds(photo: BoxPhoto, act: Act) -> bool:
    now = {
        "photo": photo.public_id, "opening": photo.opening.public_id, "number": photo.number, "step": photo.step,
        "digest": photo.digest,
    }  # fmt: skip
    told = act.payload
    there = photo.stream == act.stream and act.is_of(photo.recorded_by_id, photo.recorded_at)
    return there and now == told and digest_of(photo) == told["digest"]


def _stands(photo: BoxPhoto, act: Act | None) -> bool:
    """Struck out as the event says, or not at all."""
    if act is None:
        return (photo.struck_by_id, photo.struck_at, photo.struck_why) == (None, None, None)
    return act.is_of(photo.struck_by_id, photo.struck_at) and photo.struck_why == act.payload["why"]
