"""The house of each released version, brought up to this one: everything verifies, opens and is shown."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from tests.support import releases
from workflow.base import clock, db, migrations, vault
from workflow.base.db import transaction
from workflow.base.settings import Settings
from workflow.cli import data
from workflow.doors import connection
from workflow.doors.inbox import receive
from workflow.kernel import ids
from workflow.office import tick as worker
from workflow.office.keys import operations as keys
from workflow.office.publication import changes
from workflow.office.supervision import verify

PAGES = ("/", "/en/products", "/rates", "/officers", "/commitments", "/notices", "/log", "/status", "/villages")


@pytest.fixture(params=releases.names())
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
@pytest.mark.parametrize(("release", "told"), [("0.2.0", True), ("0.3.0", False)])
def test_it_says_whose_codes_open_nothing_any_more(
    empty: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str], release: str, told: bool
) -> None:
    environ = {"DATABASE_URL": empty.url.render_as_string(hide_password=False)}
    settings = Settings.load(tmp_path / "data", environ=environ)
    releases.bring_back(release, empty, settings.data)
    with empty.begin() as door:
        village = door.scalar(text("SELECT id FROM village LIMIT 1"))
        officer = door.scalar(text("SELECT id FROM officer LIMIT 1"))
        door.execute(
            text(
                "INSERT INTO list_code (public_id, version, village_id, audience, list_key_sealed, made_by_id, made_at)"
                " VALUES ('c1', 1, :village, 'village', x'00', :officer, '2026-03-02 01:00:00')"
            ),
            {"village": village, "officer": officer},
        )
        name = door.scalar(text("SELECT name FROM village WHERE id = :village"), {"village": village})
    assert data.upgrade(settings, argparse.Namespace()) == 0
    said = capsys.readouterr().out
    assert ("set them again" in said) == told
    assert (f"on paper: {name}" in said) == told
    db.session.remove()
    db._engines[True].dispose()
