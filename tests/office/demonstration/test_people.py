"""The demonstration's people: believable, and nobody's."""

from __future__ import annotations

from datetime import date
from random import Random

from workflow.base.clock import local_date
from workflow.kernel import checks
from workflow.office.demonstration import livelihoods
from workflow.office.demonstration.hours import Hours
from workflow.office.demonstration.households import Family, Registry
from workflow.policy.calendar import load_calendar
from workflow.stages.cases.rules import GUARANTEES

TODAY = date(2026, 3, 9)


def families(number: int, seed: int = 1) -> list[Family]:
    registry = Registry(Random(seed), TODAY)
    return [registry.family("610525101200") for _ in range(number)]


def test_identity_numbers_are_valid_different_and_of_no_county() -> None:
    everyone = [kin for family in families(300) for kin in family.kin]
    numbers = [kin.id_number for kin in everyone]
    assert len(set(numbers)) == len(numbers)
    assert all(number.startswith("360000") for number in numbers)
    assert all(checks.id_number(number) == number for number in numbers)


def test_telephones_are_of_a_range_for_machines() -> None:
    phones = [kin.phone for family in families(300) for kin in family.kin if kin.phone]
    assert len(set(phones)) == len(phones)
    assert all(phone.startswith("140") and checks.phone(phone) == phone for phone in phones)


def test_households_have_two_to_six_members_and_one_head() -> None:
    for family in families(300):
        relations = [kin.relation for kin in family.kin]
        assert 2 <= len(relations) <= 6
        assert relations[0] == "head"
        assert relations.count("head") == 1
        assert relations.count("spouse") <= 1


def test_the_same_seed_gives_the_same_people() -> None:
    assert families(40) == families(40)
    assert families(40) != families(40, seed=2)


def test_wishes_fit_their_product_and_their_size() -> None:
    chance = Random(3)
    for _ in range(300):
        assert 1_000 <= livelihoods.small(chance).amount <= 50_000
        assert 50_000 < livelihoods.large(chance).amount <= 100_000 < livelihoods.above_branch(chance).amount
        assert livelihoods.any_of(chance).guarantee in GUARANTEES


def test_offices_work_in_office_hours_on_working_days() -> None:
    calendar = load_calendar()
    hours = Hours(Random(4), calendar, TODAY)
    at = hours.any_time(date(2026, 2, 14))
    for step in (0, 1, 0, 3, 0):
        later = hours.later(at, step)
        assert later > at
        assert calendar.works(local_date(later))
        at = later
