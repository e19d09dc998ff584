"""The publicity log: what it refuses, what it counts, how its list is narrowed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.office.registers.conftest import Place
from tests.support.counter import Counter
from tests.support.factories_cases import moment
from tests.support.page import words
from workflow.base.db import session
from workflow.kernel.errors import Invalid
from workflow.office.publication import concept
from workflow.office.registers import operations as registers
from workflow.office.registers.publicity import operations, queries
from workflow.office.registers.publicity.models import Publicity
from workflow.office.registers.rules import Asked

AT, DAY = moment("2026-11-19 11:00"), date(2026, 11, 18)
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def told(place: Place, **changed: Any) -> Publicity:
    usual: dict[str, Any] = {
        "on": DAY, "channel": "leaflet", "village": place.village, "place": "村委会门口", "audience": "赶集村民",
        "handed_out": 80, "person": place.officer, "by": place.officer, "at": AT,
    }  # fmt: skip
    return operations.publicise(place.office, **(usual | changed))


def test_what_is_struck_out_does_not_count(place: Place) -> None:
    told(place)
    told(place, handed_out=20, on=date(2026, 10, 2))
    told(place, channel="broadcast", handed_out=0, village=None)
    registers.strike(told(place, handed_out=5000), why="多写了一个零", by=place.officer, at=AT)
    assert queries.totals(place.head, Asked()) == [("broadcast", 1, 0), ("leaflet", 2, 100)]
    assert queries.totals(place.head, Asked(month="2026-10")) == [("leaflet", 1, 20)]
    assert queries.totals(place.head, Asked(office="999")) == []
    assert [each.on.day for each in queries.told_until(DAY)] == [18, 18, 2]
    payload = concept.payloads("publicity", DAY)[f"{place.office.id}-2026"]
    assert (payload["times"], payload["handed_out"], payload["year"]) == (3, 100, 2026)
    assert payload["items"][0]["zh"] == "村广播"
    assert place.officer.name not in str(payload)


@on_sqlite
@pytest.mark.parametrize(
    ("wrong", "said"), [({"on": date(2026, 11, 20)}, "not come"), ({"channel": "owl"}, "Choose the way")]
)
def test_what_no_entry_may_say(place: Place, wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(Invalid, match=said):
        told(place, **wrong)
    with pytest.raises(Invalid, match="does not work"):
        told(place, person=place.auditor)


@on_sqlite
def test_the_pages(place: Place, staff_client: FlaskClient) -> None:
    with time_machine.travel(AT, tick=True):
        at_work, page = Counter(staff_client, place.officer), "/registers/publicity/new"
        given: dict[str, Any] = {
            "office": place.office.id,
            "on": "2026-11-18",
            "channel": "name_card",
            "place": "东白城村",
        }
        given |= {"village": place.village.code, "person": place.officer.public_id}
        at_work.post(page, 422, **given, handed_out="-3")
        shown = at_work.post(page, **given, handed_out="120").location
        at_work.post(f"{shown}/strike", page=shown, why="日期写错")
        at_work.post(page, **given | {"on": "2026-11-17"}, handed_out="0")
        assert "日期写错" not in words(at_work.get("/registers/publicity?month=2026-11"))
        at_work.get("/registers/publicity?month=nonsense&office=x&before=1")
        at_work.get("/registers")
        at_work.get(f"{shown}x", 404)
    assert session.query(Publicity).count() == 2
