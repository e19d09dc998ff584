"""Every list for programs: JSON and CSV beside the page, schemas, and the page that says what each field means."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import Blueprint, Response, abort, render_template

from portal.cache import made_of
from portal.files import addresses, documents, links
from portal.files.addresses import CSV, JSON, SCHEMA, served
from portal.files.listing import Listing
from portal.files.lists import LISTS

bp = Blueprint("data", __name__)
files = Blueprint("files", __name__)
files.before_request(addresses.once)

_BY_NAME = {listing.name: listing for listing in LISTS}


@bp.get("/data")
def index() -> str:
    """All lists with their files."""
    made_of()
    return render_template("portal/data.html", lists=[(each, links.of_list(each)) for each in LISTS])


@bp.get("/data/<name>")
def show(name: str) -> str:
    """What each field of a list means."""
    listing = _BY_NAME.get(name) or abort(404)
    made_of()
    shown = {"files": links.of_list(listing), "schema": documents.schema_path(listing)}
    return render_template("portal/data_list.html", listing=listing, **shown)


def _json(listing: Listing) -> Response:
    made_of(*listing.kinds)
    return _marked(listing, served(documents.as_json(listing, addresses.site()), JSON))


def _csv(listing: Listing) -> Response:
    made_of(*listing.kinds)
    return _marked(listing, served(documents.as_csv(listing), CSV))


def _schema(listing: Listing) -> Response:
    made_of()
    return served(documents.schema(listing, addresses.site()), SCHEMA)


def _marked(listing: Listing, response: Response) -> Response:
    """What no search engine should keep says so, as its page does."""
    if not listing.indexed:
        response.headers["X-Robots-Tag"] = "noindex, noarchive"
    return response


def _add(path: str, view: Callable[[Listing], Response], listing: Listing) -> None:
    files.add_url_rule(path, f"{view.__name__}_{listing.name}", partial(view, listing))


for _each in LISTS:
    _add(f"/{_each.name}.json", _json, _each)
    _add(f"/{_each.name}.csv", _csv, _each)
    _add(documents.schema_path(_each), _schema, _each)
