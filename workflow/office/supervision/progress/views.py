"""Pages of the ten-day reports: signed by the head, side by side for the union."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, g, render_template
from flask_login import current_user

from workflow.base import clock, web
from workflow.kernel.errors import HouseError, NotFound
from workflow.office.registers import files, pages
from workflow.office.registers.queries import entry_for, office_for
from workflow.office.supervision.progress import books, operations, queries
from workflow.office.supervision.progress.books import REPORTS
from workflow.office.supervision.progress.forms import ReportForm
from workflow.office.supervision.progress.models import ProgressReport
from workflow.office.supervision.progress.rules import FIGURES, TenDays
from workflow.places import packs
from workflow.staff.guard import requires

bp = Blueprint("progress", __name__, url_prefix="/supervision/progress")


@bp.get("")
@requires("progress.see")
def index() -> Any:
    """Every report, with the rule, the newest periods, and what is owed."""
    today, size = clock.local_date(g.now), web.settings().limits.page_size
    owed = queries.owed(current_user, "progress.see", today, size)
    page = {"owed": owed, "rule": queries.rule(today), "today_is": today, "periods": list(queries.periods(today))[:3]}
    page["milestones"] = packs.value("milestones", today)
    return pages.listing(REPORTS, "workflow/supervision/progress.html", **page)


@bp.route("/new/<int:office_id>/<last>", methods=["GET", "POST"])
@requires("progress.sign")
def new(office_id: int, last: str) -> Any:
    """Look at the figures of a period that is over, and sign them."""
    office, period = office_for(str(office_id), current_user, "progress.sign"), _period(last)
    form = ReportForm()
    if form.validate():
        try:
            remark = form.remark.data or ""
            return pages.written(REPORTS, operations.sign(office, period, remark=remark, by=current_user, at=g.now))
        except HouseError as error:
            form.blame(error)
    told = queries.figures(office, period, clock.local_date(g.now))
    page = {"office": office, "period": period, "told": told, "figures": FIGURES, "form": form}
    page |= {"late": clock.local_date(g.now) > period.due_on}
    return render_template("workflow/supervision/report.html", **page), (422 if form.errors else 200)


def _period(last: str) -> TenDays:
    try:
        return queries.period_ending(date.fromisoformat(last), clock.local_date(g.now))
    except ValueError as error:
        raise NotFound from error


@bp.get("/periods/<last>")
@requires("progress.see")
def circular(last: str) -> Any:
    """A period's reports side by side, as they are circulated."""
    period = _period(last)
    offices = queries.reporting(current_user, "progress.see")
    table = books.circular(period, offices, queries.reports(period, current_user))
    if files.asked():
        return files.answer(table, "progress")
    return render_template("workflow/supervision/circular.html", table_of=table, period=period)


@bp.get("/<public_id>")
@requires("progress.see")
def show(public_id: str) -> Any:
    """One report."""
    return pages.entry_page(REPORTS, entry_for(ProgressReport, public_id, current_user, "progress.see"))


@bp.post("/<public_id>/strike")
@requires("progress.sign")
def strike(public_id: str) -> Any:
    """Strike out a report; the period is reported anew."""
    return pages.strike(REPORTS, entry_for(ProgressReport, public_id, current_user, "progress.sign"))
