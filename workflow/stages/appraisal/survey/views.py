"""Pages of the survey: villages, the pool, one survey with its draw, the questionnaire typed in and on paper."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import clock, web
from workflow.kernel.errors import HouseError
from workflow.places.models import Village
from workflow.staff.guard import requires
from workflow.stages.appraisal.survey import operations, queries, rules, states
from workflow.stages.appraisal.survey.forms import (
    AbandonForm,
    JudgeForm,
    QuestionnaireForm,
    ReplaceForm,
    RespondentForm,
    in_words,
    short,
)  # fmt: skip
from workflow.stages.appraisal.survey.models import Pick, Survey
from workflow.stages.people import queries as people
from workflow.stages.people.rules import masked_id

bp = Blueprint("survey", __name__, url_prefix="/surveys")


@bp.get("")
@requires("survey.see")
def index() -> Any:
    """The villages of one's office."""
    return render_template("workflow/survey/index.html", villages=queries.villages_of(current_user))


@bp.get("/villages/<code>")
@requires("survey.see")
def village(code: str) -> Any:
    """How far each household of a village is; no answer is told."""
    found = queries.village_for(code, current_user, "survey.see")
    size = web.settings().limits.page_size
    shown = queries.progress(found, after=request.args.get("after", 0, type=int), limit=size)
    page = {"village": found, "rows": shown, "size": size, "states": states, "pool": len(queries.pool(found))}
    return render_template("workflow/survey/village.html", **page)


@bp.route("/villages/<code>/pool", methods=["GET", "POST"])
@requires("survey.write")
def pool(code: str) -> Any:
    """Who may be drawn in a village."""
    found = queries.village_for(code, current_user, "survey.write")
    form = RespondentForm()
    if form.validate():
        try:
            known = people.member_by_id_number(form.id_number.data) if form.id_number.data else None
            operations.add_respondent(
                found, name=form.name.data, standing=form.standing.data, by=current_user, at=g.now,
                household=known.household if known else None,
            )  # fmt: skip
            return redirect(url_for("survey.pool", code=code), 303)
        except HouseError as error:
            form.blame(error)
    return _pool(found, form)


def _pool(found: Village, form: RespondentForm) -> Any:
    web.note_look(f"respondents:{found.code}", "pool of respondents")
    page = {"village": found, "form": form, "people": queries.pool(found), "local_date": clock.local_date}
    return render_template("workflow/survey/pool.html", **page), (422 if form.errors else 200)


@bp.post("/villages/<code>/pool/<public_id>/let-go")
@requires("survey.write")
def let_go(code: str, public_id: str) -> Any:
    """Take somebody out of the pool."""
    found = queries.village_for(code, current_user, "survey.write")
    operations.let_go(queries.respondent_of(found, public_id), by=current_user, at=g.now)
    return redirect(url_for("survey.pool", code=code), 303)


@bp.post("/draw/<public_id>")
@requires("survey.write")
def draw(public_id: str) -> Any:
    """Begin the survey of a household by drawing who is asked."""
    household = people.household_for(public_id, current_user, "survey.write")
    survey = operations.draw(household, by=current_user, at=g.now)
    return redirect(url_for("survey.show", public_id=survey.public_id), 303)


@bp.get("/<public_id>")
@requires("survey.see")
def show(public_id: str) -> Any:
    """One survey: to the team with names and answers, to others the draw alone."""
    return _page(queries.survey_for(public_id, current_user, "survey.see"))


def _page(survey: Survey, status: int = 200, **forms: Any) -> Any:
    web.note_look(f"survey:{survey.public_id}", "survey page")
    known = {
        "replace_form": ReplaceForm(formdata=None), "judge_form": JudgeForm(formdata=None),
        "abandon_form": AbandonForm(formdata=None),
    }  # fmt: skip
    page = {
        "survey": survey, "states": states, "rules": rules, "least": queries.least(survey),
        "answers": queries.answers(survey), "reasons": {term.code: in_words(term) for term in queries.reasons(survey)},
        "local_date": clock.local_date,
    }  # fmt: skip
    return render_template("workflow/survey/survey.html", **(page | known | forms)), status


@bp.route("/<public_id>/<int:rank>", methods=["GET", "POST"])
@requires("survey.write")
def ask(public_id: str, rank: int) -> Any:
    """Type in one questionnaire."""
    survey = queries.survey_for(public_id, current_user, "survey.write")
    pick = queries.pick_of(survey, rank)
    form = _questionnaire(survey, data={"asked_on": clock.local_date(g.now)})
    if form.validate():
        try:
            operations.record(pick, by=current_user, at=g.now, **form.said())
            flash(_("The questionnaire is recorded."))
            return redirect(_next(survey), 303)
        except HouseError as error:
            form.blame(error)
    return _form_page(pick, form)


def _questionnaire(survey: Survey, **kwargs: Any) -> QuestionnaireForm:
    members = survey.household.members
    return QuestionnaireForm(members, queries.businesses(survey), queries.reasons(survey), **kwargs)


def _next(survey: Survey) -> str:
    """The next questionnaire that is still to be typed in, or the survey itself."""
    waiting = [pick for pick in survey.picks if pick.replaced_at is None and pick.questionnaire is None]
    if not waiting or survey.state not in (states.State.OPEN, states.State.COMPLETE):
        return url_for("survey.show", public_id=survey.public_id)
    return url_for("survey.ask", public_id=survey.public_id, rank=waiting[0].rank)


def _form_page(pick: Pick, form: QuestionnaireForm) -> Any:
    web.note_look(f"survey:{pick.survey.public_id}", "questionnaire")
    listed = [(short(term.code), in_words(term)) for term in queries.businesses(pick.survey)]
    page = {"pick": pick, "survey": pick.survey, "form": form, "businesses": listed}
    return render_template("workflow/survey/ask.html", **page), (422 if form.errors else 200)


@bp.get("/<public_id>/paper")
@requires("survey.write")
def paper(public_id: str) -> Any:
    """The questionnaires on paper, one a page, with what is known of the household filled in."""
    survey = queries.survey_for(public_id, current_user, "survey.write")
    web.note_look(f"survey:{public_id}", "questionnaires printed")
    page = {
        "survey": survey, "picks": [pick for pick in survey.picks if not pick.replaced_at and not pick.questionnaire],
        "businesses": [(short(term.code), in_words(term)) for term in queries.businesses(survey)],
        "reasons": [(short(term.code), in_words(term)) for term in queries.reasons(survey)], "masked_id": masked_id,
    }  # fmt: skip
    return render_template("print/questionnaire.html", **page)


@bp.get("/<public_id>/summary")
@requires("survey.write")
def summary(public_id: str) -> Any:
    """The summary sheet to print and sign: the values side by side, no respondent."""
    survey = queries.survey_for(public_id, current_user, "survey.write")
    web.note_look(f"survey:{public_id}", "summary printed")
    page = {"survey": survey, "answers": queries.answers(survey), "least": queries.least(survey), "states": states}
    return render_template("print/survey_summary.html", **page)


@bp.post("/<public_id>/<int:rank>/replace")
@requires("survey.write")
def replace(public_id: str, rank: int) -> Any:
    """Draw another respondent for one who does not answer."""
    survey, form = queries.survey_for(public_id, current_user, "survey.write"), ReplaceForm()
    if form.validate():
        try:
            operations.replace(queries.pick_of(survey, rank), why=form.why.data, by=current_user, at=g.now)
            return redirect(url_for("survey.show", public_id=public_id), 303)
        except HouseError as error:
            form.blame(error)
    return _page(survey, 422, replace_form=form)


@bp.post("/<public_id>/<int:rank>/judge")
@requires("survey.write")
def judge(public_id: str, rank: int) -> Any:
    """Confirm or reject a reason."""
    survey, form = queries.survey_for(public_id, current_user, "survey.write"), JudgeForm()
    questionnaire = queries.answered(queries.pick_of(survey, rank))
    if form.validate():
        try:
            operations.judge(questionnaire, verdict=form.verdict.data, by=current_user, at=g.now)
            return redirect(url_for("survey.show", public_id=public_id), 303)
        except HouseError as error:
            form.blame(error)
    return _page(survey, 422, judge_form=form)


@bp.post("/<public_id>/more")
@requires("survey.write")
def more(public_id: str) -> Any:
    """Draw one more respondent."""
    survey = queries.survey_for(public_id, current_user, "survey.write")
    operations.draw_more(survey, by=current_user, at=g.now)
    return redirect(url_for("survey.show", public_id=public_id), 303)


@bp.post("/<public_id>/summarise")
@requires("survey.write")
def summarise(public_id: str) -> Any:
    """Close the survey with its line."""
    survey = queries.survey_for(public_id, current_user, "survey.write")
    operations.summarise(survey, by=current_user, at=g.now)
    return redirect(url_for("survey.show", public_id=public_id), 303)


@bp.post("/<public_id>/send")
@requires("survey.write")
def send(public_id: str) -> Any:
    """Hand the summary to the panel."""
    survey = queries.survey_for(public_id, current_user, "survey.write")
    operations.send(survey, by=current_user, at=g.now)
    return redirect(url_for("survey.show", public_id=public_id), 303)


@bp.post("/<public_id>/abandon")
@requires("survey.write")
def abandon(public_id: str) -> Any:
    """Give a survey up, in writing."""
    survey, form = queries.survey_for(public_id, current_user, "survey.write"), AbandonForm()
    if form.validate():
        try:
            operations.abandon(survey, why=form.why.data, by=current_user, at=g.now)
            return redirect(url_for("survey.show", public_id=public_id), 303)
        except HouseError as error:
            form.blame(error)
    return _page(survey, 422, abandon_form=form)
