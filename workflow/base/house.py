"""Opening the house: keys, database and clock of one data folder."""

from __future__ import annotations

from sqlalchemy import Engine

from workflow.base import clock, keys, vault
from workflow.base.db import STATEMENTS, open_database
from workflow.base.settings import Settings


class Unsafe(RuntimeError):
    """A set-up the house refuses to start in; the message is one sentence saying what to change."""


def open_house(settings: Settings, *, create: bool = False, statements: int = STATEMENTS) -> Engine:
    """Open `settings.data`; with `create` make folder and keys if they are missing. `statements`: see `make_engine`."""
    if create:
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    vault.use(vault.Vault(settings.keys, create=create))
    busy = settings.limits.busy_seconds
    engine = open_database(settings.database_url, busy_seconds=busy, statements=statements)
    _set_clock(settings)
    return engine


def open_portal_alone(settings: Settings) -> None:
    """Keys and clock of a portal that is a process of its own; Unsafe where it could reach what is not the portal's."""
    _check_alone(settings)
    vault.use(vault.PortalVault(settings.keys))
    _set_clock(settings)


def _check_alone(settings: Settings) -> None:
    if not settings.portal_database_url.startswith("postgresql"):
        raise Unsafe("a portal of its own needs PostgreSQL; set PORTAL_DATABASE_URL to its own log-in there")
    if settings.database_url.startswith("postgresql"):
        raise Unsafe("a portal of its own must not know DATABASE_URL; take it out of its environment")
    if any(keys.numbers(settings.keys, name) for name in set(keys.HOUSE) - set(keys.PORTAL)):
        raise Unsafe(f"{settings.keys} holds keys of the house; make the portal a folder by: sunshine keys portal DIR")


def _set_clock(settings: Settings) -> None:
    marker = settings.data / "demo-clock"
    clock.use_demo_file(marker if marker.exists() else None)


def check_folder(settings: Settings) -> None:
    """Refuse a data or key folder that others on this machine can read."""
    for folder in (settings.data, settings.keys):
        if folder.exists() and folder.stat().st_mode & 0o077:
            raise Unsafe(f"other users can read {folder}; run: chmod -R go-rwx {folder}")
