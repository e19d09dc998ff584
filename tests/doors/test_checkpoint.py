"""Signed checkpoints: readable by others, and no altered one is opened."""

from __future__ import annotations

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from workflow.doors.published import checkpoint
from workflow.kernel.errors import Invalid

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(32))
NAME = "log.example/chengcheng"
ROOT = hashlib.sha256(b"root").digest()
TEXT = checkpoint.checkpoint_text(NAME, 20_852_163, ROOT, "2026-11-21T08:00:00Z")
NOTE = checkpoint.sign_checkpoint(KEY, NAME, TEXT)


def opened(note: str, key: Ed25519PrivateKey = KEY, name: str = NAME) -> checkpoint.Checkpoint:
    return checkpoint.open_checkpoint(key.public_key(), name, note)


def test_it_works():
    assert opened(NOTE) == checkpoint.Checkpoint(NAME, 20_852_163, ROOT, ("2026-11-21T08:00:00Z",))


def test_the_form_is_a_signed_note():
    origin, size, root, _time, gap, signature, end = NOTE.split("\n")
    assert (origin, size, gap, end) == (NAME, "20852163", "", "")
    assert base64.b64decode(root) == ROOT
    mark, name, blob = signature.split(" ")
    assert (mark, name) == ("\N{EM DASH}", NAME)
    assert len(base64.b64decode(blob)) == 4 + 64


def test_known_verifier_key_of_the_signed_note_specification():
    """The example key of Go's golang.org/x/mod/sumdb/note documentation."""
    line = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    public_key, name = checkpoint.read_verifier_key(line)
    assert name == "PeterNeumann"
    assert checkpoint.verifier_key(public_key, name) == line


def test_a_witness_adds_a_line_and_both_hold():
    note = NOTE + checkpoint.signature_line(STRANGER, "village.example", TEXT)
    assert opened(note) == opened(note, STRANGER, "village.example") == opened(NOTE)


@pytest.mark.parametrize(
    "note",
    [
        NOTE.replace("20852163", "20852164"),
        NOTE.replace(NAME + "\n", "log.example/heze\n", 1),
        NOTE.replace("08:00", "07:00"),
        NOTE.replace("\n\n", "\nextra\n\n"),
        TEXT,
        TEXT + "\n",
        NOTE[:-9],
        NOTE.replace("\N{EM DASH}", "-"),
        "",
    ],
)
def test_an_altered_note_is_not_opened(note):
    with pytest.raises(Invalid):
        opened(note)


def test_another_key_or_name_does_not_open_it():
    for key, name in ((STRANGER, NAME), (KEY, "other.example")):
        with pytest.raises(Invalid):
            opened(NOTE, key, name)


@given(st.text())
def test_no_text_breaks_the_reader(text):
    for read in (opened, checkpoint.read_checkpoint, checkpoint.read_verifier_key):
        with pytest.raises(Invalid):
            read(text)


@pytest.mark.parametrize("size", ["01", "-1", "", "\N{FULLWIDTH DIGIT ONE}", "1e3", "9" * 19])
def test_a_size_is_plain_digits(size):
    root = base64.b64encode(ROOT).decode()
    with pytest.raises(Invalid):
        checkpoint.read_checkpoint(f"origin\n{size}\n{root}\n")


@pytest.mark.parametrize("root", ["", "AAAA", "not base64"])
def test_a_root_is_32_bytes(root):
    with pytest.raises(Invalid):
        checkpoint.read_checkpoint(f"origin\n1\n{root}\n")


@pytest.mark.parametrize("lines", [("", 1), ("a\nb", 1), ("a", 1, "note\n"), ("a", 1, "")])
def test_lines_cannot_be_smuggled_in(lines):
    origin, size, *notes = lines
    with pytest.raises(ValueError, match="single"):
        checkpoint.checkpoint_text(origin, size, ROOT, *notes)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u3000b"])
def test_a_signers_name_fits_one_line(name):
    with pytest.raises(ValueError, match="name"):
        checkpoint.signature_line(KEY, name, TEXT)
