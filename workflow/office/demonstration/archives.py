"""Archives of the story: keyed by the operator, compared by the back office; a card that ran out, a proof instead."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select

from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.carriers.darkroom import develop
from workflow.office.demonstration import drawings
from workflow.office.demonstration.hours import Hours
from workflow.office.demonstration.world import Acts, World
from workflow.office.own_data import operations as own_data
from workflow.staff.roles import Role
from workflow.stages.people import operations, queries, rules
from workflow.stages.people.documents import operations as papers
from workflow.stages.people.models import Household

_SEED = 23
#: Working days ago that the back office went through what the desk had typed, that the operator keyed the sheets, and
#: that a household asked for its own data.
_COMPARED, _KEYED, _ASKED = 24, 21, 1
_ECONOMY = (
    ("land", "9.6", "village"), ("house", "砖混平房一层，140平方米", "visit"), ("machinery", "三轮农用车一辆", "visit"),
    ("business", "苹果、小麦", "household"), ("labour", "2", "household"), ("away", "1", "household"),
    ("health", "都健康", "household"), ("income", "6.8万", "visit"), ("spending", "2.9万", "visit"),
    ("assets", "21万", "visit"), ("debts", "0", "bureau"), ("credit_history", "无逾期", "bureau"),
)  # fmt: skip
_HALF_A_YEAR, _NEW_CARD, _TEN_YEARS = timedelta(days=180), timedelta(days=75), timedelta(days=3650)


def acts(world: World) -> Acts:
    """The desk's entries compared, and a few households whose sheets were keyed, each in another condition."""
    hours = Hours.seeded(_SEED, like=world.hours)
    at = hours.morning(hours.workday(_COMPARED))
    yield at
    for household in _households():
        _compare(world, household, at)
    at = hours.morning(hours.workday(_KEYED))
    yield at
    whole, replaced, expired, waiting = _with_operator(world)[:4]
    for household in (whole, waiting):
        _key(world, household, at)
    _file(world, whole, at, spouse_until=local_date(at) + _TEN_YEARS)
    _compare(world, whole, hours.later(at))
    _file(world, replaced, at, spouse_until=local_date(at) - _HALF_A_YEAR)
    _stand_in(world, replaced, at)
    _file(world, expired, at, spouse_until=local_date(at) - _HALF_A_YEAR)
    at = hours.morning(hours.workday(_ASKED))
    yield at
    _at_the_counter(world, whole, expired, at)


def _at_the_counter(world: World, asking: Household, expired: Household, at: datetime) -> None:
    """One household asked for what is kept about it and waits for the second person; another one was called."""
    desk = world.cast.of(Role.DESK_CLERK, asking.office)
    own_data.ask(asking, member=asking.members[0], identity="id_card", by=desk, at=at)
    caller = world.cast.of(Role.DESK_CLERK, expired.office)
    operations.reveal(expired.members[0], purpose="call the household", by=caller, at=at)


def _households() -> list[Household]:
    return list(session.scalars(select(Household).order_by(Household.id)))


def _with_operator(world: World) -> list[Household]:
    """Couples in the area of an office that has somebody to key their sheets."""
    staffed = {each.office_id for each in world.cast.named.values() if Role.SYSTEM_OPERATOR in each.roles}
    return [each for each in _households() if each.office.id in staffed and len(each.members) > 1]


def _compare(world: World, household: Household, at: datetime) -> None:
    """The back office compares whatever others keyed with the papers."""
    clerk = world.cast.of(Role.BACK_OFFICE, household.office)
    said = {
        field: field.value
        for field in queries.fields_of(household)
        if field.state == rules.KEYED and field.keyed_by_id != clerk.id
    }
    if said and clerk.id not in {tie.officer_id for tie, _officer in queries.ties_of(household)}:
        operations.verify_fields(household, said=said, how="paper", by=clerk, at=at)


def _key(world: World, household: Household, at: datetime) -> None:
    operator = world.cast.of(Role.SYSTEM_OPERATOR, household.office)
    for name, value, source in _ECONOMY:
        operations.key_field(
            household, name=name, value=value, source=source, source_on=local_date(at), by=operator, at=at
        )  # fmt: skip


def _file(world: World, household: Household, at: datetime, *, spouse_until: date) -> None:
    """The usual documents; the head's card without end, as older people have it."""
    operator, head, spouse = world.cast.of(Role.SYSTEM_OPERATOR, household.office), *household.members[:2]
    for kind, member, until in (
        ("household_register", None, None), ("id_card", head, None), ("id_card", spouse, spouse_until),
        ("marriage", spouse, None),
    ):  # fmt: skip
        papers.record_document(
            household, kind=kind, member=member, number="", valid_until=until, expected_on=None, by=operator, at=at
        )  # fmt: skip
    papers.add_photo(household, develop(drawings.house()), subject="house", document=None, by=operator, at=at)


def _stand_in(world: World, household: Household, at: datetime) -> None:
    operator = world.cast.of(Role.SYSTEM_OPERATOR, household.office)
    papers.record_document(
        household, kind="household_proof", member=household.members[1], number="", valid_until=None,
        expected_on=local_date(at) + _NEW_CARD, by=operator, at=at,
    )  # fmt: skip
