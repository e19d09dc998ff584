"""What is done to a page when it is drawn: the text face is slimmed and cut, traditional Chinese is written."""

from __future__ import annotations

from flask import Response, current_app, g, render_template, request
from werkzeug.exceptions import NotFound

from portal import faces
from portal.cache import made_of
from portal.han import in_traditional
from portal.text import slim
from portal.text.parts import Part, parts
from workflow.doors.published import read

#: Files that are worth compressing: the page cache does it once.
PACKED = ("text/css", "text/javascript", "image/svg+xml")
#: Where names of people and places stand, by kind of record; offices are named with words.
NAMES = {"village": ("name", "town"), "officer": ("name",)}


def finish(response: Response) -> Response:
    """The response as its face shows it; only pages have faces."""
    if request.endpoint == "static" and response.mimetype in PACKED:
        made_of()
    part = request.environ.get("portal.part", 1)
    if response.mimetype != "text/html" or response.direct_passthrough:
        return response if part == 1 else _nothing_here()
    page = response.get_data(as_text=True)
    if g.mode == faces.TEXT:
        found = parts(slim(page)) if request.method == "GET" else [Part(slim(page), "")]
        if part > len(found):
            return _nothing_here()
        page = _with_neighbours(found, part)
    if g.language == faces.TRADITIONAL:
        page = in_traditional(page, _names())
    response.set_data(page)
    return response


def _with_neighbours(found: list[Part], number: int) -> str:
    """A part with what says which it is and leads to the next."""
    before, after = found[number - 1]
    if len(found) == 1:
        return before + after
    return before + render_template("shared/_parts.html", number=number, all=len(found), part=_address) + after


def _address(number: int) -> str:
    asked = f"?{request.query_string.decode('ascii', 'replace')}" if request.query_string else ""
    return request.script_root + request.path + (f"~{number}" if number > 1 else "") + asked


def _nothing_here() -> Response:
    request.environ.pop("portal.part", None)
    return current_app.make_response(current_app.handle_user_exception(NotFound()))


def _names() -> list[str]:
    try:
        found = {
            record.payload.get(field)
            for kind, fields in NAMES.items()
            for record in read.in_force(kind)
            for field in fields
        }
    except Exception:  # an error page must stand even where the database does not
        return []
    return sorted(name for name in found if name)
