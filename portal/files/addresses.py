"""Where the files for programs stand.

What is the same in every language (JSON, schemas) has one address; what has words of ours stands once in Chinese, as
published, and once in English. No file varies by mode.
"""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, g, redirect, request

from portal.faces import ENGLISH, TONGUES

JSON, CSV, ATOM, ICS, SCHEMA = (
    "application/json", "text/csv", "application/atom+xml", "text/calendar", "application/schema+json",
)  # fmt: skip
_WORDED = (".csv", ".atom", ".ics")


def site() -> str:
    """Where the public side stands in the world, as `https://host`."""
    return str(current_app.config["HOUSE"].site_url)


def tongue() -> str:
    """How the addresses of files begin in the reader's language."""
    return TONGUES[ENGLISH][0] if g.language == ENGLISH else ""


def address(path: str) -> str:
    """The one address of a file in the reader's language."""
    return tongue() + path if path.endswith(_WORDED) else path


def once() -> Any:
    """Lead to the one address of a file who asks for it in another face; goes before every request for a file."""
    right = address(request.path)
    if request.script_root + request.path == right:
        return None
    query = request.query_string.decode("latin-1")
    return redirect(f"{right}?{query}" if query else right, 308)


def served(body: bytes, kind: str) -> Response:
    """A file for programs; those that run in another site's page may read it as well, for it is the same for all."""
    return Response(body, content_type=f"{kind}; charset=utf-8", headers={"Access-Control-Allow-Origin": "*"})
