"""Photos of a complaint: with it or with a turn of its talk, opened through the complaint alone, each look kept."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import Connection, Engine, text

from tests.carriers.test_photographs import picture, refused
from tests.stages.feedback.test_talking import assigned, told
from tests.stages.feedback.test_views import client
from tests.support import factories_feedback as make
from tests.support.factories_feedback import MONDAY, House
from tests.support.page import judged
from workflow.base import audit
from workflow.base.db import session
from workflow.doors.inbox import developing, receive
from workflow.office.looks import queries as trail
from workflow.office.looks.queries import Asked
from workflow.office.supervision import verify
from workflow.stages.feedback import operations, queries
from workflow.stages.feedback.models import Complaint

GOOD = picture()
BOMB = dict(refused())["text bomb"]


def handed_in(
    said: str, *, kind: str = "complaint", nonce: str = "7", sent: bytes = GOOD, ready: bool = True, **more: object
) -> str:
    """A slip with a photo; gives the key of its receipt."""
    session.commit()
    photos = [receive.photo(BytesIO(sent), address=nonce)]
    given = {"text": said, "category": "cold", "anonymous": True} | more
    receipt = receive.hand_in(kind, given, nonce=nonce * 32, address=nonce, photos=photos)
    operations.take_waiting(at=MONDAY)
    session.commit()
    if ready:
        write_anew()
    return receive.key_of(receipt.digits)


def write_anew() -> None:
    developing.write_waiting_anew(at=MONDAY, tell=operations.tell_of_photo)


def complaint(said: str = "态度很差", **more: object) -> Complaint:
    return queries.complaint_by_receipt(handed_in(said, **more)) or pytest.fail("nothing was taken in")


@pytest.fixture
def house(database: Engine) -> House:
    return make.build()


def test_they_come_with_the_complaint_and_with_each_turn(house: House) -> None:
    key = assigned(house).receipt_key or ""
    handed_in("补一张", kind="complaint_reply", nonce="8", receipt_key=key)
    of = queries.complaint_by_receipt(key) or pytest.fail("nothing was taken in")
    [turn] = of.talk
    [photo] = of.photos_of(turn)
    assert photo.picture.startswith("/9j/")
    assert of.photos_of(None) == []
    assert [each["photos"] for each in told(of)["talk"]] == [1]
    *_before, event = audit.history(of.stream)
    assert event.payload["photos"] == [photo.public_id]


@pytest.mark.parametrize("taken_first", [True, False])
def test_one_that_cannot_be_read_is_told_to_both_sides(house: House, *, taken_first: bool) -> None:
    key = handed_in("看照片", sent=BOMB, ready=False)
    if not taken_first:
        write_anew()
    handed_in("再补一张", kind="complaint_reply", nonce="8", sent=BOMB, receipt_key=key)
    of = queries.complaint_by_receipt(key) or pytest.fail("nothing was taken in")
    reply = told(of)
    assert (reply["photos"], reply["unreadable"]) == (1, 1)
    assert [(turn["photos"], turn["unreadable"]) for turn in reply["talk"]] == [(1, 1)]
    assert {photo.enclosure.state for photo in of.photos} == {"unreadable"}
    assert [*verify.enclosures()] == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestLooking:
    def test_nobody_opens_one_before_it_was_written_anew(self, apps: tuple[Flask, Flask], house: House) -> None:
        of = queries.complaint_by_receipt(handed_in("看照片", ready=False)) or pytest.fail("nothing was taken in")
        reader, photo = client(apps, house, "discipline"), of.photos[0].public_id
        address = f"/complaints/{of.public_id}/photos/{photo}"
        page = reader.get(f"/complaints/{of.public_id}").get_data(as_text=True)
        assert address not in page
        assert "正在处理" in page
        assert reader.get(address).status_code == 409
        assert "complaint photo" not in [
            each.purpose for each in trail.looks(house["discipline.two"], Asked(thing=of.number), limit=None)
        ]

    def test_each_look_is_kept_and_no_other_complaint_opens_it(self, apps: tuple[Flask, Flask], house: House) -> None:
        of, other = complaint(), make.complaint(house)
        photo = of.photos[0].public_id
        reader = client(apps, house, "discipline")
        address = f"/complaints/{of.public_id}/photos/{photo}"
        assert address in reader.get(f"/complaints/{of.public_id}").get_data(as_text=True)
        shown = judged(reader.get(address))
        assert shown.find(".//main//img").get("src").startswith("data:image/jpeg;base64,/9j/")
        kept = [each.purpose for each in trail.looks(house["discipline.two"], Asked(thing=of.number), limit=None)]
        assert kept == ["complaint photo", "complaint work"]
        assert reader.get(f"/complaints/{other.public_id}/photos/{photo}").status_code == 404

    def test_whoever_it_concerns_finds_no_photo(self, apps: tuple[Flask, Flask], house: House) -> None:
        of = complaint("韩秋生收了烟")
        address = f"/complaints/{of.public_id}/photos/{of.photos[0].public_id}"
        nowhere = f"/complaints/{of.public_id}/photos/nothing"
        assert client(apps, house, "discipline").get(address).status_code == 404
        assert client(apps, house, "discipline.two").get(address).status_code == 200
        assert trail.looks(house["discipline"], Asked(), limit=None) == [], "nor that anybody opened it"
        assert client(apps, house, "discipline.two").get(nowhere).status_code == 404
        assert client(apps, house, "officer").get(address).status_code in (403, 404)


@pytest.mark.parametrize("spoil", ["DELETE FROM enclosure", "UPDATE enclosure SET content = 'x'"])
def test_a_photo_that_is_gone_or_exchanged_is_found(house: House, spoil: str) -> None:
    complaint()
    assert [*verify.enclosures()] == []
    connection = session.connection()
    for name in ("enclosure_fixed", "enclosure_kept"):
        connection.execute(text(f"DROP TRIGGER {name}" + (" ON enclosure" if on_postgresql(connection) else "")))
    connection.execute(text("DELETE FROM complaint_photo"))
    connection.execute(text(spoil.replace("'x'", "CAST('x' AS BYTEA)" if on_postgresql(connection) else "X'00'")))
    session.expire_all()
    assert len([*verify.enclosures()]) == 1
    session.rollback()


def on_postgresql(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"
