"""Announced, held fast in the public log, drawn before witnesses, inspected, put right; on both engines."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.office.supervision.draws.conftest import AT, Place
from workflow.base.db import session
from workflow.kernel.errors import Conflict, Forbidden, Invalid, NotSet
from workflow.office.publication import operations as publication
from workflow.office.registers import operations as registers
from workflow.office.supervision.draws import operations, queries, rules
from workflow.office.supervision.draws.models import Draw, DrawnItem
from workflow.places.models import Institution, Office
from workflow.staff.models import RoleGrant
from workflow.staff.roles import Role
from workflow.stages.people.models import Tie

LATER = AT + timedelta(hours=2)
SEEN = [("村民代表冯某", "二十七")]
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def announced(place: Place) -> Draw:
    draw = operations.announce(place.office, by=place.audit, at=AT)
    session.commit()
    return draw


def anchor() -> None:
    publication.anchor(AT + timedelta(hours=1))
    session.commit()


def drawn(place: Place) -> Draw:
    draw = announced(place)
    anchor()
    operations.draw_lots(draw, SEEN, by=place.auditor, at=LATER)
    session.commit()
    return draw


def test_from_the_announcement_to_a_measure_carried_out(place: Place) -> None:
    draw = announced(place)
    with pytest.raises(Conflict, match="public log"):
        operations.draw_lots(draw, SEEN, by=place.auditor, at=LATER)
    session.rollback()
    anchor()
    assert queries.anchored(draw) is not None
    operations.draw_lots(draw, SEEN, by=place.auditor, at=LATER)
    session.commit()
    kinds = [each.kind for each in queries.shown(draw)]
    assert kinds.count("village") == 8
    [officer] = [each.subject for each in queries.shown(draw) if each.kind == "officer"]
    assert kinds.count("loan") == (2 if officer == place.officer else 3)
    assert rules.faults(queries.file_of(draw)) == []
    loan = next(each for each in queries.shown(draw) if each.kind == "loan")
    finding = operations.find(loan, **fault(place), by=place.auditor, at=LATER)
    assert queries.overdue_measures(place.audit, date(2016, 12, 1), 9) == [finding]
    assert queries.overdue_measures(place.audit, date(2016, 11, 30), 9) == []
    operations.confirm(finding, how="补签的借款申请书已归档", by=place.audit, at=LATER)
    session.commit()
    assert queries.overdue_measures(place.audit, date(2016, 12, 1), 9) == []
    with pytest.raises(Conflict):
        operations.confirm(finding, how="再次", by=place.audit, at=LATER)
    with pytest.raises(Conflict, match="cannot be undone"):
        registers.strike(finding, why="改", by=place.audit, at=LATER)


def fault(place: Place, **changed: Any) -> dict[str, Any]:
    usual = {
        "checked_on": date(2016, 11, 19), "fault": True, "found": "借款申请书缺配偶签字", "measure": "补签",
        "answerable": place.head, "due_on": date(2016, 12, 1),
    }  # fmt: skip
    return usual | changed


SOUND = {"fault": False, "measure": "", "answerable": None, "due_on": None}


@on_sqlite
def test_what_an_inspector_may_not_write(place: Place) -> None:
    draw = drawn(place)
    loan = next(each for each in queries.shown(draw) if each.kind == "loan")
    assert loan.subject is not None
    for wrong in ({"measure": ""}, {"answerable": None}, {"due_on": None}, {"fault": False}):
        with pytest.raises(Invalid, match="A fault needs"):
            operations.find(loan, **fault(place, **wrong), by=place.auditor, at=LATER)
    for wrong in ({"checked_on": date(2016, 11, 18)}, {"checked_on": date(2016, 11, 20)}):
        with pytest.raises(Invalid, match="between"):
            operations.find(loan, **fault(place, **wrong), by=place.auditor, at=LATER)
    with pytest.raises(Invalid, match="before its fault") as refused:
        operations.find(loan, **fault(place, due_on=date(2016, 11, 18)), by=place.auditor, at=LATER)
    assert refused.value.field == "due_on"
    with pytest.raises(Forbidden, match="own work"):
        operations.find(loan, **fault(place, **SOUND), by=loan.subject, at=LATER)
    with pytest.raises(Forbidden, match="own work"):
        operations.find(loan, **fault(place), by=place.head, at=LATER)
    case = queries.cases_by_number([loan.name])[loan.name]
    known = {"nature": "relative", "declared_by_id": place.head.id, "declared_at": AT}
    session.add(Tie(officer_id=place.auditor.id, household_id=case.household_id, **known))
    session.flush()
    with pytest.raises(Forbidden, match="recused"):
        operations.find(loan, **fault(place, **SOUND), by=place.auditor, at=LATER)
    finding = operations.find(loan, **fault(place), by=place.audit, at=LATER)
    with pytest.raises(Forbidden, match="does not confirm"):
        operations.confirm(finding, how="已改", by=place.head, at=LATER)
    with pytest.raises(Invalid, match="how one can see") as refused:
        operations.confirm(finding, how="", by=place.audit, at=LATER)
    assert refused.value.field == "how"
    assert finding.open(), "what was refused left it as it was"


@on_sqlite
def test_an_office_without_villages_draws_nothing(place: Place) -> None:
    known = {"institution": place.office.institution, "parent": place.office.parent, "level": "branch", "phone": "1"}
    empty = Office(name="营业部", **known)
    session.add(empty)
    session.flush()
    with pytest.raises(Invalid, match="no village") as refused:
        operations.announce(empty, by=place.audit, at=AT)
    assert (refused.value.field, session.query(Draw).count()) == ("office", 0)
    assert empty not in queries.due(place.audit, date(2016, 11, 19)), "nor is it asked to"


def test_who_moved_since_the_announcement_does_not_judge_their_own_loans(place: Place) -> None:
    draw = announced(place)
    place.officer.office_id = place.other.office_id = place.county.office_id
    anchor()
    operations.draw_lots(draw, SEEN, by=place.auditor, at=LATER)
    session.commit()
    subjects = {each.subject for each in queries.shown(draw) if each.kind != "village"}
    assert len(subjects) == 1
    [subject] = subjects
    assert subject in (place.officer, place.other)
    loan = next(each for each in queries.shown(draw) if each.kind == "loan")
    with pytest.raises(Forbidden, match="own work"):
        operations.find(loan, **fault(place, **SOUND), by=subject, at=LATER)
    finding = operations.find(loan, **fault(place), by=place.auditor, at=LATER)
    with pytest.raises(Forbidden, match="own work"):
        operations.confirm(finding, how="已改", by=subject, at=LATER)
    for mine in (place.head, subject):
        with pytest.raises(Forbidden, match="not yours"):
            registers.strike(finding, why="记错", by=mine, at=LATER)


@on_sqlite
def test_what_a_draw_is_refused_for(place: Place) -> None:
    draw = announced(place)
    with pytest.raises(Conflict, match="announced already"):
        operations.announce(place.office, by=place.audit, at=AT)
    anchor()
    for witnesses in ([], [("", "七")], [(place.auditor.name, "七")], [("冯某", "")]):
        with pytest.raises(Invalid):
            operations.draw_lots(draw, witnesses, by=place.auditor, at=LATER)
    with pytest.raises(Forbidden, match="Your own loans"):
        operations.draw_lots(draw, SEEN, by=place.other, at=LATER)
    with pytest.raises(Forbidden, match="not yours"):
        registers.strike(draw, why="不抽了", by=place.other, at=LATER)
    registers.strike(draw, why="村名有误", by=place.audit, at=LATER)
    with pytest.raises(Conflict, match="given up"):
        operations.draw_lots(draw, SEEN, by=place.auditor, at=LATER)
    assert queries.due(place.audit, date(2016, 11, 20)) == [place.office]
    again = operations.announce(place.office, by=place.audit, at=LATER)
    assert again.promise != draw.promise
    assert queries.anchored(again) is None, "what holds the one that was given up says nothing of this one"
    place.other.grants.append(RoleGrant(role=Role.AUDIT_DEPT, granted_at=AT))
    registers.strike(again, why="换人", by=place.audit, at=LATER)
    with pytest.raises(Forbidden, match="Your own loans"):
        operations.announce(place.office, by=place.other, at=LATER)
    session.query(Institution).one().pack = "rcb2015"
    with pytest.raises(NotSet):
        operations.announce(place.office, by=place.audit, at=LATER)
    assert queries.period(date(2016, 11, 20)) is None


def test_the_database_keeps_what_was_announced_and_drawn(place: Place) -> None:
    draw = drawn(place)
    for statement in (
        "UPDATE draw SET population = 'x'", "UPDATE draw SET promise = 'x'", "UPDATE draw SET seed = 'x'",
        "DELETE FROM draw", "UPDATE drawn_item SET key = 'x'", "DELETE FROM drawn_item",
        "UPDATE draw SET witnesses = '[]'",
    ):  # fmt: skip
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(text(statement))
    assert session.query(DrawnItem).filter_by(draw_id=draw.id).count() == len(draw.items)
