"""A village's roll from a sheet: whole or not at all, nothing twice, every dirty cell named by its address."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook
from sqlalchemy import Engine, func, select
from stdnum.cn import ric

from tests.support.asking import asking
from tests.support.counter import Counter
from tests.support.factories_cases import House, house, id_number, moment, person
from tests.support.imports import bring, cells, plan_of, workbook
from tests.support.page import words
from workflow.base import audit
from workflow.base.db import session
from workflow.kernel.errors import Conflict
from workflow.staff.roles import Role
from workflow.stages.imports.kinds import Plan
from workflow.stages.people import operations, queries
from workflow.stages.people.models import Household, HouseholdField, Member, Tie
from workflow.stages.people.roll.kind import ROLL

MONDAY = moment("2016-05-09")
KEYS = ["household", "group", "relation", "name", "id_number", "phone", "address", "income", "source", "source_on"]


GROUNDS = ["household", "relation", "name", "id_number", "exclusion", "income", "source", "source_on"]


def row(number: object, relation: str, name: str, who: int | None, **other: Any) -> list[Any]:
    told = {
        "household": number, "relation": relation, "name": name, "id_number": id_number(who) if who else None,
    } | other  # fmt: skip
    if relation == "head":
        told = {"source": "village", "source_on": date(2016, 5, 1)} | told
    return [told.get(key) for key in KEYS]


def sheet(*rows: list[Any], head: list[str] | None = None, dress: Any = None) -> bytes:
    return workbook(head or KEYS, *rows, dress=dress)


FAMILY = (
    row(1, "head", "王一", 1, group="一组", phone="１３８ ００００ ０００１", address="东白城村一组", income="3.5万"),
    row(1, "spouse", "李二", 2),
    row(1, "child", "王小", None),
    row("２", "head", "赵三", 3, source_on="2016年5月2日"),
)


def checked(made: House, content: bytes) -> Plan:
    return plan_of(ROLL, made.village, content, by=made.clerk, at=MONDAY)


def brought(made: House, content: bytes) -> int:
    count = bring(ROLL, made.village, content, by=made.clerk, at=MONDAY)
    session.commit()
    return count


def faulty(made: House, content: bytes) -> set[str]:
    return cells(checked(made, content))


@pytest.fixture
def world(database: Engine) -> Iterator[House]:
    made = house("rcb_p1")
    session.commit()
    with asking():
        yield made


class TestWholeWay:
    def test_a_roll_is_keyed_for_a_second_person(self, world: House) -> None:
        assert brought(world, sheet(*FAMILY)) == 2
        first, second = session.scalars(select(Household).order_by(Household.id))
        assert [(member.name, member.relation) for member in first.members] == [
            ("王一", "head"), ("李二", "spouse"), ("王小", "child"),
        ]  # fmt: skip
        assert (first.group.name, first.address, first.members[0].phone) == ("一组", "东白城村一组", "13800000001")
        known = {field.name: field for field in queries.fields_of(first) if field.member_id is None}
        assert known["income"].value == "3500000"
        waiting = session.scalars(select(HouseholdField)).all()
        assert {field.state for field in waiting} == {"keyed"}
        assert {(field.source, field.keyed_by_id) for field in waiting} == {("village", world.clerk.id)}
        assert queries.fields_of(second)[0].source_on == date(2016, 5, 2)
        assert [event.kind for event in audit.history(operations.stream(first))] == ["household_recorded"]
        other = world.people[Role.BACK_OFFICE]
        operations.verify_fields(first, said={known["income"]: "1"}, how="paper", by=other, at=MONDAY)
        with pytest.raises(Conflict):
            operations.verify_fields(first, said={known["address"]: "1"}, how="paper", by=world.clerk, at=MONDAY)

    def test_a_second_time_it_brings_nothing_and_a_longer_one_only_what_is_new(self, world: House) -> None:
        brought(world, sheet(*FAMILY))
        plan = checked(world, sheet(*FAMILY))
        assert (plan.count, plan.content.same, plan.faults) == (0, 2, [])
        longer = [*FAMILY, row(1, "parent", "王老", 4), row(3, "head", "钱四", 5)]
        longer[3] = row("2", "head", "赵三", 3, income="100")
        assert brought(world, sheet(*longer)) == 3
        assert session.scalar(select(func.count()).select_from(Member)) == 6
        assert session.scalar(select(func.count()).select_from(Household)) == 3
        added = session.scalars(select(HouseholdField).where(HouseholdField.keyed_by_id == world.clerk.id)).all()
        assert all(field.source == "village" for field in added)

    def test_what_stands_on_file_is_not_changed_and_nobody_is_in_two_households(self, world: House) -> None:
        brought(world, sheet(*FAMILY))
        home = session.scalars(select(Household).order_by(Household.id)).first()
        differing = row(1, "head", "王二", 1, phone="13900000000", address="别处", income="3万")
        split = row(2, "head", "李二", 2), row(2, "parent", "赵三", 3)
        assert faulty(world, sheet(differing)) == {"D2", "F2", "G2", "H2"}
        assert faulty(world, sheet(*split)) == {"E2", "E3"}
        session.add(
            Tie(
                officer_id=world.clerk.id, household_id=home.id, nature="relative", declared_by_id=world.clerk.id,
                declared_at=MONDAY,
            )
        )  # fmt: skip
        session.flush()
        assert faulty(world, sheet(*FAMILY)) == {"row 2"}


    def test_a_ground_for_exclusion_comes_along_and_waits_for_a_second_person(self, world: House) -> None:
        kept = {"source": "village", "source_on": date(2016, 5, 1)}
        rows = [
            [1, "head", "王一", id_number(1), "7", "3万", *kept.values()],
            [2, "head", "李二", id_number(2), "长期不在家", None, *kept.values()],
            [3, "head", "赵三", id_number(3), "已不存在", None, *kept.values()],
        ]
        content = workbook(GROUNDS, *rows)
        assert brought(world, content) == 3
        homes = session.scalars(select(Household).order_by(Household.id)).all()
        found = [{field.name: field.value for field in queries.fields_of(home)} for home in homes]
        assert [each.get("exclusion") for each in found] == ["rcb_p1.7", "rcb_p1.7", None]
        assert found[0]["income"] == "3000000", "these rules keep a file of everybody"
        assert not queries.excluded_among([home.id for home in homes])
        assert checked(world, content).content.same == 3
        assert faulty(world, workbook(GROUNDS, [*rows[0][:4], "2", "3万", *kept.values()])) == {"E2"}
        assert faulty(world, workbook(GROUNDS, [*rows[0][:4], "懒", "3万", *kept.values()])) == {"E2"}


def test_a_roll_brings_no_file_of_the_excluded_where_the_rules_keep_none(database: Engine) -> None:
    made, day = house("rcb2015"), date(2016, 5, 1)
    with asking():
        one = [1, "head", "王一", id_number(1), "6", "3万", "village", day]
        assert faulty(made, workbook(GROUNDS, one)) == {"F2"}
        assert brought(made, workbook(GROUNDS, [*one[:5], None, *one[6:]])) == 1
        home, other = session.scalars(select(Household)).one(), made.people[Role.BACK_OFFICE]
        field = next(field for field in queries.fields_of(home) if field.name == "exclusion")
        operations.verify_fields(home, said={field: None}, how="police", by=other, at=MONDAY)
        assert queries.is_excluded(home)
        assert faulty(made, workbook(GROUNDS, [*one[:4], None, *one[5:]])) == {"F2"}


def dirty(book: Workbook) -> None:
    page = book.active
    page.row_dimensions[3].hidden = True
    page.merge_cells("G2:G3")
    page["H2"] = "=1+1"
    for number in range(10, 3000):
        page.cell(number, 1, "   ")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_dirty_cell_is_named(world: House) -> None:
    one = row(1, "head", "王一", 1)
    wrong = [
        row(1, "head", "王一", 1, id_number=id_number(1)[:-1] + ("0" if id_number(1)[-1] != "0" else "1")),
        row(2, "head", "李二", 2, id_number="61052518800101001" + ric.calc_check_digit("610525188001010010")),
        row(3, "head", "张三", 3, id_number=float(id_number(3).replace("X", "0"))),
        row(4, "head", "赵四", 4, source_on=42491),
        row(5, "uncle", "钱五", 5),
        row(6, "spouse", "孙六", 6),
        row(7, "head", "", 7, income="很多"),
        row(8, "head", "周八", None),
        row(9, "head", "吴九", 9, source=None, source_on=date(2030, 1, 1)),
        row(10, "head", "郑十", 10), row(11, "head", "冯一", 11),
        row(None, "child", "无户", 12),
    ]  # fmt: skip
    found = faulty(world, sheet(*wrong))
    assert " ".join(sorted(found)) == "A13 C6 C7 D8 E2 E3 E4 E9 H8 I10 I6 I7 J10 J5 J6 J7"
    twice = [row(1, "head", "郑十", 10), row(2, "head", "郑十", 10)]
    assert faulty(world, sheet(*twice)) == {"E2", "E3"}
    assert faulty(world, sheet(one, row(1, "child", "王小", None), dress=dirty)) == {"row 3", "G2", "H2"}
    assert faulty(world, sheet(one, head=[*KEYS, "更多"])) == {"K1"}
    assert faulty(world, sheet(one, head=["x", *KEYS[1:]])) == {"A1", "row 1"}
    assert faulty(world, sheet(["a", "b"], head=["c"])) == {"row 1"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("code", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_table_of_any_program_is_read(world: House, code: str) -> None:
    lines = ["户号,称谓,姓 名*,身份证号,信息来源,取得日期", f"1,户主,王一,'{id_number(1)},村委会,2016/5/1", ",,,,,"]
    plan = checked(world, "\r\n".join(lines).encode(code))
    assert (plan.count, [fault.message for fault in plan.faults]) == (1, [])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_pages_from_the_form_to_the_import(staff_client: FlaskClient) -> None:
    made = house("rcb_p1")
    session.commit()
    clerk = Counter(staff_client, made.clerk)
    about = f"/imports/households/{made.village.code}"
    assert made.village.name in words(clerk.get("/imports/households"))
    form = load_workbook(BytesIO(staff_client.get(f"{about}/form.xlsx").data))
    assert [cell.value for cell in form.worksheets[0][1]][:4] == ["户号", "村民小组", "称谓", "姓名"]
    bad = clerk.post(about, file=(BytesIO(sheet(row(1, "head", "王一", 1, income="很多"))), "a.xlsx")).location
    assert "H2" in words(clerk.get(bad))
    back = load_workbook(BytesIO(staff_client.get(f"{bad}/faults.xlsx").data)).worksheets[0]
    assert (back["K1"].value, "H2" in back["K2"].value) == ("问题", True)
    clerk.post(bad, 422)
    family = sheet(*FAMILY)
    good = clerk.post(about, file=(BytesIO(family), "a.xlsx")).location
    clerk.post(good)
    assert session.scalar(select(func.count()).select_from(Household)) == 2
    clerk.get(good, 409)
    again = clerk.post(about, 422, file=(BytesIO(family), "a.xlsx"))
    assert "已经导入" in again.get_data(as_text=True)
    for content in (b"PK\3\4", b"\xd0\xcf\x11\xe0", b"\0" * 99):
        clerk.post(about, 422, file=(BytesIO(content), "a.xlsx"))
    other = Counter(staff_client, person(Role.SYSTEM_OPERATOR, made.branch))
    other.get(good, 404)
