"""Coming in: the cookie, the language, the page that asks to log in and keeps what was typed."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from flask import Response, g, make_response, render_template, request
from sqlalchemy import update

from workflow.base import languages, vault, web
from workflow.base.db import session
from workflow.base.settings import Settings
from workflow.staff.forms import LoginForm
from workflow.staff.models import StaffSession

COOKIE = "sunshine"
_HELD = "held.form.post"


def cookie_name(settings: Settings) -> str:
    """`__Host-` where TLS ends before us, plain in development."""
    return f"__Host-{COOKIE}" if settings.secure_cookies else COOKIE


def set_cookie(response: Response, token: str, settings: Settings) -> Response:
    """Hand out a session's token: readable by no script, sent to us only."""
    response.set_cookie(
        cookie_name(settings), token, httponly=True, samesite="Lax", secure=settings.secure_cookies, path="/"
    )
    return response


def language(row: StaffSession | None) -> str:
    """Chosen in this session, else the officer's own, else what the browser asks for."""
    chosen = (row.language or row.officer.language) if row else request.cookies.get("language")
    if chosen in languages.LANGUAGES:
        return str(chosen)
    best = request.accept_languages.best_match(["zh-Hans", "zh-CN", "zh", "en"], "zh")
    return "en" if best == "en" else languages.DEFAULT


def touch(row_id: int, at: datetime) -> None:
    """Note a session's last use; one that was ended meanwhile stays ended."""
    session.execute(
        update(StaffSession).where(StaffSession.id == row_id, StaffSession.ended_at.is_(None)).values(seen_at=at)
    )


def ask_to_log_in() -> Response:
    """The log-in page instead of what was asked for; a form's content is held, sealed, until then."""
    g.pop("stale", None)
    form = LoginForm(formdata=None, to=request.full_path.rstrip("?"), held=hold())
    page = render_template("workflow/staff/login.html", form=form, expired=request.method == "POST")
    return make_response(page, 401)


def hold() -> str:
    """What was typed into an interrupted form, sealed for the way through the log-in page; '' for none."""
    if request.method != "POST" or not request.form:
        return ""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in ("token", "password")]
    return vault.current().seal(json.dumps([request.path, fields]), _HELD).hex()


def held(text: str) -> tuple[str, list[tuple[str, str]]] | None:
    """The path and fields of an interrupted form, to be sent again by its owner's own hand."""
    try:
        path, fields = json.loads(vault.current().unseal(bytes.fromhex(text), _HELD))
    except (ValueError, vault.KeysMissing):
        return None
    return path, [(name, value) for name, value in fields]


def local_path(text: str | None) -> str:
    """`text` if it is a path on this site, else the desk: no way to lead a fresh log-in elsewhere."""
    if text and text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable():
        return text
    return "/staff/"


def limits() -> Any:
    """The service's limits."""
    return web.settings().limits
