"""Photos of an opening: in its chain of events, signed for, opened by few, struck out in plain sight."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select, text

from tests.carriers.test_photographs import PAYLOAD, picture
from tests.office.registers.conftest import Place
from tests.office.registers.test_boxes import AT, a_box, opened
from tests.support import meanwhile
from tests.support.counter import Counter
from tests.support.page import words
from workflow.base import audit
from workflow.base.audit import Look
from workflow.base.db import session
from workflow.base.migrations import guards
from workflow.carriers.darkroom import develop
from workflow.kernel.errors import Conflict, Forbidden, Invalid
from workflow.office.registers import operations as registers
from workflow.office.registers.boxes import operations
from workflow.office.registers.boxes.models import BoxOpening, BoxPhoto
from workflow.office.registers.boxes.photos import operations as photos
from workflow.office.registers.boxes.photos import queries, rules
from workflow.office.supervision import verify

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def noon() -> Iterator[None]:
    with time_machine.travel(AT, tick=True):
        yield


def taken(opening: BoxOpening, by: Any, sent: bytes = b"") -> BoxPhoto:
    return photos.add_photo(opening, develop(BytesIO(sent or picture())), by=by, at=AT)


def signed(place: Place, opening: BoxOpening) -> None:
    for signer in (place.head, place.clerk):
        operations.sign(opening, by=signer, at=AT)


@pytest.mark.parametrize(
    ("there", "sealed", "receives", "takes", "opens"),
    [
        (True, False, False, True, True),
        (True, True, False, False, False),
        (False, False, False, False, False),
        (False, False, True, False, True),
        (False, True, True, True, True),
        (False, True, False, False, False),
        (True, True, True, False, False),
    ],
)
def test_who_takes_and_who_opens(*, there: bool, sealed: bool, receives: bool, takes: bool, opens: bool) -> None:
    hand = {"there": there, "sealed": sealed, "receives": receives}
    assert (rules.may_take(**hand), rules.may_open(**hand)) == (takes, opens)


def test_its_way_from_the_box_to_the_department(place: Place) -> None:
    """In the chain between the signatures, by the digest of what is kept; nothing of what the camera noted."""
    opening = opened(place, a_box(place), items=0)
    first = taken(opening, place.auditor, picture() + PAYLOAD)
    assert taken(opening, place.auditor, picture() + PAYLOAD) is first, "the same one sent again"
    operations.sign(opening, by=place.head, at=AT)
    second = taken(opening, place.clerk, picture("PNG"))
    operations.sign(opening, by=place.clerk, at=AT)
    for somebody in (place.clerk, place.auditor):
        with pytest.raises(Forbidden, match="Before the seal"):
            taken(opening, somebody, picture(size=(9, 9)))
    third = taken(opening, place.discipline, picture(size=(10, 10)))
    operations.receive(opening, counted=0, seal_intact=True, remark="", by=place.discipline, at=AT)
    operations.settle(opening, by=place.discipline, at=AT)
    with pytest.raises(Conflict, match="closed"):
        taken(opening, place.discipline, picture(size=(11, 11)))
    session.commit()
    told = [(event.kind, event.payload.get("digest")) for event in audit.history(opening.stream)]
    assert told == [
        ("box_opened", None), ("box_photo_added", first.digest), ("box_opening_signed", None),
        ("box_photo_added", second.digest), ("box_opening_signed", None), ("box_photo_added", third.digest),
        ("box_packet_received", None), ("box_opening_settled", None),
    ]  # fmt: skip
    session.expire_all()
    assert [each.number for each in opening.photos] == [1, 2, 3]
    assert [each.step for each in opening.photos] == ["before_seal", "before_seal", "packet"]
    kept = b64decode(first.picture)
    assert sha256(kept).hexdigest() == first.digest
    assert PAYLOAD not in kept
    assert b"\xff\xd8\xff" not in session.scalar(select(BoxPhoto.content_sealed).limit(1))


def test_what_is_no_photo_holds_nothing_up_and_a_later_one_makes_another_version(place: Place) -> None:
    opening = opened(place, a_box(place))
    before = opening.version
    with pytest.raises(Invalid, match="no photo"):
        taken(opening, place.clerk, b"<svg/>")
    assert opening.version == before
    taken(opening, place.clerk)
    assert opening.version > before, "whoever has the page open with fewer photos is told"


@on_sqlite
def test_struck_out_in_plain_sight_until_it_is_signed_for(place: Place) -> None:
    opening = opened(place, a_box(place))
    wrong, right = taken(opening, place.clerk), taken(opening, place.clerk, picture("PNG"))
    with pytest.raises(Forbidden, match="not yours"):
        registers.strike(wrong, why="拍到来信", by=place.clerk, at=AT)
    registers.strike(wrong, why="拍到来信", by=place.discipline, at=AT)
    signed(place, opening)
    with pytest.raises(Conflict, match="cannot be undone"):
        registers.strike(right, why="重拍", by=place.discipline, at=AT)
    packet = taken(opening, place.discipline, picture(size=(10, 10)))
    registers.strike(packet, why="重拍", by=place.discipline, at=AT)
    assert queries.photo_of(opening, packet.public_id, place.discipline) is packet


@on_sqlite
@pytest.mark.usefixtures("noon")
def test_its_pages(place: Place, staff_client: FlaskClient) -> None:
    opening = opened(place, a_box(place), items=0)
    page = f"/registers/box-openings/{opening.public_id}"
    clerk = Counter(staff_client, place.clerk)
    files = [(BytesIO(picture()), "a.jpg"), (BytesIO(b"<svg/>"), "b.svg"), (BytesIO(picture("PNG")), "c.png")]
    refused = clerk.post(f"{page}/photos", 422, page=page, photos=files).get_data(as_text=True)
    assert "b.svg" in refused
    first, second = session.scalars(select(BoxPhoto).order_by(BoxPhoto.number))
    clerk.post(f"{page}/photos", 422, page=page)
    clerk.post(f"{page}/photos", page=page, photos=[(BytesIO(picture()), "again.jpg")])
    assert "连同 2 张照片" in words(clerk.get(page))
    shown = clerk.get(f"{page}/photos/{first.public_id}")
    assert shown.find(".//main//img").get("src").startswith("data:image/jpeg;base64,")
    look = session.scalars(select(Look).where(Look.thing == f"box_photo:{first.public_id}")).one()
    assert look.officer_id == place.clerk.id
    clerk.get(f"{page}/photos/{'0' * 26}", 404)
    Counter(staff_client, place.officer).get(f"{page}/photos/{first.public_id}", 403)
    department = Counter(staff_client, place.discipline)
    photo = f"{page}/photos/{second.public_id}"
    department.post(f"{photo}/strike", 422, page=photo)
    department.post(f"{photo}/strike", page=photo, why="拍到来信")
    assert "拍到来信" in words(department.get(photo))
    signed(place, session.get_one(BoxOpening, opening.id))
    session.commit()
    clerk = Counter(staff_client, place.clerk)
    assert photo not in clerk.client.get(page).get_data(as_text=True), "no link where nothing opens"
    clerk.get(photo, 403)
    department = Counter(staff_client, place.discipline)
    assert "照片" in words(department.get(page))
    printed = department.client.get("/registers/box-openings?format=csv").get_data(as_text=True)
    assert printed.splitlines()[1].split(",")[-3] == "1", "the register knows how many stand"
    assert first.digest not in printed


@on_sqlite
@pytest.mark.usefixtures("noon")
def test_no_writer_waits_while_photos_are_read(
    place: Place, staff_client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = f"/registers/box-openings/{opened(place, a_box(place)).public_id}"
    clerk, passed = Counter(staff_client, place.clerk), meanwhile.writers(monkeypatch)
    files = [(BytesIO(picture()), "a.jpg"), (BytesIO(picture("PNG")), "b.png")]
    clerk.post(f"{page}/photos", page=page, photos=files)
    assert (passed, session.query(BoxPhoto).count()) == ([True, True], 2)


_TAMPERED = {
    "changed": ("UPDATE box_photo SET content_sealed = :junk WHERE number = 1", "photo 1 is not"),
    "exchanged": (
        "UPDATE box_photo SET content_sealed = (SELECT content_sealed FROM box_photo WHERE number = 2)"
        " WHERE number = 1",
        "photo 1 is not",
    ),
    "another digest": ("UPDATE box_photo SET digest = :other WHERE number = 2", "photo 2 is not"),
    "another step": ("UPDATE box_photo SET step = 'packet' WHERE number = 2", "photo 2 is not"),
    "no longer struck out": (
        "UPDATE box_photo SET struck_at = NULL, struck_by_id = NULL, struck_why = NULL WHERE number = 2",
        "photo 2 is not",
    ),
    "missing": ("DELETE FROM box_photo WHERE number = 2", "photo 2 is gone"),
    "put in afterwards": ("UPDATE box_photo SET public_id = :stranger WHERE number = 1", "no event names its photo 1"),
}


def _guardless(statement: str) -> None:
    """As an administrator would do it: the guards are dropped first."""
    connection = session.connection()
    for name, table, *_rest in guards.BOX_PHOTOS:
        on = "" if connection.dialect.name == "sqlite" else f' ON "{table}"'
        connection.execute(text(f"DROP TRIGGER {name}{on}"))
    values = {"junk": b"junk", "other": "0" * 64, "stranger": "0" * 26}
    connection.execute(text(statement), {name: each for name, each in values.items() if f":{name}" in statement})
    session.expire_all()


def test_verify_names_a_photo_that_is_not_what_was_kept(place: Place, subtests: pytest.Subtests) -> None:
    opening = opened(place, a_box(place))
    first, second = taken(opening, place.clerk), taken(opening, place.clerk, picture("PNG"))
    registers.strike(second, why="拍到来信", by=place.discipline, at=AT)
    session.commit()
    where = f"Opening {opening.public_id}: "
    assert first.digest != second.digest
    for how, (statement, said) in _TAMPERED.items():
        with subtests.test(how):
            _guardless(statement)
            found = [str(finding) for finding in verify.run()]
            assert any(each.startswith(where) and said in each for each in found), found
            session.rollback()
    assert [*verify.run()] == []


def test_verify_finds_a_picture_sealed_anew_by_somebody_with_the_keys(place: Place) -> None:
    opening = opened(place, a_box(place))
    photo = taken(opening, place.clerk)
    session.commit()
    photo.picture = b64encode(b"another picture").decode()
    session.flush()
    assert [str(each) for each in verify.run()] == [
        f"Opening {opening.public_id}: its photo 1 is not the one that was kept."
    ]


def test_one_that_took_longer_to_read_than_somebodys_signature_verifies(place: Place) -> None:
    """Asked for first, kept second: the chain dates it with the signature before it."""
    opening = opened(place, a_box(place))
    operations.sign(opening, by=place.head, at=AT + timedelta(seconds=9))
    registers.strike(taken(opening, place.clerk), why="拍到来信", by=place.discipline, at=AT)
    session.commit()
    assert [*verify.run()] == []
