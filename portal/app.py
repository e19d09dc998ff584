"""The public side: no SQL, no case data; it cannot leak what it cannot import."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, Response, g, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from portal import faces, frame, words
from portal.cache import PageCache
from portal.files import links
from portal.finish import finish
from portal.pages import (
    apply,
    changes,
    code,
    commitments,
    complain,
    complaints,
    conduct,
    cost,
    data,
    disclosures,
    draws,
    duty,
    evaluate,
    feeds,
    fees,
    health,
    home,
    log,
    log_files,
    notices,
    object,
    officers,
    paper,
    products,
    publicity,
    rates,
    rule,
    rules,
    search,
    signposts,
    status,
    track,
    villages,
)
from portal.printed import printed
from workflow.doors.published import read

PAGES = (
    home, products, cost, rates, fees, officers, duty, commitments, conduct, disclosures, publicity, complaints, draws,
    notices, rules, changes, rule,
    log, log_files, search,
    villages, apply, object, complain, evaluate, track, code, paper, data, feeds, signposts,
    status, health,
)  # fmt: skip

MENU = (
    ("products.index", _("Loans")),
    ("rates.index", _("Rates and fees")),
    ("officers.index", _("My village")),
    ("commitments.index", _("Our promises")),
    ("notices.index", _("Notices")),
    ("apply.index", _("Apply")),
    ("complain.show", _("Complain")),
    ("track.show", _("My receipt")),
)


def create_app(settings: Any, make_app: Callable[..., Flask], dress: Callable[..., None]) -> Flask:
    """The portal, dressed by the house."""
    app = make_app("portal", settings)
    app.before_request(faces.choose)
    dress(app, settings)
    app.after_request(_keep_private)
    app.after_request(finish)
    app.context_processor(_surroundings)
    app.jinja_env.globals.update(url_for=_url_for, printed=printed)
    app.jinja_env.filters.update(words.FILTERS)
    for page in PAGES:
        app.register_blueprint(page.bp)
    app.register_blueprint(data.files)
    app.register_blueprint(draws.files)
    app.wsgi_app = PageCache(app.wsgi_app, settings.hosts)  # type: ignore[method-assign]
    return app


def _url_for(endpoint: str, **values: Any) -> str:
    """Flask's own, in the reader's language and mode; files are the same for all."""
    address = url_for(endpoint, **values)
    return address.removeprefix(g.face.prefix) if endpoint.partition(".")[0] in _SAME_FOR_ALL else address


_SAME_FOR_ALL = ("static", "log_files", "draw_files")


def _keep_private(response: Response) -> Response:
    """No store keeps an answer that is one reader's; what may be kept is marked by the page cache."""
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _surroundings() -> dict[str, Any]:
    """What every public page shows around its content."""
    here = {"institution": _institution(), "flashes": _warning(), "files_beside": links.of_page()}
    return {**frame.around(_ways), **here}


def _ways() -> dict[str, Any]:
    """Where the reader can go from here."""
    menu = [{"href": url_for(name), "label": str(label), "current": _is_here(name)} for name, label in MENU]
    return {
        "home": url_for("home.show"), "menu": menu, "mode": g.mode,
        "languages": faces.languages(), "modes": faces.modes(), "listening": faces.listening(),
        "twins": faces.twins(), "canonical": faces.canonical(), "drawn_once": frame.drawn_once,
    }  # fmt: skip


def _warning() -> list[tuple[str, str]]:
    """What stands above a page that nobody has published yet."""
    return [("wait", gettext("This is a preview. Nobody has published it yet."))] if read.previewing() else []


def _is_here(endpoint: str) -> bool:
    return request.blueprint == endpoint.partition(".")[0]


def _institution() -> dict[str, Any] | None:
    try:
        found = read.one("institution", "self")
    except Exception:  # an error page must stand even where the database does not
        return None
    if found is None:
        return None
    name = faces.worded({"zh": found.payload["name"], "en": found.payload.get("name_en")})
    return {**found.payload, "name": name}
