"""Why a household is left out (S22): a ground of the rules, kept with its source, in force by two people's word."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select

from tests.stages.appraisal.book.test_operations import Books
from tests.support.asking import asking
from tests.support.counter import Counter
from tests.support.factories_cases import accepted, house
from tests.support.page import words
from workflow.base import clock
from workflow.base.db import session
from workflow.kernel.errors import Conflict, Invalid
from workflow.office.supervision.coverage import queries as coverage
from workflow.places import packs
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.appraisal.book import queries as books
from workflow.stages.appraisal.survey import operations as surveys
from workflow.stages.people import operations, queries
from workflow.stages.people.models import Household, HouseholdField

DAY = date(2015, 10, 12)


@pytest.fixture
def made(database: Engine) -> Iterator[Books]:
    with asking():
        yield Books(2)


def keyed(made: Books, home: Household, word: str) -> HouseholdField:
    told = {"source": "visit", "source_on": DAY, "by": made.world.house.clerk, "at": made.world.at}
    return operations.key_field(home, name="exclusion", value=word, **told)


def compared(made: Books, field: HouseholdField) -> None:
    home = session.get_one(Household, field.household_id)
    by = made.world.house.people[Role.BACK_OFFICE]
    operations.verify_fields(home, said={field: None}, how="visit", by=by, at=made.world.at)


def archived() -> int:
    return len(session.scalars(select(Household.id).where(coverage._fit())).all())


def test_it_counts_once_two_people_stand_for_it_and_until_it_is_lifted(made: Books) -> None:
    home, other = made.households
    field = keyed(made, home, "2")
    assert field.value == "rcb2015.2"
    assert not queries.is_excluded(home), "one person alone leaves nobody out"
    compared(made, field)
    assert books.households_for(made.panel) == [other]
    assert archived() == 1
    with pytest.raises(Conflict, match="exclusion"):
        surveys.draw(home, by=made.world.team, at=made.world.at)
    lifted = keyed(made, home, "已不存在")
    assert not queries.is_excluded(home), "whoever doubts it is heard first"
    compared(made, lifted)
    assert books.households_for(made.panel) == [home, other]
    assert archived() == 2
    assert [each.value for each in queries.earlier_fields(home)] == ["rcb2015.2"], "what stood there stays on record"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_institution_takes_a_ground_out_in_its_own_folder(made: Books, tmp_path: Path) -> None:
    """C20: grounds are codes that can be switched off; here the first of them is all that is left."""
    own = tmp_path / "packs" / "rcb2015"
    own.mkdir(parents=True)
    left = '{ code = "rcb2015.1", zh = "无独立民事行为能力", en = "No independent civil capacity" }'
    rule = f'["eligibility.exclusions"]\nvalues = [{{ from = 2015-07-01, value = [{left}], cite = "试验" }}]\n'
    (own / "own.toml").write_text(rule)
    packs.use_folders(tmp_path / "packs")
    with pytest.raises(Invalid):
        keyed(made, made.households[0], "2")
    assert keyed(made, made.households[0], "1").value == "rcb2015.1"
    packs.use_folders()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_case_says_so_and_waits_for_two_people(staff_client: FlaskClient) -> None:
    made = house("rcb_p1")
    case = accepted(made, clock.now())
    told = {"source": "village", "source_on": clock.today(), "at": clock.now()}
    field = operations.key_field(case.household, name="exclusion", value="7", by=made.clerk, **told)
    session.commit()
    path, officer = f"/cases/{case.public_id}", Counter(staff_client, made.officer)
    assert "不予授信的情形" not in words(officer.get(path)), "one person alone leaves nobody out"
    home, field = session.get_one(Household, case.household_id), session.get_one(HouseholdField, field.id)
    by = session.get_one(Officer, made.people[Role.BACK_OFFICE].id)
    operations.verify_fields(home, said={field: None}, how="visit", by=by, at=clock.now())
    session.commit()
    page = words(officer.get(path))
    assert "该户有不予授信的情形" in page
    assert "长期不在家" not in page, "which ground it is stands in the household's file"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_pages_say_it_in_words(staff_client: FlaskClient) -> None:
    made = Books(1)
    home = made.households[0]
    path = f"/households/{home.public_id}"
    keyed(made, home, "rcb2015.6")
    session.commit()
    clerk = Counter(staff_client, made.world.house.clerk)
    assert "正在服刑或有犯罪记录" in words(clerk.get(path))
    assert "3 信用观念差" in words(clerk.get(f"{path}/fields"))
