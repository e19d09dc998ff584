"""Lists behind a village's code: nothing without it, on both engines, and no way to guess it soon."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import pytest
import time_machine
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select, text

from workflow.base import clock, vault
from workflow.base.db import session, transaction
from workflow.doors import connection
from workflow.doors.inbox import receive
from workflow.doors.published import lists, read, write
from workflow.doors.published.models import Record, SealedList
from workflow.kernel import ids
from workflow.kernel.canonical import commitment, new_salt
from workflow.kernel.errors import Invalid
from workflow.stages.notices import rules

VILLAGE = "610525101200"
WHOLE = {"id": "k", "village": VILLAGE, "rows": [{"name": "王铁柱", "amount": 3_000_000}]}
HERE = {"address": "192.0.2.7"}


def sealed(code: str, key: str, *, village: str = VILLAGE, audience: str = "village", ends_at: datetime | None = None):
    today, salt = clock.today(), new_salt()
    with transaction():
        lists.lock(village, audience, code=code, key=key)
        record = write.publish(
            "notice", "k", lists.face(WHOLE, ("id", "village"), salt), at=clock.now(), valid_from=today,
            valid_until=today, ends_at=ends_at, village=village, audience=audience, generated=True,
        )  # fmt: skip
        lists.seal(record, WHOLE, salt=salt, key=key)
        return record.id, salt


@pytest.fixture
def code(database: Engine) -> str:
    made = lists.new_code()
    sealed(made, lists.new_key())
    return made


def other(code: str) -> str:
    return ids.with_check(f"{(int(code[:-1]) + 1) % 10**9:09d}")


def test_the_code_opens_it_however_it_is_typed(code: str) -> None:
    for typed in (code, f"{code[:4]} {code[4:8]}-{code[8:]}", code.translate({n + 48: n + 0xFF10 for n in range(10)})):
        assert receive.open_lists(VILLAGE, typed, **HERE) == [WHOLE]


def test_nothing_else_opens_it(code: str) -> None:
    assert receive.open_lists(VILLAGE, other(code), **HERE) is None
    assert receive.open_lists("610525102200", code, **HERE) is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("locks", [(), ("members",), ("village", "members")])
def test_the_work_is_the_same_however_many_codes_a_village_has(
    database: Engine, monkeypatch: pytest.MonkeyPatch, locks: tuple[str, ...]
) -> None:
    codes = [lists.new_code() for _each in locks]
    for audience, code in zip(locks, codes, strict=True):
        sealed(code, lists.new_key(), audience=audience)
    derived: list[int] = []
    slowly = lists.hashlib.scrypt
    monkeypatch.setattr(lists.hashlib, "scrypt", lambda *a, **k: derived.append(1) or slowly(*a, **k))
    for code in (*codes, ids.with_check("123456789")):
        derived.clear()
        assert (receive.open_lists(VILLAGE, code, **HERE) is not None) == (code in codes)
        assert len(derived) == len(lists.BEHIND_A_CODE)


def test_every_audience_that_gets_a_code_is_tried() -> None:
    assert set(lists.BEHIND_A_CODE) == rules.BEHIND_A_CODE


@given(st.integers(0, 9), st.integers(0, 9))
def test_one_wrong_digit_is_found_before_anything_is_tried(place: int, digit: int) -> None:
    code = ids.with_check("123456789")
    typed = code[:place] + str(digit) + code[place + 1 :]
    if typed == code:
        assert lists.read_code(typed) == code
    else:
        with pytest.raises(Invalid):
            lists.read_code(typed)


def test_the_portals_connection_reads_nothing_of_it_without_the_code(code: str) -> None:
    with connection.portal() as door:
        for table in (name for name, columns in connection.READABLE.items() if columns != frozenset()):
            columns = ", ".join(connection.READABLE[table] or "*")
            for row in door.execute(text(f"SELECT {columns} FROM {table}")):
                told = b" ".join(bytes(each) if isinstance(each, bytes) else str(each).encode() for each in row)
                assert not [word for word in (b"\xe7\x8e\x8b\xe9\x93\x81", b"3000000", code.encode()) if word in told]
    assert not read.in_force("notice")
    assert not read.latest("notice", "k")
    assert not read.ended("notice", VILLAGE)


def test_a_stolen_database_is_not_even_guessed_at(code: str, tmp_path) -> None:
    """Whoever has every row but not the house's keys cannot try a code, not even the right one."""
    mine = vault.current()
    vault.use(vault.Vault(tmp_path / "other", create=True))
    try:
        assert lists.open_with(VILLAGE, code) is None
    finally:
        vault.use(mine)


def test_what_the_log_holds_is_a_salted_commitment_to_the_whole(database: Engine) -> None:
    record, salt = sealed(lists.new_code(), lists.new_key())
    payload = json.loads(session.get(Record, record).payload)
    assert payload == {"id": "k", "village": VILLAGE, "sealed": commitment(salt, WHOLE)}


def test_a_new_code_takes_the_old_ones_place_at_once(database: Engine) -> None:
    first, second, old, new = lists.new_code(), lists.new_code(), lists.new_key(), lists.new_key()
    sealed(first, old)
    with transaction():
        lists.lock(VILLAGE, "village", code=second, key=new)
        assert lists.seal_anew(VILLAGE, "village", old=old, new=new) == 1
    assert receive.open_lists(VILLAGE, first, **HERE) is None
    assert receive.open_lists(VILLAGE, second, **HERE) == [WHOLE]


def test_members_have_a_code_of_their_own(database: Engine) -> None:
    villagers, members = lists.new_code(), lists.new_code()
    with transaction():
        lists.lock(VILLAGE, "village", code=villagers, key=lists.new_key())
    sealed(members, lists.new_key(), audience="members")
    assert receive.open_lists(VILLAGE, villagers, **HERE) == []
    assert receive.open_lists(VILLAGE, members, **HERE) == [WHOLE]


def test_it_is_gone_at_its_minute(database: Engine) -> None:
    five, code = clock.start_of(date(2026, 6, 1)) + timedelta(hours=17), lists.new_code()
    with time_machine.travel(five - timedelta(minutes=1), tick=False):
        sealed(code, lists.new_key(), ends_at=five)
        assert receive.open_lists(VILLAGE, code, **HERE) == [WHOLE]
    with time_machine.travel(five, tick=False):
        assert receive.open_lists(VILLAGE, code, **HERE) == []


def test_a_body_moved_to_another_record_does_not_open(code: str) -> None:
    with transaction():
        other_record = write.publish("notice", "x", {}, at=clock.now(), valid_from=clock.today(), generated=True,
                                     valid_until=clock.today(), village=VILLAGE, audience="village")  # fmt: skip
        kept = session.scalars(select(SealedList)).one()
        session.add(SealedList(record_id=other_record.id, village=VILLAGE, audience="village", body=kept.body))
    with pytest.raises(InvalidTag):
        receive.open_lists(VILLAGE, code, **HERE)


class TestGuessing:
    @pytest.fixture(autouse=True)
    def _few(self, code: str) -> None:
        receive.use_limits(receive.Limits(code_tries_per_hour=2))

    def test_wrong_codes_are_counted_by_address(self, code: str) -> None:
        for _ in range(2):
            assert receive.open_lists(VILLAGE, other(code), **HERE) is None
        with pytest.raises(receive.TooOften):
            receive.open_lists(VILLAGE, other(code), **HERE)
        assert receive.open_lists(VILLAGE, code, address="192.0.2.8") == [WHOLE]

    def test_neighbours_behind_one_address_who_know_it_are_never_shut_out(self, code: str) -> None:
        for _ in range(5):
            assert receive.open_lists(VILLAGE, code, **HERE) == [WHOLE]

    def test_a_mistyped_code_costs_nothing(self, code: str) -> None:
        for _ in range(5):
            with pytest.raises(Invalid):
                receive.open_lists(VILLAGE, code[:-1] + str((int(code[-1]) + 1) % 10), **HERE)
        assert receive.open_lists(VILLAGE, other(code), **HERE) is None
