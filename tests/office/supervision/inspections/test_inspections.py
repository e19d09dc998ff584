"""Inspections of posted lists: who looks at what on which days, what a fault needs, photos, measures (S46)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select, text, update
from sqlalchemy.exc import IntegrityError

from tests.carriers.test_photographs import PAYLOAD, picture
from tests.support.counter import Counter
from tests.support.factories_cases import moment, person
from tests.support.factories_notices import Village, village
from tests.support.page import words
from workflow.base import audit
from workflow.base.audit import Look
from workflow.base.db import session
from workflow.base.migrations import guards
from workflow.carriers.darkroom import develop
from workflow.kernel.errors import Conflict, Forbidden, Invalid
from workflow.office.registers import operations as registers
from workflow.office.supervision import todo, verify
from workflow.office.supervision.inspections import operations, queries, rules
from workflow.office.supervision.inspections.books import INSPECTIONS
from workflow.office.supervision.inspections.models import InspectionPhoto, NoticeInspection
from workflow.office.supervision.inspections.photos import operations as photos
from workflow.office.supervision.studies import queries as studies
from workflow.places.models import Office
from workflow.policy.turns import Turn
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.notices.models import Notice

#: A Monday; the list hangs for some days after it.
POSTED = moment("2014-03-10 09:00")
TUESDAY = date(2014, 3, 11)
AT = moment("2014-03-11 15:00")
SOUND = {"place": "right", "content": "right", "dates": "right"}
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass
class Place:
    """A village with a list that hangs, and those who look at lists."""

    made: Village
    notice: Notice
    auditor: Officer
    audit: Officer
    head: Officer


@pytest.fixture
def place(database: Engine) -> Place:
    made = village()
    top = list(made.house.offices.values())[-1]
    notice = made.posted(made.approved(moment("2014-03-03")), at=POSTED, days=5)
    found = Place(
        made, notice, person(Role.AREA_AUDITOR, top, "白片区"), person(Role.AUDIT_DEPT, top, "严稽核"),
        made.house.people[Role.BRANCH_HEAD],
    )  # fmt: skip
    session.commit()
    return found


def told(**changed: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "kind": "general", "occasion": "", "checked_on": TUESDAY, "points": SOUND, "found": "与系统一致", "measure": "",
        "answerable": None, "due_on": None,
    }  # fmt: skip
    return usual | changed


def seen(place: Place, **changed: Any) -> NoticeInspection:
    return operations.inspect(place.notice, **told(**changed), by=place.auditor, at=AT)


def faulty(place: Place, **changed: Any) -> NoticeInspection:
    fault = {"points": SOUND | {"dates": "wrong"}, "found": "未写截止日期", "measure": "补写", "answerable": place.head}
    return seen(place, **(fault | {"due_on": date(2014, 3, 13)} | changed))


@given(st.dictionaries(st.sampled_from(list(rules.POINTS)), st.sampled_from(list(rules.VERDICTS)), min_size=3))
def test_a_fault_is_what_is_wrong_and_nothing_else(points: dict[str, str]) -> None:
    assert rules.faulty(points) == any(verdict == "wrong" for verdict in points.values())
    assert rules.seen(points) == any(verdict != "unseen" for verdict in points.values())


def test_what_was_sound_and_what_was_not(place: Place) -> None:
    sound, fault = seen(place), faulty(place)
    session.commit()
    assert (sound.fault, fault.fault, sound.open(), fault.open()) == (False, True, False, True)
    assert (sound.office_id, sound.notice, sound.checked_on) == (place.notice.office_id, place.notice, TUESDAY)
    first, second = (event.payload for event in audit.history(fault.stream))
    assert (first["fault"], second["fault"], second["points"]) == (False, True, SOUND | {"dates": "wrong"})
    assert (second["notice"], second["answerable"]) == (place.notice.public_id, place.head.id)


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "the day before it was posted": ({"checked_on": date(2014, 3, 9)}, "checked_on"),
    "a day to come": ({"checked_on": date(2014, 3, 12)}, "checked_on"),
    "a key check without occasion": ({"kind": "key"}, "occasion"),
    "nothing could be seen": ({"points": dict.fromkeys(SOUND, "unseen")}, "place"),
    "a fault without a measure": ({"points": SOUND | {"place": "wrong"}}, "measure"),
    "a measure without a fault": ({"measure": "补贴"}, "measure"),
    "a day without a fault": ({"due_on": date(2014, 3, 13)}, "measure"),
}


def test_what_is_refused(place: Place, subtests: pytest.Subtests) -> None:
    for name, (changed, field) in REFUSED.items():
        with subtests.test(name), pytest.raises(Invalid) as refused:
            seen(place, **changed)
        assert refused.value.field == field, name
    with pytest.raises(Invalid, match="before its fault") as refused:
        faulty(place, due_on=date(2014, 3, 10))
    assert (refused.value.field, session.query(NoticeInspection).count()) == ("due_on", 0)


def test_a_list_is_inspected_on_the_days_on_which_it_hung_and_no_other(place: Place) -> None:
    later, last = moment("2014-03-20 09:00"), place.notice.last_on
    for day, right in ((last, True), (last + timedelta(days=1), False)):
        try:
            operations.inspect(place.notice, **told(checked_on=day), by=place.auditor, at=later)
            passed = True
        except Invalid:
            passed = False
        assert passed == right, day
    draft = place.made.drafted(place.made.approved(moment("2014-03-03")), at=POSTED, days=5)
    with pytest.raises(Conflict, match="never posted"):
        operations.inspect(draft, **told(), by=place.auditor, at=AT)


def test_nobody_inspects_their_own_list_or_answers_for_what_they_found(place: Place) -> None:
    in_charge = place.made.house.officer
    assert place.notice.officer_id == in_charge.id
    for who in (place.made.drafter, place.made.poster, in_charge):
        with pytest.raises(Forbidden, match="own work"):
            operations.inspect(place.notice, **told(), by=who, at=AT)
    with pytest.raises(Forbidden, match="own work"):
        faulty(place, answerable=place.auditor)


def test_a_measure_is_confirmed_by_another_and_then_stands(place: Place) -> None:
    fault = faulty(place)
    session.commit()
    assert [each.endpoint for each in todo.rows(place.head, now=AT, limit=9)] == ["inspections.show"]
    assert queries.due(place.audit, TUESDAY, 9) == []
    assert queries.due(place.audit, date(2014, 3, 13), 9) == [fault]
    operations.confirm(fault, how="现场查看，已补写。", by=place.audit, at=AT)
    session.commit()
    assert (fault.done_by_id, fault.settled, queries.owed(place.head, 9)) == (place.audit.id, True, [])
    for act, why in (
        (lambda: operations.confirm(fault, how="又看", by=place.audit, at=AT), "No measure waits"),
        (lambda: registers.strike(fault, why="写错", by=place.auditor, at=AT), "cannot be undone"),
    ):
        with pytest.raises(Conflict, match=why):
            act()


def test_who_may_not_confirm_or_strike(place: Place) -> None:
    fault = faulty(place)
    with pytest.raises(Forbidden, match="answers for a measure"):
        operations.confirm(fault, how="已补", by=place.head, at=AT)
    with pytest.raises(Forbidden, match="own work"):
        operations.confirm(fault, how="已补", by=place.made.poster, at=AT)
    with pytest.raises(Invalid, match="how one can see"):
        operations.confirm(fault, how="", by=place.audit, at=AT)
    with pytest.raises(Forbidden, match="not yours"):
        registers.strike(fault, why="不服", by=place.head, at=AT)


@pytest.mark.parametrize(
    "changed", [{"fault": True}, {"place": "wrong"}, {"kind": "key"}, {"measure": "补"}, {"done_at": AT}]
)
def test_what_the_database_refuses(place: Place, changed: dict[str, Any]) -> None:
    sound = seen(place)
    session.commit()
    with pytest.raises(IntegrityError):
        session.execute(update(NoticeInspection).where(NoticeInspection.id == sound.id).values(**changed))


def test_what_hangs_and_was_not_looked_at_comes_first(place: Place) -> None:
    other = place.made.posted(place.made.approved(moment("2014-03-03")), at=POSTED, days=3)
    struck = seen(place)
    registers.strike(struck, why="记错了村", by=place.auditor, at=AT)
    session.commit()
    assert [each.notice for each in queries.hanging(place.audit, TUESDAY)] == [other, place.notice], "ends soonest"
    seen(place)
    operations.inspect(other, **told(checked_on=date(2014, 3, 10)), by=place.auditor, at=AT)
    session.commit()
    found = queries.hanging(place.audit, TUESDAY)
    assert [(each.notice, each.entries, each.last) for each in found] == [
        (other, 1, date(2014, 3, 10)), (place.notice, 1, TUESDAY),
    ]  # fmt: skip
    assert queries.counted(place.audit, TUESDAY) == (2, 2)
    assert queries.counted(place.audit, place.notice.last_on + timedelta(days=1)) == (0, 0)


def test_whoever_is_of_another_office_sees_nothing_of_it(place: Place) -> None:
    branch = place.notice.office
    told_of = {"institution": branch.institution, "parent": branch.parent, "level": branch.level, "phone": "1"}
    elsewhere = Office(name="邻社", **told_of)
    session.add(elsewhere)
    session.flush()
    stranger = person(Role.BRANCH_HEAD, elsewhere, "别处主任")
    assert (queries.counted(stranger, TUESDAY), queries.hanging(stranger, TUESDAY)) == ((0, 0), [])
    assert queries.counted(place.head, TUESDAY) == (1, 0)
    assert queries.counted(place.made.decider, TUESDAY) == (0, 0), "no role for it at all"


def test_faults_of_lists_count_in_the_leaders_study(place: Place) -> None:
    before = studies.figures(Turn(date(2014, 1, 1), date(2014, 3, 31)), date(2014, 3, 14))
    faulty(place)
    seen(place)
    session.commit()
    after = studies.figures(Turn(date(2014, 1, 1), date(2014, 3, 31)), date(2014, 3, 14))
    changed = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    assert changed == {"faults": 1, "open_measures": 1, "late_measures": 1}


def taken(found: NoticeInspection, by: Officer, sent: bytes = b"", at: datetime = AT) -> InspectionPhoto:
    return photos.add_photo(found, develop(BytesIO(sent or picture())), by=by, at=at)


def test_photos_are_kept_once_and_stay_with_a_confirmed_measure(place: Place) -> None:
    fault = faulty(place)
    first = taken(fault, place.auditor, picture() + PAYLOAD)
    assert taken(fault, place.audit, picture() + PAYLOAD) is first, "the same one sent again"
    with pytest.raises(Forbidden, match="own work"):
        taken(fault, place.head, picture("PNG"))
    second = taken(fault, place.audit, picture("PNG"))
    registers.strike(second, why="拍到行人", by=place.audit, at=AT)
    operations.confirm(fault, how="已补", by=place.audit, at=AT)
    session.commit()
    for act in (lambda: taken(fault, place.audit, picture(size=(9, 9))),
                lambda: registers.strike(first, why="重拍", by=place.audit, at=AT)):  # fmt: skip
        with pytest.raises(Conflict):
            act()
    kinds = [event.kind for event in audit.history(fault.stream)]
    assert kinds == ["notice_inspected", "inspection_photo_added", "inspection_photo_added", "register_entry_struck",
                     "notice_measure_confirmed"]  # fmt: skip
    assert b"\xff\xd8\xff" not in session.scalar(select(InspectionPhoto.content_sealed).limit(1))
    assert not [each for each in verify.run() if str(each).startswith("Inspection")]


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE inspection_photo SET content_sealed = (SELECT content_sealed FROM inspection_photo WHERE number = 2)"
         " WHERE number = 1", "photo 1 is not"),
        ("DELETE FROM inspection_photo WHERE number = 2", "photo 2 is gone"),
        ("UPDATE inspection_photo SET public_id = '00000000000000000000000000' WHERE number = 1", "no event names its"),
    ],
)  # fmt: skip
def test_verify_names_a_photo_that_is_not_what_was_kept(place: Place, statement: str, said: str) -> None:
    found = seen(place)
    taken(found, place.auditor)
    taken(found, place.auditor, picture("PNG"))
    session.commit()
    connection = session.connection()
    for name, table, *_rest in guards.INSPECTION_PHOTOS:
        on = "" if connection.dialect.name == "sqlite" else f' ON "{table}"'
        connection.execute(text(f"DROP TRIGGER {name}{on}"))
    connection.execute(text(statement))
    session.expire_all()
    faults = [str(each) for each in verify.run()]
    assert any(each.startswith(f"Inspection {found.public_id}: ") and said in each for each in faults), faults


@on_sqlite
def test_its_pages(place: Place, staff_client: FlaskClient) -> None:
    with time_machine.travel(AT, tick=True):
        auditor = Counter(staff_client, place.auditor)
        assert "现有 1 张公示榜正在张贴" in words(auditor.get("/supervision/inspections"))
        assert staff_client.get("/supervision/inspections/paper").data[:5] == b"%PDF-"
        new = f"/supervision/inspections/new/{place.notice.public_id}"
        given = {"kind": "key", "checked_on": "2014-03-11", "place": "wrong", "content": "unseen", "dates": "unseen"}
        given |= {"found": "未见公示榜", "measure": "重新张贴", "answerable": "", "due_on": "2014-03-12"}
        refused = auditor.post(new, 422, **given).get_data(as_text=True)
        assert "请写明重点检查的事由" in refused
        assert "未见公示榜" in refused, "what was typed is kept"
        given |= {"occasion": "村民来电", "answerable": place.head.public_id}
        page = auditor.post(new, **given).headers["Location"].removeprefix("/staff")
        files = [(BytesIO(picture()), "a.jpg"), (BytesIO(b"<svg/>"), "b.svg")]
        assert "b.svg" in auditor.post(f"{page}/photos", 422, page=page, photos=files).get_data(as_text=True)
        photo = session.scalars(select(InspectionPhoto)).one()
        shown = auditor.get(f"{page}/photos/{photo.public_id}")
        assert shown.find(".//main//img").get("src").startswith("data:image/jpeg;base64,")
        assert session.scalars(select(Look).where(Look.thing == f"inspection_photo:{photo.public_id}")).one()
        auditor.get(f"{page}/photos/{'0' * 26}", 404)
        head = Counter(staff_client, place.head)
        assert "重新张贴" in words(head.get(page))
        head.post(f"{page}/confirm", 403, page=page, how="已贴")
        audit_dept = Counter(staff_client, place.audit)
        audit_dept.post(f"{page}/confirm", 422, page=page)
        audit_dept.post(f"{page}/confirm", page=page, how="现场查看，已贴")
        assert "现场查看，已贴" in words(audit_dept.get(page))
        listed = staff_client.get("/supervision/inspections?format=csv").get_data(as_text=True)
        assert "重新张贴" in listed
        assert staff_client.get("/supervision/inspections?format=pdf").data[:5] == b"%PDF-"
        Counter(staff_client, place.made.decider).get("/supervision/inspections", 403)


@on_sqlite
def test_a_draft_cannot_be_found_and_a_stranger_cannot_write(place: Place, staff_client: FlaskClient) -> None:
    draft = place.made.drafted(place.made.approved(moment("2014-03-03")), at=POSTED, days=5)
    session.commit()
    with time_machine.travel(AT, tick=True):
        Counter(staff_client, place.auditor).get(f"/supervision/inspections/new/{draft.public_id}", 404)
        Counter(staff_client, place.head).get(f"/supervision/inspections/new/{place.notice.public_id}", 403)


def test_whoever_answers_for_a_fault_can_see_it(place: Place) -> None:
    """A member of a committee works at the office and reads no inspections: a line on their desk would lead nowhere."""
    there = queries.answerable_for(place.notice)
    assert place.head in there
    assert place.made.decider not in there
    fault = faulty(place)
    session.commit()
    assert queries.owed(place.head, 9) == [fault]
    place.head.grants[0].role = Role.DECISION_MAKER
    session.commit()
    assert queries.owed(place.head, 9) == []


def test_the_occasion_of_a_key_check_stands_in_the_register(place: Place) -> None:
    found = seen(place, kind="key", occasion="村民来电")
    assert "村民来电" in str(INSPECTIONS.cells(found))
