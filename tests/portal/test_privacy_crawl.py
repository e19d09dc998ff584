"""Everything public is read, in every face and format, beside a township of 7,069 households: none is given away.

The crawl follows links, so a page added later is read too without a line here.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select, text

from tests.support.board import publish_board
from tests.support.factories_notices import hand_in_objection
from tests.support.township import NEVER, Township, remember, township
from tests.support.walk import walk
from workflow.base import clock
from workflow.base.db import session
from workflow.doors.published import read
from workflow.office.publication import operations as publication
from workflow.stages.cases.models import Case
from workflow.stages.notices import operations
from workflow.stages.notices.models import Notice
from workflow.stages.people import operations as people

HOUSEHOLDS = 7069
#: What no link leads to: machines' addresses, and pages that are not there.
BESIDE = (
    "/robots.txt", "/sitemap.xml", "/search?q=村", "/search.atom?q=村", "/nothing/here", "/object/unknown/entry",
    "/notices/unknown", "/villages/9",
)  # fmt: skip
OBJECTOR = "杨树林"
LONG_NUMBER = re.compile(r"(?<!\d)\d{11,18}[Xx]?(?!\d)")


class Read(NamedTuple):
    """What a reader got: the address and everything in the answer."""

    path: str
    told: str


@pytest.fixture
def made(database: Engine) -> Township:
    """Three villages have a list up; a consent was withdrawn, a case too, an objection came in, one list is over."""
    at = clock.now() - timedelta(days=1)
    publish_board()  # ends its session: first
    made = township(HOUSEHOLDS, at=at)
    publication.bring_up_to_date(clock.now())
    session.commit()  # and no new session: what was made belongs to this one
    lists = [_posted(made, place, size, at) for place, size in ((0, 130), (1, 12), (2, 8))]
    hand_in_objection(lists[0].rows[1], at=clock.now())
    made.gone = lists[0].rows[2].public_id
    people.withdraw_consent(lists[0].rows[2].case.household, how="online", by=None, at=clock.now())
    publication.pull_due(at=clock.now())
    session.commit()
    return made


def _posted(made: Township, place: int, size: int, at: object) -> Notice:
    where = made.villages[place]
    cases = list(session.scalars(select(Case).where(Case.id.in_(made.cases[where.code][:size]))))
    remember(made, cases)
    desk = made.desk
    notice = operations.draft(village=where, cases=cases, days=5, place="村委会公告栏", by=desk.drafter, at=at)
    operations.post(notice, by=desk.poster, at=at)
    publication.pull_due(at=at)
    session.commit()
    return notice


def crawled(client: FlaskClient) -> Iterator[Read]:
    for path, answer in [*walk(client, each=2), *((path, client.get(path)) for path in BESIDE)]:
        headers = " ".join(f"{name}: {value}" for name, value in answer.headers)
        yield Read(path, f"{headers}\n{answer.get_data(as_text=True)}")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_public_byte_gives_a_household_away(
    portal: Flask, made: Township, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    pages = list(crawled(portal.test_client()))
    kinds = Counter(read.path.split("/")[1] for read in pages)
    assert len(pages) > 100, kinds
    assert {"en", "elder"} <= kinds.keys()
    shown = [page for page in pages if "王" in page.told and "/notices/" in page.path]
    assert shown, "a list with names was read"
    assert not [page.path for page in pages if made.gone in page.told]
    _check_search(portal.test_client())
    lines = [Read("log line", record.getMessage()) for record in caplog.records]
    assert not list(given_away([*pages, *_published(), *lines], made))


def given_away(told: list[Read], made: Township) -> Iterator[tuple[str, str]]:
    """Where something stands that must never be seen."""
    for page in told:
        yield from ((page.path, word) for word in (NEVER, OBJECTOR) if word in page.told)
        yield from ((page.path, number) for number in {*LONG_NUMBER.findall(page.told)} & (made.numbers | made.phones))


def test_the_reader_of_all_this_would_notice() -> None:
    made = Township(desk=None, villages=[], numbers={"36000019600101001X"}, phones={"14000000001"})  # type: ignore[arg-type]
    told = [Read("a", f"王{NEVER}"), Read("b", "：36000019600101001X。"), Read("c", "tel:14000000001")]
    told.append(Read("d", "tel:1400000"))
    assert {path for path, _ in given_away(told, made)} == {"a", "b", "c"}


def _check_search(client: FlaskClient) -> None:
    """No name on a list is found by typing it."""
    row = read.in_force("notice")[0].payload["rows"][0]
    for name in (row["name"], row["name"][:2]):
        page = client.get("/search", query_string={"q": name}).get_data(as_text=True)
        assert "/object/" not in page
        assert row["id"] not in page


def _published() -> list[Read]:
    """Every statement of the public log and every record, whatever its audience."""
    rows = [f"log_leaf {row.statement}" for row in session.execute(text("SELECT statement FROM log_leaf"))]
    rows += [f"record {row.payload}" for row in session.execute(text("SELECT payload FROM record"))]
    return [Read(*row.split(" ", 1)) for row in rows]
