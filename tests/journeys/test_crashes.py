"""Whatever is killed at whatever moment: each receipt shown to a villager is found again, none twice."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text

from tests.journeys.filing import WITHOUT_QUOTAS, Filers
from tests.support.caller import Caller
from tests.support.cluster import Cluster
from tests.support.faults import TIMES
from tests.support.people import found_house
from tests.support.server import Server, sunshine
from workflow.base.settings import Settings

pytestmark = pytest.mark.timeout(600 * TIMES)
FILERS = 8
#: What dies, in this order, on each engine; between two deaths some villagers get their receipt.
DEATHS = ("worker", "worker", "worker", "worker", "house", "worker", "worker", "worker", "worker")
SLIPS = "SELECT count(*), count(DISTINCT receipt_key) FROM slip"
PHOTOS = "SELECT count(*) FROM enclosure"


@pytest.fixture
def served(database: Engine, settings: Settings, start_server: Callable[..., Server]) -> Server:
    """A house without quotas, with two workers."""
    found_house()
    environ = WITHOUT_QUOTAS | {"DATABASE_URL": settings.database_url}
    return start_server(settings.data, workers=2, environ=environ)


def test_no_receipt_is_lost_or_doubled(
    served: Server, database: Engine, settings: Settings, request: pytest.FixtureRequest
) -> None:
    cluster = request.getfixturevalue("cluster") if database.dialect.name == "postgresql" else None
    filers = Filers(served.url, FILERS)
    with filers.at_work():
        for death in (*DEATHS, *(["database"] if cluster else [])) * TIMES:
            filers.wait_for_more(FILERS // 2)
            time.sleep(random.uniform(0, 0.3))
            _die(death, served, cluster)
        filers.wait_for_more(FILERS)
    assert filers.cut, "nobody was ever cut off: the test kills nothing"
    _all_found(filers, database)
    assert "everything verifies" in sunshine("verify", "--data", settings.data, environ=served.environ)


def _die(what: str, served: Server, cluster: Cluster | None) -> None:
    if what == "worker":
        os.kill(random.choice(served.worker_pids()), signal.SIGKILL)
    elif what == "house":
        served.kill()
        served.start()
    elif cluster:
        cluster.crash()
        time.sleep(0.5)
        cluster.start()


def _all_found(filers: Filers, database: Engine) -> None:
    with database.connect() as connection:
        kept, different = connection.execute(text(SLIPS)).one()
        photos = connection.scalar(text(PHOTOS))
    assert kept == different == len(filers.receipts)
    assert photos == sum(filers.photos.values()) > 0
    caller = Caller(filers.url)
    form = caller.get("/en/track").form("/track")
    for digits in filers.receipts:
        found = caller.send(form, receipt=digits)
        assert found.status == 200, f"{digits}: {found.main}"
        assert "received" in found.text
