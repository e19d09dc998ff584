"""The files beside a page: shown on it in words, and told to programs in its head."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import g, request
from flask_babel import gettext as _

from portal.files.addresses import ATOM, CSV, ICS, JSON, address
from portal.files.listing import Listing
from portal.files.lists import LISTS

_TYPES = {"json": JSON, "csv": CSV, "atom": ATOM, "ics": ICS}
_FEWER_CHOICES = ("elder", "listen")


class Link(NamedTuple):
    """One file."""

    label: str
    href: str
    type: str


class Files(NamedTuple):
    """The files of one thing that a page shows."""

    label: Any
    links: list[Link]


def of_page() -> list[Files]:
    """The files beside the page of this request; none where people asked for fewer choices."""
    if not request.endpoint or g.mode in _FEWER_CHOICES:
        return []
    found = [of_list(each) for each in LISTS if request.endpoint in each.shown_on]
    if request.endpoint == "officers.village":
        found.append(of_village((request.view_args or {})["code"]))
    if request.endpoint == "search.show" and request.args.get("q"):
        found.append(of_search(request.args["q"]))
    return found


def of_list(listing: Listing) -> Files:
    """The twins of a list and its feed."""
    links = [_link("JSON", f"/{listing.name}.json"), _link("CSV", f"/{listing.name}.csv")]
    if listing.title:
        links.append(_link("Atom", f"/feeds/{listing.name}.atom"))
    return Files(listing.label, links + [_link(str(name), path) for name, path in listing.more])


def of_village(code: str) -> Files:
    """What happens in a village, to subscribe to."""
    feed, calendar = f"/villages/{code}.atom", f"/villages/{code}.ics"
    return Files(_("This village"), [_link("Atom", feed), _link(_("Calendar of notices"), calendar)])


def of_search(text: str) -> Files:
    """What is found now and later."""
    link = _link("Atom", "/search.atom")
    return Files(_("This search"), [link._replace(href=f"{link.href}?{urlencode({'q': text})}")])


def _link(label: str, path: str) -> Link:
    return Link(label, address(path), _TYPES[path.rpartition(".")[2]])
