"""The trail of looks for the audit: searched by person, thing and period, page by page and as a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import web
from workflow.carriers import sheets
from workflow.office.looks import queries, words
from workflow.office.looks.forms import NumberForm
from workflow.office.looks.queries import Asked, Seen
from workflow.office.registers import files
from workflow.office.registers.book import Table
from workflow.staff import queries as staff
from workflow.staff.guard import requires

bp = Blueprint("looks", __name__, url_prefix="/supervision/looks")


@bp.get("")
@requires("look.see")
def trail() -> Any:
    """Who looked at what, newest first; with `format`, all of a period as a file. Asking is a look itself."""
    asked, kind = _asked(), files.asked()
    if not kind:
        return _page(asked, NumberForm())
    if not (asked.since and asked.until):
        return _page(asked, NumberForm(), 422)  # the page says that a file wants both days
    _note(asked, "file of looks")
    return _file(kind, queries.every(current_user, replace(asked, after="")))


@bp.post("")
@requires("look.see")
def find() -> Any:
    """Looks at the household of an identity number, or earlier searches for it that found nothing."""
    form = NumberForm()
    if form.validate():
        return redirect(url_for("looks.trail", thing=queries.household_of(form.id_number.data)), 303)
    return _page(Asked(), form, 422)


def _page(asked: Asked, form: NumberForm, status: int = 200) -> Any:
    _note(asked, "search of looks")
    size = web.settings().limits.page_size
    rows = queries.looks(current_user, asked, limit=size + 1)
    page = {
        "rows": rows[:size], "following": rows[size - 1].key if len(rows) > size else None, "asked": asked,
        "query": _query(asked), "form": form, "officers": staff.everyone(), "words": words,
    }  # fmt: skip
    return render_template("workflow/looks/trail.html", **page), status


def _note(asked: Asked, purpose: str) -> None:
    """Of what somebody typed only the name of a thing is kept: a number typed by mistake may be anybody's."""
    named = asked.thing if asked.thing.partition(":")[0] in words.SORTS else asked.who
    web.note_look(f"trail:{named}"[:80], purpose)


def _asked() -> Asked:
    given = request.args
    return Asked(
        who=given.get("who", "")[:26], thing=given.get("thing", "").strip()[:80], since=_day("since"),
        until=_day("until"), after=given.get("after", "")[:20],
    )  # fmt: skip


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def _query(asked: Asked) -> dict[str, str | None]:
    """What the next page and the file ask as well."""
    days = {name: day.isoformat() if day else None for name, day in (("since", asked.since), ("until", asked.until))}
    return {"who": asked.who or None, "thing": asked.thing or None, **days}


def _file(kind: str, rows: Iterable[Seen]) -> Response:
    columns = [_("When"), _("Who"), _("Office"), _("What"), _("Number or place"), _("Why")]
    if kind == "pdf":
        table = Table(_("Trail of looks"), columns, list(map(_cells, rows)), ("text",) * 6, (1.4, 1, 1.4, 1.2, 1.4, 2))
        return files.answer(table, "looks")
    pieces = sheets.spooled(kind, _("Trail of looks"), columns, map(_cells, rows))
    answer = Response(pieces, mimetype=sheets.MIMES[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="looks.{kind}"'
    return answer


def _cells(row: Seen) -> list[sheets.Cell]:
    what = _(words.SORTS.get(row.sort, row.sort))
    return [row.at, row.name, row.office, what, row.number, words.why(row.purpose)]
