"""For machines that come along: what may be indexed, where the pages are, whom to tell of a weakness."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from flask import Blueprint, Response, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.cache import made_of
from portal.faces import FACES, TONGUES
from portal.files import sitemap
from portal.files.addresses import served, site
from portal.files.documents import dump
from portal.files.lists import LISTS
from workflow.doors.published import read

bp = Blueprint("signposts", __name__)

EXPIRES = timedelta(days=180)
"""So long a security.txt that was fetched today may be believed (RFC 9116 wants less than a year)."""
_ICONS = {"32x32": "icons/sun-32.png", "192x192": "icons/sun-192.png"}


@bp.get("/robots.txt")
def robots() -> Response:
    """Forms and personal pages are not for search engines; notices say noindex themselves."""
    made_of()
    maps = [f"{site()}{prefix}/sitemap.xml" for prefix, _name in TONGUES.values()]
    return _plain(render_template("portal/robots.txt", prefixes=list(FACES), paths=sitemap.CLOSED, maps=maps))


@bp.get("/sitemap.xml")
def pages() -> ResponseReturnValue:
    """Every page to be found by searching, in the reader's language, beside its twins in the others."""
    if g.mode:
        return redirect(f"{TONGUES[g.language][0]}/sitemap.xml", 308)
    made_of(*(kind for each in LISTS for kind in each.kinds))
    return served(sitemap.written(g.language), "application/xml")


@bp.get("/.well-known/security.txt")
def security() -> Response:
    """Whom to tell of a weakness (RFC 9116); without a contact of its own it is the page where anyone complains."""
    made_of()
    contacts = _settings().security_contacts or (f"{site()}/complain",)
    expires = datetime.combine(read.today() + EXPIRES, time.min).isoformat() + "Z"
    lines = [f"Contact: {contact}" for contact in contacts]
    lines += [f"Expires: {expires}", "Preferred-Languages: zh, en", f"Canonical: {site()}/.well-known/security.txt"]
    return _plain("\n".join(lines) + "\n")


@bp.get("/site.webmanifest")
def manifest() -> Response:
    """The name and sign under which a telephone keeps the site on its first screen."""
    made_of()
    own = read.one("institution", "self")
    name = own.payload["name"] if own else "阳光信贷"
    icons = [{"src": _static(file), "sizes": size, "type": "image/png"} for size, file in _ICONS.items()]
    told = {"name": name, "short_name": "阳光信贷", "lang": "zh-Hans", "start_url": "/", "display": "browser"}
    return served(dump({**told, "icons": icons}), "application/manifest+json")


@bp.get("/favicon.ico")
def icon() -> ResponseReturnValue:
    """Where programs look for a sign that read no page first."""
    return redirect(_static(_ICONS["32x32"]), 308)


def _static(file: str) -> str:
    return url_for("static", filename=file).removeprefix(request.script_root)


def _settings() -> Any:
    return current_app.config["HOUSE"]


def _plain(text: str) -> Response:
    return Response(text, content_type="text/plain; charset=utf-8")
