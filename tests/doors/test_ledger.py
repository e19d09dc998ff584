"""The public log against an independent one, and every kind of tampering found."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from tests.support.nodes import MemoryNodes, grown
from workflow.doors.published import ledger

UP_TO = 70


@pytest.fixture(scope="module")
def log():
    """Our log and the oracle's, both with the same leaves."""
    nodes, oracle = MemoryNodes(), InmemoryTree(algorithm="sha256")
    for number in range(UP_TO):
        data = f"leaf {number}".encode()
        ledger.append(nodes, number, ledger.leaf_hash(data))
        oracle.append_entry(data)
    return nodes, oracle


def leaf(number: int) -> bytes:
    return ledger.leaf_hash(f"leaf {number}".encode())


def flipped(value: bytes) -> bytes:
    return bytes([value[0] ^ 1]) + value[1:]


def test_it_works(log):
    nodes, _ = log
    proof = ledger.inclusion_proof(nodes, 5, 10)
    assert ledger.verify_inclusion(leaf(5), 5, 10, proof, ledger.root(nodes, 10))


def test_roots_of_every_size_equal_the_oracles(log):
    nodes, oracle = log
    assert ledger.root(nodes, 0) == ledger.EMPTY_ROOT == oracle.get_root(0)
    for size in range(1, UP_TO + 1):
        assert ledger.root(nodes, size) == oracle.get_root(size)


def test_every_leaf_of_every_size_is_proven(log):
    nodes, _ = log
    for size in range(1, UP_TO + 1):
        tree_root = ledger.root(nodes, size)
        for index in range(size):
            proof = ledger.inclusion_proof(nodes, index, size)
            assert ledger.verify_inclusion(leaf(index), index, size, proof, tree_root)


def test_every_size_begins_with_every_smaller(log):
    nodes, _ = log
    for size in range(1, UP_TO + 1):
        for old in range(1, size + 1):
            proof = ledger.consistency_proof(nodes, old, size)
            roots = ledger.root(nodes, old), ledger.root(nodes, size)
            assert ledger.verify_consistency(old, size, proof, *roots)


sizes = st.integers(1, UP_TO)


@given(st.data())
def test_any_change_to_an_inclusion_proof_is_found(log, data):
    nodes, _ = log
    size = data.draw(sizes)
    index = data.draw(st.integers(0, size - 1))
    proof, tree_root = ledger.inclusion_proof(nodes, index, size), ledger.root(nodes, size)
    assert not ledger.verify_inclusion(flipped(leaf(index)), index, size, proof, tree_root)
    assert not ledger.verify_inclusion(leaf(index), index, size, [*proof, tree_root], tree_root)
    assert not ledger.verify_inclusion(leaf(index), index, size, proof, flipped(tree_root))
    for at in range(len(proof)):
        assert not ledger.verify_inclusion(leaf(index), index, size, proof[:at], tree_root)
        bent = [*proof[:at], flipped(proof[at]), *proof[at + 1 :]]
        assert not ledger.verify_inclusion(leaf(index), index, size, bent, tree_root)


@given(st.data())
def test_a_leaf_is_proven_at_its_own_place_only(log, data):
    nodes, _ = log
    size = data.draw(st.integers(2, UP_TO))
    index, other = data.draw(st.lists(st.integers(0, size - 1), min_size=2, max_size=2, unique=True))
    proof = ledger.inclusion_proof(nodes, index, size)
    assert not ledger.verify_inclusion(leaf(index), other, size, proof, ledger.root(nodes, size))


@given(st.data())
def test_any_change_to_a_consistency_proof_is_found(log, data):
    nodes, _ = log
    size = data.draw(st.integers(2, UP_TO))
    old = data.draw(st.integers(1, size - 1))
    proof = ledger.consistency_proof(nodes, old, size)
    old_root, tree_root = ledger.root(nodes, old), ledger.root(nodes, size)
    assert not ledger.verify_consistency(old, size, proof, flipped(old_root), tree_root)
    assert not ledger.verify_consistency(old, size, proof, old_root, flipped(tree_root))
    assert not ledger.verify_consistency(old, size, [*proof, tree_root], old_root, tree_root)
    for at in range(len(proof)):
        bent = [*proof[:at], flipped(proof[at]), *proof[at + 1 :]]
        assert not ledger.verify_consistency(old, size, bent, old_root, tree_root)
        assert not ledger.verify_consistency(old, size, proof[:at], old_root, tree_root)


@settings(max_examples=50)
@given(st.integers(2, UP_TO), st.data())
def test_a_rewritten_past_is_found(size, data):
    """One leaf changed, dropped, or two swapped, all hashes rebuilt: an old root no longer fits."""
    leaves = [leaf(number) for number in range(size)]
    first, second = sorted(data.draw(st.lists(st.integers(0, size - 1), min_size=2, max_size=2, unique=True)))
    old_root, old = ledger.root(grown(leaves), size), size
    changed = [*leaves[:first], flipped(leaves[first]), *leaves[first + 1 :]]
    dropped = [*leaves[:first], *leaves[first + 1 :]]
    swapped = [*leaves]
    swapped[first], swapped[second] = swapped[second], swapped[first]
    for forged in (changed, dropped, swapped):
        forged = [*forged, leaf(998), leaf(999)]
        nodes, longer = grown(forged), len(forged)
        proof = ledger.consistency_proof(nodes, old, longer)
        assert not ledger.verify_consistency(old, longer, proof, old_root, ledger.root(nodes, longer))


@pytest.mark.parametrize(("index", "size"), [(0, 0), (-1, 4), (4, 4), (9, 4)])
def test_no_proof_for_a_leaf_that_is_not_there(log, index, size):
    nodes, _ = log
    assert not ledger.verify_inclusion(leaf(0), index, size, [], ledger.root(nodes, max(size, 1)))
    with pytest.raises(ValueError, match="no leaf"):
        ledger.inclusion_proof(nodes, index, size)


@pytest.mark.parametrize(("old", "size"), [(0, 4), (5, 4), (-1, 4)])
def test_no_proof_for_a_beginning_that_is_not_there(log, old, size):
    nodes, _ = log
    assert not ledger.verify_consistency(old, size, [], ledger.EMPTY_ROOT, ledger.root(nodes, size))
    with pytest.raises(ValueError, match="beginning"):
        ledger.consistency_proof(nodes, old, size)


@pytest.mark.parametrize("number", range(64))
def test_an_append_reads_and_writes_only_what_it_completes(log, number):
    nodes = grown([leaf(at) for at in range(number)])
    nodes.reads = nodes.writes = 0
    ledger.append(nodes, number, leaf(number))
    completed = ((number + 1) & -(number + 1)).bit_length() - 1
    assert (nodes.reads, nodes.writes) == (completed, completed + 1)


@given(st.data())
def test_proofs_read_nothing_but_the_places_announced(log, data):
    nodes, _ = log
    size = data.draw(sizes)
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    for spans, prove in (
        (ledger.inclusion_spans(index, size), lambda some: ledger.inclusion_proof(some, index, size)),
        (ledger.consistency_spans(old, size), lambda some: ledger.consistency_proof(some, old, size)),
        ([(0, size)], lambda some: ledger.root(some, size)),
    ):
        fetched = MemoryNodes({place: nodes.get(*place) for place in ledger.places(spans)})
        assert prove(fetched) == prove(nodes)


@given(sizes)
def test_a_cover_is_gapless_and_aligned(size):
    runs = [(index << level, (index + 1) << level) for level, index in ledger.cover((0, size))]
    assert runs[0][0] == 0
    assert runs[-1][1] == size
    assert all(left[1] == right[0] for left, right in pairwise(runs))


def test_leaf_data_hides_the_payload_and_binds_to_it():
    public = {"kind": "notice", "key": "G-7"}
    data = ledger.leaf_data(public, {"household": "王某"}, b"salt")
    assert "王" not in data.decode()
    assert data == ledger.leaf_data(public, {"household": "王某"}, b"salt")
    assert data != ledger.leaf_data(public, {"household": "李某"}, b"salt")
    assert data != ledger.leaf_data(public, {"household": "王某"}, b"other salt")
