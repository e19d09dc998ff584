"""Streams are anchored in the public log: a rewritten head no longer fits."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import Engine, select

from tests.support.factories_cases import moment
from tests.support.factories_notices import hand_in_objection, village
from workflow.base.db import session
from workflow.doors.published import read
from workflow.doors.published.models import LogLeaf
from workflow.office.publication import operations
from workflow.office.publication.operations import anchoring

DAY = moment("2012-11-05 09:00")


def _anchors() -> list[dict[str, object]]:
    statements = session.scalars(select(LogLeaf.statement).order_by(LogLeaf.position))
    return [told for statement in statements if (told := json.loads(statement))["act"] == "anchored"]


@pytest.fixture
def running(database: Engine) -> object:
    made = village()
    notice = made.posted(made.approved(DAY), at=DAY, days=3)
    hand_in_objection(notice.rows[0], at=DAY)
    return made


def test_an_anchor_covers_every_stream_that_grew(running: object):
    operations.anchor(DAY)
    (told,) = _anchors()
    bounds = {name: told[name] for name in ("after", "upto", "slips_after", "slips")}
    heads = anchoring.heads(**bounds)
    streams = {stream for stream, _sequence, _hash in heads}
    assert any(stream.startswith("case:") for stream in streams)
    assert any(stream.startswith("inbox:") for stream in streams)
    assert told["root"] == anchoring.root_of(heads)
    heads[0][2] = "0" * 64
    assert told["root"] != anchoring.root_of(heads)


def test_nothing_new_makes_no_new_leaf(running: object):
    operations.anchor(DAY)
    assert operations.anchor(DAY) == "nothing new"
    assert len(_anchors()) == 1


def test_the_next_anchor_begins_where_the_last_ended(running: object):
    operations.anchor(DAY)
    operations.bring_up_to_date(DAY)
    operations.anchor(DAY)
    first, second = _anchors()
    assert second["after"] == first["upto"]
    session.commit()
    assert read.public_log.checkpoint().splitlines()[1] == str(session.query(LogLeaf).count())
