"""Rosters, displays and photos: what is refused, what goes public, what ends by itself; on both engines."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.office.outlets.conftest import Outlet
from tests.support.factories_cases import moment, person
from workflow.base.db import session
from workflow.doors.published import read
from workflow.kernel.errors import Forbidden, Invalid
from workflow.office.outlets import operations, queries, rules, weeks
from workflow.office.outlets.operations import Shift
from workflow.office.publication import changes, concept
from workflow.office.publication import operations as publication
from workflow.staff.models import AreaAssignment
from workflow.staff.roles import Role

#: A Thursday; the week has a day of rest on Saturday and Sunday.
DAY = date(2026, 11, 19)
AT = moment("2026-11-19 09:00")
BOARD = (rules.BOARD, "", "officers")


def _roster(outlet: Outlet, on: date, *people: object) -> None:
    operations.roster(outlet.office, on, [Shift(each, "2号窗口") for each in people], by=outlet.head, at=AT)


def test_a_roster_speaks_of_every_business_day_of_its_week(outlet: Outlet) -> None:
    _roster(outlet, DAY, outlet.clerk, outlet.head)
    found = concept.payloads("duty", DAY)
    payload = found[f"{outlet.office.id}-2026-W47"]
    assert [day["on"] for day in payload["days"]] == [f"2026-11-{day}" for day in (16, 17, 18, 19, 20)]
    assert [each["name"] for each in payload["days"][3]["people"]] == [outlet.clerk.name, outlet.head.name]
    assert payload["days"][4]["people"] == []
    assert (payload["from"], payload["until"]) == ("2026-11-16", "2026-11-22")
    assert concept.payloads("duty", DAY + weeks.WEEK) == {}


def test_a_new_entry_takes_the_place_of_the_old(outlet: Outlet) -> None:
    _roster(outlet, DAY, outlet.clerk)
    _roster(outlet, DAY, outlet.head)
    assert [each.officer for each in queries.shifts(DAY, DAY)[outlet.office.id, DAY]] == [outlet.head]
    _roster(outlet, DAY)
    assert concept.payloads("duty", DAY) == {}


def test_what_no_roster_may_say(outlet: Outlet) -> None:
    with pytest.raises(Invalid, match="day is over"):
        _roster(outlet, DAY - timedelta(days=1), outlet.clerk)
    with pytest.raises(Invalid, match="Only people of this outlet"):
        _roster(outlet, DAY, outlet.auditor)
    with pytest.raises(Invalid, match="named twice"):
        _roster(outlet, DAY, outlet.clerk, outlet.clerk)


def test_a_roster_goes_public_by_two_people_and_ends_with_its_week(outlet: Outlet) -> None:
    _roster(outlet, DAY, outlet.clerk)
    key = f"{outlet.office.id}-2026-W47"
    proposal = publication.propose("duty", key, by=outlet.made.poster, at=AT)
    record = publication.confirm(proposal, by=outlet.second, at=AT)
    assert record.valid_until == date(2026, 11, 22)
    publication.bring_up_to_date(moment("2026-11-23 00:10"))
    session.commit()
    gone = read.latest("duty", key)
    assert gone is not None
    assert (gone.ended_how, read.in_force("duty", on=date(2026, 11, 23))) == ("ended", [])
    assert not [each for each in changes.changes(date(2026, 11, 23)) if each.kind == "duty"]


def test_boards_are_named_by_the_rules_and_six_are_free(outlet: Outlet) -> None:
    operations.display(outlet.office, BOARD, put_up_on=date(2026, 11, 2), by=outlet.head, at=AT)
    free = (rules.BOARD, "", "free_1")
    operations.display(outlet.office, free, put_up_on=date(2026, 11, 3), name="文明公约", by=outlet.head, at=AT)
    payload = concept.payloads("board", DAY)[str(outlet.office.id)]
    assert (payload["slots"], len(payload["boards"]), payload["free"], payload["due"]) == (16, 11, 5, "2012-09-15")
    hanging = {each["code"]: each["put_up_on"] for each in payload["boards"] if each["put_up_on"]}
    assert hanging == {"officers": "2026-11-02", "free_1": "2026-11-03"}


def test_what_no_display_may_say(outlet: Outlet) -> None:
    with pytest.raises(Invalid, match="do not ask"):
        operations.display(outlet.office, (rules.BOARD, "", "x"), put_up_on=DAY, by=outlet.head, at=AT)
    with pytest.raises(Invalid, match="not come yet"):
        operations.display(outlet.office, BOARD, put_up_on=DAY + timedelta(days=1), by=outlet.head, at=AT)
    with pytest.raises(Invalid, match="what hangs"):
        operations.display(outlet.office, (rules.BOARD, "", "free_6"), put_up_on=DAY, by=outlet.head, at=AT)


def test_an_inspection_is_a_second_persons_and_ends_with_a_new_board(outlet: Outlet) -> None:
    found = operations.display(outlet.office, BOARD, put_up_on=DAY - timedelta(days=3), by=outlet.head, at=AT)
    with pytest.raises(Forbidden, match="second person"):
        operations.inspect(found, on=DAY, result=rules.GOOD, by=outlet.head, at=AT)
    for wrong in (DAY - timedelta(days=4), DAY + timedelta(days=1)):
        with pytest.raises(Invalid):
            operations.inspect(found, on=wrong, result=rules.GOOD, by=outlet.auditor, at=AT)
    operations.inspect(found, on=DAY, result=rules.WRONG, by=outlet.auditor, at=AT)
    board = next(each for each in concept.payloads("board", DAY)[str(outlet.office.id)]["boards"] if each["result"])
    assert (board["result"], board["inspected_on"]) == ("wrong", DAY.isoformat())
    assert outlet.auditor.name not in str(board)
    operations.display(outlet.office, BOARD, put_up_on=DAY, by=outlet.head, at=AT)
    assert found.result is None


def test_the_same_once_more_leaves_the_inspection_and_who_wrote_it_down(outlet: Outlet) -> None:
    free = (rules.BOARD, "", "free_1")
    found = operations.display(outlet.office, free, put_up_on=DAY, name="文明公约", by=outlet.head, at=AT)
    operations.inspect(found, on=DAY, result=rules.WRONG, by=outlet.auditor, at=AT)
    again = operations.display(outlet.office, free, put_up_on=DAY, name="文明公约", by=outlet.clerk, at=AT)
    assert (again, again.result, again.inspected_by_id) == (found, rules.WRONG, outlet.auditor.id)
    assert again.recorded_by_id == outlet.head.id, "who wrote it down still may not inspect it"
    operations.display(outlet.office, free, put_up_on=DAY, name="服务公约", by=outlet.clerk, at=AT)
    assert (found.result, found.inspected_on, found.recorded_by_id) == (None, None, outlet.clerk.id)


def test_a_disclosure_stands_on_its_channels(outlet: Outlet) -> None:
    place = (rules.ITEM, "village_board", "officers")
    operations.display(outlet.office, place, put_up_on=date(2026, 11, 2), by=outlet.head, at=AT)
    items = {each["code"]: each for each in concept.payloads("disclosure", DAY)[str(outlet.office.id)]["items"]}
    ways = {way["code"]: way for way in items["officers"]["ways"]}
    assert (ways["village_board"]["since"], ways["notice_board"]["since"]) == ("2026-11-02", None)
    assert ways["board"]["due"] == "2012-09-15"


def test_who_hands_all_villages_over_leaves_the_directory_that_day(outlet: Outlet) -> None:
    officer, village = outlet.made.house.officer, outlet.made.house.village
    operations.portray(officer, b"\xff\xd8", (1, 1), at=AT)
    for kind in ("officer", "photo"):
        proposal = publication.propose(kind, officer.public_id, by=outlet.made.poster, at=AT)
        publication.confirm(proposal, by=outlet.second, at=AT)
    other = person(Role.CREDIT_OFFICER, outlet.office, "接替人")
    session.query(AreaAssignment).filter_by(officer_id=officer.id).update({"until_on": DAY})
    session.add(AreaAssignment(officer_id=other.id, village_id=village.id, from_on=DAY + timedelta(days=1)))
    publication.bring_up_to_date(moment("2026-11-19 23:00"))
    session.commit()
    assert read.one("officer", officer.public_id, on=DAY) is not None
    publication.bring_up_to_date(moment("2026-11-20 00:10"))
    session.commit()
    day = DAY + timedelta(days=1)
    assert read.one("officer", officer.public_id, on=day) is None
    assert read.one("photo", officer.public_id, on=day) is None
    shown = read.one("village", village.code, on=day)
    assert shown is not None
    assert shown.payload["officer"]["name"] == "接替人"


@pytest.mark.parametrize(("day", "monday"), [("2026-11-16", "2026-11-16"), ("2026-11-22", "2026-11-16")])
def test_a_week_runs_from_monday_to_sunday(day: str, monday: str) -> None:
    assert weeks.monday_of(date.fromisoformat(day)).isoformat() == monday
    assert weeks.key(7, date(2026, 12, 28)) == "7-2026-W53"
