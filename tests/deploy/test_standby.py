"""A standby is promoted, or a copy is opened elsewhere: the log goes on from where it was known to be, or not.

Two real clusters, as docs/faults.md tells it. The keys stay where they are; only the database's address changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from tests.support.cluster import Cluster
from tests.support.databases import TEMPLATE
from tests.support.people import found_house, hire
from workflow.base import clock, db
from workflow.base.house import open_house
from workflow.base.settings import Settings
from workflow.doors.connection import open_portal
from workflow.doors.inbox import receive
from workflow.doors.published.models import Checkpoint
from workflow.office import tick as worker
from workflow.office.supervision import verify
from workflow.staff.roles import Role

COMPLAINT = {"category": "stalling", "text": "等了一个月没有答复。", "how": "anonymous"}


@pytest.fixture
def clusters(cluster: Cluster) -> Iterator[Callable[[Cluster], Cluster]]:
    """Clusters of this test's own, thrown away at the end."""
    kept: list[Cluster] = []

    def keep(made: Cluster) -> Cluster:
        kept.append(made)
        return made

    yield keep
    for each in kept:
        each.remove()


@contextmanager
def opened(data: Path, where: Cluster, *, create: bool = False) -> Iterator[Settings]:
    """The house with its own keys, at the database of this cluster."""
    settings = Settings.load(data, environ={"DATABASE_URL": where.url("house")})
    house: Engine = open_house(settings, create=create)
    door = open_portal(settings.portal_database_url)
    try:
        yield settings
    finally:
        db.session.remove()
        door.dispose()
        house.dispose()


def filed(number: int) -> str:
    nonce = f"{number:032d}"
    return receive.hand_in("complaint", COMPLAINT, nonce=nonce, address="192.0.2.1").digits


def signed(settings: Settings) -> str:
    """The checkpoint that the worker signs now, as anybody outside may keep it."""
    assert worker.run(settings, at=clock.now()) == []
    with db.reading():
        return db.session.scalars(select(Checkpoint).order_by(Checkpoint.size.desc()).limit(1)).one().note


def findings(note: str) -> list[str]:
    found = [str(each.message) for each in verify.run(checkpoint=note)]
    db.session.remove()
    return found


def test_a_standby_goes_on_and_a_copy_that_lacks_the_end_is_found(
    clusters: Callable[[Cluster], Cluster], cluster: Cluster, tmp_path: Path
) -> None:
    first = clusters(cluster.copied(follow=False))
    first.create("house", TEMPLATE)
    data = tmp_path / "house"
    with opened(data, first, create=True) as settings:
        hire("clerk", Role.DESK_CLERK, office=found_house()["east"])
        receipts = [filed(1)]
        early = signed(settings)
        elsewhere, standby = (clusters(first.copied(follow=follow)) for follow in (False, True))
        receipts.append(filed(2))
        known = signed(settings)
        standby.catch_up_with(first)
    assert early != known
    first.crash()
    standby.promote()
    with opened(data, standby) as settings:
        assert findings(known) == []
        assert all(receive.answer(each, address="192.0.2.2") for each in receipts)
        receipts.append(filed(3))
        later = signed(settings)
        assert later != known
        assert findings(known) == findings(later) == []
    with opened(data, elsewhere) as settings:
        assert findings(early) == []
        assert any("its tail was cut" in found for found in findings(known))
        assert receive.answer(receipts[1], address="192.0.2.3") is None
        filed(4)
        assert findings(signed(settings)) == [], "by itself it looks whole"
        assert any("rewritten" in found for found in findings(known)), "but it is another log under the same key"
