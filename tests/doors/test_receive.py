"""Handing in: stamped, chained and sealed, once per form, within quotas; what the receipt opens afterwards."""

from __future__ import annotations

import hashlib
import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import Engine, event, select, text
from sqlalchemy.engine.interfaces import CacheStats
from sqlalchemy.exc import IntegrityError

from tests.doors.conftest import AT
from workflow.base import audit, clock, tokens, vault
from workflow.base.db import session, transaction
from workflow.base.settings import Limits
from workflow.doors.inbox import receive, signing, take
from workflow.doors.inbox.models import Quota, Reply, Slip
from workflow.kernel import ids
from workflow.kernel.canonical import canonical
from workflow.kernel.errors import Conflict, Invalid

SECRET = "独一无二的投诉内容"
pytestmark = pytest.mark.usefixtures("door")


def nonce(number: int) -> str:
    return f"{number:032x}"


def hand_in(
    number: int = 1, *, kind: str = "complaint", address: str = "10.0.0.1", opened_at: datetime | None = None
) -> receive.Receipt:
    given = {"text": SECRET, "number": number}
    return receive.hand_in(kind, given, nonce=nonce(number), address=address, opened_at=opened_at)


def slips() -> list[Slip]:
    session.remove()
    return list(session.scalars(select(Slip).order_by(Slip.stream, Slip.sequence)))


def broken_links(rows: list[Slip]) -> list[int]:
    """The ids of slips whose chain does not hold, told from the rows alone."""
    previous: dict[str, Slip] = {}
    found = []
    for row in rows:
        before = previous.get(row.stream)
        body = canonical(json.loads(vault.current().unseal(row.payload, f"slip.{row.receipt_key}")))
        holds = (
            row.previous == (before.hash if before else audit.GENESIS)
            and row.sequence == (before.sequence + 1 if before else 1)
            and row.digest == hashlib.sha256(row.salt.encode() + body).hexdigest()
            and row.hash
            == audit.link(row.stream, row.sequence, row.kind, row.received_at, None, row.digest, row.previous)
        )
        found += [] if holds else [row.id]
        previous[row.stream] = row
    return found


def test_it_works() -> None:
    receipt = hand_in()
    assert ids.is_receipt(receipt.digits)
    found = receive.answer(receipt.digits, address="10.0.0.1")
    assert found == {"kind": "complaint", "received_at": receipt.received_at.isoformat(), "state": "received"}


def test_the_same_form_again_gets_the_same_receipt() -> None:
    first, again = hand_in(), hand_in()
    assert (again.digits, again.received_at, again.signed) == (first.digits, first.received_at, first.signed)
    assert len(slips()) == 1


def test_a_repeat_costs_no_quota() -> None:
    receive.use_limits(Limits(filings_per_hour_address=1))
    first = hand_in()
    assert hand_in().digits == first.digits


def test_every_statement_of_a_filing_is_written_out_once(door: Engine) -> None:
    """An insert of several rows, say, would be written out for every complaint: a tenth of all its work."""
    unkept: list[str] = []

    def look(_connection: Any, _cursor: Any, statement: str, _values: Any, context: Any, _many: bool) -> None:
        if context.compiled and context.cache_hit is CacheStats.NO_CACHE_KEY:
            unkept.append(statement)

    event.listen(door, "before_cursor_execute", look)
    hand_in()
    assert unkept == []


def test_other_forms_get_other_receipts() -> None:
    receive.use_limits(Limits(filings_per_hour_address=100))
    assert len({hand_in(number).digits for number in range(40)}) == 40


def test_neither_content_nor_digits_are_in_the_database() -> None:
    receipt = hand_in()
    [slip] = slips()
    kept = b"".join(str(value).encode() if not isinstance(value, bytes) else value for value in vars(slip).values())
    assert receipt.digits.encode() not in kept
    assert SECRET.encode() not in kept
    assert take.opened(slip).payload["text"] == SECRET


def test_a_slip_moved_to_another_place_does_not_open() -> None:
    receive.use_limits(Limits(filings_per_hour_address=9))
    hand_in(1)
    hand_in(2)
    one, two = slips()
    with pytest.raises(vault.KeysMissing):
        vault.current().unseal(one.payload, f"slip.{two.receipt_key}")


def test_slips_are_chained() -> None:
    receive.use_limits(Limits(filings_per_hour_address=100))
    for number in range(40):
        hand_in(number)
    rows = slips()
    assert len({row.stream for row in rows}) > 1
    assert broken_links(rows) == []


@pytest.mark.parametrize("spoilt", ["kind", "received_at", "digest", "previous", "salt"])
def test_a_changed_slip_is_found(spoilt: str) -> None:
    hand_in()
    [row] = slips()
    session.expunge(row)
    wrong = AT if spoilt == "received_at" else "f" * 64
    setattr(row, spoilt, wrong)
    assert broken_links([row]) == [row.id]


def test_a_clash_of_digits_takes_the_next_number(monkeypatch: pytest.MonkeyPatch) -> None:
    first = hand_in(1)
    original = ids.receipt_from

    def clashing(key: bytes, form: str, counter: int) -> str:
        return first.digits if form == nonce(2) and counter == 0 else original(key, form, counter)

    monkeypatch.setattr(ids, "receipt_from", clashing)
    second = hand_in(2)
    assert second.digits != first.digits
    assert hand_in(2).digits == second.digits


def test_two_hundred_pairs_at_once_make_two_hundred_slips(door: Engine) -> None:
    """Every form is sent twice at the same moment; each pair has one slip and one receipt."""
    receive.use_limits(Limits(filings_per_hour_address=1000, filings_per_hour_all=1000))
    numbers = [number for number in range(200) for _ in "ab"]
    with ThreadPoolExecutor(16) as crowd:
        receipts = list(crowd.map(lambda number: (number, hand_in(number).digits), numbers))
    assert len(set(receipts)) == 200
    rows = slips()
    assert len(rows) == 200
    assert broken_links(rows) == []
    counts = session.scalars(select(Quota.count)).all()
    assert set(counts) == {200}, "a repeat is not counted, a crowd is not miscounted"


def test_one_address_waits_after_its_quota_and_others_do_not() -> None:
    receive.use_limits(Limits(filings_per_hour_address=2, filings_per_hour_all=4))
    hand_in(1)
    hand_in(2)
    with pytest.raises(receive.TooOften) as refused:
        hand_in(3)
    assert refused.value.status == 429
    hand_in(4, address="10.0.0.2")
    hand_in(5, address="10.0.0.3")
    with pytest.raises(receive.TooOften):
        hand_in(6, address="10.0.0.4")
    assert len(slips()) == 4


def test_in_a_crowd_every_form_waits_a_little_and_then_passes() -> None:
    receive.use_limits(Limits(filings_per_hour_address=1, slow_seconds=60))
    opened_at = clock.now() - timedelta(seconds=20)
    hand_in(1)
    for _again in range(3):
        with pytest.raises(receive.TooSoon) as told:
            hand_in(2, opened_at=opened_at)
        assert told.value.params["seconds"] in (39, 40)
    with time_machine.travel(opened_at + timedelta(seconds=60)):
        hand_in(2, opened_at=opened_at)
    assert sorted(take.opened(slip).crowded for slip in slips()) == [False, True]
    counts = session.scalars(select(Quota.count)).all()
    assert set(counts) == {2}, "what has to wait is not counted"


def test_beyond_what_the_house_can_hold_nobody_passes() -> None:
    receive.use_limits(Limits(filings_per_hour_all=1, filings_per_hour_most=2))
    opened_at = clock.now() - timedelta(hours=1)
    for number in (1, 2):
        hand_in(number, opened_at=opened_at)
    with pytest.raises(receive.TooOften) as told:
        hand_in(3, opened_at=opened_at)
    assert not isinstance(told.value, receive.TooSoon)
    assert len(slips()) == 2


def test_the_next_hour_begins_anew() -> None:
    receive.use_limits(Limits(filings_per_hour_address=1))
    hand_in(1)
    with time_machine.travel(clock.now() + timedelta(hours=1), tick=False):
        hand_in(2)
    assert len(slips()) == 2


def test_a_crowd_does_not_get_past_a_quota() -> None:
    receive.use_limits(Limits(filings_per_hour_address=10))

    def filed(number: int) -> bool:
        try:
            return bool(hand_in(number))
        except receive.TooOften:
            return False

    with ThreadPoolExecutor(8) as crowd:
        assert sum(crowd.map(filed, range(40))) == 10


def test_the_twenty_first_look_waits() -> None:
    receipt = hand_in()
    for _ in range(20):
        receive.answer(receipt.digits, address="10.0.0.1")
    with pytest.raises(receive.TooOften):
        receive.answer(receipt.digits, address="10.0.0.1")
    assert receive.answer(receipt.digits, address="10.0.0.2")


def test_mistyped_digits_cost_nothing_and_are_named() -> None:
    receipt = hand_in()
    for at in range(16):
        wrong = str((int(receipt.digits[at]) + 1) % 10)
        with pytest.raises(Invalid) as refused:
            receive.answer(receipt.digits[:at] + wrong + receipt.digits[at + 1 :], address="10.0.0.1")
        assert refused.value.field == "receipt"
    assert [row.count for row in session.scalars(select(Quota)) if row.count > 1] == []


def test_a_receipt_nobody_was_given_says_nothing() -> None:
    assert receive.answer(ids.receipt_from(b"other", nonce(9), 0), address="10.0.0.1") is None


@pytest.mark.parametrize("typed", ["{0}-{1}-{2}-{3}", " {0} {1}　{2}{3} ", "{0}—{1}–{2}‑{3}"])
def test_a_receipt_may_be_typed_as_people_do(typed: str) -> None:
    digits = hand_in().digits
    groups = [digits[at : at + 4] for at in range(0, 16, 4)]
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    for text_ in (typed.format(*groups), typed.format(*groups).translate(wide)):
        assert receive.answer(text_, address="10.0.0.1")


def test_no_address_is_kept() -> None:
    hand_in(address="203.0.113.77")
    session.remove()
    keys = session.scalars(select(Quota.key)).all()
    assert all(re.fullmatch(r"[0-9a-f]{64}", key) for key in keys)
    plain = {hashlib.sha256(word.encode()).hexdigest() for word in ("203.0.113.77", "file:203.0.113.77")}
    assert not plain & set(keys)


def test_tomorrows_keys_cannot_be_joined_with_todays() -> None:
    receive.use_limits(Limits(filings_per_hour_address=5))
    hand_in(1)
    with time_machine.travel(clock.now() + timedelta(days=1), tick=False):
        hand_in(2)
    session.remove()
    keys = session.scalars(select(Quota.key)).all()
    assert len(set(keys)) == len(keys) == 4


class TestTokens:
    def test_it_works(self) -> None:
        given = receive.token("complain")
        assert re.fullmatch(r"[0-9a-f]{32}", receive.check_token(given, "complain").nonce)
        assert receive.check_token(given, "complain") == receive.check_token(given, "complain")

    @pytest.mark.parametrize("spoil", [str.upper, lambda given: given[:-2], lambda given: "", lambda given: "é\x00"])
    def test_a_forged_one_is_stale(self, spoil: object) -> None:
        with pytest.raises(receive.StaleToken):
            receive.check_token(spoil(receive.token("complain")), "complain")

    def test_one_for_another_form_or_for_staff_is_stale(self) -> None:
        for given in (receive.token("apply"), tokens.make("staff"), tokens.make("complain", "somebody")):
            with pytest.raises(receive.StaleToken):
                receive.check_token(given, "complain")

    def test_it_grows_old(self) -> None:
        given = receive.token("complain")
        with time_machine.travel(clock.now() + timedelta(hours=12, minutes=1)), pytest.raises(receive.StaleToken):
            receive.check_token(given, "complain")

    def test_no_two_are_alike(self) -> None:
        assert len({receive.check_token(receive.token("x"), "x") for _ in range(500)}) == 500


class TestSignedReceipts:
    def test_it_works(self) -> None:
        receipt = hand_in()
        fields = signing.verify(receipt.signed, *vault.current().receipt_keys)
        stamp = receipt.received_at.isoformat(timespec="seconds")
        assert fields == {"digits": receipt.digits, "kind": "complaint", "received_at": stamp}
        assert SECRET not in receipt.signed
        assert receipt.signed.isascii()

    def test_every_single_changed_sign_is_found(self) -> None:
        signed, key = hand_in().signed, vault.current().receipt_keys
        body = signed.rpartition("|")[0]
        for at, sign in enumerate(body):
            other = "1" if sign != "1" else "2"
            assert signing.verify(signed[:at] + other + signed[at + 1 :], *key) is None, at

    @pytest.mark.parametrize("text_", ["", "|", "a|b|c|d|e", "sunshine-receipt/1|x|y|z|é", "\x00", "x" * 10_000])
    def test_anything_else_is_not_genuine(self, text_: str) -> None:
        assert signing.verify(text_, *vault.current().receipt_keys) is None

    def test_another_houses_receipt_is_not_ours(self, tmp_path: object) -> None:
        other = vault.Vault(tmp_path / "other", create=True)
        assert signing.verify(hand_in().signed, *other.receipt_keys) is None

    def test_a_receipt_signed_over_wrong_digits_is_refused(self) -> None:
        signed = signing.sign("1234567890123456", "complaint", clock.now())
        assert signing.verify(signed, *vault.current().receipt_keys) is None


class TestReplies:
    def test_what_the_stage_writes_the_holder_reads(self) -> None:
        receipt = hand_in()
        key = receive.key_of(receipt.digits)
        with transaction():
            take.reply(key, {"state": "registered"}, at=clock.now())
        with transaction():
            take.reply(key, {"state": "answered", "answer": SECRET}, at=clock.now())
        found = receive.answer(receipt.digits, address="10.0.0.1")
        assert (found["state"], found["answer"]) == ("answered", SECRET)

    def test_it_lies_sealed(self) -> None:
        receipt = hand_in()
        with transaction():
            take.reply(receive.key_of(receipt.digits), {"answer": SECRET}, at=clock.now())
        session.remove()
        [row] = session.scalars(select(Reply))
        assert SECRET.encode() not in row.payload
        assert receipt.digits not in row.receipt_key

    def test_it_opens_under_its_own_receipt_only(self) -> None:
        """A database administrator who swaps two replies shows nobody somebody else's."""
        one, two = hand_in(1).digits, hand_in(2).digits
        with transaction():
            for digits in (one, two):
                take.reply(receive.key_of(digits), {"state": digits}, at=clock.now())
        with transaction():
            stolen = session.get_one(Reply, receive.key_of(one)).payload
            session.execute(
                text("UPDATE reply SET payload = :p WHERE receipt_key = :k"), {"p": stolen, "k": receive.key_of(two)}
            )
        with pytest.raises(vault.KeysMissing):
            receive.answer(two, address="10.0.0.1")

    def test_a_counter_receipt_opens_its_reply_without_a_slip(self) -> None:
        made = take.desk_receipt(nonce(7), "application", clock.now())
        with transaction():
            take.reply(made.key, {"state": "submitted"}, at=clock.now())
        assert receive.answer(made.digits, address="10.0.0.1") == {"state": "submitted"}
        assert take.desk_receipt(nonce(7), "application", clock.now(), kept=made.key).digits == made.digits


class TestTaking:
    def test_a_slip_is_taken_once(self) -> None:
        hand_in()
        with transaction():
            [waiting] = take.waiting("complaint")
            take.take(waiting, became="complaint:x", by=None, at=clock.now())
        assert take.waiting("complaint") == []
        assert take.count_waiting() == 0
        with pytest.raises(Conflict), transaction():
            take.take(waiting, became="complaint:y", by=None, at=clock.now())

    def test_two_takers_at_once(self) -> None:
        hand_in()
        [waiting] = take.waiting("complaint")
        session.remove()

        def taken(number: int) -> bool:
            try:
                with transaction():
                    take.take(waiting, became=f"complaint:{number}", by=None, at=clock.now())
                return True
            except (Conflict, IntegrityError):
                return False

        with ThreadPoolExecutor(8) as crowd:
            assert sum(crowd.map(taken, range(16))) == 1
