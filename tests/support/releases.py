"""Houses as released versions left them: a small demonstration of each, kept as rows, with its keys.

`python -m tests.support.releases DATA FILE` keeps one more, from the SQLite demonstration that a release has made. What
is found by typing is left out: it is derived, and the tick makes it anew.
"""

from __future__ import annotations

import base64
import json
import lzma
import sqlite3
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Connection, Engine, MetaData, Table, text

from workflow.base import migrations

FOLDER = Path(__file__).parents[1] / "migrations" / "releases"
_TABLES = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
    "AND name NOT LIKE 'search_words%' AND name <> 'alembic_version' ORDER BY name"
)
#: What a guard of the database looks for before it lets a row in, though no key says so.
_AFTER = (("decision", "investigation"),)
_COUNT_ON = "SELECT setval(pg_get_serial_sequence('{0}', 'id'), (SELECT max(id) FROM \"{0}\"))"


def names() -> list[str]:
    """The versions that are kept, the oldest first."""
    kept = (path.name.removesuffix(".json.xz") for path in FOLDER.glob("*.json.xz"))
    return sorted(kept, key=lambda version: [int(part) for part in version.split(".")])


def keep(data: Path, file: Path) -> None:
    """Write down the house of a data folder."""
    with sqlite3.connect(data / "sunshine.db") as door:
        [migration] = door.execute("SELECT version_num FROM alembic_version").fetchone()
        tables = {name: _rows(door, name) for (name,) in door.execute(_TABLES).fetchall()}
    keys = {path.name: _told(path.read_bytes()) for path in sorted((data / "keys").iterdir())}
    house = {"migration": migration, "keys": keys, "tables": tables}
    file.write_bytes(lzma.compress(json.dumps(house, separators=(",", ":")).encode(), preset=9))


def _rows(door: sqlite3.Connection, table: str) -> dict[str, Any]:
    columns = [each[1] for each in door.execute(f'PRAGMA table_info("{table}")')]  # without what the database reckons
    listed = ", ".join(f'"{column}"' for column in columns)
    found = door.execute(f'SELECT {listed} FROM "{table}" ORDER BY rowid')
    return {"columns": columns, "rows": [[_told(value) for value in row] for row in found]}


def bring_back(name: str, engine: Engine, data: Path) -> str:
    """Fill an empty database and a data folder as a release left them; returns the migration it stands at."""
    house = json.loads(lzma.decompress((FOLDER / f"{name}.json.xz").read_bytes()))
    (data / "keys").mkdir(parents=True, mode=0o700)
    (data / "demo-clock").write_text("0")
    for file, content in house["keys"].items():
        (data / "keys" / file).write_bytes(_meant(content))
    migrations.upgrade(engine, house["migration"])
    reflected = MetaData()
    reflected.reflect(engine)
    for table, before in _AFTER:
        reflected.tables[table].add_is_dependent_on(reflected.tables[before])
    with engine.begin() as door:
        if engine.dialect.name == "postgresql":
            door.execute(text("SET LOCAL TIME ZONE 'UTC'"))
        for table in reflected.sorted_tables:
            if table.name in house["tables"]:
                _fill(door, table, **house["tables"][table.name])
    return str(house["migration"])


def _fill(door: Connection, table: Table, columns: list[str], rows: list[list[Any]]) -> None:
    """The values are as a database keeps them, and go there as they are; only truth is told in two ways."""
    if not rows:
        return
    truths = {column.name for column in table.columns if isinstance(column.type, Boolean)}
    told = [dict(zip(columns, map(_meant, row), strict=True)) for row in rows]
    for row in told:
        row |= {name: bool(row[name]) for name in truths if row[name] is not None}
    names = ", ".join(f'"{name}"' for name in columns)
    places = ", ".join(f":{name}" for name in columns)
    door.execute(text(f'INSERT INTO "{table.name}" ({names}) VALUES ({places})'), told)
    if door.dialect.name == "postgresql" and "id" in columns:
        door.execute(text(_COUNT_ON.format(table.name)))


def _told(value: Any) -> Any:
    return {"bytes": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def _meant(value: Any) -> Any:
    return base64.b64decode(value["bytes"]) if isinstance(value, dict) else value


if __name__ == "__main__":
    keep(Path(sys.argv[1]), Path(sys.argv[2]))
