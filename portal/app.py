"""The public side: no SQL, no case data; it cannot leak what it cannot import."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask


def create_app(settings: Any, make_app: Callable[..., Flask], dress: Callable[..., None]) -> Flask:
    """The portal, dressed by the house."""
    app = make_app("portal", settings)
    dress(app, settings)
    return app
