"""Numbered migrations in one line; `HEAD` in this folder names the newest.

Alembic and what it brings are loaded where a database is moved: a serving process only asks where it stands.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, text

if TYPE_CHECKING:
    from alembic.config import Config


def config(engine: Engine) -> Config:
    """Alembic's configuration without any file of its own."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent))
    made.attributes["engine"] = engine
    return made


def upgrade(engine: Engine, to: str = "head") -> None:
    """Bring the database up to `to`."""
    from alembic import command

    command.upgrade(config(engine), to)


def downgrade(engine: Engine, to: str) -> None:
    """Take the database back to `to`."""
    from alembic import command

    command.downgrade(config(engine), to)


def current(engine: Engine) -> str | None:
    """The migration the database stands at; None for an empty one."""
    with engine.connect() as connection:
        if not engine.dialect.has_table(connection, "alembic_version"):
            return None
        return connection.scalar(text("SELECT version_num FROM alembic_version"))


def head() -> str:
    """The newest migration."""
    return (Path(__file__).parent / "HEAD").read_text().strip()
