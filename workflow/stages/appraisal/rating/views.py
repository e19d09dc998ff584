"""Pages of the ratings: the list, the rating sheet, a rating with the opinions of its tiers, its paper."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask_login import current_user

from workflow.base import clock, web
from workflow.kernel.errors import HouseError, Invalid, N_
from workflow.staff.guard import requires
from workflow.staff.rights import may
from workflow.stages.appraisal.rating import operations, queries, rules
from workflow.stages.appraisal.rating.forms import (
    CriteriaForm,
    FindForm,
    GradeForm,
    OpinionForm,
    RatingForm,
    ScoreForm,
    in_words,
)
from workflow.stages.appraisal.rating.models import Rating
from workflow.stages.cases.queries import case_for
from workflow.stages.people import queries as people

bp = Blueprint("rating", __name__, url_prefix="/ratings")


@bp.get("")
@requires("rating.see")
def index() -> Any:
    """Ratings of one's villages, newest first."""
    return _index(FindForm(formdata=None))


def _index(form: FindForm) -> Any:
    size = web.settings().limits.page_size
    rows = queries.ratings(current_user, before=request.args.get("before", type=int), limit=size)
    page = {"rows": rows, "size": size, "form": form, "rules": rules}
    return render_template("workflow/rating/index.html", **page), (422 if form.errors else 200)


@bp.post("/find")
@requires("rating.score")
def find() -> Any:
    """From an identity number to the rating sheet of its household."""
    form = FindForm()
    if form.validate():
        household = people.found_by_id_number(form.id_number.data, current_user, "rating.score")
        if household is not None:
            return redirect(url_for("rating.new", public_id=household.public_id), 303)
        web.note_look(people.sought(form.id_number.data), "identity number search")
        form.blame(Invalid(N_("No household that you may rate has a member with this number."), field="id_number"))
    return _index(form)


@bp.get("/of-case/<public_id>")
@requires("rating.score")
def of_case(public_id: str) -> Any:
    """From a case that waits for its household's grade to where that is settled: the rating under way, a new sheet, or
    for who may do neither, what the case says of it."""
    case = case_for(public_id, current_user)
    found = queries.running(case.household)
    if found and may(current_user, "rating.see", found):
        return redirect(url_for("rating.show", public_id=found.public_id), 303)
    if found is None and queries.rates(current_user, case.household):
        return redirect(url_for("rating.new", public_id=case.household.public_id), 303)
    return redirect(url_for("desk.case", public_id=public_id), 303)


@bp.route("/new/<public_id>", methods=["GET", "POST"])
@requires("rating.score")
def new(public_id: str) -> Any:
    """Fill in a rating sheet."""
    household = people.household_for(public_id, current_user, "rating.score")
    form = _sheet()
    if form.validate():
        try:
            made = operations.rate(
                household, income=form.income.data, asked=form.asked.data, facts=form.facts(), by=current_user, at=g.now
            )
            return redirect(url_for("rating.show", public_id=made.public_id), 303)
        except HouseError as error:
            form.blame(error)
    web.note_look(f"household:{public_id}", "rating sheet")
    page = {"household": household, "form": form, "scheme": queries.scheme(clock.local_date(g.now)), "rules": rules}
    return render_template("workflow/rating/new.html", **page), (422 if form.errors else 200)


def _sheet() -> RatingForm:
    """The form that the scheme of the rules asks for."""
    on = clock.local_date(g.now)
    scheme = queries.scheme(on)
    if scheme == rules.SCORE:
        return ScoreForm(queries.factors(on), queries.full(on))
    return CriteriaForm(queries.criteria(on)) if scheme == rules.CRITERIA else GradeForm(queries.grades(on))


@bp.get("/<public_id>")
@requires("rating.see")
def show(public_id: str) -> Any:
    """One rating: how it came about, what it allows, what each tier says."""
    found = queries.rating_for(public_id, current_user, "rating.see")
    return _page(
        found, OpinionForm(queries.grades(found.rules_on), data={"grade": found.grade or "", "seen": found.version})
    )


def _page(found: Rating, form: OpinionForm) -> Any:
    web.note_look(f"rating:{found.public_id}", "rating")
    page = {
        "found": found, "form": form, "rules": rules, "speaks": queries.speaks(current_user, found),
        "factors": {term.code: in_words(term) for term in queries.factors(found.rules_on)},
        "total": float(Fraction(found.score)) if found.score else None,
    }  # fmt: skip
    return render_template("workflow/rating/rating.html", **page), (422 if form.errors else 200)


@bp.post("/<public_id>/judge")
@requires("rating.judge")
def judge(public_id: str) -> Any:
    """Give one tier's opinion."""
    found = queries.rating_for(public_id, current_user, "rating.judge")
    form = OpinionForm(queries.grades(found.rules_on))
    if form.validate():
        web.check_seen(form.seen.data, found)
        try:
            operations.judge(found, grade=form.grade.data or None, word=form.word.data, by=current_user, at=g.now)
            return redirect(url_for("rating.show", public_id=public_id), 303)
        except HouseError as error:
            form.blame(error)
    return _page(found, form)


@bp.get("/<public_id>/paper")
@requires("rating.see")
def paper(public_id: str) -> Any:
    """The rating sheet to print, with room for what is signed by hand."""
    found = queries.rating_for(public_id, current_user, "rating.see")
    web.note_look(f"rating:{public_id}", "rating printed")
    factors = {term.code: in_words(term) for term in queries.factors(found.rules_on)}
    return render_template("print/rating.html", found=found, rules=rules, factors=factors)
