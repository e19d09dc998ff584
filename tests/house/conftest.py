"""A small demonstration on each engine, both faces in this process: everything that stands in a house that works."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.support import demonstrations
from tests.support.crowd import Crowd


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def working_house(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, Flask]]:
    """Both apps over a demonstration of this module's own: (public, staff)."""
    from wsgi import create_apps

    folder = tmp_path_factory.mktemp("working") / "data"
    with demonstrations.opened(request, request.param, folder) as (_engine, settings):
        yield create_apps(settings)


@pytest.fixture(scope="module")
def crowd(working_house: tuple[Flask, Flask]) -> Crowd:
    return Crowd(working_house[1])
