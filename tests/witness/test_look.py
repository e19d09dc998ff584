"""What a witness finds: every way to go back on what was stated, done to the database by one who may do anything."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, select, text

from tests.support.board import NOTICE, publish, publish_notice
from tests.witness.conftest import Alter, Look, drop_guards, sign
from workflow.base import clock, vault
from workflow.base.db import session, transaction
from workflow.doors.published import write
from workflow.doors.published.models import Checkpoint, LogLeaf, LogNode, Record
from workflow.witness import cosignature
from workflow.witness.compare import compare
from workflow.witness.state import Damaged, Folder

RATE = "UPDATE record SET {} WHERE kind = 'rate' AND key = 'mortgage'"

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def publish_one(key: str = "new", **more: object) -> None:
    with transaction():
        publish("fee", key, {"rule_key": key}, **more)


def the(report: object, word: str) -> list[str]:
    return [finding for finding in report.findings if word in finding]  # type: ignore[attr-defined]


class TestAHouseInOrder:
    @on_sqlite
    def test_the_first_look_trusts_the_key_and_says_so(self, seen: Look, tmp_path: Path) -> None:
        report = seen()
        assert report.findings == []
        assert "compare it with the one printed" in report.remarks[0]
        assert report.fresh == report.size > 10
        assert report.records > 10
        assert report.pages > 5
        assert Folder(tmp_path / "w").load().key == report.key  # type: ignore[union-attr]

    @on_sqlite
    def test_a_second_look_takes_in_what_is_new_only(self, seen: Look) -> None:
        seen()
        publish_one()
        with transaction():
            write.withdraw(write.standing("rate", "mortgage", clock.today()), why="a mistake", at=clock.now())
        sign()
        report = seen()
        assert (report.findings, report.fresh, report.remarks) == ([], 2, [])
        assert seen().fresh == 0

    @on_sqlite
    def test_it_signs_what_it_saw(self, seen: Look, tmp_path: Path) -> None:
        seen()
        folder = Folder(tmp_path / "w")
        (path,) = folder.notes()
        public = folder.signing_key().public_key()
        when = cosignature.seen_at(public, "sunshine-witness", path.read_text())
        assert when is not None
        assert abs(clock.now() - when) < timedelta(minutes=1)
        stranger = Ed25519PrivateKey.generate().public_key()
        assert cosignature.seen_at(stranger, "sunshine-witness", path.read_text()) is None
        assert oct((tmp_path / "w" / "witness.key").stat().st_mode)[-3:] == "600"

    @on_sqlite
    def test_it_keeps_no_word_of_a_record(self, seen: Look, tmp_path: Path) -> None:
        seen()
        kept = b"".join(path.read_bytes() for path in (tmp_path / "w").rglob("*") if path.is_file())
        assert "雷*民".encode() not in kept

    @on_sqlite
    def test_a_record_taken_down_since_the_checkpoint_is_only_remarked(self, seen: Look) -> None:
        seen()
        with transaction():
            write.withdraw(write.standing("rate", "mortgage", clock.today()), why="a mistake", at=clock.now())
        report = seen()
        assert report.findings == []
        assert "should say so at the next look" in report.remarks[0]


@on_sqlite
class TestWhatIsFound:
    def test_an_edited_record(self, seen: Look, administrator: Alter) -> None:
        seen()
        administrator(RATE.format("payload = '{}'"))
        assert the(seen(), "was edited")

    def test_a_removed_record(self, seen: Look, administrator: Alter) -> None:
        seen()
        administrator("DELETE FROM record WHERE kind = 'rate' AND key = 'mortgage'")
        assert the(seen(), "it was removed")

    def test_a_record_taken_down_without_an_entry(self, seen: Look, administrator: Alter) -> None:
        seen()
        administrator(RATE.format("ended_at = published_at, ended_how = 'withdrawn', ended_leaf = 1"))
        assert the(seen(), "it was removed")

    def test_a_record_that_claims_an_entry_which_never_comes(self, seen: Look, administrator: Alter) -> None:
        seen()
        administrator(RATE.format(f"ended_at = published_at, ended_how = 'withdrawn', ended_leaf = {last() + 1}"))
        assert seen().findings == []
        publish_one()
        sign()
        assert the(seen(), "it was removed")

    def test_a_notice_cut_short(self, seen: Look, administrator: Alter) -> None:
        seen()
        administrator(f"UPDATE record SET valid_until = '2020-01-01' WHERE key = '{NOTICE}'")
        assert the(seen(), "it was removed")

    def test_an_entry_edited_before_anyone_saw_it(self, seen: Look, administrator: Alter) -> None:
        seen()
        publish_one()
        sign()
        administrator("UPDATE log_leaf SET statement = REPLACE(statement, 'new', 'old') WHERE position = :p", p=last())
        assert the(seen(), "they were edited")

    def test_a_rewritten_log(self, seen: Look) -> None:
        before = seen()
        rebuild(lambda statement: statement.replace("mortgage", "mortgages"))
        report = seen()
        assert the(report, "the log was rewritten")
        assert "evidence/" in report.findings[0]
        publish_one()
        sign()
        assert the(seen(), "does not continue"), "also when it has grown since"
        assert report.size == before.size

    def test_a_cut_tail(self, seen: Look) -> None:
        seen()
        rebuild(lambda statement: statement, drop=2)
        assert the(seen(), "the log was cut")

    def test_an_entry_dated_before_what_was_signed_already(self, seen: Look) -> None:
        seen()
        publish_one(at=clock.now() - timedelta(days=3))
        sign()
        assert the(seen(), "is back-dated")

    def test_a_notice_that_claims_to_stand_longer_than_it_does(self, seen: Look) -> None:
        seen()
        with transaction():
            publish_notice("late", "610525101200", "冯原村", posted_on=clock.today() - timedelta(days=2))
        sign()
        assert the(seen(), "claims to stand since")

    def test_an_entry_dated_after_its_checkpoint(self, seen: Look) -> None:
        publish_one(at=clock.now() + timedelta(hours=3))
        sign()
        assert the(seen(), "after the checkpoint that covers it")

    def test_another_key(self, seen: Look) -> None:
        seen()
        vault.current().signing = Ed25519PrivateKey.generate()
        publish_one()
        sign()
        assert the(seen(), "not signed with the trusted key")

    def test_a_key_from_paper_that_is_not_the_sites(self, seen: Look) -> None:
        paper = cosignature.verifier_key(Ed25519PrivateKey.generate().public_key(), "sunshine-credit")
        assert the(seen(key=paper), "not signed with the trusted key")
        assert the(seen(key="no key"), "not signed with the trusted key")

    def test_a_log_that_stands_still(self, seen: Look) -> None:
        assert the(seen(days=3), "3 days old")

    def test_a_page_that_does_not_show_its_record(self, seen: Look, portal: object) -> None:
        del portal.view_functions["products.show"]  # type: ignore[attr-defined]
        portal.view_functions["products.show"] = lambda key: "nothing"  # type: ignore[attr-defined]
        assert the(seen(), "does not name entry")

    def test_a_page_that_is_down(self, seen: Look, portal: object) -> None:
        portal.view_functions["notices.show"] = lambda key, **_more: ("", 404)  # type: ignore[attr-defined]
        assert the(seen(), "does not answer")

    def test_findings_stay_until_they_are_mended(self, seen: Look, administrator: Alter) -> None:
        seen()
        administrator(RATE.format("payload = '{}'"))
        assert seen().findings == seen().findings != []


@on_sqlite
class TestTwoWitnesses:
    def test_two_who_saw_the_same(self, seen: Look, tmp_path: Path) -> None:
        seen("a")
        publish_one()
        sign()
        seen("b")
        findings, remarks = compare(Folder(tmp_path / "a"), Folder(tmp_path / "b"))
        assert findings == []
        assert "were shown the same log" in remarks[0]

    def test_a_split_view(self, seen: Look, tmp_path: Path) -> None:
        seen("a")
        rebuild(lambda statement: statement.replace("mortgage", "mortgages"))
        seen("b")
        (finding,) = compare(Folder(tmp_path / "a"), Folder(tmp_path / "b"))[0]
        assert finding.startswith("split view")
        assert "a/checkpoints/" in finding
        assert "b/checkpoints/" in finding

    def test_different_keys(self, seen: Look, tmp_path: Path) -> None:
        seen("a")
        vault.current().signing = Ed25519PrivateKey.generate()
        publish_one()
        sign()
        seen("b")
        assert "different keys" in compare(Folder(tmp_path / "a"), Folder(tmp_path / "b"))[0][0]

    def test_an_altered_folder(self, seen: Look, tmp_path: Path) -> None:
        seen("a")
        seen("b")
        (note,) = Folder(tmp_path / "a").notes()
        note.write_text(note.read_text().replace("sunshine", "moonlight"))
        assert "was altered" in compare(Folder(tmp_path / "a"), Folder(tmp_path / "b"))[0][0]

    @pytest.mark.parametrize("name", ["leaves.bin", "witness.json"])
    def test_a_damaged_folder_is_said_and_not_used(self, seen: Look, tmp_path: Path, name: str) -> None:
        seen("a")
        (tmp_path / "a" / name).write_bytes(b"[]" + bytes(31))
        with pytest.raises(Damaged):
            seen("a")

    def test_a_cut_between_two_files_leaves_the_older_state_whole(self, seen: Look, tmp_path: Path) -> None:
        seen("a")
        with (tmp_path / "a" / "leaves.bin").open("ab") as file:
            file.write(b"half a leaf")
        publish_one()
        sign()
        assert (seen("a").findings, seen("a").fresh) == ([], 0)


def last() -> int:
    """The newest leaf."""
    size = session.query(LogLeaf).count()
    session.remove()
    return size - 1


def rebuild(change: Callable[[str], str], drop: int = 0) -> None:
    """Write another history with the house's own key: every hash fits, every signature holds."""
    with transaction():
        drop_guards(session.connection())
        statements = [(row.statement, row.at) for row in session.scalars(select(LogLeaf).order_by(LogLeaf.position))]
        session.execute(text("DELETE FROM checkpoint"))
        for table in (LogLeaf, LogNode, Checkpoint):
            session.execute(delete(table))
        for statement, at in statements[: len(statements) - drop]:
            write.append_leaf(change(statement).encode(), at)
        session.execute(delete(Record).where(Record.leaf >= len(statements) - drop))
    sign()


@on_sqlite
def test_evidence_is_the_signed_note(seen: Look, tmp_path: Path) -> None:
    seen()
    rebuild(lambda statement: statement.replace("mortgage", "mortgages"))
    seen()
    (path,) = (tmp_path / "w" / "evidence").glob("*.txt")
    assert path.read_text().startswith("sunshine-credit\n")
    assert json.loads((tmp_path / "w" / "witness.json").read_text())["size"] > 0
