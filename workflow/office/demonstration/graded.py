"""Loans whose procedure asks for a credit grade first and for two committees; and one household's photos.

They have a chance and hours of their own, so that the rest of the story stays as it was told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from random import Random

from workflow.carriers.darkroom import develop
from workflow.doors.inbox import past
from workflow.office.demonstration import drawings, staff
from workflow.office.demonstration.hours import Hours
from workflow.office.demonstration.livelihoods import revolving, small
from workflow.office.demonstration.lives import Life
from workflow.office.demonstration.plans import Planner
from workflow.office.demonstration.world import Acts, World
from workflow.staff.roles import Role
from workflow.stages.cases import rules
from workflow.stages.cases.models import Case, Material
from workflow.stages.cases.photos import operations as photos
from workflow.stages.cases.photos import queries as of_photos
from workflow.stages.cases.photos import rules as of_paper
from workflow.stages.cases.photos.models import MaterialPhoto
from workflow.stages.cases.states import State
from workflow.stages.people.documents import operations as documents

_SEED = 71
#: Working days ago that each was handed in, and where it is left: before its grade (the first too long), before and
#: with the second committee, granted.
_LOANS = (
    (6, State.ACCEPTED), (1, State.ACCEPTED), (4, State.PRESENTED), (3, State.PRESENTED), (5, State.EXAMINED),
    (4, State.EXAMINED), (8, State.APPROVED),
)  # fmt: skip
#: Working days ago that the household with the photos came to the counter.
_AT_THE_COUNTER = 5
#: How many cases there are here in all.
MANY = len(_LOANS) + 1
_BLURRED = "照片看不清字，请放平、在亮处重拍一张。"


def acts(world: World, planner: Planner) -> Iterator[Acts]:
    """The lives of these loans in the outlet that has a village panel, and one whose papers come as photos."""
    chance = Random(_SEED)  # noqa: S311 - chance for play data, the same every time
    hours, registry = Hours.seeded(_SEED, like=world.hours), world.registry.beside(chance)
    own = replace(world, chance=chance, hours=hours, registry=registry)
    plans, town = Planner(chance, hours, registry, planner.villages, planner.full), staff.FULL[0]
    for back, stop in _LOANS:
        yield _seen(Life(plans.plan(revolving, hours.workday(back), town, stop=stop), own))
    incomplete = plans.plan(small, hours.workday(_AT_THE_COUNTER), town, gaps=2, stop=State.INCOMPLETE)
    yield _sending(Life(incomplete, own))


def _seen(life: Life) -> Acts:
    """A loan's life; the officer brings photos from the visit and puts them into the household's file."""
    yield from life.acts()
    if life.plan.stop is State.EXAMINED:
        yield from life.soon()
        for subject, drawn in (("house", drawings.house()), ("land", drawings.orchard())):
            by = life.case.officer
            if by:
                documents.add_photo(
                    life.case.household, develop(drawn), subject=subject, document=None, by=by, at=life.at
                )  # fmt: skip


def _sending(life: Life) -> Acts:
    """The household sends what is missing through its receipt: one photo can be used, one cannot, one waits."""
    yield from life.acts()
    case, clerk = life.case, life.world.cast.of(Role.DESK_CLERK, life.case.office)
    first, second = [each for each in case.materials if each.state != rules.PRESENT]
    for material, blurred in ((first, True), (first, False)):
        yield from life.next_day()
        found = _sent(case, material, drawings.paper(blurred=blurred), life.at)
        yield from life.soon()
        if blurred:
            photos.refuse(found, reason=_BLURRED, by=clerk, at=life.at)
        else:
            photos.take_over(found, subject=of_paper.PAPER, document=None, by=clerk, at=life.at)
    yield from life.next_day()
    _sent(case, second, drawings.paper(), life.at)


def _sent(case: Case, material: Material, drawn: BytesIO, at: datetime) -> MaterialPhoto:
    """A photo as it comes through the receipt, taken in at once."""
    told = {"receipt_key": case.receipt_key, "material": material.key}
    past.handed_in("paper", told, at=at, photos=[drawn])
    photos.take_photos(at=at)
    return of_photos.photos_of(case)[material.key][-1]
