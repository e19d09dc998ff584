"""Statements as a hostile log may write them: each is read or found, and none can stop a later look."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.witness.conftest import Look, sign
from workflow.base import clock
from workflow.base.db import transaction
from workflow.doors.published import write
from workflow.witness.judge import Judge, is_due

AT = datetime(2026, 11, 20, 1, tzinfo=UTC)
TOLD = {
    "act": "published", "kind": "notice", "key": "abc", "audience": "public", "valid_from": "2026-11-20",
    "valid_until": "2026-11-25", "ends_at": "2026-11-25T10:00:00+00:00", "published_at": AT.isoformat(),
    "supersedes": None, "payload": "ab" * 32,
}  # fmt: skip
MISSING = object()
NEEDED = ["kind", "key", "audience", "valid_from", "valid_until", "published_at", "supersedes", "payload"]
SPOILED = [
    *((name, MISSING) for name in NEEDED if name != "published_at"),
    ("valid_from", None), ("valid_from", "soon"), ("valid_from", 20261120), ("valid_until", "later"),
    ("valid_until", []), ("ends_at", "2026-11-25T10:00:00"), ("ends_at", "2026-11-25"), ("ends_at", 7),
    ("ends_at", "9999-12-31T23:59:59+00:00"), ("published_at", "2026-11-20T01:00:00"), ("published_at", "2026-11-20"),
    ("published_at", "0001-01-01T00:00:00+00:00"), ("audience", None), ("audience", ["public"]), ("kind", {}),
    ("key", ""), ("key", "\ud800"), ("key", "\x1b[2J"), ("payload", 5), ("supersedes", "0"),
]  # fmt: skip


def read(told: dict[str, Any], **standing: dict[str, Any]) -> Judge:
    judge = Judge(dict(standing), AT)
    judge.read(7, [json.dumps(told).encode()])
    return judge


def spoiled(name: str, value: object) -> dict[str, Any]:
    return {key: kept for key, kept in {**TOLD, name: value}.items() if kept is not MISSING}


def test_a_whole_announcement_stands() -> None:
    judge = read(TOLD)
    assert (judge.findings, list(judge.standing)) == ([], ["7"])
    assert is_due(judge.standing["7"], date(2026, 11, 20), AT)


def test_an_older_log_did_not_say_the_hour_of_an_end() -> None:
    judge = read(spoiled("ends_at", MISSING))
    assert (judge.findings, list(judge.standing)) == ([], ["7"])


@pytest.mark.parametrize("wrong", [{"key": "other"}, {"kind": "rate"}])
@pytest.mark.parametrize("act", ["withdrawn", "published"])
def test_an_end_that_names_another_record_is_found_and_the_record_stays_on_the_watch(
    act: str, wrong: dict[str, str]
) -> None:
    told = {**TOLD, "act": act, "leaf": 3, "supersedes": 3, "ended_at": AT.isoformat(), **wrong}
    judge = read(told, **{"3": TOLD})
    assert [words for words in judge.findings if "which is not the record it names" in words]
    assert judge.standing["3"] == TOLD
    right = read({**told, "kind": TOLD["kind"], "key": TOLD["key"]}, **{"3": TOLD})
    assert (right.findings, "3" in right.standing) == ([], False)


@pytest.mark.parametrize(("name", "value"), SPOILED, ids=lambda part: "missing" if part is MISSING else repr(part))
def test_a_spoiled_announcement_is_found_and_does_not_stand(name: str, value: object) -> None:
    judge = read(spoiled(name, value))
    assert judge.findings == ["entry 7 cannot be read: it is not a statement of such a log"]
    assert (judge.standing, judge.fresh) == ({}, [])


def test_a_spoiled_announcement_ends_nothing() -> None:
    before = {key: TOLD[key] for key in ("kind", "key")}
    judge = Judge({"3": before}, AT)
    judge.read(7, [json.dumps({**TOLD, "supersedes": 3, "valid_from": "soon"}).encode()])
    assert list(judge.standing) == ["3"]


@pytest.mark.parametrize("leaf", ["3", "\ud800", None, 3.0])
def test_an_end_names_its_entry_by_a_number(leaf: object) -> None:
    told = {"act": "withdrawn", "kind": "notice", "key": "abc", "leaf": leaf, "ended_at": AT.isoformat()}
    judge = Judge({"3": {"kind": "notice", "key": "abc"}}, AT)
    judge.read(7, [json.dumps(told).encode()])
    assert judge.findings == ["entry 7 cannot be read: it is not a statement of such a log"]
    assert list(judge.standing) == ["3"]


def test_an_instant_without_its_zone_is_never_compared() -> None:
    judge = Judge({})
    for at in ("2026-11-20T01:00:00", AT.isoformat(), "2026-11-20T02:00:00"):
        judge.read(7, [json.dumps({"act": "anchored", "at": at}).encode()])
    assert (judge.high, len(judge.findings)) == (AT, 2)


_LEAF = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.datetimes().map(datetime.isoformat)
_ANY = st.recursive(_LEAF | st.dates().map(date.isoformat), st.lists, max_leaves=3)


@given(st.sampled_from([*TOLD]), _ANY)
def test_whatever_stands_can_be_looked_at_and_kept(name: str, value: object) -> None:
    for record in read({**TOLD, name: value}).standing.values():
        is_due(record, date(2026, 11, 20), AT)
        json.dumps(record, ensure_ascii=False).encode()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_spoiled_entry_does_not_stop_the_looks(seen: Look) -> None:
    for told in (spoiled("valid_from", MISSING), spoiled("ends_at", "2126-11-25"), spoiled("key", "\ud800")):
        with transaction():
            write.append_leaf(json.dumps({**told, "published_at": clock.now().isoformat()}).encode(), clock.now())
    sign()
    assert len([finding for finding in seen().findings if "cannot be read" in finding]) == 3
    assert (seen().findings, seen().fresh) == ([], 0)
