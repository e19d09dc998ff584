"""Pages of the appraisal room: the investigation's form and its printable report."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, render_template, url_for
from flask_login import current_user

from workflow.base import web
from workflow.kernel.errors import Invalid
from workflow.staff.guard import requires
from workflow.stages.appraisal import operations, queries
from workflow.stages.appraisal.forms import InvestigationForm
from workflow.stages.cases.queries import case_for
from workflow.stages.cases.ways import check_graded

bp = Blueprint("appraisal", __name__)


@bp.route("/cases/<public_id>/investigate", methods=["GET", "POST"])
@requires("case.investigate")
def investigate(public_id: str) -> Any:
    """Write down what was seen on site and what is proposed."""
    case = case_for(public_id, current_user, "case.investigate")
    check_graded(case)
    proposal = {"seen": case.version, "proposed_amount": case.amount, "proposed_term_months": case.term_months}
    limited = queries.limits_unsecured(case)
    form = InvestigationForm(queries.assistants(case, current_user), limited=limited, data=proposal)
    if form.validate():
        web.check_seen(form.seen.data, case)
        try:
            operations.investigate(case, **form.report(), by=current_user, at=g.now)
            return redirect(url_for("desk.case", public_id=public_id), 303)
        except Invalid as error:
            form.blame(error)
    return render_template("workflow/appraisal/investigate.html", case=case, form=form), (422 if form.errors else 200)


@bp.get("/cases/<public_id>/investigation")
@requires("case.see")
def report(public_id: str) -> Any:
    """The report, to read and to print."""
    found = queries.investigation_for(public_id, current_user)
    web.note_look(f"case:{public_id}", "investigation report")
    return render_template("workflow/appraisal/report.html", case=found.case, found=found)
