"""What tests share: databases on two engines, a real server, a real browser.

`database_url` runs a test on SQLite and on PostgreSQL; `database` also opens the house on it, `portal_client`
and `staff_client` speak to its faces. A test that does not care about the engine says
``parametrize("database_url", ["sqlite"], indirect=True)``; tests of staff pages run on SQLite alone unless marked
`both_engines` (`pytest_generate_tests` says why). `start_server` and `visitor` are for journeys.
"""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings as generation
from playwright.sync_api import Browser, Page
from sqlalchemy import Engine

from tests.support import browser as chromium
from tests.support import databases, quick
from tests.support.cluster import Cluster
from tests.support.demonstrations import DEMONSTRATION
from tests.support.once import once
from tests.support.passwords import hash_lightly
from tests.support.routing import remember_rules
from tests.support.server import Server, sunshine
from tests.support.statements import remember_statements
from workflow.base import clock, db
from workflow.base.house import open_house
from workflow.base.settings import Settings
from workflow.doors.connection import open_portal

quick.use()
for _quicken in (remember_rules, remember_statements, hash_lightly):
    _quicken(pytest.MonkeyPatch())  # for the whole run: nobody takes it back

generation.register_profile("house", deadline=None)  # a first look at a calendar on a busy machine is no fault
generation.load_profile("house")

SCREENS = ("phone", "phone-plain", "desk", "desk-plain")  # plain: no JavaScript

MARKS = {"browser": "browser", "start_server": "server", "reading_server": "server", "cluster": "postgresql"}


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all workers of this run see."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def cluster(shared_folder: Path) -> Iterator[Cluster]:
    """This worker's own PostgreSQL; it holds a migrated database to copy."""
    made = Cluster(like=once(shared_folder / "postgresql", databases.postgresql_cluster))
    yield made.start()
    made.remove()


@pytest.fixture(scope="session")
def sqlite_template(shared_folder: Path) -> Path:
    return once(shared_folder / "template.db", databases.sqlite_template)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    return databases.sqlite_copy(sqlite_template, tmp_path)


@pytest.fixture
def postgresql_url(cluster: Cluster) -> Iterator[str]:
    with databases.postgresql_copy(cluster, databases.TEMPLATE) as url:
        yield url


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """On which engines a test of the database runs: both, but staff pages on SQLite.

    What a staff page does is an operation or a query, tried on both by tests of its own; on PostgreSQL every page is
    opened and the forms of one loan are sent by tests/house and tests/journeys.
    """
    chosen = any(mark.args[0] == "database_url" for mark in metafunc.definition.iter_markers("parametrize"))
    if "database_url" in metafunc.fixturenames and not chosen:
        pages = "apps" in metafunc.fixturenames and "portal_client" not in metafunc.fixturenames
        both = not pages or metafunc.definition.get_closest_marker("both_engines")
        metafunc.parametrize("database_url", ["sqlite", "postgresql"] if both else ["sqlite"], indirect=True)


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh, migrated database of one engine."""
    url = request.getfixturevalue(f"{request.param}_url")
    assert isinstance(url, str)
    return url


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """A house of this test's own: fresh database, own data folder."""
    return Settings.load(tmp_path / "data", environ={"DATABASE_URL": database_url})


@pytest.fixture
def database(settings: Settings) -> Iterator[Engine]:
    """`settings` opened with new keys: sessions and the portal's door reach its database."""
    engine = open_house(settings, create=True)
    door = open_portal(settings.portal_database_url)
    yield engine
    db.session.remove()
    door.dispose()
    engine.dispose()
    clock.use_demo_file(None)


@pytest.fixture
def apps(database: Engine, settings: Settings) -> tuple[Flask, Flask]:
    """Both faces of the open house: (public, staff)."""
    from wsgi import create_apps  # only here: a fault in one room must not stop the others' tests

    return create_apps(settings)


@pytest.fixture
def portal_client(apps: tuple[Flask, Flask]) -> FlaskClient:
    return apps[0].test_client()


@pytest.fixture
def staff_client(apps: tuple[Flask, Flask]) -> FlaskClient:
    """The staff side, not logged in; its addresses are those behind /staff."""
    return apps[1].test_client()


def _tell(folder: Path, environ: Mapping[str, str] | None = None) -> None:
    sunshine("demo", "--data", folder, environ=environ)


@pytest.fixture(scope="session")
def demonstration(shared_folder: Path) -> Path:
    """The data folder of a demonstration, made once: read it, or copy it with `demo_data`."""
    return once(shared_folder / "demonstration", _tell)


@pytest.fixture(scope="session")
def postgresql_demonstration(cluster: Cluster, shared_folder: Path) -> Path:
    """The data folder of the same on PostgreSQL, made once; this worker's copy is the template `DEMONSTRATION`."""
    dump = shared_folder / "demonstration-postgresql.dump"

    def make(folder: Path) -> None:
        _tell(folder, {"DATABASE_URL": cluster.create("made")})
        cluster.dump("made", dump)
        cluster.drop("made")

    folder = once(shared_folder / "demonstration-postgresql", make)
    cluster.restore(DEMONSTRATION, dump)
    return folder


@pytest.fixture
def demo_data(demonstration: Path, tmp_path: Path) -> Path:
    """A copy of the demonstration that this test may change."""
    return Path(shutil.copytree(demonstration, tmp_path / "data"))


@pytest.fixture
def start_server() -> Iterator[Callable[..., Server]]:
    """`start_server(data, workers=1, environ=None)` gives a running server with `url`, `stop`, `kill`."""
    running: list[Server] = []

    def start(data: Path, **options: object) -> Server:
        running.append(Server(data, **options))
        return running[-1].start()

    yield start
    for server in running:
        server.stop()


@pytest.fixture
def server(demo_data: Path, start_server: Callable[..., Server]) -> Server:
    """The demonstration, served for this test alone."""
    return start_server(demo_data)


@pytest.fixture(scope="session")
def reading_server(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server of the demonstration for all tests of this worker that change nothing."""
    data = shutil.copytree(demonstration, tmp_path_factory.mktemp("reading") / "data")
    served = Server(Path(data)).start()
    yield served
    served.stop()


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """pytest-playwright's own fixture, set to Debian's Chromium."""
    return chromium.launch_options()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """`open_page(screen="phone", script=True)`: a page of a new person, watched for console errors."""
    faults, contexts = chromium.Faults(), []

    def opened(screen: str = "phone", *, script: bool = True) -> Page:
        contexts.append(chromium.new_context(browser, screen, script=script))
        return faults.watch(contexts[-1].new_page())

    yield opened
    for context in contexts:
        context.close()
    faults.check()


@pytest.fixture(params=SCREENS)
def visitor(request: pytest.FixtureRequest, open_page: Callable[..., Page]) -> Page:
    """One person's page on each screen; narrow: ``parametrize("visitor", ["phone"], indirect=True)``."""
    screen, _, plain = request.param.partition("-")
    return open_page(screen, script=not plain)


#: What takes longest begins first where several workers share a run, so that none is left with it at the end; the
#: first two are apart because one makes the demonstrations that all others wait for.
FIRST = ("office/demonstration/test_story", "journeys/test_wheel", "journeys/test_staff", "journeys", "house", "")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark by the fixtures a test takes, so that `-m "not browser"` needs no care; share the work out well."""
    _mark(items)
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: next(place for place, begin in enumerate(FIRST) if f"tests/{begin}" in item.nodeid))


def pytest_collection_finish() -> None:
    """What is read by now stays: no search for rubbish looks through it again, which took an eighth of all time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 5, 5)  # seldom, but often enough that a thousand tests leave nothing behind


def _mark(items: list[pytest.Item]) -> None:
    for item in items:
        taken = set(getattr(item, "fixturenames", ()))
        asked = getattr(item, "callspec", None)
        if asked and asked.params.get("database_url") == "postgresql":
            taken.add("cluster")
        for fixture in taken & MARKS.keys():
            item.add_marker(MARKS[fixture])
