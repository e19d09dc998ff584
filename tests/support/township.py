"""A township of farm households in a moment: sealed like real ones, written past the operations that would take long.

Whoever must never be seen in public bears a sign that nothing else has (`NEVER`); every identity number and telephone
is made up, with a right check digit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count, cycle
from typing import Any

from sqlalchemy import insert, select
from stdnum.cn import ric

from tests.support.factories_notices import Village as Desk
from tests.support.factories_notices import village
from workflow.base import audit, vault
from workflow.base.db import session
from workflow.kernel import ids
from workflow.places.models import Village, VillageGroup
from workflow.stages.cases.models import Case
from workflow.stages.people.models import Consent, Household, Member
from workflow.stages.people.rules import PUBLICATION

NEVER = "䶮"
REGION = "360000"
GIVEN = [first + second for first in "建国秀英伟军玉兰桂" for second in "华明芳生平花林强"]
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"


@dataclass
class Township:
    """What was made: the desk of the first village, cases to be posted by village, and what must never be seen.

    `gone` is the public id of an entry whose household took its consent back, `like` the case that all are made after.
    """

    desk: Desk
    villages: list[Village]
    cases: dict[str, list[int]] = field(default_factory=dict)
    numbers: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    gone: str = ""
    like: str = ""


def township(households: int, *, villages: int = 15, at: datetime, consent_of: int = 4) -> Township:
    """So many households over so many villages, each with an approved case; of each `consent_of` one did not agree."""
    desk = village()
    like = desk.approved(at)
    model = _row(like)
    made = Township(desk, [desk.house.village, *_more_villages(desk.house.village, villages - 1)], like=like.stream)
    groups = {each.id: _groups(each) for each in made.villages}
    numbers = count(1)
    for place, where in enumerate(made.villages):
        size = households // villages + (place < households % villages)
        _fill(made, where, groups[where.id], [next(numbers) for _ in range(size)], model, at, consent_of)
    session.commit()
    return made


def remember(made: Township, cases: list[Case]) -> None:
    """Give these cases the events of the one they are made after: an operation goes on only from a case's history."""
    told = list(audit.history(made.like))
    for case in cases:
        for event in told:
            audit.record(event.kind, case.stream, at=event.at, by=event.by, **event.payload)


def _row(case: Case) -> dict[str, Any]:
    session.flush()
    given = [column for column in Case.__table__.columns if not column.computed and column.name != "id"]
    return session.execute(select(*given).where(Case.id == case.id)).one()._asdict()


def _more_villages(first: Village, number: int) -> list[Village]:
    made = [
        Village(code=f"{first.code[:9]}{201 + n}", town_id=first.town_id, office_id=first.office_id,
                name=f"{'东西南北中上下前后大'[n % 10]}{'河山沟坡塬'[n % 5]}村", pinyin=f"{'abcdefghij'[n % 10]} cun")
        for n in range(number)
    ]  # fmt: skip
    session.add_all(made)
    session.flush()
    return made


def _groups(where: Village) -> list[int]:
    made = [VillageGroup(village_id=where.id, name=f"{name}组") for name in "一二三四五六七八九十"]
    session.add_all(made)
    session.flush()
    return [group.id for group in made]


def _fill(
    made: Township, where: Village, groups: list[int], numbers: list[int], model: dict[str, Any], at: datetime, of: int
) -> None:
    people = list(_people(numbers, cycle(SURNAMES), of))
    household = {"village_id": where.id, "created_at": at}
    rows = [
        {**household, "public_id": ids.public_id(), "group_id": groups[n * len(groups) // len(people)]}
        for n in range(len(people))
    ]
    keys = _insert(Household, rows)
    members = [_member(person, key) for person, key in zip(people, keys, strict=True)]
    borrowers = _insert(Member, members)
    given = {"purpose": PUBLICATION, "text_version": "1", "given_at": at}
    agreed = [key for key, person in zip(keys, people, strict=True) if person.agreed]
    _insert(Consent, [{**given, "household_id": key} for key in agreed])
    changed = {"village_code": where.code, "receipt_key": None, "purpose": f"买{NEVER}肥", "guarantor_sealed": None}
    cases = [
        {**model, **changed, "public_id": ids.public_id(), "number": f"T-{person.number:06d}",
         "household_id": key, "borrower_id": borrower}
        for person, key, borrower in zip(people, keys, borrowers, strict=True)
    ]  # fmt: skip
    made.cases[where.code] = _insert(Case, cases)
    made.numbers |= {person.id_number for person in people}
    made.phones |= {person.phone for person in people}


@dataclass(frozen=True)
class _Person:
    number: int
    name: str
    id_number: str
    phone: str
    agreed: bool


def _people(numbers: list[int], surnames: Iterator[str], of: int) -> Iterator[_Person]:
    for number in numbers:
        agreed = number % of != 0
        name = next(surnames) + GIVEN[number % len(GIVEN)] + ("" if agreed else NEVER)
        born = date(1950, 1, 1) + timedelta(days=number % 20_000)
        body = f"{REGION}{born:%Y%m%d}{number % 1000:03d}"
        yield _Person(number, name, body + ric.calc_check_digit(body + "0"), f"140{number:08d}", agreed)


def _member(person: _Person, household: int) -> dict[str, Any]:
    public_id, seal = ids.public_id(), vault.current().seal
    return {
        "public_id": public_id, "household_id": household, "relation": "head",
        "name_sealed": seal(person.name, f"member.name_sealed.{public_id}"),
        "id_number_sealed": seal(person.id_number, f"member.id_number_sealed.{public_id}"),
        "phone_sealed": seal(person.phone, f"member.phone_sealed.{public_id}"),
    }  # fmt: skip


def _insert(table: Any, rows: list[dict[str, Any]]) -> list[int]:
    if not rows:
        return []
    return list(session.scalars(insert(table).returning(table.id, sort_by_parameter_order=True), rows))
