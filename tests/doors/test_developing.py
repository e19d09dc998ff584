"""Photos written anew after they were handed in: once, whatever breaks off, and each outcome on record."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from tests.carriers.test_photographs import GPS, PAYLOAD, exif, picture, refused
from workflow.base import audit, vault
from workflow.base.db import reading, session
from workflow.carriers import darkroom
from workflow.carriers.darkroom import Crashed
from workflow.doors.inbox import developing, enclosing, receive, take
from workflow.doors.inbox.models import Enclosure
from workflow.kernel import ids

AT = datetime(2026, 3, 2, 2, tzinfo=UTC)
GOOD = picture(size=(60, 40), exif=exif(6)) + PAYLOAD
BOMB = dict(refused())["text bomb"]


def hand_in(*sent: bytes) -> None:
    photos = [receive.photo(BytesIO(each), address="x") for each in sent]
    receive.hand_in("complaint", {"text": "态度差"}, nonce=ids.public_id(), address="x", photos=photos)


def write_anew() -> list[str]:
    """Who was told of what, in order."""
    told: list[str] = []
    developing.write_waiting_anew(at=AT, tell=lambda photo, _at: told.append(photo.state))
    return told


def photos() -> list[Enclosure]:
    with reading():
        return list(session.scalars(select(Enclosure).order_by(Enclosure.id)))


def events(photo: Enclosure) -> list[str]:
    with reading():
        return [event.kind for event in audit.history(photo.stream)]


def test_nothing_that_came_along_is_left(door: Engine) -> None:
    hand_in(GOOD)
    assert write_anew() == ["ready"]
    with reading():
        [photo] = session.scalars(select(Enclosure))
        plain = b64decode(take.picture(photo))
        assert developing.told_of(photo) == {"photo_written_anew": {"digest": enclosing.digest_of(plain)}}
    assert (photo.width, photo.height) == (40, 60), "as the camera was held"
    assert plain.startswith(b"\xff\xd8")
    assert not any(hidden in plain for hidden in (PAYLOAD, GPS, b"Exif"))
    assert write_anew() == [], "once"


def test_what_is_no_picture_is_emptied_and_holds_no_other_up(door: Engine) -> None:
    hand_in(BOMB, GOOD)
    assert write_anew() == ["unreadable", "ready"]
    bad, _good = photos()
    assert bad.fault
    assert events(bad) == ["photo_given_up"]
    with reading():
        content = session.scalars(select(Enclosure.content).order_by(Enclosure.id)).first()
        assert vault.current().unseal(content or b"", enclosing.place(bad.public_id)) == ""


def test_what_breaks_off_is_tried_again_and_not_for_ever(door: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(_sent: object) -> object:
        raise Crashed("broken off")

    hand_in(GOOD)
    with monkeypatch.context() as broken:
        broken.setattr(darkroom, "photograph", crash)
        assert write_anew() == ["sent"]
    assert write_anew() == ["ready"]
    hand_in(GOOD)
    with monkeypatch.context() as broken:
        broken.setattr(darkroom, "photograph", crash)
        assert [write_anew() for _each in range(4)] == [["sent"], ["sent"], ["unreadable"], []]


def two_at_once(patch: pytest.MonkeyPatch, develop: Callable[[bytes], developing.Outcome]) -> list[list[str]]:
    """What both tell; the other one comes while the first is still in the darkroom, and is done before it."""
    others: list[list[str]] = []

    def meanwhile(sent: bytes) -> developing.Outcome:
        patch.setattr(developing, "developed", develop)
        others.append(write_anew())
        return develop(sent)

    patch.setattr(developing, "developed", meanwhile)
    return [write_anew(), *others]


def test_two_workers_write_each_once(door: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_in(GOOD)
    assert two_at_once(monkeypatch, developing.developed) == [[], ["ready"]]
    assert events(photos()[0]) == ["photo_written_anew"]


def test_what_breaks_off_under_two_workers_is_one_try(door: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_in(GOOD)
    broken_off = developing.Outcome(fault="broken off", broke_off=True)
    assert two_at_once(monkeypatch, lambda _sent: broken_off) == [[], ["sent"]]
    assert [photo.tries for photo in photos()] == [1]


def test_one_that_no_key_opens_holds_no_other_up(door: Engine, tmp_path: Path) -> None:
    ours = vault.current()
    vault.use(vault.Vault(tmp_path / "keys", create=True))
    hand_in(GOOD)
    vault.use(ours)
    hand_in(GOOD)
    told: list[str] = []
    assert developing.write_waiting_anew(at=AT, tell=lambda photo, _at: told.append(photo.state)) == (2, 1)
    assert told == ["ready"]
