"""A backup taken while villagers file, restored elsewhere: no receipt shown before is missing, no session is open."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.journeys.filing import WITHOUT_QUOTAS, Filers, digits_in
from tests.support.caller import Caller
from tests.support.cluster import Cluster
from tests.support.people import found_house, hire
from tests.support.server import Server, sunshine
from workflow.base import clock
from workflow.base.db import session, transaction
from workflow.base.settings import Settings
from workflow.staff import operations
from workflow.staff.models import Officer
from workflow.staff.roles import Role

PACK = 'name = "本社"\nname_en = "Ours"\nkind = "institution"\nsource = "测试"\noverlays = []\n'
CHECKPOINT = "/log/checkpoint"


def test_a_backup_under_load_comes_back(
    database: Engine,
    settings: Settings,
    start_server: Callable[..., Server],
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    pack = settings.data / "packs" / "ours" / "pack.toml"
    pack.parent.mkdir(parents=True)
    pack.write_text(PACK)
    officer = hire("clerk", Role.DESK_CLERK, office=found_house()["east"])
    here = WITHOUT_QUOTAS | {"DATABASE_URL": settings.database_url}
    sunshine("tick", "--data", settings.data, environ=here)
    served, cookie = start_server(settings.data, environ=here), _session(officer)
    assert Caller(served.url, cookie).get("/staff/").status == 200
    filers, file = Filers(served.url, 4), tmp_path / "house.backup"
    with filers.at_work():
        filers.wait_for_more(8)
        before = set(filers.receipts)
        sunshine("backup", file, "--data", settings.data, environ=here)
        filers.wait_for_more(4)
    checkpoint = Caller(served.url).get(CHECKPOINT).text

    there = here | {"DATABASE_URL": _elsewhere(settings, request), "SUNSHINE_KEYS": str(tmp_path / "kept-keys")}
    data = _restored(settings, file, tmp_path, there)
    assert (data / "packs" / "ours" / "pack.toml").read_bytes() == pack.read_bytes()
    again = start_server(data, environ=there)
    assert Caller(again.url).get(CHECKPOINT).text == checkpoint
    assert Caller(again.url, cookie).get("/staff/").status == 401
    caller = Caller(again.url)
    form = caller.get("/track").form("/track")
    assert all(caller.send(form, receipt=digits).status == 200 for digits in before)
    assert digits_in(caller.send(caller.get("/complain").form("/complain"), category="cold", text="x", how="anonymous"))


def _session(officer: Officer) -> str:
    with transaction():
        known = session.get_one(Officer, officer.id)
        return operations.open_session(known, second_factor=True, browser="test", at=clock.now())


def _elsewhere(settings: Settings, request: pytest.FixtureRequest) -> str:
    """An empty machine: where it has a PostgreSQL, that one never heard of the portal's role."""
    if settings.database_url.startswith("sqlite"):
        return ""
    cluster = Cluster().start()
    request.addfinalizer(cluster.remove)
    return cluster.create("restored")


def _restored(settings: Settings, file: Path, tmp_path: Path, there: Mapping[str, str]) -> Path:
    """A house made of the backup and of the keys, which were kept elsewhere; it verifies, and is not made twice."""
    data = tmp_path / "restored"
    shutil.copytree(settings.keys, there["SUNSHINE_KEYS"])
    sunshine("restore", file, "--data", data, environ=there)
    assert "everything verifies" in sunshine("verify", "--data", data, environ=there)
    with pytest.raises(AssertionError, match="exist"):
        sunshine("restore", file, "--data", data, environ=there)
    return data
