"""What the story's institution published before its cases begin, and what it corrected since."""

from __future__ import annotations

from datetime import date, datetime

from workflow.base.clock import start_of
from workflow.doors.published.models import Record
from workflow.office.demonstration import outlets, portraits
from workflow.office.demonstration.world import Acts, World
from workflow.office.publication import concept, queries
from workflow.office.publication import operations as publication
from workflow.places import queries as places

#: The institution opened its pages before the day on which the examples change every rate, so that both are on record.
OPENED_ON = date(2025, 5, 19)
RATES_CHANGED_ON = date(2025, 6, 1)
#: Working days ago that a committee's list was found wrong and taken down.
_CORRECTED = 90
_WHY = "名单有误，核对后重新公布"


def opened_at() -> datetime:
    """The first instant of the day the house opened."""
    return start_of(OPENED_ON)


def acts(world: World) -> Acts:
    """Everything published by two people, the new rates on their day, and one record taken down and put right."""
    first, second = world.cast.named["publisher"], world.cast.named["publisher.two"]
    at = world.hours.morning(OPENED_ON)
    yield at
    outlets.hang_up(world, at, OPENED_ON)
    outlets.seat(world, at, OPENED_ON)
    portraits.hang(world, at)
    publication.publish_all_proposed(proposer=first, confirmer=second, at=at)
    at = world.hours.morning(RATES_CHANGED_ON)
    yield at
    publication.publish_generated("rules", concept.payloads("rules", RATES_CHANGED_ON), at=at)
    for key in queries.in_force("rate"):
        publication.confirm(publication.propose("rate", key, by=first, at=at), by=second, at=at)
    at = world.hours.morning(world.hours.workday(_CORRECTED))
    yield at
    outlet = next(office for office in places.offices() if office.outlet)
    record = queries.one_in_force("panel", str(outlet.id))
    if record:
        yield from _corrected(world, record, at)


def _corrected(world: World, record: Record, at: datetime) -> Acts:
    first, second = world.cast.named["publisher"], world.cast.named["publisher.two"]
    taken_down = publication.propose_withdrawal(record, reason=_WHY, by=first, at=at)
    at = world.hours.later(at)
    yield at
    publication.confirm(taken_down, by=second, at=at)
    at = world.hours.later(at, 1)
    yield at
    anew = publication.propose(record.kind, record.key, by=first, at=at)
    at = world.hours.later(at)
    yield at
    publication.confirm(anew, by=second, at=at)
