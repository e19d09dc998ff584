"""The files beside a page: shown on it in words, and told to programs in its head."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import g, request
from flask_babel import gettext as _

from portal.files.addresses import ATOM, CSV, ICS, JSON, address
from portal.files.listing import Listing
from portal.files.lists import LISTS

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
    code = (request.view_args or {}).get("code")
    return [*found, of_village(code)] if request.endpoint == "officers.village" and code else found


def of_list(listing: Listing) -> Files:
    """The twins of a list and its feed."""
    links = [_link("JSON", f"/{listing.name}.json", JSON), _link("CSV", f"/{listing.name}.csv", CSV)]
    if listing.title:
        links.append(_link("Atom", f"/feeds/{listing.name}.atom", ATOM))
    return Files(listing.label, links)


def of_village(code: str) -> Files:
    """What happens in a village, to subscribe to."""
    feed, calendar = f"/villages/{code}.atom", f"/villages/{code}.ics"
    return Files(_("Follow this village"), [_link("Atom", feed, ATOM), _link(_("Calendar"), calendar, ICS)])


def _link(label: str, path: str, kind: str) -> Link:
    return Link(label, address(path), kind)
