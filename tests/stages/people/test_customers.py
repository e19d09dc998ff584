"""A household's kind of customer: a word of the rules, keyed with source and day, used once two people stand for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from tests.support.asking import asking
from tests.support.counter import Counter
from tests.support.factories_cases import House, house, id_number, moment, submitted
from tests.support.imports import bring, cells, plan_of, workbook
from tests.support.page import words
from workflow.base.db import session
from workflow.kernel.errors import Invalid
from workflow.places import packs
from workflow.staff.roles import Role
from workflow.stages.cases import ways
from workflow.stages.people import listing, operations, queries
from workflow.stages.people.listing import UNKNOWN, Filter
from workflow.stages.people.models import Household
from workflow.stages.people.operations import Person
from workflow.stages.people.roll.kind import ROLL

MONDAY = moment("2016-05-09")
DAY = date(2016, 5, 9)
RULES = """["line.by_customer"]
values = [{ from = 2015-01-01, value = [
  { when = {}, zh = "农户", en = "Households", value = 30000 },
  { when = { customer = "business" }, zh = "个体工商户", en = "Businesses", value = 80000 },
], cite = "章程第1条" }]
"""


@pytest.fixture
def made(database: Engine) -> Iterator[House]:
    with asking():
        yield house("rcb2015")


def keyed(made: House, household: Household, word: str) -> None:
    told = {"source": "visit", "source_on": DAY, "by": made.clerk, "at": MONDAY}
    operations.key_field(household, name="customer", value=word, **told)


def compared(made: House, household: Household) -> None:
    field = next(field for field in queries.fields_of(household) if field.name == "customer")
    operations.verify_fields(household, said={field: "1"}, how="visit", by=made.people[Role.BACK_OFFICE], at=MONDAY)


def on_file(made: House) -> Household:
    return operations.record_household(
        village=made.village, group="", address="村里", borrower=Person("王一", id_number(1)), spouse=None,
        by=made.clerk, at=MONDAY,
    ).household  # fmt: skip


def test_it_is_listed_at_once_and_counts_for_a_limit_when_compared(database: Engine, tmp_path: Path) -> None:
    made = house("shiyan2011")
    case = submitted(made, MONDAY)
    home = case.household
    seen = {"person": made.clerk, "wanted": Filter(), "today": DAY}
    assert listing.customers(**seen) == {UNKNOWN: 1}
    keyed(made, home, "Rural individual business")
    assert (home.customer, ways.facts(case)["customer"]) == ("business", None)
    assert listing.customers(**seen) == {"business": 1}
    for wanted, number in (("business", 1), ("farm", 0), (UNKNOWN, 0)):
        found = listing.households(made.clerk, Filter(customer=wanted), today=DAY, limit=5)
        assert len(found) == number
    compared(made, home)
    assert ways.facts(case)["customer"] == "business"
    folder = tmp_path / "packs" / "shiyan2011"
    folder.mkdir(parents=True)
    (folder / "own.toml").write_text(RULES)
    packs.use_folders(folder.parent)
    assert ways.ceiling(packs.pack(case.pack), DAY, ways.facts(case)) == 8_000_000
    keyed(made, home, "农户")
    assert ways.ceiling(packs.pack(case.pack), DAY, ways.facts(case)) == 3_000_000, "a correction waits for two again"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_only_words_of_the_rules_are_kept(made: House) -> None:
    home = on_file(made)
    for word in ("large", "商人", " "):
        with pytest.raises(Invalid) as refusal:
            keyed(made, home, word)
        assert refusal.value.field == "value"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_it_comes_with_a_roll(made: House) -> None:
    head = ["household", "relation", "name", "id_number", "customer", "source", "source_on"]
    row = [1, "head", "王一", id_number(1), "小微企业主", "village", DAY]
    told = {"by": made.clerk, "at": MONDAY}
    assert bring(ROLL, made.village, workbook(head, row), **told) == 1
    home = queries.member_by_id_number(id_number(1)).household
    assert (home.customer, queries.fields_of(home)[0].value) == ("small_firm", "small_firm")
    row[4] = "农户"
    assert cells(plan_of(ROLL, made.village, workbook(head, row), **told)) == {"E2"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_pages_say_it_in_words(staff_client: FlaskClient) -> None:
    made = house("rcb2015")
    home = on_file(made)
    keyed(made, home, "business")
    session.commit()
    clerk = Counter(staff_client, made.clerk)
    assert "个体工商户 (1)" in words(clerk.get("/households?customer=business"))
    for page in ("", "/sheet"):
        assert "个体工商户" in words(clerk.get(f"/households/{home.public_id}{page}"))
    assert "没有" in words(clerk.get("/households?customer=farm"))
