"""Ready papers as PDF: posters, plates, cards, boards. Nothing is made here; what is not there yet comes soon."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, g, request
from flask.typing import ResponseReturnValue

from workflow.doors.published import read

bp = Blueprint("paper", __name__)


@bp.get("/paper/<kind>/<key>.pdf")
def show(kind: str, key: str) -> ResponseReturnValue:
    """A paper of what is in force now; 410 with the record it was made of, 503 for the moment until it is made."""
    found = read.paper(current_app.config["HOUSE"].papers, kind, key, g.language)
    if found is None:
        stands = read.paper_stands(kind, key)
        abort(404 if stands is None else 503 if stands else 410)
    response = Response(found.content, mimetype="application/pdf")
    response.headers["X-Robots-Tag"] = "noindex, noarchive"
    response.headers["Content-Disposition"] = f'inline; filename="{kind}-{key}.pdf"'
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    response.set_etag(found.note.sha256)
    return response.make_conditional(request, accept_ranges=True, complete_length=len(found.content))
