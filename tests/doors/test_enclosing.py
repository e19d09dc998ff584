"""Photos in a slip's own transaction: sealed, named by digest, all or nothing, and out of the portal's reach."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select
from sqlalchemy.exc import DBAPIError

from tests.carriers.test_photographs import GPS, PAYLOAD, exif, picture
from workflow.base import vault
from workflow.base.db import session, transaction
from workflow.base.settings import Limits
from workflow.doors.inbox import enclosing, receive, take
from workflow.doors.inbox.models import DoorNonce, Enclosure, Slip
from workflow.kernel.errors import Conflict, Invalid

HERE = "10.0.0.1"


def sent_photo(number: int = 0) -> bytes:
    return picture(size=(60 + number, 40), exif=exif()) + PAYLOAD


def read(sent: bytes) -> receive.Photo:
    return receive.photo(BytesIO(sent), address=HERE)


def hand_in(number: int = 1, photos: int = 2) -> receive.Receipt:
    photos_read = [read(sent_photo(each)) for each in range(photos)]
    return receive.hand_in("complaint", {"text": "态度差"}, nonce=f"{number:032x}", address=HERE, photos=photos_read)


def kept(model: Any) -> int:
    with transaction():
        return session.scalar(select(func.count()).select_from(model)) or 0


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The commits of an engine."""
    commits: list[str] = []

    def note(_connection: object) -> None:
        commits.append("commit")

    event.listen(engine, "commit", note)
    yield commits
    event.remove(engine, "commit", note)


def test_they_lie_sealed_beside_their_slip_which_names_them(door: Engine) -> None:
    handed = take.by_receipt(receive.key_of(hand_in().digits))
    photos = take.enclosed(handed)
    assert [(photo.width, photo.height) for photo in photos] == [(60, 40), (61, 40)]
    for number, (photo, named) in enumerate(zip(photos, handed.payload["photos"], strict=True)):
        assert named == {"photo": photo.public_id, "sent": enclosing.digest_of(sent_photo(number))}
        assert not any(hidden in photo.content for hidden in (PAYLOAD, GPS, b"JFIF"))


def test_nobody_opens_one_as_it_came(door: Engine) -> None:
    photo, _second = take.enclosed(take.by_receipt(receive.key_of(hand_in().digits)))
    with pytest.raises(Conflict):
        take.picture(photo)


def test_with_its_photos_it_is_still_one_commit(door: Engine) -> None:
    photos = [read(picture())]
    with counted(door) as commits:
        receive.hand_in("complaint", {}, nonce="1" * 32, address=HERE, photos=photos)
    assert commits == ["commit"]


def test_broken_off_between_slip_and_photos_nothing_is_there(door: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def power_cut(*_given: object) -> None:
        raise OSError("no current")

    with monkeypatch.context() as cut:
        cut.setattr(enclosing, "keep", power_cut)
        with pytest.raises(OSError, match="no current"):
            hand_in()
    assert (kept(Slip), kept(Enclosure), kept(DoorNonce)) == (0, 0, 0)
    hand_in()
    assert (kept(Slip), kept(Enclosure), kept(DoorNonce)) == (1, 2, 1)


def test_the_same_form_again_keeps_nothing_twice_and_reads_no_photo(door: Engine) -> None:
    first = hand_in()
    assert hand_in() == first
    assert receive.before_photos(nonce=f"{1:032x}", address=HERE) == first
    assert (kept(Slip), kept(Enclosure)) == (1, 2)


def test_a_photo_moved_to_another_place_does_not_open(door: Engine) -> None:
    first, second = take.enclosed(take.by_receipt(receive.key_of(hand_in().digits)))
    with pytest.raises(vault.KeysMissing):
        vault.current().unseal(first.content, enclosing.place(second.public_id))


def test_no_photo_is_read_for_a_form_that_would_not_be_let_in(door: Engine) -> None:
    receive.use_limits(Limits(filings_per_hour_address=1))
    hand_in()
    with pytest.raises(receive.TooOften):
        receive.before_photos(nonce="9" * 32, address=HERE)
    assert receive.before_photos(nonce="9" * 32, address="10.0.0.2") is None


def test_whoever_sends_what_is_no_photo_is_asked_to_wait_and_nobody_else(door: Engine) -> None:
    receive.use_limits(Limits(bad_photos_per_hour=2))
    for _each in range(3):
        with pytest.raises(Invalid):
            read(PAYLOAD)
    with pytest.raises(receive.TooOften):
        receive.before_photos(nonce="9" * 32, address=HERE)
    assert receive.before_photos(nonce="9" * 32, address="10.0.0.2") is None


def test_a_photo_larger_than_a_telephone_makes_it(door: Engine) -> None:
    receive.use_limits(Limits(photo_bytes=2 << 20))
    with pytest.raises(Invalid) as caught:
        read(picture() + b"\0" * (2 << 20))
    assert caught.value.params == {"most": 2}


def test_no_photo_without_its_slip(door: Engine) -> None:
    hand_in()
    photos = [read(picture())]
    with door.connect() as opened, pytest.raises(DBAPIError):
        enclosing.keep(opened, "f" * 64, photos)
