"""Photos that registers keep against the events that name them: none is gone, exchanged, moved or put in afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from workflow.base.db import session
from workflow.kernel.errors import N_
from workflow.office.registers.boxes.models import BoxOpening, BoxPhoto
from workflow.office.registers.boxes.photos import operations as of_openings
from workflow.office.registers.operations import STRUCK
from workflow.office.registers.pictures.models import KeptPhoto
from workflow.office.supervision.inspections.models import InspectionPhoto, NoticeInspection
from workflow.office.supervision.inspections.photos import operations as of_inspections
from workflow.office.supervision.verify.finding import Finding
from workflow.office.supervision.verify.pictures import STEP, Act, acts, digest_of


@dataclass(frozen=True, slots=True)
class Album:
    """One sort of photos: what they belong to, by the name that its events have for it; what is said of a fault."""

    model: type[KeptPhoto]
    streams: str
    owner: str
    added: str
    unnamed: str
    other: str
    gone: str


ALBUMS = (
    Album(
        BoxPhoto, f"register:{BoxOpening.__tablename__}:", "opening", of_openings.ADDED,
        N_("Opening %(opening)s: no event names its photo %(number)s."),
        N_("Opening %(opening)s: its photo %(number)s is not the one that was kept."),
        N_("Opening %(opening)s: its photo %(number)s is gone."),
    ),
    Album(
        InspectionPhoto, f"register:{NoticeInspection.__tablename__}:", "inspection", of_inspections.ADDED,
        N_("Inspection %(inspection)s: no event names its photo %(number)s."),
        N_("Inspection %(inspection)s: its photo %(number)s is not the one that was kept."),
        N_("Inspection %(inspection)s: its photo %(number)s is gone."),
    ),
)  # fmt: skip


def albums() -> Iterator[Finding]:
    """Findings in all of them."""
    for album in ALBUMS:
        yield from _faults(album)


def _faults(album: Album) -> Iterator[Finding]:
    added, struck = _named(album)
    model = album.model
    for photo in session.scalars(select(model).order_by(model.id).execution_options(yield_per=STEP)):
        act = added.pop(photo.public_id, None)
        where = {album.owner: photo.owner.public_id, "number": photo.number}
        if act is None:
            yield Finding(album.unnamed, where)
        elif not (_holds(album, photo, act) and _stands(photo, struck.get(photo.public_id))):
            yield Finding(album.other, where)
    for act in added.values():
        yield Finding(album.gone, {name: act.payload[name] for name in (album.owner, "number")})


def _named(album: Album) -> tuple[dict[str, Act], dict[str, Act]]:
    """The act that added each photo, and the one that struck it out."""
    added: dict[str, Act] = {}
    struck: dict[str, Act] = {}
    for act in acts(album.streams, (album.added, STRUCK)):
        told = act.payload
        if act.kind == album.added:
            added[told["photo"]] = act
        else:
            struck[told["entry"]] = act
    return added, struck


def _holds(album: Album, photo: KeptPhoto, act: Act) -> bool:
    """Whether a photo is what the act that added it says, word for word."""
    names = {"photo": photo.public_id, album.owner: photo.owner.public_id}
    now = {name: names.get(name) or getattr(photo, name) for name in act.payload}
    there = photo.stream == act.stream and act.is_of(photo.recorded_by_id, photo.recorded_at)
    return there and now == act.payload and digest_of(photo) == act.payload["digest"]


def _stands(photo: KeptPhoto, act: Act | None) -> bool:
    """Struck out as the event says, or not at all."""
    if act is None:
        return (photo.struck_by_id, photo.struck_at, photo.struck_why) == (None, None, None)
    return act.is_of(photo.struck_by_id, photo.struck_at) and photo.struck_why == act.payload["why"]
