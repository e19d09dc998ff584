"""Receipts and public names: derived, typed as people type, never a wrong one taken for a right one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.kernel import ids

KEY = b"a key for tests only, 32 bytes.."
receipts = st.builds(ids.receipt_from, st.just(KEY), st.text(min_size=1), st.integers(0, 5))


def test_it_works():
    receipt = ids.receipt_from(KEY, "nonce", 0)
    assert len(receipt) == 16
    assert receipt.isdecimal()
    assert ids.is_receipt(receipt)
    assert receipt == ids.receipt_from(KEY, "nonce", 0)


@pytest.mark.parametrize(
    ("key", "nonce", "counter"), [(KEY, "nonce", 1), (KEY, "nonce2", 0), (b"another", "nonce", 0)]
)
def test_each_part_of_the_derivation_counts(key, nonce, counter):
    assert ids.receipt_from(key, nonce, counter) != ids.receipt_from(KEY, "nonce", 0)


def test_counter_and_nonce_do_not_run_together():
    assert ids.receipt_from(KEY, "1", 11) != ids.receipt_from(KEY, "11", 1)


def test_a_hundred_thousand_are_distinct_and_even():
    made = {ids.receipt_from(KEY, f"form {number}", 0) for number in range(100_000)}
    assert len(made) == 100_000
    for place in range(ids.DERIVED_DIGITS):
        counts = [sum(receipt[place] == digit for receipt in made) for digit in "0123456789"]
        assert max(counts) - min(counts) < 1_000


@given(receipts, st.data())
def test_one_wrong_digit_is_always_found(receipt, data):
    place = data.draw(st.integers(0, 15))
    wrong = data.draw(st.sampled_from(sorted(set("0123456789") - {receipt[place]})))
    assert not ids.is_receipt(receipt[:place] + wrong + receipt[place + 1 :])


@given(receipts, st.integers(0, 14))
def test_two_swapped_neighbours_are_always_found(receipt, place):
    left, right = receipt[place], receipt[place + 1]
    swapped = receipt[:place] + right + left + receipt[place + 2 :]
    assert ids.is_receipt(swapped) == (left == right)


FULL_WIDTH = str.maketrans("0123456789", "0123456789")


@pytest.mark.parametrize(
    "typed",
    [
        "{0} {1} {2} {3}",
        "{0}-{1}-{2}-{3}",
        " {0}\u3000{1}\u2014{2}\u2212{3}\n",
        "\u200b{0}{1}{2}{3}\ufeff",
    ],
)
def test_typed_forms_are_read(typed):
    receipt = ids.receipt_from(KEY, "typed", 0)
    groups = ids.grouped(receipt).split()
    text = typed.format(*groups)
    assert ids.normalise(text) == receipt
    assert ids.normalise(text.translate(FULL_WIDTH)) == receipt
    assert ids.is_receipt(text)
    assert ids.receipt_key(KEY, text) == ids.receipt_key(KEY, receipt)


@pytest.mark.parametrize(
    "text", ["", "1234", "abcd" * 4, "0" * 15, "0" * 17, "\u0661" * 16, "1234.5678.9012.3456"]
)
def test_other_texts_are_no_receipts(text):
    assert not ids.is_receipt(text)


@given(st.text())
def test_no_text_breaks_the_reading(text):
    assert " " not in ids.normalise(text)
    assert ids.is_receipt(text) in {True, False}


def test_the_stored_key_does_not_hold_the_receipt():
    receipt = ids.receipt_from(KEY, "stored", 0)
    stored = ids.receipt_key(KEY, receipt)
    assert len(stored) == 64
    assert receipt not in stored
    assert stored != ids.receipt_key(b"another key", receipt)


def test_public_ids_are_random_and_fit_an_address():
    names = {ids.public_id() for _ in range(10_000)}
    assert len(names) == 10_000
    assert all(len(name) == 16 and name.isalnum() and name == name.lower() for name in names)
