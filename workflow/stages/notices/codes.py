"""Pages about what keeps lists readable for the right people: villages' codes, words that tell namesakes apart."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, render_template, url_for
from flask_login import current_user

from workflow.base import clock, web
from workflow.kernel.errors import Invalid, NotFound
from workflow.places import packs
from workflow.places import queries as places
from workflow.places.models import Village
from workflow.staff import rights
from workflow.staff.guard import requires
from workflow.stages.notices import operations, queries
from workflow.stages.notices.forms import CodeForm, RemarkForm
from workflow.stages.notices.models import NoticeRow


def add_to(bp: Blueprint) -> None:
    """Hang these pages into the room's blueprint."""
    bp.add_url_rule("/notices/codes", view_func=codes)
    bp.add_url_rule("/notices/codes/<code>", view_func=make_code, methods=["GET", "POST"])
    where = "/notices/<public_id>/entries/<entry>/remark"
    bp.add_url_rule(where, view_func=remark, methods=["GET", "POST"])


@requires("list_code.see")
def codes() -> Any:
    """The villages of one's office, and since when each has its code; no code is ever shown again."""
    villages = queries.villages_of(current_user)
    audience = packs.value("publication.audience", clock.local_date(g.now)).value
    made = queries.list_codes(villages)
    page = {"villages": villages, "made": made, "audience": audience, "codeless": codeless()}
    return render_template("workflow/notices/codes.html", **page)


def codeless() -> list[Village]:
    """The villages for which the reader can make the code that is missing, for the pages that lead there."""
    today = clock.local_date(g.now)
    found = queries.codeless(queries.villages_of(current_user), today)
    return [village for village in found if rights.may(current_user, "list_code.make", village)]


@requires("list_code.make")
def make_code(code: str) -> Any:
    """A fresh code for a village, shown and printed this once."""
    village = _village(code)
    form = CodeForm(data={"seen": _seen(village)})
    if form.validate():
        try:
            form.check_seen(_seen(village))
            made = operations.make_code(village, form.audience.data, by=current_user, at=g.now)
            address = f"{web.settings().site_url}/villages/{village.code}/lists"
            page = {"village": village, "code": made, "audience": form.audience.data, "address": address}
            return render_template("print/code.html", **page), {"Cache-Control": "no-store"}
        except Invalid as error:
            form.blame(error)
    page = {"village": village, "form": form, "made": queries.list_codes([village]).get(village.id, [])}
    return render_template("workflow/notices/code.html", **page), (422 if form.errors else 200)


def _village(code: str) -> Village:
    village = places.village_by_code(code)
    if village is None:
        raise NotFound
    rights.check(current_user, "list_code.make", village)
    return village


def _seen(village: Village) -> str:
    """The versions of a village's codes as one word: a reloaded answer makes no further code."""
    return ".".join(f"{code.id}-{code.version}" for code in queries.list_codes([village]).get(village.id, []))


@requires("notice.draft")
def remark(public_id: str, entry: str) -> Any:
    """The word that tells an entry of a draft from its namesake."""
    row = _row(public_id, entry)
    form = RemarkForm(data={"remark": row.remark, "seen": row.notice.version})
    if form.validate():
        try:
            web.check_seen(form.seen.data, row.notice)
            operations.remark(row, form.remark.data or "", by=current_user, at=g.now)
            return redirect(url_for("notices.show", public_id=public_id), 303)
        except Invalid as error:
            form.blame(error)
    return render_template("workflow/notices/remark.html", row=row, form=form), (422 if form.errors else 200)


def _row(public_id: str, entry: str) -> NoticeRow:
    notice = queries.notice_for(public_id, current_user, "notice.draft")
    row = next((row for row in notice.rows if row.public_id == entry), None)
    if row is None:
        raise NotFound
    return row
