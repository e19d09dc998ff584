"""Finding by typing: the same answers from both engines over both databases, never a stale one."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from sqlalchemy import Engine, select, text

from tests.support.board import NOTICE, publish, publish_board
from tests.support.server import TOP
from workflow.base import clock
from workflow.base.db import session, transaction
from workflow.base.settings import Settings
from workflow.carriers import search
from workflow.carriers.search import database as full_text
from workflow.carriers.search.seeking import CAPS, HOLDS
from workflow.carriers.search.words import Texts
from workflow.doors.published import epochs, index, read, write
from workflow.doors.published.directory import KINDS
from workflow.doors.published.models import Record

QUESTIONS = (
    "冯", "村", "冯原", "冯原村", "原村", "馮原", "冯原 公示", "wangzhuang", "WANG zhuang", "wz", "mqs", "micro",
    "贷款", "0913-6811203", "09136811203", "0913", "610525101200", "一组", "公告栏", "信用社", "不存在", "credit",
)  # fmt: skip
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WHOOSH = pytest.mark.parametrize("engine", ["whoosh"])


@pytest.fixture(params=search.ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def house(database: Engine, settings: Settings, engine: str) -> Iterator[Settings]:
    """A filled board, found by one engine or the other."""
    chosen = replace(settings, search=engine)
    search.use(chosen)
    publish_board()
    index.tend(chosen)
    yield chosen
    search.use(replace(settings, search="database"))


def keys(asked: str, **more: Any) -> list[str]:
    return [hit.key for hit in read.find(asked, **more).hits]


def leaves(asked: str) -> list[int]:
    return [hit.leaf for hit in read.find(asked).hits]


def village(key: str, name: str, town: str = "冯原镇", **more: Any) -> None:
    payload = {"code": key, "name": name, "pinyin": "", "town": town, "town_code": "1", "office": "x", "officer": None}
    with transaction():
        publish("village", key, payload, village=key, **more)


def withdraw(kind: str, key: str) -> None:
    with transaction():
        record = session.scalar(select(Record).where(Record.kind == kind, Record.key == key, Record.ended_at.is_(None)))
        assert record
        write.withdraw(record, why="gone", at=clock.now())


def test_it_works(house: Settings) -> None:
    found = read.find("王庄")
    assert found.hits[0].key == "610525102200"
    assert not found.renewing


@WHOOSH
def test_both_engines_answer_alike(house: Settings) -> None:
    def answers() -> list[read.Found]:
        return [read.find(asked, most=3) for asked in QUESTIONS]

    by_whoosh = answers()
    search.use(replace(house, search="database"))
    assert by_whoosh == answers()
    assert sum(bool(found.hits) for found in by_whoosh) >= len(QUESTIONS) - 1


@WHOOSH
@hypothesis(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_part_of_any_name_finds_it_by_either_engine(house: Settings, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["village", "officer", "office", "product"]))
    record = data.draw(st.sampled_from(read.in_force(kind)))
    name = record.payload["name"] if kind != "product" else record.payload["name"]["zh"]
    begin = data.draw(st.integers(0, len(name) - 1))
    part = name[begin : data.draw(st.integers(begin + 1, len(name)))]
    for each in search.ENGINES:
        search.use(replace(house, search=each))
        assert record.key in keys(part, most=100, kind=kind), part


def test_what_is_named_so_comes_first_then_what_begins_so(house: Settings) -> None:
    for key, name in (("9001", "新冯原庄"), ("9002", "冯原庄北"), ("9003", "冯原庄")):
        village(key, name)
    assert keys("冯原庄") == ["9003", "9002", "9001"]
    assert keys("fengyuanzhuang", kind="village") == ["9003", "9002", "9001"]


def test_kinds_come_in_their_order_and_records_as_published(house: Settings) -> None:
    for key in ("9009", "9001", "9005"):
        village(key, "同名村")
    assert keys("同名") == ["9009", "9001", "9005"]
    kinds = [hit.kind for hit in read.find("镇", most=100).hits]
    assert kinds == sorted(kinds, key=lambda kind: KINDS[kind][0])


def test_pages_follow_one_another_without_gap_or_twin(house: Settings) -> None:
    for number in range(7):
        village(f"90{number:02}", f"{'冯原' if number % 2 else '新'}庄{number}")
    whole, paged, after = keys("庄", most=100), [], None
    while after is not None or not paged:
        page = read.find("庄", after=after, most=2)
        paged += [hit.key for hit in page.hits]
        after = page.after
    assert paged == whole
    assert len(whole) == len(set(whole)) >= 7


def test_a_page_that_cannot_be_read_is_the_first(house: Settings) -> None:
    for after in ("", "x", "9-9", "2-", "2-99999999999999999999", "0--1"):
        assert keys("冯原", after=after) == keys("冯原")


def test_results_are_counted_by_kind_and_town_and_narrowed(house: Settings) -> None:
    village("9001", "冯原庄", town="王庄镇")
    found = read.find("冯原")
    by_kind = {facet.value: facet.count for facet in found.kinds}
    assert by_kind["village"] == sum(hit.kind == "village" for hit in found.hits)
    narrowed = read.find("冯原", kind="village", town="王庄镇")
    assert [hit.key for hit in narrowed.hits] == ["9001"]
    assert {facet.value: facet.count for facet in narrowed.kinds}["village"] == 1
    assert {facet.value for facet in narrowed.towns} == {"冯原镇", "王庄镇"}
    assert keys("冯原", town="没有镇") == []
    with pytest.raises(LookupError):
        read.find("冯原", kind="household")


def fill(notices: int) -> None:
    """More notices than are counted, straight into what is found."""
    with transaction():
        for number in range(notices):
            numbers = {"place": index.place("notice", 10_000 + number), "record_id": 10_000 + number, "leaf": 0}
            town = "多镇" if number % 100 else "少镇"
            shown = '{"name": "多村", "about": null, "more": {}}'
            entry = {"kind": "notice", "key": f"n{number}", "village": None, "towns": town, "shown": shown}
            entry |= {"valid_from": clock.today(), "valid_until": None, "ends_at": None}
            full_text.put(session, [(numbers | entry, Texts(("多村",), (town,), towns=(town,)))])


@pytest.mark.parametrize("engine", ["database"])
def test_what_is_too_much_is_counted_to_a_cap_and_paged_beyond_it(house: Settings) -> None:
    fill(CAPS[HOLDS] + 30)
    found = read.find("多", most=20)
    assert found.capped
    assert {facet.value: facet.count for facet in found.kinds}["notice"] >= CAPS[HOLDS]
    few = read.find("多", town="少镇", most=20)
    assert [hit.key for hit in few.hits] == [f"n{number}" for number in range(0, CAPS[HOLDS] + 30, 100)]
    seen, after = [hit.key for hit in found.hits], found.after
    while after:
        page = read.find("多", after=after, most=300)
        seen, after = [*seen, *(hit.key for hit in page.hits)], page.after
    assert seen == [f"n{number}" for number in range(CAPS[HOLDS] + 30)]


def test_what_is_published_is_found_at_once_and_what_is_withdrawn_is_not(house: Settings) -> None:
    """Without the tick: the index beside the database knows nothing of either."""
    village("9001", "新来村")
    assert keys("新来") == ["9001"]
    withdraw("village", "9001")
    assert keys("新来") == []
    village("9002", "改名村")
    village("9002", "改后村")
    assert keys("改名") == []
    assert keys("改后") == ["9002"]
    index.tend(house)
    assert keys("改后") == ["9002"]


def test_a_notice_goes_with_its_last_day(house: Settings) -> None:
    assert NOTICE in keys("公告栏")
    with time_machine.travel(clock.now() + timedelta(days=10), tick=True):
        assert NOTICE not in keys("公告栏")


def test_what_is_announced_is_found_from_its_day_on_and_then_alone(house: Settings) -> None:
    village("9001", "旧称村")
    tomorrow = clock.today() + timedelta(days=1)
    village("9001", "新称村", valid_from=tomorrow)
    assert (keys("旧称"), keys("新称"), keys("称村")) == (["9001"], [], ["9001"])
    with time_machine.travel(clock.now() + timedelta(days=1), tick=True):
        assert keys("称村") == ["9001"]
        assert [hit.name for hit in read.find("称村").hits] == ["新称村"]


def test_what_is_not_for_everyone_is_not_found(house: Settings) -> None:
    village("9001", "内部村", audience="members")
    assert keys("内部") == []
    index.tend(house)
    assert keys("内部") == []


def test_no_household_is_found(house: Settings) -> None:
    for asked in ("雷", "民", "雷*民", "lei"):
        assert NOTICE not in keys(asked)


def test_where_nothing_is_found_other_words_are_offered(house: Settings) -> None:
    likely = {"冯塬村": "冯原村", "王庄 没有": "王庄", "冯原村没有": "冯原村", "wangzhuanx": "wangzhuan"}
    for typed, instead in likely.items():
        found = read.find(typed)
        assert found.hits == []
        assert instead in found.instead
        assert all(keys(other) for other in found.instead)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("engine", ["database"])
def test_each_question_is_planned_for_its_own_words(house: Settings) -> None:
    for asked in ("村", "冯原村") * 8:
        assert keys(asked)
    assert epochs.ask(
        "SELECT count(*) FROM pg_prepared_statements WHERE strpos(statement, 'search_words') > 0", {}
    ) == [(0,)]


def test_an_empty_question_finds_nothing(house: Settings) -> None:
    assert read.find(" % ") == read.Found()


def test_the_records_behind_the_hits(house: Settings) -> None:
    hits = read.find("冯原").hits
    assert [(record.kind, record.key) for record in read.records(hits)] == [(hit.kind, hit.key) for hit in hits]


def test_what_is_missing_or_left_over_is_mended(house: Settings) -> None:
    before = [leaves(asked) for asked in QUESTIONS]
    with transaction():
        session.execute(text("UPDATE search_entry SET cut = 0 WHERE kind = 'officer'"))
        session.execute(text("DELETE FROM search_entry WHERE kind = 'village'"))
        withdrawn = session.scalars(select(Record).where(Record.kind == "office")).first()
        assert withdrawn
        withdrawn.ended_at, withdrawn.ended_how = clock.now(), "withdrawn"
    assert "mended" in index.tend(house)
    after = [leaves(asked) for asked in QUESTIONS]
    assert [[leaf for leaf in found if leaf != withdrawn.leaf] for found in before] == after
    assert index.tend(house).startswith("0 entries mended")


def test_before_the_first_index_the_page_says_so(database: Engine, settings: Settings) -> None:
    assert read.find("冯原").renewing
    publish_board()
    assert not read.find("冯原").renewing


def test_rebuilding_loses_nothing(house: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "_AT_ONCE", 20)  # so many in one transaction, and tidied after as many
    before = [keys(asked) for asked in QUESTIONS]
    index.rebuild(house)
    assert [keys(asked) for asked in QUESTIONS] == before


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Whoosh leaves damaged files open
class TestFolder:
    """Whatever happens to Whoosh's folder, everything is found, and the tick makes it anew."""

    def damage_by_deleting(folder: Path) -> None:
        shutil.rmtree(folder)

    def damage_by_garbage(folder: Path) -> None:
        for file in folder.glob("cut-*/*"):
            if not file.name.endswith(("LOCK", "toc")):
                file.write_bytes(random.Random(1).randbytes(file.stat().st_size))

    def damage_by_cutting(folder: Path) -> None:
        for file in folder.glob("cut-*/*"):
            file.write_bytes(file.read_bytes()[:20])

    def damage_by_losing_the_index(folder: Path) -> None:
        shutil.rmtree(next(folder.glob("cut-*")))

    DAMAGE = (damage_by_deleting, damage_by_garbage, damage_by_cutting, damage_by_losing_the_index)

    @SQLITE
    @WHOOSH
    @pytest.mark.parametrize("damage", DAMAGE)
    def test_it_is_made_anew(self, house: Settings, damage: Callable[[Path], None]) -> None:
        whole = [keys(asked) for asked in QUESTIONS]
        damage(house.search_folder)
        search.use(house)  # as a worker that starts now
        assert read.find("冯原").renewing
        assert [keys(asked) for asked in QUESTIONS] == whole
        index.tend(house)
        assert [keys(asked) for asked in QUESTIONS] == whole
        assert not read.find("冯原").renewing

    @SQLITE
    @WHOOSH
    def test_while_another_process_writes_nothing_waits(self, house: Settings) -> None:
        from whoosh.index import open_dir

        writer = open_dir(str(next(house.search_folder.glob("cut-*")))).writer()
        village("9001", "新来村")
        assert "another process writes" in index.tend(house)
        assert keys("新来") == ["9001"]
        writer.cancel()
        assert "1 entries more" in index.tend(house)

    @SQLITE
    @WHOOSH
    def test_far_behind_the_database_answers_alone(self, house: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("workflow.carriers.search.folder.MOST_BEHIND", 2)
        for number in range(4):
            village(f"900{number}", "新来村")
        assert len(keys("新来")) == 4
        assert not read.find("新来").renewing

    @SQLITE
    @WHOOSH
    def test_killed_at_any_moment_it_goes_on(self, house: Settings) -> None:
        whole = [keys(asked) for asked in QUESTIONS]
        words = [sys.executable, "-m", "wsgi", "index", "rebuild", "--data", str(house.data)]
        environ = os.environ | {"DATABASE_URL": house.database_url, "SUNSHINE_SEARCH": "whoosh"}
        for seconds in (1.2, 1.6, 2.0):
            running = subprocess.Popen(words, cwd=TOP, env=environ, stdout=subprocess.DEVNULL)
            time.sleep(seconds)
            running.send_signal(signal.SIGKILL)
            running.wait()
            assert [keys(asked) for asked in QUESTIONS] == whole
        index.tend(house)
        assert [keys(asked) for asked in QUESTIONS] == whole

    @SQLITE
    @WHOOSH
    def test_what_was_typed_is_not_in_the_log(self, house: Settings, caplog: pytest.LogCaptureFixture) -> None:
        TestFolder.damage_by_garbage(house.search_folder)
        search.use(house)
        keys("冯原村委会")
        assert caplog.text
        assert "冯原" not in caplog.text
