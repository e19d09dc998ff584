"""Photos of households against their events: what somebody changes, exchanges, puts in or takes out is named."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import Engine, text

from tests.carriers.test_photographs import picture
from tests.support.factories_cases import House, house, moment, submitted
from workflow.base import audit
from workflow.base.db import session
from workflow.base.settings import Settings
from workflow.carriers.darkroom import develop
from workflow.cli import main
from workflow.office.supervision import verify
from workflow.stages.people.documents import operations
from workflow.stages.people.documents.models import Photo
from workflow.stages.people.models import Household

AT = moment("2011-05-09")


@dataclass
class Album:
    """A household with a photo of its house, one of a paper and one that was erased; and its neighbour."""

    made: House
    household: Household
    neighbour: Household
    of_house: Photo
    of_paper: Photo
    erased: Photo


def later(minutes: int) -> datetime:
    return AT + timedelta(minutes=minutes)


def kept(made: House, household: Household, sent: bytes, **more: Any) -> Photo:
    given = {"subject": "house", "document": None, "at": later(2)} | more
    return operations.add_photo(household, develop(BytesIO(sent)), by=made.clerk, **given)


@pytest.fixture
def album(database: Engine) -> Album:
    made = house()
    household, neighbour = submitted(made, AT).household, submitted(made, AT).household
    paper = operations.record_document(
        household, kind="household_register", member=None, number="", valid_until=None, expected_on=None,
        by=made.clerk, at=AT,
    )  # fmt: skip
    of_house, of_paper = kept(made, household, picture(), at=later(1)), kept(made, household, picture(), document=paper)
    erased = kept(made, household, picture(size=(20, 20)))
    operations.remove_photo(household, erased, reason="拍错了", by=made.clerk, at=later(3))
    session.commit()
    return Album(made, household, neighbour, of_house, of_paper, erased)


def findings() -> list[str]:
    session.flush()
    session.expire_all()
    return [str(finding) for finding in verify.run()]


def not_kept(album: Album, photo: Photo) -> str:
    return f"Household {album.household.public_id}: its photo {photo.public_id} is not the one that was kept."


_NOT_KEPT, _GONE, _UNNAMED = "its photo {} is not the one", "its photo {} is gone", "no event names its photo {}"
_OF_HOUSE = "WHERE id = :of_house"
_TAMPERED = {
    "changed": (f"UPDATE photo SET content_sealed = :junk {_OF_HOUSE}", _NOT_KEPT, "of_house"),
    "exchanged": (
        f"UPDATE photo SET content_sealed = (SELECT content_sealed FROM photo WHERE id = :of_paper) {_OF_HOUSE}",
        _NOT_KEPT, "of_house",
    ),
    "said to show something else": (f"UPDATE photo SET subject = 'land' {_OF_HOUSE}", _NOT_KEPT, "of_house"),
    "taken from its paper": ("UPDATE photo SET document_id = NULL WHERE id = :of_paper", _NOT_KEPT, "of_paper"),
    "moved to the neighbour": (f"UPDATE photo SET household_id = :neighbour {_OF_HOUSE}", _NOT_KEPT, "of_house"),
    "by somebody else": (f"UPDATE photo SET added_by_id = :other {_OF_HOUSE}", _NOT_KEPT, "of_house"),
    "back-dated": (f"UPDATE photo SET added_at = :before {_OF_HOUSE}", _NOT_KEPT, "of_house"),
    "erased by nobody": (
        f"UPDATE photo SET content_sealed = NULL, removed_at = added_at {_OF_HOUSE}", _NOT_KEPT, "of_house",
    ),
    "back again": (
        "UPDATE photo SET content_sealed = :junk, removed_at = NULL WHERE id = :erased", _NOT_KEPT, "erased",
    ),
    "erased at another time": ("UPDATE photo SET removed_at = :before WHERE id = :erased", _NOT_KEPT, "erased"),
    "gone": ("DELETE FROM photo WHERE id = :of_paper", _GONE, "of_paper"),
    "another name": (f"UPDATE photo SET public_id = 'stranger' {_OF_HOUSE}", _GONE, "of_house"),
}  # fmt: skip


def tampered(album: Album, statement: str) -> None:
    values = {
        "junk": b"junk", "before": later(-9), "other": album.made.officer.id,
        "neighbour": album.neighbour.id,
    } | {name: getattr(album, name).id for name in ("of_house", "of_paper", "erased")}  # fmt: skip
    session.execute(text(statement), {name: each for name, each in values.items() if f":{name}" in statement})


def test_what_is_not_as_it_was_kept_is_named(album: Album, subtests: pytest.Subtests) -> None:
    assert findings() == []
    where = f"Household {album.household.public_id}: "
    for how, (statement, said, which) in _TAMPERED.items():
        named = said.format(getattr(album, which).public_id)
        with subtests.test(how):
            tampered(album, statement)
            found = findings()
            assert any(named in each for each in found), found
            assert all(each.startswith((where, f"Household {album.neighbour.public_id}: ")) for each in found)
            session.rollback()
    assert findings() == []


def test_one_put_in_afterwards_is_named(album: Album) -> None:
    stray = Photo(
        public_id="0" * 26, household_id=album.household.id, subject="house", width=1, height=1,
        added_by_id=album.made.clerk.id, added_at=AT,
    )  # fmt: skip
    stray.picture = b64encode(b"a picture").decode()
    session.add(stray)
    assert findings() == [f"Household {album.household.public_id}: no event names its photo {'0' * 26}."]


def test_another_picture_sealed_by_somebody_with_the_keys_is_named(album: Album) -> None:
    album.of_house.picture = b64encode(b"another picture").decode()
    assert findings() == [not_kept(album, album.of_house)]


def test_one_kept_before_events_held_digests_is_named_and_opens(album: Album, monkeypatch: pytest.MonkeyPatch) -> None:
    record = audit.record
    with monkeypatch.context() as earlier:
        earlier.setitem(audit._KINDS, "photo_added", frozenset(("photo", "subject", "document")))
        earlier.setattr(audit, "record", lambda *where, digest, **told: record(*where, **told))
        photo = kept(album.made, album.household, picture(size=(30, 30)))
    session.commit()
    assert findings() == []
    session.execute(text("UPDATE photo SET content_sealed = :junk WHERE id = :id"), {"junk": b"junk", "id": photo.id})
    assert findings() == [not_kept(album, photo)]


def test_one_that_took_longer_to_read_than_another_verifies(album: Album) -> None:
    """Asked for first, kept second: the chain dates it with the one before it."""
    kept(album.made, album.household, picture(size=(40, 40)), at=later(9))
    late = kept(album.made, album.household, picture(size=(50, 50)), at=later(5))
    operations.remove_photo(album.household, late, reason="拍错了", by=album.made.clerk, at=later(6))
    session.commit()
    assert findings() == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_one_hidden_as_if_it_had_been_erased_is_named(album: Album) -> None:
    session.execute(text("ALTER TABLE photo DROP CONSTRAINT ck_photo_removed_is_gone"))
    session.execute(text("UPDATE photo SET removed_at = added_at WHERE id = :id"), {"id": album.of_house.id})
    assert findings() == [not_kept(album, album.of_house)]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_command_fails_and_names_the_photo(
    album: Album, settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    command = ["verify", "--data", str(settings.data)]
    assert main(command) == 0, capsys.readouterr().out
    tampered(album, _TAMPERED["changed"][0])
    session.commit()
    name = album.of_house.public_id
    assert main(command) == 1
    assert f"its photo {name} is not the one that was kept.\n1 findings\n" in capsys.readouterr().out
