"""Databases to take up and down, on both engines: empty ones, and ones that stand at the newest migration."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.support.cluster import Cluster
from workflow.base import db


@pytest.fixture
def migrated(database_url: str) -> Iterator[Engine]:
    """A database with every table and no row."""
    engine = db.make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without any table."""
    if request.param == "sqlite":
        engine = db.make_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    else:
        cluster: Cluster = request.getfixturevalue("cluster")
        engine = db.make_engine(cluster.create(f"empty_{tmp_path.name}".replace("[", "_").replace("]", "")))
    yield engine
    engine.dispose()
    if request.param == "postgresql":
        cluster.drop(engine.url.database)
