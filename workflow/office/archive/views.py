"""Pages of the village register and of the data sheets."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import clock, web
from workflow.carriers import sheets
from workflow.kernel.errors import HouseError
from workflow.office.archive import data_sheets, operations, queries
from workflow.office.archive.queries import Register
from workflow.staff import rights
from workflow.staff.guard import requires
from workflow.stages.cases import queries as cases
from workflow.stages.cases.models import Case
from workflow.stages.people import rules
from workflow.stages.people.forms import RevealForm

bp = Blueprint("archive", __name__)


@bp.get("/village-registers/<code>")
@requires("household.see")
def register(code: str) -> Any:
    """The borrowers of a village; telephone numbers masked until somebody says what for."""
    found = queries.register_for(code, current_user, "household.see")
    return _register_page(found, RevealForm())


def _register_page(found: Register, form: RevealForm, status: int = 200) -> Any:
    web.note_look(f"village_register:{found.village.code}", "village register")
    page = {"register": found, "cases": queries.borrowers(found.village), "form": form, "rules": rules}
    return render_template("workflow/archive/register.html", **page), status


@bp.post("/village-registers/<code>")
@requires("household.reveal")
def take_register(code: str) -> Any:
    """The full register to print, or as a file; the look is recorded with its purpose."""
    found, form = queries.register_for(code, current_user, "household.reveal"), RevealForm()
    if form.validate():
        try:
            operations.take_register(found, purpose=form.purpose.data, by=current_user, at=g.now)
            return _file(found) if "take" in request.form else _printed(found)
        except HouseError as error:
            form.blame(error)
    return _register_page(found, form, 422)


def _printed(found: Register) -> Any:
    cases = queries.borrowers(found.village)
    page = {"register": found, "cases": cases, "phones": queries.phones(cases, current_user)}
    page["today_is"] = clock.local_date(g.now)
    return render_template("workflow/archive/printed.html", **page)


def _file(found: Register) -> Response:
    columns = [
        _("Number"), _("Borrower"), _("Village group"), _("Address"), _("Telephone"), _("Granted (yuan)"),
        _("Decided on"), _("Balance"), _("Last payment"),
    ]  # fmt: skip
    cases = queries.borrowers(found.village)
    phones = queries.phones(cases, current_user)
    rows = [_cells(case, phones.get(case.id, "")) for case in cases]
    answer = Response(sheets.write("xlsx", found.village.name, columns, rows), mimetype=sheets.MIMES["xlsx"])
    answer.headers["Content-Disposition"] = f'attachment; filename="village-{found.village.code}.xlsx"'
    return answer


def _cells(case: Case, phone: str) -> list[sheets.Cell]:
    household, decided = case.household, case.decided_at
    return [
        case.number, case.borrower.name, household.group.name if household.group else "", household.address or "",
        phone, sheets.yuan(case.granted_amount), clock.local_date(decided) if decided else None,
        None, None,
    ]  # fmt: skip


@bp.get("/cases/<public_id>/sheets/<sheet>")
@requires("case.see")
def data_sheet(public_id: str, sheet: str) -> Any:
    """A data sheet to print: what is known of the case, blank lines for the rest, room for two signatures."""
    case, today = cases.case_for(public_id, current_user), clock.local_date(g.now)
    rights.check(current_user, "household.see", case.household)
    known = queries.sheets(case, today)
    term = queries.sheet(known, sheet)
    web.note_look(case.stream, "data sheet")
    page = {"case": case, "sheet": term, "others": known, "today_is": today, "asked": queries.asked(case, today)}
    return render_template("workflow/archive/data_sheet.html", lines=data_sheets.lines(case, sheet), **page)
