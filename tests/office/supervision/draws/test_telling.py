"""What the public is told of a draw: from its announcement on, enough to repeat it, nobody's name, loan or number."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.office.supervision.draws.conftest import AT, Place
from tests.office.supervision.draws.test_operations import LATER, SEEN, anchor, announced, drawn
from workflow.base.db import session
from workflow.doors.published import read
from workflow.kernel.errors import Invalid
from workflow.office import tick
from workflow.office.publication import operations as publication
from workflow.office.registers import operations as registers
from workflow.office.supervision.draws import operations, queries, rules, telling
from workflow.office.supervision.draws.models import Draw
from workflow.stages.cases.models import Case

AFTER = LATER + timedelta(hours=1)


def told(draw: Draw, at: datetime = AFTER) -> dict[str, Any]:
    """What stands in public of a draw, once the worker has been there."""
    publication.publish_generated(queries.PUBLIC, telling.payloads(), at=at)
    session.commit()
    found = read.one("draw", draw.public_id, on=AFTER.date())
    return found.payload if found else {}


def test_announced_then_drawn_and_repeated_from_what_is_public(place: Place) -> None:
    draw = announced(place)
    first = told(draw, AT)
    assert (first["state"], first["secret"], first["seed"], first["villages"]) == ("announced", None, None, [])
    assert (first["promise"], first["checksum"]) == (draw.promise, rules.checksum(first["rows"]))
    assert (first["villages_listed"], first["loans_listed"]) == (15, 8)
    anchor()
    operations.draw_lots(draw, SEEN, by=place.auditor, at=LATER)
    session.commit()
    then = told(draw)
    assert rules.faults({**then, "list": then["rows"]}) == []
    assert then["rows"] == first["rows"]
    assert len(then["villages"]) == 8
    assert queries.untold() == [], "told once"


def test_nothing_public_says_whose_loans_they_are_or_who_looked_on(place: Place) -> None:
    said = json.dumps(told(drawn(place)), ensure_ascii=False)
    secret = [each.number for each in session.query(Case)] + [SEEN[0][0]]
    secret += [text for each in (place.officer, place.other) for text in (each.name, each.public_id)]
    assert [text for text in secret if text in said] == []


def test_what_is_given_up_stays_in_public(place: Place) -> None:
    draw = announced(place)
    told(draw, AT)
    registers.strike(draw, why="村名有误", by=place.audit, at=LATER)
    session.commit()
    then = told(draw)
    assert (then["state"], then["secret"], then["words"]) == ("given_up", None, None)
    assert "村名有误" not in json.dumps(then, ensure_ascii=False)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_word_that_could_not_be_published_is_refused_and_a_list_with_own_numbers_stays_inside(place: Place) -> None:
    draw = announced(place)
    anchor()
    with pytest.raises(Invalid, match="personal number"):
        operations.draw_lots(draw, [("冯某", "139 9876 5432")], by=place.auditor, at=LATER)
    session.rollback()
    old = Draw(
        office_id=place.county.office_id, period_on=draw.period_on, until_on=draw.until_on, promise="0" * 64,
        population=draw.population.replace("draw/2", "draw/1"), checksum="0" * 64,
        recorded_by_id=place.audit.id, recorded_at=LATER,
    )  # fmt: skip
    old.secret = "x"
    session.add(old)
    session.flush()
    assert [*telling.payloads()] == [draw.public_id]
    assert "1 draws" in str(tick._publish_performance(AFTER))
