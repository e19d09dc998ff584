"""Coming in: the cookie, the language, the page that asks to log in and keeps what was typed."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta
from typing import Any

from flask import Response, g, make_response, render_template, request
from sqlalchemy import select, update

from workflow.base import languages, vault, web
from workflow.base.db import session
from workflow.base.settings import Settings
from workflow.staff import queries
from workflow.staff.forms import LoginForm
from workflow.staff.models import Officer, StaffSession

COOKIE = "sunshine"
_HELD = "held.form.post"
_NEVER_HELD = ("token", "password", "old", "new", "again")


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


def carry_over(span: timedelta) -> None:
    """A demonstration's days pass in a moment: let nobody's session grow old by them."""
    for row in session.scalars(select(StaffSession).where(StaffSession.ended_at.is_(None))):
        row.started_at, row.seen_at = row.started_at + span, row.seen_at + span


def ask_to_log_in() -> Response:
    """The log-in page instead of what was asked for; a form's content is held, sealed, until then."""
    g.pop("stale", None)
    asked = request.script_root + request.full_path.rstrip("?") if request.method == "GET" else ""
    form = LoginForm(formdata=None, to=asked, held=hold())
    page = render_template("workflow/staff/login.html", form=form, expired=request.method == "POST")
    return make_response(page, 401)


def hold() -> str:
    """What was typed into an interrupted form, sealed for the way through the log-in page; '' for none.

    Only for whoever holds the cookie of an ended session, and only for them: neither another site nor the next
    person at this browser can have a form of theirs sent in somebody else's name.
    """
    owner = queries.owner_of(request.cookies.get(cookie_name(web.settings()), ""))
    if request.method != "POST" or owner is None:
        return ""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in _NEVER_HELD]
    text = json.dumps([owner, request.script_root + request.path, fields], ensure_ascii=False)
    return base64.urlsafe_b64encode(vault.current().seal(text, _HELD)).decode()


def held(text: str, officer: Officer) -> tuple[str, list[tuple[str, str]]] | None:
    """The path and fields of an interrupted form of `officer`, to be sent again by their own hand."""
    try:
        owner, path, fields = json.loads(vault.current().unseal(base64.urlsafe_b64decode(text), _HELD))
    except (ValueError, vault.KeysMissing):
        return None
    return (path, [(name, value) for name, value in fields]) if owner == officer.id else None


def local_path(text: str | None) -> str:
    """`text` if it is a path on this site, else the desk: no way to lead a fresh log-in elsewhere."""
    if text and text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable():
        return text
    return "/staff/"


def limits() -> Any:
    """The service's limits."""
    return web.settings().limits
