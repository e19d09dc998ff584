"""Feeds and calendars as the usual readers take them in: what stands is there, what ended has left, nobody is named."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import feedparser
import icalendar
import pytest
import time_machine
from flask.testing import FlaskClient

from portal.files import atom, calendars
from portal.files.lists import LISTS
from tests.portal.files.outlet import ROSTER
from tests.support.board import NOTICE, publish, publish_notice
from workflow.base import clock
from workflow.base.db import transaction
from workflow.doors.published import write

VILLAGE = "610525101200"
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WITH_TITLE = [listing.name for listing in LISTS if listing.title]
FEEDS = [*(f"/feeds/{name}.atom" for name in WITH_TITLE), "/feeds/log.atom", "/feeds/taken-down.atom",
         f"/villages/{VILLAGE}.atom"]  # fmt: skip
HOUSEHOLD = ("雷*民", "党*娃", "王*强")


def feed(board: FlaskClient, path: str) -> Any:
    """A feed as a reader's library understands it; a fault in its form is a fault of ours."""
    answer = board.get(path)
    assert answer.status_code == 200, path
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    found = feedparser.parse(answer.data)
    assert not found.bozo, found.get("bozo_exception")
    return found


def take_down(kind: str, key: str, why: str) -> None:
    with transaction():
        record = write.standing(kind, key, clock.today())
        assert record is not None
        write.withdraw(record, why=why, at=clock.now())
        write.sign_checkpoint(clock.now())


def test_every_feed_is_well_formed_and_names_itself(board: FlaskClient) -> None:
    for face in ("", "/en"):
        for path in FEEDS:
            found = feed(board, face + path).feed
            assert found.id == f"http://127.0.0.1:8000{face}{path}"
            assert [link.href for link in found.links if link.rel == "self"] == [found.id]
            assert (found.title_detail.language or found.language) in ("zh-Hans", "en")
            assert found.author == ("澄城县农村信用合作联社", "Chengcheng County Rural Credit Union")[face == "/en"]
            assert found.updated_parsed


@ON_SQLITE
def test_every_entry_leads_to_a_page_of_ours(board: FlaskClient) -> None:
    for path in FEEDS:
        for entry in feed(board, path).entries:
            assert entry.link.startswith("http://127.0.0.1:8000/")
            assert board.get(entry.link.removeprefix("http://127.0.0.1:8000")).status_code in (200, 410), entry.link
            assert entry.id.startswith("http://127.0.0.1:8000/log/")


@ON_SQLITE
def test_ids_stay_and_a_new_version_is_a_new_entry(board: FlaskClient) -> None:
    first = feed(board, "/feeds/products.atom")
    again = feed(board, "/en/feeds/products.atom")
    assert [each.id for each in first.entries] == [each.id for each in again.entries]
    with transaction(), time_machine.travel(clock.now() + timedelta(minutes=1)):
        publish("product", "group_loan", {"key": "group_loan", "name": {"zh": "联保贷款", "en": "Group loan"}})
    grown = feed(board, "/feeds/products.atom")
    assert [each.title for each in grown.entries] == ["联保贷款", "农户小额信用贷款"]
    assert grown.entries[1].id == first.entries[0].id
    assert grown.feed.updated_parsed > first.feed.updated_parsed


def test_what_is_taken_down_leaves_its_feed_and_is_told(board: FlaskClient) -> None:
    assert feed(board, "/en/feeds/fees.atom").entries
    before = feed(board, "/en/feeds/fees.atom").feed.updated_parsed
    with time_machine.travel(clock.now() + timedelta(minutes=1), tick=True):
        take_down("fee", "overdue_surcharge", "It held a mistake; the right version follows")
        after = feed(board, "/en/feeds/fees.atom")
        told = feed(board, "/en/feeds/taken-down.atom").entries
    assert after.entries == []
    assert after.feed.updated_parsed > before
    assert told[0].title.startswith("Entry ")
    assert "It held a mistake" in told[0].content[0].value


@ON_SQLITE
def test_a_notice_leaves_when_its_period_is_over(board: FlaskClient) -> None:
    for path in (f"/villages/{VILLAGE}.atom", "/feeds/notices.atom"):
        assert any(NOTICE in each.link for each in feed(board, path).entries)
    with time_machine.travel(clock.now() + timedelta(days=10), tick=True):
        for path in (f"/villages/{VILLAGE}.atom", "/feeds/notices.atom"):
            assert not any(NOTICE in each.link for each in feed(board, path).entries)
        assert "BEGIN:VEVENT" not in board.get(f"/villages/{VILLAGE}.ics").get_data(as_text=True)


def test_no_household_is_in_a_feed_or_calendar(board: FlaskClient) -> None:
    for path in (*FEEDS, f"/villages/{VILLAGE}.ics", "/search.atom?q=冯原"):
        answer = board.get(path)
        text = answer.get_data(as_text=True)
        assert [word for word in HOUSEHOLD if word in text] == [], path
        assert answer.headers["X-Robots-Tag"].startswith("noindex")


@ON_SQLITE
def test_what_is_not_for_everyone_is_in_no_feed(board: FlaskClient) -> None:
    with transaction():
        secret = {"key": "inner", "name": {"zh": "内部贷款", "en": "Inner loan"}}
        write.publish(
            "product", "inner", secret, at=clock.now(), valid_from=clock.today(), audience="staff", generated=True
        )
        write.sign_checkpoint(clock.now())
    for path in (*FEEDS, "/products.json", "/products.csv", "/sitemap.xml", "/search.atom?q=内部"):
        assert "内部贷款" not in board.get(path).get_data(as_text=True), path


@ON_SQLITE
def test_a_search_can_be_followed_and_is_never_kept(board: FlaskClient) -> None:
    answer = board.get("/search.atom?q=王庄")
    assert answer.headers["Cache-Control"] == "no-store"
    found = feedparser.parse(answer.data)
    assert found.feed.id.endswith("/search.atom?q=%E7%8E%8B%E5%BA%84")
    assert "http://127.0.0.1:8000/villages/610525102200" in [each.link for each in found.entries]
    assert feedparser.parse(board.get("/search.atom").data).entries == []


@ON_SQLITE
def test_a_feed_is_kept_and_asked_for_again_for_little(board: FlaskClient) -> None:
    for path in (*FEEDS, f"/villages/{VILLAGE}.ics"):
        first = board.get(path)
        again = board.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"]), path
        assert "Last-Modified" not in first.headers  # a second is too coarse: the tag alone decides


@ON_SQLITE
def test_files_of_a_village_that_is_none_are_not_there(board: FlaskClient) -> None:
    for path in ("/villages/1.atom", "/villages/1.ics", "/feeds/households.atom"):
        assert board.get(path).status_code == 404
    assert board.get(f"/elder/villages/{VILLAGE}.ics").headers["Location"] == f"/villages/{VILLAGE}.ics"


def test_signs_that_no_xml_can_hold_are_replaced() -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    hostile = atom.Entry("x", "a\x0bb <script>&😀", "http://h/p", at, ["\x00", "]]>"], "c")
    made = atom.written(atom.Feed("t\x01", "http://h/f", "http://h/", "n", "en", at, [hostile]))
    parsed = feedparser.parse(made)
    assert not parsed.bozo
    assert parsed.entries[0].title_detail.value == "a\N{REPLACEMENT CHARACTER}b <script>&😀"


def test_a_period_is_the_same_days_in_every_zone(board: FlaskClient) -> None:
    text = board.get(f"/villages/{VILLAGE}.ics").data
    [event] = icalendar.Calendar.from_ical(text).walk("VEVENT")
    posted = clock.today() - timedelta(days=2)
    assert event["dtstart"].params["VALUE"] == "DATE"
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (posted + ONE_DAY, posted + 6 * ONE_DAY)
    for zone in ("Asia/Shanghai", "America/Anchorage"):
        last = event.decoded("dtend") - ONE_DAY
        noon = datetime.combine(last, datetime.min.time(), ZoneInfo(zone)) + timedelta(hours=12)
        assert event.decoded("dtstart") <= noon.date() < event.decoded("dtend")
    assert NOTICE in event["uid"]
    assert event.decoded("dtstamp").tzinfo is not None


ONE_DAY = timedelta(days=1)
@ON_SQLITE
def test_a_roster_is_a_calendar(board: FlaskClient) -> None:
    with transaction():
        publish("duty", "2-2026-W48", ROSTER)
    found = icalendar.Calendar.from_ical(board.get("/en/duty.ics").data).walk("VEVENT")
    event, *sitting = [each for each in found if "2-2026-W48" in each["uid"]]
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2026, 11, 23), date(2026, 11, 24))
    assert "马秋生" in event["summary"]
    assert [(str(each["summary"]), str(each["description"])) for each in sitting] == [
        ("高主任 sits in: 营业大厅", "9:00–11:30"), ("马秋生 sits in: 冯原村 村委会", "14:00–16:00"),
    ]  # fmt: skip


def test_long_and_hostile_words_survive_a_calendar() -> None:
    words = "，;\\\r\nBEGIN:VEVENT\r\n" + "冯原村公告栏" * 40
    event = calendars.Event("k", words, date(2026, 3, 1), date(2026, 3, 1), datetime(2026, 3, 1, tzinfo=UTC), "http://h/")
    [read] = icalendar.Calendar.from_ical(calendars.written("n", "h", [event])).walk("VEVENT")
    assert str(read["summary"]).replace("\r", "") == words.replace("\r", "")


@ON_SQLITE
def test_pages_lead_to_what_follows_them(board: FlaskClient) -> None:
    for page, file in (
        (f"/villages/{VILLAGE}", f"/villages/{VILLAGE}.ics"),
        (f"/en/villages/{VILLAGE}", f"/en/villages/{VILLAGE}.atom"),
        ("/log", "/feeds/log.atom"), ("/log/taken-down", "/feeds/taken-down.atom"), ("/duty", "/duty.ics"),
        ("/search?q=王庄", "/search.atom?q=%E7%8E%8B%E5%BA%84"),
    ):  # fmt: skip
        text = board.get(page).get_data(as_text=True)
        assert text.count(f'href="{file}"') == 2, page  # in words for people, in the head for programs
    assert ".atom" not in board.get(f"/elder/villages/{VILLAGE}").get_data(as_text=True)


@ON_SQLITE
def test_a_new_notice_shows_at_once(board: FlaskClient) -> None:
    before = board.get(f"/villages/{VILLAGE}.ics").headers["ETag"]
    with transaction():
        publish_notice("anothernotice234", VILLAGE, "冯原村", posted_on=clock.today())
    assert board.get(f"/villages/{VILLAGE}.ics").headers["ETag"] != before
    assert len(feed(board, f"/villages/{VILLAGE}.atom").entries) == 3
