"""Villages: a list of 660 households published and read, late pages of a long one (P1), a county's pages (P11)."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select

from portal.app import create_app
from tests.bench import Figure, timed
from tests.support.township import Township, township
from workflow.base import clock, db, migrations, web
from workflow.base.db import session, transaction
from workflow.base.house import open_house
from workflow.base.settings import Settings
from workflow.doors.connection import open_portal
from workflow.doors.published import epochs, read, write
from workflow.office.publication import operations as publication
from workflow.stages.cases.models import Case
from workflow.stages.notices import operations
from workflow.stages.notices.models import Notice

HOUSEHOLDS = 660
COUNTY_PAGES = 7_600
SAMPLE = 400
LONG = "longlist23456723"


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.load(Path(folder), environ={})
        made, portal = _house(settings)
        notice, posting = _posted(made)
        yield Figure("villages: 660 households posted, with events", posting, "s of core")
        yield Figure("villages: 660 households published", _core(_publish), "s of core", 0.3)
        client, path = portal.test_client(), f"/notices/{notice}"
        yield Figure("villages: seen by a reader after", timed(lambda: client.get(path))[0], "s", 2)
        yield from _pages(portal, _fourfold(notice))
        yield Figure("villages: a county's 7,600 pages rendered", _county(portal, path), "s of core", 45)
        db.session.remove()


def _house(settings: Settings) -> tuple[Township, Flask]:
    """An SQLite house as it is served."""
    settings.data.mkdir(exist_ok=True)
    migrations.upgrade(db.make_engine(settings.database_url))
    open_house(settings, create=True)
    open_portal(settings.portal_database_url)
    made = township(HOUSEHOLDS, villages=1, at=clock.now() - timedelta(hours=1), consent_of=HOUSEHOLDS + 1)
    with transaction():
        publication.bring_up_to_date(clock.now())
    return made, create_app(settings, web.make_app, web.dress)


def _posted(made: Township) -> tuple[str, float]:
    """The list drawn up and posted, not yet public; the seconds that posting took."""
    where = made.villages[0]
    cases = list(session.scalars(select(Case).where(Case.id.in_(made.cases[where.code]))))
    at = clock.now()
    notice = operations.draft(village=where, cases=cases, days=5, place="村委会公告栏", by=made.desk.drafter, at=at)
    # Twins are told apart by a word here, as the drafter would; it costs nothing that is measured.
    for number, row in enumerate(notice.rows):
        row.remark = f"户{chr(0x4E00 + number)}"
    session.commit()
    return notice.public_id, _core(lambda: _post(notice, made))


def _post(notice: Notice, made: Township) -> None:
    operations.post(notice, by=made.desk.poster, at=clock.now())
    session.flush()


def _core(work: Callable[[], object]) -> float:
    """Seconds of processor time: what else the machine does makes no difference."""
    start = time.process_time()
    work()
    return time.process_time() - start


def _publish() -> None:
    """What comes after posting in the same commit: payload, screening, record, log, commit."""
    notice = session.scalars(select(Notice).order_by(Notice.id.desc()).limit(1)).one()
    publication.pull_due(at=notice.posted_at)
    session.commit()


def _fourfold(notice: str) -> str:
    """The path of a list with four times the entries: more than fifty pages."""
    record = read.one("notice", notice)
    assert record
    rows = [row | {"n": number + 1, "id": f"{number:016x}"} for number, row in enumerate(record.payload["rows"] * 4)]
    payload, begun = record.payload | {"id": LONG, "rows": rows}, {"valid_from": record.valid_from, "generated": True}
    with transaction():
        write.publish("notice", LONG, payload, at=clock.now(), village=record.village, **begun)
    return f"/notices/{LONG}"


def _pages(portal: Flask, path: str) -> Iterator[Figure]:
    """The first page beside a late one, rendered anew each time: no page costs more for standing late."""
    spent: dict[str, list[float]] = {path: [], f"{path}/50": []}
    for _ in range(60):  # in turn: what else the machine does moves both alike
        for page, each in spent.items():
            each.append(_core(lambda page=page: _rendered(portal, page)) * 1000)
    first, late = map(min, spent.values())
    yield Figure("villages: first page of a list of 2,640, rendered", first, "ms")
    yield Figure("villages: page 50 beside the first", late / first, "times", 1.05)


def _rendered(portal: Flask, path: str) -> Any:
    portal.wsgi_app.pages.clear()  # type: ignore[attr-defined]
    return portal.test_client().get(path).get_data()


def _county(portal: Flask, path: str) -> float:
    """Seconds for all pages, from a sample; every tenth of a village's pages reads its record anew."""

    def sample() -> None:
        for number in range(SAMPLE):
            if number % 13 == 0:
                epochs.__dict__["_kept"].state = None
                epochs.forget()
            _rendered(portal, path if number % 13 == 0 else f"{path}/{number % 13 + 1}")

    return _core(sample) / SAMPLE * COUNTY_PAGES
