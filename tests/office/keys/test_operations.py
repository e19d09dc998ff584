"""A key that follows, and everything sealed anew: the same texts, the same chains, the guards back in their places."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError

from tests.support.people import found_house, hire
from workflow.base import audit, clock, vault
from workflow.base.audit import Event
from workflow.base.db import session, transaction
from workflow.base.settings import Settings
from workflow.doors.inbox import receive, take
from workflow.doors.inbox.models import Reply, Slip
from workflow.kernel.errors import Conflict
from workflow.office.keys import operations, sealing
from workflow.office.supervision import verify
from workflow.staff.models import Officer
from workflow.staff.roles import Role

NONCE = "0" * 31


@pytest.fixture
def filed(database: Engine, settings: Settings) -> Settings:
    """A house with an officer's second factor, more events than one step takes, slips and a reply."""
    hire("clerk", Role.DESK_CLERK, office=found_house()["east"])
    for number in range(3):
        receive.hand_in("complaint", {"text": f"x{number}"}, nonce=f"{NONCE}{number}", address="10.0.0.1")
    with transaction():
        for number in range(sealing._STEP + 5):
            audit.look(by=1, what=f"household:{number}", purpose="test", at=clock.now())
        take.reply(session.scalars(select(Slip.receipt_key)).first(), {"state": "registered"}, at=clock.now())
    return settings


def follow(settings: Settings, *names: str) -> None:
    for name in names:
        with transaction():
            operations.rotate(settings.keys, name, at=clock.now())
    vault.use(vault.Vault(settings.keys))


def left(settings: Settings) -> int:
    """How many events, slips, replies and second factors only an older key opens."""
    house, count = vault.current(), 0
    with transaction():
        for event in session.scalars(select(Event)):
            count += not house.is_newest(event.payload, f"event.{event.stream}.{event.sequence}")
        for slip in session.scalars(select(Slip)):
            count += not house.is_newest(slip.payload, f"slip.{slip.receipt_key}")
        for reply in session.scalars(select(Reply)):
            count += not house.is_newest(reply.payload, f"reply.{reply.receipt_key}")
        for officer in session.scalars(select(Officer).where(Officer.totp_sealed.is_not(None))):
            count += not house.is_newest(officer.totp_sealed, f"officer.totp_sealed.{officer.public_id}")
    return count


def test_everything_is_sealed_anew_and_still_verifies(filed: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    before = list(verify.run())
    follow(filed, "data", "door")
    everything = left(filed)
    assert everything > sealing._STEP + 5

    killed_after_a_step(monkeypatch)
    half = left(filed)
    assert 0 < half < everything

    assert operations.reseal(at=clock.now()) >= half
    assert left(filed) == 0
    assert operations.reseal(at=clock.now()) == 0
    for name in ("data.key", "door.key"):
        (filed.keys / name).unlink()
    vault.use(vault.Vault(filed.keys))
    assert list(verify.run()) == before == []
    the_guards_stand()


def killed_after_a_step(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = []

    def next_but_once(place: vault.Place, last: object) -> object:
        steps.append(place.table)
        return real(place, last) if steps.count("event") < 2 else 1 / 0

    real = sealing._next
    with monkeypatch.context() as patched:
        patched.setattr(sealing, "_next", next_but_once)
        with pytest.raises(ZeroDivisionError):
            operations.reseal(at=clock.now())


def the_guards_stand() -> None:
    for statement in ("UPDATE event SET payload = payload", "UPDATE slip SET payload = payload", "DELETE FROM event"):
        with pytest.raises(DBAPIError, match="never"), transaction():
            session.execute(text(statement))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_keys_that_digests_rest_on_stay(filed: Settings) -> None:
    for name in ("receipt", "blind", "log"):
        with pytest.raises(Conflict, match=name):
            follow(filed, name)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_key_that_follows_is_an_event(filed: Settings) -> None:
    follow(filed, "stamp")
    with transaction():
        [told] = audit.history(operations.STREAM)
    assert (told.kind, told.payload) == ("key_followed", {"name": "stamp", "number": 2})
    receipt = receive.hand_in("complaint", {"text": "x"}, nonce=f"{NONCE}9", address="10.0.0.1")
    assert receive.verify_receipt(receipt.signed)


def test_every_sealed_column_can_be_gone_through() -> None:
    for place in sealing.places():
        assert sealing._key(place).name in sealing._table(place).c
        assert place.column in sealing._table(place).c
