"""The folder of a mirror: every address has one place, a state is whole or not there, only what is new is written."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from workflow.carriers.mirror.tree import HASHES, Tree, locked, place_of

HTML, TEXT = "text/html; charset=utf-8", "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    ("path", "kind", "place"),
    [
        ("/", HTML, "index.html"),
        ("/en/", HTML, "en/index.html"),
        ("/products", HTML, "products/index.html"),
        ("/rules/reply_limit.small_loan", HTML, "rules/reply_limit.small_loan/index.html"),
        ("/text/officers~2", HTML, "text/officers~2/index.html"),
        ("/products.json", "application/json", "products.json"),
        ("/robots.txt", TEXT, "robots.txt"),
        ("/log/checkpoint", TEXT, "log/checkpoint/index.txt"),
        ("/log/tile/0/000.p/5", "application/octet-stream", "log/tile/0/000.p/5"),
        ("/products/%E5%86%9C", HTML, "products/农/index.html"),
    ],
)
def test_every_address_has_its_place(path: str, kind: str, place: str) -> None:
    assert place_of(path, kind) == place


@pytest.mark.parametrize("path", ["/../x", "/a/../../x", "/%2e%2e/x", "/a//b", "/a\\b", "/a%00", "/a/."])
def test_no_address_leaves_the_folder(path: str) -> None:
    with pytest.raises(ValueError, match="no file can stand"):
        place_of(path, "application/json")


def write(out: Path, **files: bytes | None) -> Tree:
    """A state with these files, dots written as underscores; None stops it halfway."""
    with locked(out), Tree(out) as tree:
        for name, body in files.items():
            tree.put(name.replace("_", ".") if body is not None else place_of("/..", HTML), body or b"")
    return tree


def stands(out: Path) -> dict[str, bytes]:
    current = out / "current"
    return {each.name: each.read_bytes() for each in current.iterdir() if each.name != HASHES}


def test_it_works(tmp_path: Path) -> None:
    out = tmp_path / "out"
    tree = write(out, a_html=b"1", b_html=b"2")
    assert (tree.written, tree.same, tree.changed) == (2, 0, True)
    assert stands(out) == {"a.html": b"1", "b.html": b"2"}
    line = (out / "current" / HASHES).read_text().splitlines()[0]
    assert line == f"{hashlib.sha256(b'1').hexdigest()}  a.html"


def test_only_what_is_new_is_written_and_what_is_gone_leaves(tmp_path: Path) -> None:
    write(tmp_path, a_html=b"1", b_html=b"2", c_html=b"3")
    kept = (tmp_path / "current" / "a.html").stat().st_ino
    tree = write(tmp_path, a_html=b"1", b_html=b"new")
    assert (tree.written, tree.same) == (1, 1)
    assert stands(tmp_path) == {"a.html": b"1", "b.html": b"new"}
    assert (tmp_path / "current" / "a.html").stat().st_ino == kept


def test_the_state_before_stays_for_who_is_reading_it_and_older_ones_go(tmp_path: Path) -> None:
    states = []
    for body in (b"1", b"2", b"3"):
        write(tmp_path, a_html=body)
        states.append(os.readlink(tmp_path / "current"))
    assert sorted(each.name for each in tmp_path.glob("site-*")) == sorted(states[1:])


def test_nothing_changes_where_nothing_changed(tmp_path: Path) -> None:
    write(tmp_path, a_html=b"1")
    before = os.readlink(tmp_path / "current")
    assert not write(tmp_path, a_html=b"1").changed
    assert os.readlink(tmp_path / "current") == before
    assert not (tmp_path / ".making").exists()


def test_an_earlier_state_can_come_back(tmp_path: Path) -> None:
    for body in (b"1", b"2", b"1"):
        write(tmp_path, a_html=body)
        assert stands(tmp_path) == {"a.html": body}


def test_who_is_stopped_halfway_leaves_the_site_as_it_was(tmp_path: Path) -> None:
    write(tmp_path, a_html=b"1", b_html=b"2")
    with pytest.raises(ValueError, match="no file can stand"):
        write(tmp_path, a_html=b"new", stop=None)
    assert stands(tmp_path) == {"a.html": b"1", "b.html": b"2"}
    (tmp_path / ".making").mkdir()  # as a power cut would leave it
    (tmp_path / ".making" / "old.html").write_bytes(b"old")
    write(tmp_path, a_html=b"new")
    assert stands(tmp_path) == {"a.html": b"new"}


def test_a_copy_lost_or_broken_is_written_anew(tmp_path: Path) -> None:
    write(tmp_path, a_html=b"1", b_html=b"2")
    (tmp_path / "current" / "a.html").unlink()
    write(tmp_path, a_html=b"1", b_html=b"changed")
    assert stands(tmp_path) == {"a.html": b"1", "b.html": b"changed"}


def test_another_folder_is_never_touched(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("mine")
    with pytest.raises(FileExistsError, match="folder of its own"):
        write(tmp_path, a_html=b"1")
    assert (tmp_path / "letters.txt").read_text() == "mine"


def test_one_writes_at_a_time(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(FileExistsError, match="another export"), locked(tmp_path):
        pass
