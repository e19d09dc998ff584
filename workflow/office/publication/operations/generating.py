"""What the system keeps in public by itself: the directory, the rules in force, figures. Signed as generated."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from workflow.base import audit, clock
from workflow.doors.published import write
from workflow.doors.published.models import Record
from workflow.kernel.canonical import canonical
from workflow.kernel.errors import N_
from workflow.office.publication import concept, queries
from workflow.office.publication.concept import outlets
from workflow.office.publication.operations import pulling, screening

TOOK_EFFECT = audit.declare("publication_took_effect", "of", "key", "leaf")
GENERATED = audit.declare("records_generated", "of", "keys", "gone", "leaves")
_GONE = N_("It is no longer part of the directory.")
_OVER = N_("Its period is over.")
_STREAM = "publication:generated"


def bring_up_to_date(at: datetime) -> str:
    """Show what is due, end what has ended, renew what the system keeps; run by the tick. Returns a few words."""
    pulling.pull_due(at=at)
    pulling.refresh_notices(at)
    ended = pulling.end_notices(at)
    followed = let_take_effect(at)
    ended += _end_rosters(at)
    renewed = sum(_renew(kind, at) for kind in concept.GENERATED) + _renew_areas(at) + _renew_rosters(at)
    return f"{renewed} records renewed, {ended} notices ended, {followed} announced versions begun"


def let_take_effect(at: datetime) -> int:
    """End what an announced version has followed; every page shows the new one from the first minute of its day."""
    over = write.give_way(clock.local_date(at), at)
    for record in over:
        stream, leaf = queries.stream(record.kind, record.key), record.ended_leaf
        audit.record(TOOK_EFFECT, stream, at=at, of=record.kind, key=record.key, leaf=leaf)
    return len(over)


def publish_generated(kind: str, payloads: Mapping[str, concept.Payload], *, at: datetime) -> int:
    """Publish those of these payloads that differ from what stands in public, marked generated; returns how many."""
    return _publish(kind, payloads, [], at)


def publish_performance(payloads: Mapping[str, concept.Payload], *, at: datetime) -> int:
    """Publish the figures; one that differs only by its instant is renewed once a day, so that old looks old."""
    current = queries.in_force("performance", clock.local_date(at))
    fresh = {key: payload for key, payload in payloads.items() if not _same_today(current.get(key), payload, at)}
    return _publish("performance", fresh, [], at)


def _same_today(record: Record | None, payload: concept.Payload, at: datetime) -> bool:
    if record is None or clock.local_date(record.published_at) != clock.local_date(at):
        return False
    return {**json.loads(record.payload), "as_of": None} == {**json.loads(canonical(payload)), "as_of": None}


def _renew(kind: str, at: datetime) -> int:
    wanted = concept.payloads(kind, clock.local_date(at))
    gone = [record for key, record in queries.in_force(kind, clock.local_date(at)).items() if key not in wanted]
    return _publish(kind, wanted, gone, at)


def _publish(
    kind: str, payloads: Mapping[str, Any], gone: list[Record], at: datetime, *, why: str = _GONE,
    how: str = "withdrawn",
) -> int:  # fmt: skip
    current = queries.in_force(kind, clock.local_date(at))
    changed = {key: payload for key, payload in payloads.items() if _changed(current.get(key), payload)}
    screening.check(changed)
    day = clock.local_date(at)
    drafts = [
        write.Draft(
            kind, key, payload, valid_from=day, valid_until=concept.last_day_of(kind, payload),
            village=concept.village_of(kind, key), generated=True,
        )
        for key, payload in changed.items()
    ]  # fmt: skip
    made = write.publish_together(drafts, at=at)
    for record in gone:
        write.withdraw(record, why=why, how=how, at=at)
    if made or gone:
        leaves = [record.leaf for record in made] + [record.ended_leaf for record in gone]
        names = [record.key for record in gone]
        audit.record(GENERATED, _STREAM, at=at, of=kind, keys=list(changed), gone=names, leaves=leaves)
    return len(made) + len(gone)


def _changed(record: Record | None, payload: concept.Payload) -> bool:
    return record is None or record.payload != canonical(payload).decode()


def _renew_areas(at: datetime) -> int:
    """On the day of a handover an officer in public shows the new villages; who has none left goes, with the photo."""
    wanted = concept.payloads("officer", clock.local_date(at))
    shown = queries.in_force("officer", clock.local_date(at))
    moved = {key: wanted[key] for key in wanted.keys() & shown.keys() if _only_villages(shown[key], wanted[key])}
    gone = [record for key, record in shown.items() if key not in wanted]
    photos = [record for key, record in queries.in_force("photo", clock.local_date(at)).items() if key not in wanted]
    return _publish("officer", moved, gone, at) + _publish("photo", {}, photos, at)


def _renew_rosters(at: datetime) -> int:
    """Who is on duty in public follows an approved swap; what else has changed of that roster waits for two people."""
    wanted = concept.payloads("duty", clock.local_date(at))
    shown = queries.in_force("duty", clock.local_date(at))
    both = wanted.keys() & shown.keys()
    swapped = {key: outlets.swapped(json.loads(shown[key].payload), wanted[key]) for key in both}
    return _publish("duty", swapped, [], at)


def _end_rosters(at: datetime) -> int:
    """A duty roster ends with its week."""
    today = clock.local_date(at)
    over = [
        record
        for record in queries.in_force("duty", today).values()
        if record.valid_until and record.valid_until < today
    ]
    return _publish("duty", {}, over, at, why=_OVER, how="ended")


def _only_villages(record: Record, payload: concept.Payload) -> bool:
    before = json.loads(record.payload)
    return {**before, "villages": None} == {**payload, "villages": None}
