"""The archive: who said it and when, two persons for every keyed value, one household a person, nothing forgotten."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.support.counter import Counter
from tests.support.factories_cases import House, house, id_number, moment, person, submitted
from tests.support.page import judged, words
from workflow.base import audit, clock
from workflow.base.db import session
from workflow.kernel.errors import Conflict, Invalid
from workflow.staff.roles import Role
from workflow.stages.people import listing, operations, queries, rules
from workflow.stages.people.documents import operations as papers
from workflow.stages.people.listing import Filter
from workflow.stages.people.models import Household, HouseholdField
from workflow.stages.people.operations import Person

MONDAY = moment("2011-05-09")
DAY = date(2011, 5, 9)


@given(st.dates(date(1800, 1, 1), date(2100, 12, 31)), st.dates(date(2000, 1, 1), date(2030, 1, 1)))
def test_only_the_living_have_a_birth_date(day: date, today: date) -> None:
    number = f"610525{day:%Y%m%d}0017"
    if day > today or day.year < today.year - 120:
        with pytest.raises(Invalid):
            rules.born(number, today)
    else:
        assert rules.born(number, today) == day


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("income", "4.2万", "4200000"), ("debts", "0", "0"), ("land", "１２.５", "12.5"), ("away", "2", "2"),
        ("health", "都健康", "都健康"),
    ],
)  # fmt: skip
def test_a_value_is_kept_as_it_is_meant(name: str, typed: str, kept: str) -> None:
    assert rules.read(name, typed) == kept


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("income", "viel"), ("land", "-3"), ("land", "1e9"), ("away", "zwei"), ("id_number", "610525195001010001"),
        ("health", " "), ("health", "长" * 201),
    ],
)  # fmt: skip
def test_a_value_its_field_cannot_hold_is_refused_on_it(name: str, typed: str) -> None:
    with pytest.raises(Invalid) as refusal:
        rules.read(name, typed)
    assert refusal.value.field == "value"


def keyed(household: Household, made: House, value: str = "30000", **more: object) -> HouseholdField:
    given = {"name": "income", "value": value, "source": "visit", "source_on": DAY, "by": made.clerk, "at": MONDAY}
    return operations.key_field(household, **(given | more))


def verified(household: Household, made: House, field: HouseholdField, reading: str | None = "1") -> None:
    other = made.people[Role.BACK_OFFICE]
    operations.verify_fields(household, said={field: reading}, how="paper", by=other, at=MONDAY)


@pytest.mark.usefixtures("database")
class TestTwoPersons:
    def test_a_correction_goes_back_to_keyed_and_forgets_nothing(self):
        made = house()
        household = submitted(made, MONDAY).household
        verified(household, made, keyed(household, made))
        keyed(household, made, "35000")
        current = {each.name: each for each in queries.fields_of(household)}["income"]
        assert (current.state, current.value) == ("keyed", "3500000")
        assert [each.value for each in queries.earlier_fields(household)] == ["3000000"]
        with pytest.raises(Conflict):
            keyed(household, made, "35000")

    def test_the_database_refuses_ones_own_eyes_twice_and_an_edited_value(self):
        made = house()
        field = keyed(submitted(made, MONDAY).household, made)
        own = "state = 'verified', verified_by_id = keyed_by_id, verified_at = keyed_at"
        for change in (own, "value_sealed = NULL"):
            with pytest.raises(IntegrityError), session.begin_nested():
                session.execute(text(f"UPDATE household_field SET {change} WHERE id = {field.id}"))

    @pytest.mark.parametrize("typed", ["0913-2345678", "+86 913 234 5678", "０９１３２３４５６７８"])
    def test_a_telephone_is_the_same_however_it_is_typed(self, typed):
        made = house()
        case = submitted(made, MONDAY)
        given = {"name": "phone", "source": "household", "member": case.borrower}
        field = keyed(case.household, made, "09132345678", **given)
        verified(case.household, made, field, typed)
        assert field.state == "verified"


@pytest.mark.usefixtures("database")
class TestOneHousehold:
    def test_who_may_not_see_the_other_household_is_not_told_which(self):
        made = house()
        known = submitted(made, MONDAY, borrower=Person("王秘密", id_number(1))).borrower
        household = submitted(made, MONDAY, borrower=Person("李测试", id_number(2))).household
        stranger = person(Role.CREDIT_OFFICER, made.branch)
        new = Person("王秘密", known.id_number, None, "parent")
        for by, told in ((made.clerk, True), (stranger, False)):
            with pytest.raises(Invalid) as refusal:
                operations.add_member(household, person=new, by=by, at=MONDAY)
            assert ("王秘密" in str(refusal.value)) is told

    def test_a_corrected_number_may_be_nobody_elses(self):
        made = house()
        other = submitted(made, MONDAY, borrower=Person("王测试", id_number(1))).borrower
        case = submitted(made, MONDAY, borrower=Person("李测试", id_number(2)))
        given = {"name": "id_number", "member": case.borrower, "source": "card"}
        with pytest.raises(Invalid) as refusal:
            keyed(case.household, made, other.id_number, **given)
        assert refusal.value.field == "value"
        keyed(case.household, made, id_number(3), **given)
        assert queries.member_by_id_number(id_number(3)) is case.borrower
        assert queries.member_by_id_number(id_number(2)) is None

    def test_who_left_can_belong_to_another_household(self):
        made = house()
        wife = Person("李测试", id_number(2), None, "spouse")
        first = submitted(made, MONDAY, borrower=Person("王测试", id_number(1)), spouse=wife).household
        second = submitted(made, MONDAY, borrower=Person("赵测试", id_number(3))).household
        spouse = first.members[1]
        operations.leave(spouse, why="married", left_on=DAY, by=made.clerk, at=MONDAY)
        operations.add_member(second, person=wife, by=made.clerk, at=MONDAY)
        assert [member.name for member in first.members] == ["王测试"]
        assert [member.name for member in first.former] == ["李测试"]
        assert queries.member_by_id_number(id_number(2)).household is second

    def test_nothing_of_who_left_waits_any_longer(self):
        made = house()
        wife = Person("李测试", id_number(9_002), "13812345678", "spouse")
        household = submitted(made, MONDAY, spouse=wife).household
        spouse, given = household.members[1], {"number": "", "expected_on": None, "by": made.clerk, "at": MONDAY}
        card = papers.record_document(household, kind="id_card", member=spouse, valid_until=date(2011, 1, 31), **given)
        shared = papers.record_document(household, kind="household_register", member=spouse, valid_until=None, **given)
        operations.leave(spouse, why="married", left_on=DAY, by=made.clerk, at=MONDAY)
        assert {field.member_id for field in queries.fields_of(household)} == {None, household.head.id}
        assert (card.state, shared.state) == ("gone", "held")
        rows = listing.households(made.clerk, Filter(todo="documents"), today=DAY, limit=9)
        assert rows == []

    def test_the_database_lets_nobody_who_left_keep_the_place(self):
        made = house()
        member = submitted(made, MONDAY).borrower
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(text(f"UPDATE member SET left_on = '2011-05-09' WHERE id = {member.id}"))


@pytest.mark.usefixtures("database")
def test_the_list_pages_and_narrows_within_reach():
    made = house()
    many = [submitted(made, MONDAY, borrower=Person("王测试", id_number(n))).household for n in range(1, 6)]
    for slot in session.query(HouseholdField).filter_by(household_id=many[0].id):
        slot.state, slot.verified_by_id, slot.verified_at = "verified", made.officer.id, MONDAY
    session.flush()

    def ids(by=made.clerk, **asked: str) -> list[int]:
        return [row.household.id for row in listing.households(by, Filter(**asked), today=DAY, limit=3)]

    newest = [household.id for household in many[::-1]]
    assert ids() == newest[:3]
    assert ids(after=many[2].public_id) == newest[3:]
    assert ids(sort="village") == newest[::-1][:3]
    assert many[0].id not in ids(todo="unverified", sort="village")
    assert ids(village="nowhere") == []
    assert ids(made.officer) == newest[:3]
    assert ids(person(Role.CREDIT_OFFICER, made.branch)) == []
    assert ids(after="nobody") == []


@pytest.fixture
def made(database):
    found = house()
    session.commit()
    return found


def test_by_form_from_the_list_to_the_history(made, staff_client):
    case = submitted(made, clock.now(), borrower=Person("王测试", id_number(5), "13812345678"))
    path = f"/households/{case.household.public_id}"
    number, slot = case.borrower.id_number, rules.slot(case.household.public_id, None, "address")
    address = queries.field_in(slot).public_id
    session.commit()
    clerk = Counter(staff_client, made.clerk)
    assert clerk.post("/households", 303, id_number=number).location.endswith(path)
    nobody = clerk.post("/households", 200, id_number=id_number(77))
    assert "/households/aaaa" not in words(judged(nobody))
    given = {"name": "income", "whose": "", "source": "visit", "source_on": "2011-05-09"}
    clerk.post(f"{path}/fields", value="3万", **given)
    bad = clerk.post(f"{path}/fields", 422, value="viel", **given)
    assert 'value="viel"' in bad.get_data(as_text=True)
    other = Counter(staff_client, made.people[Role.BACK_OFFICE])
    other.post(f"{path}/verify", 422, how="paper")
    other.post(f"{path}/verify", how="paper", **{address: "y"})
    page = words(other.get(path))
    assert "郝内勤" in page
    assert number not in page
    for sub in ("/history", "/sheet", ""):
        assert number not in words(other.get(path + sub))
    assert number not in words(other.get("/households"))
    for kind in ("csv", "xlsx"):
        assert number.encode() not in other.client.get(f"/households?format={kind}").data
    kinds = [event.kind for event in audit.history(f"household:{path[12:]}")]
    assert kinds == ["household_recorded", "household_field_keyed", "household_fields_verified"]


def test_by_form_a_head_names_who_follows_and_the_history_says_it(made, staff_client):
    wife = Person("李测试", id_number(2), None, "spouse")
    household = submitted(made, clock.now(), borrower=Person("王测试", id_number(5)), spouse=wife).household
    head, spouse = household.members
    session.commit()
    path = f"/households/{household.public_id}"
    clerk = Counter(staff_client, made.clerk)
    leave = f"{path}/members/{head.public_id}/leave"
    assert f"{leave}" in clerk.client.get(path).get_data(as_text=True)
    assert 'name="follower"' not in clerk.client.get(leave.replace(head.public_id, spouse.public_id)).get_data(True)
    given = {"why": "died", "left_on": "2011-05-09"}
    clerk.post(leave, 422, **given)
    clerk.post(leave, follower=spouse.public_id, **given)
    clerk.post(f"{path}/consent", page=path, how="paper")
    history = words(clerk.get(f"{path}/history"))
    assert "李测试" in history
    assert "签字的书面材料" in history
    assert "与原件核对" not in history
