"""Forms as PDF: of a case, of a survey, and blank ones for the counter and the visit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, g, render_template
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import clock, languages, web
from workflow.carriers import forms
from workflow.kernel.errors import N_, NotFound
from workflow.office.printing import case_forms, survey_forms
from workflow.places import queries as places
from workflow.staff import rights
from workflow.staff.guard import requires
from workflow.stages.appraisal.survey import queries as surveys
from workflow.stages.cases import queries as cases

NAMES: dict[str, str] = {
    "demand": N_("Loan demand form"),
    "application": N_("Loan application"),
    "report": N_("Investigation report"),
    "approval": N_("Approval form"),
    "questionnaire": N_("Household credit questionnaire"),
    "summary": N_("Questionnaire summary"),
    "appraisal": N_("Household credit appraisal form"),
}

bp = Blueprint("printing", __name__)
bp.app_context_processor(lambda: {"FORM_NAMES": NAMES, "forms_of": case_forms.printable})

@bp.get("/forms")
@requires("paper.see")
def index() -> Any:
    """Every form there is, blank."""
    return render_template("workflow/printing/index.html")


@bp.get("/forms/<form>.pdf")
@requires("paper.see")
def blank(form: str) -> Response:
    """One form to be filled in by hand."""
    if form in case_forms.FORMS:
        return _paper(form, [case_forms.FORMS[form](None)])
    if form in survey_forms.FORMS:
        return _paper(form, survey_forms.FORMS[form](None, clock.local_date(g.now)))
    raise NotFound


@bp.get("/cases/<public_id>/forms/<form>.pdf")
@requires("case.see")
def of_case(public_id: str, form: str) -> Response:
    """One form of a case with everything that is known."""
    case = cases.case_for(public_id, current_user)
    rights.check(current_user, "household.see", case.household)
    if form not in case_forms.printable(case):
        raise NotFound
    web.note_look(case.stream, f"form {form}")
    return _paper(form, [case_forms.FORMS[form](case)])


@bp.get("/surveys/<public_id>/forms/<form>.pdf")
@requires("survey.write")
def of_survey(public_id: str, form: str) -> Response:
    """One form of a survey, for whoever keeps it."""
    survey = surveys.survey_for(public_id, current_user, "survey.write")
    if form not in survey_forms.FORMS:
        raise NotFound
    sheets = survey_forms.FORMS[form](survey, clock.local_date(g.now))
    if not sheets:
        raise NotFound
    web.note_look(f"survey:{public_id}", f"form {form}")
    return _paper(form, sheets)


def _paper(form: str, sheets: Sequence[dict[str, Any]]) -> Response:
    own, english = places.institution(), languages.current() == "en"
    content = forms.print_pdf(
        sheets, title=_(NAMES[form]), publisher=(own.name_en if english else "") or own.name,
        aside=current_user.office.name, foot=_("Printed on %(day)s", day=languages.moment(g.now)),
        page=_("Page %(page)s of %(pages)s", page="{page}", pages="{pages}"), english=english, at=g.now,
    )  # fmt: skip
    answer = Response(content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{form}.pdf"'
    return answer
