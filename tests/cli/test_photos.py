"""Officers' photos from a folder: each file by itself, and no writer waits while one is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.carriers.test_photographs import picture
from tests.support import meanwhile
from tests.support.factories_cases import house
from workflow.base.db import session
from workflow.base.settings import Settings
from workflow.carriers import pictures
from workflow.cli import main


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_each_by_itself_and_nobody_waits(
    database: Engine, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    clerk = house().clerk.username
    session.commit()
    session.remove()
    for name, content in ((f"{clerk}.jpg", picture()), ("nobody.jpg", picture()), ("bad.png", b"<svg/>")):
        (tmp_path / name).write_bytes(content)
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    passed = meanwhile.writers(monkeypatch, pictures, "portrait")
    assert main(["photos", str(tmp_path), "--data", str(settings.data)]) == 1
    assert passed == [True] * 3
    assert "1 of 3 photos taken in" in capsys.readouterr().out
