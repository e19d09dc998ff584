"""Migrated databases: a template made once, a copy for each test."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from tests.support.cluster import Cluster
from workflow.base import db, migrations

TEMPLATE = "sunshine_template"
_numbers = count(1)


def migrate(url: str) -> None:
    """Bring an empty database to the newest migration."""
    engine = db.make_engine(url)
    migrations.upgrade(engine)
    engine.dispose()


def sqlite_template(target: Path) -> None:
    migrate(f"sqlite:///{target}")


def sqlite_copy(template: Path, folder: Path) -> str:
    """The address of a fresh copy in `folder`."""
    copy = folder / "sunshine.db"
    shutil.copyfile(template, copy)
    return f"sqlite:///{copy}"


def postgresql_cluster(target: Path) -> None:
    """The data of a stopped cluster that holds the migrated database `TEMPLATE`."""
    made = Cluster().start()
    migrate(made.create(TEMPLATE))
    made.stop()
    subprocess.run(["mv", made.data, target], check=True)  # it keeps the owner, on another disk too
    made.remove()


@contextmanager
def postgresql_copy(cluster: Cluster, template: str) -> Iterator[str]:
    """The address of a fresh copy, dropped again at the end."""
    name = f"test_{next(_numbers)}"
    yield cluster.create(name, template)
    cluster.drop(name)
