"""Opening the house: keys, database and clock of one data folder."""

from __future__ import annotations

from sqlalchemy import Engine

from workflow.base import clock, vault
from workflow.base.db import open_database
from workflow.base.settings import Settings


class Unsafe(RuntimeError):
    """A set-up the house refuses to start in; the message is one sentence saying what to change."""


def open_house(settings: Settings, *, create: bool = False) -> Engine:
    """Open `settings.data`; with `create` make folder and keys if they are missing."""
    if create:
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    vault.use(vault.Vault(settings.keys, create=create))
    engine = open_database(settings.database_url, busy_seconds=settings.limits.busy_seconds)
    marker = settings.data / "demo-clock"
    clock.use_demo_file(marker if marker.exists() else None)
    return engine


def check_folder(settings: Settings) -> None:
    """Refuse a data or key folder that others on this machine can read."""
    for folder in (settings.data, settings.keys):
        if folder.exists() and folder.stat().st_mode & 0o077:
            raise Unsafe(f"other users can read {folder}; run: chmod -R go-rwx {folder}")
