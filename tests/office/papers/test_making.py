"""The shelf follows what stands in public: made once, made anew when it changes, gone with its record."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask.testing import FlaskClient

from tests.office.papers.conftest import A4
from tests.support import reading
from tests.support.board import NOTICE, publish
from workflow.base import clock
from workflow.base.db import transaction
from workflow.base.settings import Settings
from workflow.doors.published import papers, read, write
from workflow.doors.published.papers import Place
from workflow.office.papers import kinds, making
from workflow.office.papers.voice import CHINESE

POSTER = f"/paper/poster/{NOTICE}.pdf"


@pytest.mark.usefixtures("board")
def test_from_nothing_to_gone(settings: Settings, portal_client: FlaskClient) -> None:
    assert making.bring_up_to_date(settings) == f"{len(list(kinds.wanted()))} made, 0 dropped"
    assert making.bring_up_to_date(settings) == "nothing new to print"
    for kind in kinds.KINDS:
        found = making.ready(settings, kind)
        assert (found.made, found.waiting) == (found.wanted, False)
        for key in kinds.keys(kind):
            assert portal_client.get(f"/paper/{kind}/{key}.pdf").data.startswith(b"%PDF-1.7")
    with transaction():
        record = write.standing("notice", NOTICE, clock.today())
        assert record is not None
        write.withdraw(record, why="withdrawn", at=clock.now())
    assert portal_client.get(POSTER).status_code == 410
    assert making.bring_up_to_date(settings) == "0 made, 2 dropped"
    assert not list((settings.papers / CHINESE / "poster").iterdir())


@pytest.mark.usefixtures("board")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_only_what_changed_is_made_anew(settings: Settings, portal_client: FlaskClient) -> None:
    making.bring_up_to_date(settings)
    payload = read.one("notice", NOTICE)
    assert payload is not None
    rows = [row for row in payload.payload["rows"] if row["name"] != "雷*民"]
    with transaction():
        publish("notice", NOTICE, payload.payload | {"rows": rows}, village="610525101200")
    assert making.bring_up_to_date(settings) == "2 made, 0 dropped"
    told = reading.words(portal_client.get(POSTER).data)
    assert "党*娃" in told
    assert "雷*民" not in told


@pytest.mark.usefixtures("board")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_cannot_be_printed_keeps_no_other_back(
    settings: Settings, portal_client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    record = read.one("notice", NOTICE)
    assert record is not None
    rows = [row | {"name": "王\N{CRAB}"} for row in record.payload["rows"]]
    with transaction():
        publish("notice", NOTICE, record.payload | {"rows": rows}, village="610525101200")
    making.bring_up_to_date(settings)
    assert "U+1F980" in caplog.text
    assert portal_client.get(POSTER).status_code == 503
    assert portal_client.get("/paper/fees/self.pdf").status_code == 200
    found = making.ready(settings, "poster")
    assert (found.made, found.wanted, found.waiting) == (0, 2, False)
    assert [(key, "U+1F980" in why) for key, why in found.refused] == [(NOTICE, True)]
    with transaction():
        publish("notice", NOTICE, record.payload, village="610525101200")
    making.bring_up_to_date(settings)
    assert making.ready(settings, "poster").refused == []
    assert portal_client.get(POSTER).status_code == 200


@pytest.mark.usefixtures("board")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_of_two_who_print_at_once_one_does(settings: Settings) -> None:
    """While one prints, another round begins, in a process or a thread of its own: it leaves the shelf alone."""
    with papers.alone(settings.papers) as mine, ThreadPoolExecutor(1) as other:
        assert mine
        assert other.submit(making.bring_up_to_date, settings).result() == "another process prints"
        assert not list(papers.shelved(settings.papers))
    assert making.bring_up_to_date(settings) == f"{len(list(kinds.wanted()))} made, 0 dropped"


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_house_without_publications_has_nothing_to_print(settings: Settings) -> None:
    assert making.bring_up_to_date(settings) == "nothing is published yet"
    assert not settings.papers.exists()


@pytest.mark.usefixtures("board")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_stays_the_same_costs_no_second_look(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A changed notice has one poster looked at; what boards alone rest on, the boards."""
    making.bring_up_to_date(settings)
    looked: list[str] = []
    sheet = kinds.sheet
    monkeypatch.setattr(kinds, "sheet", lambda kind, key, making: looked.append(kind) or sheet(kind, key, making))
    record = read.one("notice", NOTICE)
    assert record is not None
    with transaction():
        publish("notice", NOTICE, record.payload | {"hidden": 0}, village="610525101200")
    assert making.bring_up_to_date(settings) == "2 made, 0 dropped"
    assert looked == ["poster", "poster"]
    with transaction():
        publish("conduct", "more", {"label": {"zh": "纪律", "en": "rules"}, "items": [], "cite": "一"})
    making.bring_up_to_date(settings)
    assert set(looked[2:]) == {"disclosures", "rates", "fees"}


@pytest.mark.usefixtures("board")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_round_that_takes_too_long_goes_on_at_the_next(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "SECONDS_AT_ONCE", 0)
    assert making.bring_up_to_date(settings) == "0 made, 0 dropped, more to come"
    monkeypatch.undo()
    assert making.bring_up_to_date(settings).startswith(f"{len(list(kinds.wanted()))} made")


@pytest.mark.usefixtures("board")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_was_printed_from_an_older_template_is_printed_anew(settings: Settings) -> None:
    sheet = kinds.sheet("rates", kinds.SELF, A4)
    assert sheet is not None
    place = Place(settings.papers, CHINESE, "rates", kinds.SELF)
    papers.put(place, b"%PDF older", fingerprint="of another template", made_of=sheet.made_of)
    making.bring_up_to_date(settings)
    found = papers.find(place)
    assert found is not None
    assert found.content != b"%PDF older"
