"""One's own calendar of dates: its private address made, renewed and ended; the calendar itself."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import clock, web
from workflow.base.db import session, transaction
from workflow.kernel.errors import NotFound
from workflow.office.reminders import ics, operations, queries
from workflow.office.reminders.forms import AddressForm
from workflow.staff.guard import public, requires

bp = Blueprint("reminders", __name__)


@bp.get("/account/calendar")
@requires("account.own")
def calendar() -> Any:
    """Whether there is an address, and since when; the address itself is shown once, when it is made."""
    return _page()


def _page(address: str = "") -> str:
    page = {"calendar": queries.calendar_of(current_user), "address": address, "form": AddressForm(formdata=None)}
    return render_template("workflow/reminders/calendar.html", **page)


@bp.post("/account/calendar")
@requires("account.own")
def make_calendar() -> Any:
    """A new address, shown on the answer to this post only; an older one ends."""
    if not AddressForm().validate():
        return _page(), 422
    token = operations.make_calendar(current_user, by=current_user, at=g.now)
    return _page(web.settings().site_url + url_for("reminders.dates", token=token))


@bp.post("/account/calendar/end")
@requires("account.own")
def end_calendar() -> Any:
    """The address opens nothing any more."""
    if not AddressForm().validate():
        return _page(), 422
    operations.end_calendar(current_user, by=current_user, at=g.now)
    flash(_("The calendar's address opens nothing any more."))
    return redirect(url_for("reminders.calendar"), 303)


@bp.get("/dates/<token>.ics")
@public
def dates(token: str) -> Any:
    """The calendar, for a calendar program that cannot log in: whoever has the address reads numbers and days."""
    g.session = None  # whoever is logged in at this browser has nothing to do with it
    with transaction():
        person = operations.read_calendar(
            token, address=request.remote_addr or "", at=g.now, limits=web.settings().limits
        )  # fmt: skip
    session.info["writing"] = False
    if person is None:
        raise NotFound
    g.language = person.language
    dues = queries.dues(person, today=clock.local_date(g.now))
    content = ics.written(dues, site=web.settings().site_url, at=g.now)
    return Response(content, mimetype="text/calendar")
