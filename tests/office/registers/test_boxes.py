"""The way of a box's contents, on both engines: who must be there, who may not, and that nothing gets lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from tests.office.registers.conftest import Place
from tests.support import reading
from tests.support.counter import Counter
from tests.support.factories_cases import moment, person
from tests.support.page import words
from workflow.base import audit, db
from workflow.base.db import session, transaction
from workflow.kernel.errors import Conflict, Forbidden, Invalid
from workflow.office.registers import operations as registers
from workflow.office.registers.boxes import operations, queries
from workflow.office.registers.boxes.models import BoxOpening, OpinionBox
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.feedback.cards.models import EvaluationCard
from workflow.stages.feedback.models import Complaint

DAY = date(2026, 11, 2)
OPENED, AT = moment("2026-11-19 10:00"), moment("2026-11-19 11:00")
LETTER: dict[str, Any] = {"category": "cold", "text": "排队没人管", "name": "", "contact": "", "anonymous": True}
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def a_box(place: Place) -> OpinionBox:
    """Kept by the head and the clerk."""
    keepers = [place.head, place.clerk]
    return operations.hang(place.office, place="大厅门外左侧", hung_on=DAY, keepers=keepers, by=place.discipline, at=AT)


def opened(place: Place, box: OpinionBox, **changed: Any) -> BoxOpening:
    usual: dict[str, Any] = {
        "opened_at": OPENED, "head": place.head, "keepers": [place.head, place.clerk], "items": 2, "packet": "F-07",
        "by": place.auditor, "at": AT,
    }  # fmt: skip
    return operations.open_box(box, **(usual | changed))


def received(place: Place, **changed: Any) -> BoxOpening:
    opening = opened(place, a_box(place), **changed)
    for signer in (place.head, place.clerk):
        operations.sign(opening, by=signer, at=AT)
    operations.receive(opening, counted=opening.items, seal_intact=True, remark="", by=place.discipline, at=AT)
    return opening


def test_the_whole_way_of_two_items(place: Place) -> None:
    """A39, second half: auditor, head and second keeper there, sealed, all signed."""
    opening = opened(place, a_box(place))
    assert opening.state == "opened"
    operations.sign(opening, by=place.clerk, at=AT)
    assert opening.state == "opened"
    operations.sign(opening, by=place.head, at=AT)
    assert opening.state == "sealed"
    operations.receive(opening, counted=2, seal_intact=True, remark="", by=place.discipline, at=AT)
    operations.enter_complaint(opening, by=place.discipline, at=AT, **LETTER, **_nothing())
    with pytest.raises(Conflict, match="1 of 2"):
        operations.settle(opening, by=place.discipline, at=AT)
    operations.enter_card(opening, business="other", rating="poor", text="叫号机坏了", by=place.discipline, at=AT)
    operations.settle(opening, by=place.discipline, at=AT)
    session.commit()
    complaint, card = session.query(Complaint).one(), session.query(EvaluationCard).one()
    assert (complaint.channel, complaint.received_at, complaint.office_id) == ("box", OPENED, place.office.id)
    assert (card.rating, card.received_at) == ("poor", OPENED)
    told = [event.kind for event in audit.history(opening.stream)]
    assert told == [
        "box_opened", "box_opening_signed", "box_opening_signed", "box_packet_received", "box_item_entered",
        "box_item_entered", "box_opening_settled",
    ]  # fmt: skip


def _nothing() -> dict[str, str]:
    return {"about": "", "case_number": ""}


def test_an_opening_that_lacks_somebody_is_refused(place: Place) -> None:
    """A39, first half: auditor and head alone."""
    box = a_box(place)
    with pytest.raises(Invalid, match=f"Missing: {place.clerk.name}"):
        opened(place, box, keepers=[place.head])
    with pytest.raises(Forbidden, match="does not open it"):
        opened(place, box, by=place.clerk)
    with pytest.raises(Forbidden, match="does not open it"):
        opened(place, box, by=place.head)
    with pytest.raises(Invalid, match="head of this outlet"):
        opened(place, box, head=place.officer)
    with pytest.raises(Invalid, match="not happened yet"):
        opened(place, box, opened_at=moment("2026-11-19 12:00"))
    with pytest.raises(Invalid, match="hung"):
        opened(place, box, opened_at=moment("2026-11-01 23:59"))
    opened(place, box)
    with pytest.raises(Invalid, match="later than that already"):
        opened(place, box)
    assert session.scalar(select(func.count()).select_from(BoxOpening)) == 1


@on_sqlite
def test_a_box_has_as_many_keepers_as_the_rules_say_and_from_its_outlet(place: Place) -> None:
    told: dict[str, Any] = {"place": "门外", "hung_on": DAY, "by": place.discipline, "at": AT}
    with pytest.raises(Invalid, match="2 keepers"):
        operations.hang(place.office, keepers=[place.head], **told)
    with pytest.raises(Invalid, match="2 keepers"):
        operations.hang(place.office, keepers=[place.head, place.head], **told)
    with pytest.raises(Invalid, match="people of this outlet"):
        operations.hang(place.office, keepers=[place.head, place.auditor], **told)
    with pytest.raises(Invalid, match="can sign"):
        operations.hang(place.office, keepers=[place.head, person(Role.ARCHIVIST, place.office, "管档案")], **told)
    box = a_box(place)
    operations.name_keepers(box, [place.clerk, place.back], by=place.discipline, at=AT)
    assert box.keeper_ids == {place.clerk.id, place.back.id}
    registers.strike(box, why="门面拆除", by=place.discipline, at=AT)
    with pytest.raises(Conflict, match="hangs no more"):
        opened(place, box)


@on_sqlite
@pytest.mark.parametrize(("counted", "seal_intact"), [(1, True), (2, False)])
def test_a_fault_of_the_packet_is_told(place: Place, counted: int, seal_intact: bool) -> None:
    opening = opened(place, a_box(place))
    found: dict[str, Any] = {"counted": counted, "seal_intact": seal_intact, "at": AT}
    with pytest.raises(Conflict, match="not at that step"):
        operations.receive(opening, remark="", by=place.discipline, **found)
    for signer in (place.head, place.clerk):
        operations.sign(opening, by=signer, at=AT)
    with pytest.raises(Invalid, match="say what you found"):
        operations.receive(opening, remark="", by=place.discipline, **found)
    with pytest.raises(Forbidden, match="does not receive"):
        operations.receive(opening, remark="少一件", by=place.auditor, **found)
    operations.receive(opening, remark="少一件", by=place.discipline, **found)
    assert opening.counted == counted


@on_sqlite
def test_only_who_was_there_signs_and_once(place: Place) -> None:
    opening = opened(place, a_box(place))
    for other in (place.officer, place.auditor):
        with pytest.raises(Forbidden, match="and once"):
            operations.sign(opening, by=other, at=AT)


@on_sqlite
def test_an_opening_that_stalls_is_struck_out_by_who_was_not_there(place: Place) -> None:
    """A keeper left before signing: with the reason in plain sight the opening is written down anew."""
    box = a_box(place)
    stalled = opened(place, box)
    with pytest.raises(Forbidden, match="not yours"):
        registers.strike(stalled, why="数错", by=place.auditor, at=AT)
    registers.strike(stalled, why="保管人调走，未签字", by=place.discipline, at=AT)
    with pytest.raises(Conflict, match="struck out"):
        operations.sign(stalled, by=place.clerk, at=AT)
    assert queries.waiting_for(place.clerk) == []
    assert queries.due_on(box, DAY) == date(2026, 12, 2), "as if it had not been opened"
    sealed = opened(place, box)
    for signer in (place.head, place.clerk):
        operations.sign(sealed, by=signer, at=AT)
    with pytest.raises(Conflict, match="cannot be undone"):
        registers.strike(sealed, why="重来", by=place.discipline, at=AT)


@on_sqlite
def test_the_pages_of_a_stalled_opening_and_of_a_struck_box(place: Place, staff_client: FlaskClient) -> None:
    with time_machine.travel(AT, tick=True):
        box = a_box(place)
        page, hanging = f"/registers/box-openings/{opened(place, box).public_id}", f"/registers/boxes/{box.public_id}"
        auditor = Counter(staff_client, place.auditor)
        assert "划掉" not in words(auditor.get(page))
        new = f"/registers/box-openings/new/{box.public_id}"
        told = {"head": place.head.public_id, "items": "1", "packet": "F-8"}
        for wrong in ("0001-01-01T00:00", "1899-12-31T10:00"):
            auditor.post(new, 422, **told, opened_at=wrong, keepers=[place.head.public_id, place.clerk.public_id])
        department = Counter(staff_client, place.discipline)
        department.post(f"{page}/strike", page=page, why="保管人调走")
        assert "保管人调走" in words(Counter(staff_client, place.clerk).get(page))
        department = Counter(staff_client, place.discipline)
        assert "下次" in words(department.get(hanging))
        department.post(f"{hanging}/strike", page=hanging, why="拆除")
        assert "下次" not in words(department.get(hanging))


def test_two_who_sign_at_once(place: Place) -> None:
    """One may have to sign again; the last signature seals the packet in any case."""
    opening_id = opened(place, a_box(place)).id
    signers = [place.head.id, place.clerk.id]
    session.commit()
    lost = [signer for signer, signed in zip(signers, at_once(opening_id, signers), strict=True) if not signed]
    session.expire_all()
    opening = session.get_one(BoxOpening, opening_id)
    for signer in lost:
        operations.sign(opening, by=session.get_one(Officer, signer), at=AT)
    assert opening.state == "sealed"


def at_once(opening_id: int, signers: list[int]) -> list[bool]:
    """Whether each got their signature in, all having read the opening before the first wrote."""
    start = Barrier(len(signers))

    def sign(signer: int) -> bool:
        try:
            with transaction():
                opening = session.get_one(BoxOpening, opening_id)
                if not db.is_sqlite():  # there writers queue from their first read on
                    start.wait()
                operations.sign(opening, by=session.get_one(Officer, signer), at=AT)
        except StaleDataError:
            return False
        return True

    with ThreadPoolExecutor(len(signers)) as pool:
        return list(pool.map(sign, signers))


@on_sqlite
def test_other_keepers_make_another_version_of_the_box(place: Place) -> None:
    box = a_box(place)
    before = box.version
    operations.name_keepers(box, [place.clerk, place.back], by=place.discipline, at=AT)
    assert box.version > before


@on_sqlite
def test_no_more_items_are_entered_than_were_counted(place: Place) -> None:
    opening = received(place, items=1)
    operations.file_item(opening, by=place.discipline, at=AT)
    with pytest.raises(Conflict, match="entered already"):
        operations.file_item(opening, by=place.discipline, at=AT)


def test_the_database_keeps_opener_head_and_receiver_apart(place: Place) -> None:
    opening = received(place, items=0)
    session.commit()
    for wrong in ({"head_id": place.auditor.id}, {"received_by_id": place.auditor.id}, {"counted": 1}):
        with pytest.raises(IntegrityError):
            session.execute(update(BoxOpening).where(BoxOpening.id == opening.id).values(**wrong))
        session.rollback()


@on_sqlite
def test_the_next_opening_is_due_when_the_rules_say(place: Place) -> None:
    """naxi2011 says "regularly"; the institution's month comes from an overlay of defaults."""
    box = a_box(place)
    due = queries.due_on(box, DAY)
    assert due == date(2026, 12, 2)


@on_sqlite
def test_the_pages_of_an_opening(place: Place, staff_client: FlaskClient) -> None:
    with time_machine.travel(AT, tick=True):
        at_work = Counter(staff_client, place.discipline)
        page = f"/registers/boxes/new/{place.office.id}"
        told: dict[str, Any] = {"place": "门外", "hung_on": "2026-11-02"}
        at_work.post(page, 422, **told, keepers=[place.head.public_id])
        shown = at_work.post(page, **told, keepers=[place.head.public_id, place.clerk.public_id]).location
        assert "两" not in words(at_work.get(shown))
        box = session.query(OpinionBox).one()
        auditor = Counter(staff_client, place.auditor)
        page, there = f"/registers/box-openings/new/{box.public_id}", [place.head.public_id, place.clerk.public_id]
        told = {"opened_at": "2026-11-19T10:00", "head": place.head.public_id, "items": "1", "packet": "F-7"}
        auditor.post(page, 422, **told, keepers=there[:1])
        opening = auditor.post(page, **told, keepers=there).location
        for person in (place.head, place.clerk):
            signer = Counter(staff_client, person)
            signer.get("/registers/box-openings")
            signer.post(f"{opening}/sign", page=opening)
        at_work = Counter(staff_client, place.discipline)
        at_work.get("/registers/box-openings")
        at_work.post(f"{opening}/receive", 422, page=opening, counted="3", seal_intact="y")
        at_work.post(f"{opening}/receive", page=opening, counted="1", seal_intact="y")
        at_work.post(f"{opening}/items", 422, page=opening, kind="complaint", category="cold")
        at_work.post(f"{opening}/items", page=opening, kind="complaint", category="cold", text="没人接电话")
        at_work.post(f"{opening}/settle", page=opening)
        at_work.get(opening)
        head = Counter(staff_client, place.head)
        assert "投诉" not in words(head.get(opening).find(".//main")), "what was in the packet is not the head's"


@on_sqlite
def test_the_register_is_printed_and_taken_along(place: Place, staff_client: FlaskClient) -> None:
    received(place, items=0, packet="=封01")
    session.commit()
    Counter(staff_client, place.discipline)

    def asked(kind: str) -> bytes:
        return staff_client.get(f"/registers/box-openings?month=2026-11&format={kind}").data

    assert "'=封01".encode() in asked("csv")
    printed = reading.words(asked("pdf"))
    assert place.clerk.name in printed
    assert "=封01" in printed
