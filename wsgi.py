"""The only file that knows both faces: it opens the house, dresses two apps and mounts the staff's at /staff.

Each face can also be a process of its own: the portal alone then holds no secret of the house.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from flask import Flask
from werkzeug.exceptions import NotFound
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import TestResponse

import portal.app
import workflow.app
from portal import export, faces
from workflow import cli
from workflow.base import web
from workflow.base.house import check_folder, open_house, open_portal_alone
from workflow.base.settings import Settings
from workflow.carriers import search
from workflow.carriers.mirror.crawl import Answer, Site
from workflow.doors.connection import open_portal
from workflow.doors.inbox import receive
from workflow.doors.published import preview
from workflow.doors.published.models import Record
from workflow.places import packs

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def create_apps(settings: Settings) -> tuple[Flask, Flask]:
    """Both apps of an open house: (public, staff)."""
    public = portal.app.create_app(settings, web.make_app, web.dress)
    staff = workflow.app.create_app(settings)
    staff.extensions["render_public"] = partial(_render_public, public, settings.site_url)
    staff.extensions["public_faces"] = tuple(faces.FACES.values())
    return public, staff


def _render_public(public: Flask, site_url: str, path: str, *, over: Iterable[Record] = ()) -> TestResponse:
    """A public page as a villager would get it; with `over`, as if these records were published (never kept)."""
    with preview.over(over):
        return public.test_client(use_cookies=False).get(path, base_url=site_url)


def public_side(settings: Settings) -> Site:
    """The public side of an open house, to be written as files."""
    public = portal.app.create_app(settings, web.make_app, web.dress)
    return Site(partial(_fetch, public, settings.hosts[0]), export.seeds(public), partial(export.elsewhere, public))


def _fetch(public: Flask, host: str, path: str) -> Answer:
    """An address as everyone gets it."""
    asking = public.test_client(use_cookies=False)
    with asking.get(path, base_url=f"http://{host}") as found:
        kept = found.headers.get("Cache-Control", "").startswith("public") or path.startswith("/static/")
        lasting = kept and found.status_code == 200
        return Answer(found.status_code, found.content_type or "", lasting, found.get_data())


def application(settings: Settings | None = None, side: str = "both") -> Wsgi:
    """What gunicorn serves: the portal at / and the staff side at /staff, or one `side` ("portal", "staff") alone."""
    settings = settings or Settings.load()
    check_folder(settings)
    if side == "portal":
        open_portal_alone(settings)
        _open_door(settings)
        return portal.app.create_app(settings, web.make_app, web.dress)
    open_house(settings)
    _open_door(settings)
    packs.use_folders(*packs.folders_of(settings))
    public, staff = create_apps(settings)
    return DispatcherMiddleware(public if side == "both" else partial(_health_only, public), {"/staff": staff})


def _open_door(settings: Settings) -> None:
    open_portal(settings.portal_database_url, busy_seconds=settings.limits.busy_seconds)
    receive.use_limits(settings.limits)
    search.use(settings)


def _health_only(public: Flask, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Outside /staff a staff process answers those who keep watch, nobody else."""
    answer: Wsgi = public if environ.get("PATH_INFO") in ("/livez", "/readyz") else NotFound()
    return answer(environ, start_response)


def main() -> None:
    """The console command `sunshine`."""
    sys.exit(cli.main(sys.argv[1:]))


if __name__ == "__main__":
    main()
