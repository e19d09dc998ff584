"""Pieces every command shares."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from workflow.base import migrations
from workflow.base.db import STATEMENTS
from workflow.base.house import Unsafe, open_house
from workflow.base.settings import Settings
from workflow.carriers import search
from workflow.doors.connection import open_portal
from workflow.doors.inbox import receive
from workflow.places import packs

Act = Callable[[Settings, argparse.Namespace], int | None]


def command(commands: Any, name: str, act: Act, help: str) -> argparse.ArgumentParser:
    """Add a command that works on a data folder."""
    made: argparse.ArgumentParser = commands.add_parser(name, help=help, description=help)
    made.add_argument("--data", type=Path, help="data folder (default: $SUNSHINE_DATA or ./data)")
    made.set_defaults(act=act)
    return made


def enter(settings: Settings, *, create: bool = False, statements: int = STATEMENTS) -> Engine:
    """Open the house for a command: keys, database at its newest migration, packs, the portal's connection."""
    engine = open_house(settings, create=create, statements=statements)
    standing = migrations.current(engine)
    if create or standing is None:
        if not create:
            raise LookupError(f"there is no database in {settings.data}; run `sunshine demo` or `sunshine init` first")
        migrations.upgrade(engine)
    elif standing != migrations.head():
        needed = migrations.head()
        raise Unsafe(f"the database is at migration {standing}, this version needs {needed}: run `sunshine upgrade`")
    packs.use_folders(*packs.folders_of(settings))
    open_portal(settings.portal_database_url, busy_seconds=settings.limits.busy_seconds)
    receive.use_limits(settings.limits)
    search.use(settings)
    return engine
