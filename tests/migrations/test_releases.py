"""The house of each released version, brought up to this one: everything verifies, opens and is shown."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select, text

from tests.support import releases
from tests.support.faults import TIMES
from workflow.base import clock, db, migrations, vault
from workflow.base.db import session, transaction
from workflow.base.settings import Settings
from workflow.cli import data, truth
from workflow.doors import connection
from workflow.doors.inbox import receive
from workflow.doors.published import lists
from workflow.kernel import ids
from workflow.office import tick as worker
from workflow.office.keys import operations as keys
from workflow.office.publication import changes
from workflow.office.supervision import verify
from workflow.places import queries as places
from workflow.staff.models import Officer
from workflow.stages.notices import operations as notices
from workflow.stages.notices import queries

PAGES = ("/", "/en/products", "/rates", "/officers", "/commitments", "/notices", "/log", "/status", "/villages")


#: The oldest passes every migration, the newest is what an upgrade meets; those between by `make faults`.
KEPT = releases.names() if TIMES > 1 else [releases.names()[0], releases.names()[-1]]


@pytest.fixture(params=KEPT)
def upgraded(request: pytest.FixtureRequest, empty: Engine, tmp_path: Path) -> Iterator[Settings]:
    """A filled house of a release, after `sunshine upgrade`."""
    environ = {"DATABASE_URL": empty.url.render_as_string(hide_password=False)}
    settings = Settings.load(tmp_path / "data", environ=environ)
    assert releases.bring_back(request.param, empty, settings.data) <= migrations.head()
    assert data.upgrade(settings, argparse.Namespace()) == 0
    yield settings
    db.session.remove()
    db._engines[True].dispose()
    connection.engine().dispose()
    clock.use_demo_file(None)


def test_a_released_house_goes_on(upgraded: Settings) -> None:
    assert list(verify.run()) == []
    db.session.remove()
    assert worker.do(worker.DUTIES, at=clock.now()) == []
    found = changes.changes(clock.today())
    assert [each.key for each in found if (each.kind, each.state) == ("panel", changes.CHANGED)] == []
    the_pages_are_served(upgraded)
    old_receipts_open()
    with transaction():
        keys.rotate(upgraded.keys, "data", at=clock.now())
    vault.use(vault.Vault(upgraded.keys))
    assert keys.reseal(at=clock.now()) > 0
    old_receipts_open()
    assert list(verify.run()) == []


def the_pages_are_served(settings: Settings) -> None:
    from wsgi import create_apps

    public: FlaskClient = create_apps(settings)[0].test_client()
    for path in PAGES:
        assert public.get(path).status_code == 200, path
    assert "澄城" in public.get("/").get_data(as_text=True)


def old_receipts_open() -> None:
    """Whoever filed under the old version finds it again: the digits follow from the form's nonce."""
    with transaction() as session:
        nonces = session.execute(text("SELECT nonce, counter FROM door_nonce ORDER BY at LIMIT 3")).all()
    assert nonces
    for nonce, counter in nonces:
        digits = ids.receipt_from(vault.current().receipt, nonce, counter)
        assert receive.answer(digits, address=nonce)


@pytest.mark.parametrize("empty", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("release", "told"), [("0.1.0", True), ("0.3.0", False)])
def test_it_says_whose_codes_open_nothing_any_more(
    empty: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str], release: str, told: bool
) -> None:
    """At the upgrade, by `doctor` from then on, and on the pages of whoever makes the new one."""
    environ = {"DATABASE_URL": empty.url.render_as_string(hide_password=False)}
    settings = Settings.load(tmp_path / "data", environ=environ)
    releases.bring_back(release, empty, settings.data)
    name = with_a_code(empty)
    assert data.upgrade(settings, argparse.Namespace()) == 0
    assert (f"on paper: {name}" in capsys.readouterr().out) == told
    settings.data.chmod(0o700)
    truth.examine(settings, argparse.Namespace())
    said = capsys.readouterr().out
    assert (f"{settings.site_url}/staff/notices/codes: " in said) == told
    assert ("1 villages have no code that opens their lists" in said and name in said) == told
    assert [village.name for village in queries.codeless(places.villages(), clock.today())] == [name] * told
    with transaction():
        village = next(each for each in places.villages() if each.name == name)
        queries.list_codes([village])[village.id][0].list_key = lists.new_key()
        maker = session.scalars(select(Officer).limit(1)).one()
        notices.make_code(village, "village", by=maker, at=clock.now())
    assert queries.codeless(places.villages(), clock.today()) == []
    assert list(verify.run()) == []
    session.remove()
    db._engines[True].dispose()


def with_a_code(engine: Engine) -> str:
    """A code that a release made for the first village, whose name is told; an older house comes by way of 0.2.0."""
    if migrations.current(engine) < "011":
        migrations.upgrade(engine, "011")
    with engine.begin() as door:
        village = door.execute(text("SELECT id, code, name FROM village ORDER BY id LIMIT 1")).one()
        officer = door.scalar(text("SELECT id FROM officer LIMIT 1"))
        door.execute(
            text(
                "INSERT INTO list_code (public_id, version, village_id, audience, list_key_sealed, made_by_id, made_at)"
                " VALUES ('c1', 1, :village, 'village', x'00', :officer, '2026-03-02 01:00:00')"
            ),
            {"village": village.id, "officer": officer},
        )
        lock = "INSERT INTO list_lock (village, audience, salt, wrapped) VALUES (:code, 'village', x'00', x'00')"
        door.execute(text(lock), {"code": village.code})
        return str(village.name)
