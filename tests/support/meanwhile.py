"""Does another writer get through while a photo is read?"""

from __future__ import annotations

from threading import Thread
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import text

from workflow.base.db import transaction
from workflow.carriers import darkroom

_SECONDS = 3


def writers(patch: pytest.MonkeyPatch, room: ModuleType = darkroom, name: str = "photograph") -> list[bool]:
    """From now on another writer comes each time that `room` reads a photo; for each, whether it had not to wait."""
    passed: list[bool] = []
    read = getattr(room, name)

    def beside(sent: Any) -> Any:
        other = Thread(target=_write, daemon=True)
        other.start()
        other.join(_SECONDS)
        passed.append(not other.is_alive())
        return read(sent)

    patch.setattr(room, name, beside)
    return passed


def _write() -> None:
    with transaction() as session:
        session.execute(text("UPDATE officer SET name = name"))
