"""Pages of coverage: by office, by village, and the households that are missing."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, g, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import clock, web
from workflow.kernel.errors import NotFound
from workflow.office.registers import files
from workflow.office.supervision.coverage import books, queries
from workflow.office.supervision.coverage.books import Line, shown
from workflow.office.supervision.coverage.rules import LABELS, total
from workflow.staff.guard import requires
from workflow.staff.rights import may

bp = Blueprint("coverage", __name__, url_prefix="/supervision/coverage")


@bp.get("")
@requires("coverage.see")
def index() -> Any:
    """Every office in reach, with all of them together."""
    today = clock.local_date(g.now)
    found = queries.by_office(queries.offices_for(current_user), today)
    rows = [Line(office.name, numbers, office) for office, numbers in found]
    if len(found) > 1:
        rows.append(Line(_("All together"), total(numbers for _office, numbers in found), None))
    if files.asked():
        table = books.table(_("Coverage"), _lead(today), _("Office"), rows, queries.wanted(today))
        return files.answer(table, "coverage")
    return _page(rows, today, office=None)


@bp.get("/offices/<int:office_id>")
@requires("coverage.see")
def office(office_id: int) -> Any:
    """Every village of an office."""
    today, found = clock.local_date(g.now), queries.office_for(office_id, current_user)
    rows = [Line(village.name, numbers, village) for village, numbers in queries.villages_of(found, today)]
    if files.asked():
        title = _("Coverage: %(name)s", name=found.name)
        table = books.table(title, _lead(today), _("Village"), rows, queries.wanted(today))
        return files.answer(table, "coverage")
    return _page(rows, today, office=found)


def _page(rows: list[Line], today: date, **more: Any) -> str:
    page = {"rows": rows, "targets": queries.targets(today), "wanted": queries.wanted(today), "today_is": today}
    can = {"reads": may(current_user, "household.see")}
    return render_template("workflow/supervision/coverage.html", labels=LABELS, shown=shown, **page, **can, **more)


def _lead(today: date) -> str:
    said = [
        _("%(label)s: %(share)s", label=_(LABELS[key]), share=shown(share) or _("not set"))
        for key, share in queries.wanted(today).items()
    ]
    return _("As of %(day)s. Targets: %(targets)s.", day=today.isoformat(), targets=_("; ").join(said))


@bp.get("/villages/<code>/<key>")
@requires("coverage.see")
def missing(code: str, key: str) -> Any:
    """The households of a village that a coverage lacks; a look that is recorded."""
    if key not in LABELS:
        raise NotFound
    village, today = queries.village_for(code, current_user), clock.local_date(g.now)
    size, after = web.settings().limits.page_size, request.args.get("after", 0, type=int)
    web.note_look(f"village_register:{village.code}", "missing households")
    found = queries.missing(village, key, today, after=after, limit=size + 1)
    page = {"village": village, "label": LABELS[key], "key": key, "households": found[:size]}
    following = found[size - 1].id if found[size:] else None
    return render_template("workflow/supervision/missing.html", following=following, **page)
