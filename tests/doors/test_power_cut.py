"""A power cut: of SQLite's log whatever was not synced is gone; each receipt that was shown rests on what was."""

from __future__ import annotations

import random
import shutil
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from tests.support.people import found_house
from workflow.base.db import transaction
from workflow.doors.inbox import receive

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FILINGS, CUTS = 8, 40


@pytest.fixture
def files(database: Engine) -> tuple[Path, Path]:
    """The database and its log."""
    found_house()
    base = Path(str(database.url.database))
    return base, base.with_name(f"{base.name}-wal")


def test_a_log_cut_anywhere_keeps_every_receipt_that_was_shown(files: tuple[Path, Path], tmp_path: Path) -> None:
    base, log = files
    shown = [log.stat().st_size]
    for number in range(FILINGS):
        receive.hand_in("complaint", {"text": "x" * 500}, nonce=f"{number:032x}", address=f"10.0.0.{number}")
        shown.append(log.stat().st_size)
    assert sorted(set(shown)) == shown, "the log did not grow with each receipt"
    kept = log.read_bytes()
    for cut in (*shown, *random.sample(range(shown[0], shown[-1]), CUTS)):
        copy = Path(shutil.copy(base, tmp_path / "cut.db"))
        copy.with_name("cut.db-wal").write_bytes(kept[:cut])
        copy.with_name("cut.db-shm").unlink(missing_ok=True)
        with sqlite3.connect(copy) as door:
            assert door.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            [slips] = door.execute("SELECT count(*) FROM slip").fetchone()
            assert door.execute("SELECT count(*) FROM door_nonce").fetchone() == (slips,)
        door.close()
        assert slips == sum(size <= cut for size in shown[1:]), cut


def test_each_commit_is_synced_before_it_is_answered(database: Engine) -> None:
    with transaction() as session:
        assert session.scalar(text("PRAGMA synchronous")) == 2  # FULL
        assert session.scalar(text("PRAGMA journal_mode")) == "wal"
