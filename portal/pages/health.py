"""For machines that keep watch: is it alive, is it ready."""

from __future__ import annotations

from flask import Blueprint, Response

from workflow.doors.published import read

bp = Blueprint("health", __name__)


@bp.get("/livez")
def livez() -> Response:
    """The process answers."""
    return _plain("ok\n")


@bp.get("/readyz")
def readyz() -> Response:
    """The published records can be read; otherwise the error page says 503 or 500."""
    read.ready()
    return _plain("ok\n")


def _plain(text: str) -> Response:
    return Response(text, content_type="text/plain; charset=utf-8")
