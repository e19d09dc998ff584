"""Does another writer get through while a photo is read?"""

from __future__ import annotations

from threading import Thread
from typing import IO, Any

import pytest
from sqlalchemy import text

from workflow.base.db import transaction
from workflow.carriers import darkroom

_SECONDS = 3


def writers(patch: pytest.MonkeyPatch) -> list[bool]:
    """From now on another writer comes each time that a photo is read; for each, whether it had not to wait."""
    passed: list[bool] = []
    read = darkroom.photograph

    def beside(sent: IO[bytes]) -> Any:
        other = Thread(target=_write, daemon=True)
        other.start()
        other.join(_SECONDS)
        passed.append(not other.is_alive())
        return read(sent)

    patch.setattr(darkroom, "photograph", beside)
    return passed


def _write() -> None:
    with transaction() as session:
        session.execute(text("UPDATE officer SET name = name"))
