"""The page of the areas: who is due to rotate."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, render_template
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import clock
from workflow.carriers import sheets
from workflow.office.registers import files
from workflow.office.registers.areas import queries
from workflow.office.registers.areas.queries import Area
from workflow.office.registers.book import Table
from workflow.staff.guard import requires

bp = Blueprint("areas", __name__, url_prefix="/registers/areas")


@bp.get("")
@requires("area.see")
def index() -> Any:
    """Every officer's villages, since when, and by when another takes them over."""
    today = clock.local_date(g.now)
    found = queries.areas(current_user, today)
    if files.asked():
        return files.answer(_table(found), "areas")
    page = {"areas": found, "rule": queries.rule(today), "today_is": today}
    return render_template("workflow/registers/areas.html", **page)


def _table(found: list[Area]) -> Table:
    head = [
        _("Officer"), _("Office"), _("Number of villages"), _("Villages"), _("Lines in effect"),
        _("Their amount (yuan)"), _("Open cases"), _("Of them overdue"), _("In the area since"), _("Rotates by"),
    ]  # fmt: skip
    rows: list[list[sheets.Cell]] = [
        [each.officer.name, each.officer.office.name, len(each.villages), _(", ").join(each.villages), each.kept.lines,
         sheets.yuan(each.kept.amount), each.kept.cases, each.kept.overdue, each.since, each.due_on]
        for each in found
    ]  # fmt: skip
    kinds = ("text", "text", "num", "text", *("num",) * 4, "text", "text")
    return Table(_("Areas and rotation"), head, rows, kinds, (1, 1.2, 0.8, 3, 0.8, 1, 0.8, 0.8, 1.2, 1.2))
