"""Pages of the approval room: the committee's seats, the review, the decision, the result."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask_login import current_user

from workflow.base import web
from workflow.base.clock import local_date
from workflow.kernel.errors import Invalid, NotFound
from workflow.staff.forms import ConfirmForm
from workflow.staff.guard import requires
from workflow.staff.queries import officer_by_public_id
from workflow.stages.approval import operations, queries
from workflow.stages.approval.forms import CloseForm, DecisionForm, OpenForm, ResultForm, SeatForm, VoteForm
from workflow.stages.approval.rules import Choice, Verdict, allowed
from workflow.stages.cases.queries import case_for

bp = Blueprint("approval", __name__)


@bp.get("/committee")
@requires("committee.see")
def committee() -> Any:
    """Who sits on the committee of one's own office."""
    return _committee_page(queries.committee_for(current_user, "committee.see"))


def _committee_page(found: queries.Committee, form: SeatForm | None = None) -> Any:
    form = form or SeatForm(queries.candidates(found, on=local_date(g.now)), formdata=None)
    page = render_template(
        "workflow/approval/committee.html", committee=found, form=form, confirm=ConfirmForm(formdata=None)
    )
    return page, (422 if form.errors else 200)


@bp.post("/committee")
@requires("committee.seat")
def seat() -> Any:
    """Give somebody a seat."""
    found = queries.committee_for(current_user, "committee.seat")
    form = SeatForm(queries.candidates(found, on=local_date(g.now)))
    if form.validate():
        operations.seat(found, form.chosen(), by=current_user, at=g.now)
        return redirect(url_for("approval.committee"), 303)
    return _committee_page(found, form)


@bp.post("/committee/<public_id>/unseat")
@requires("committee.seat")
def unseat(public_id: str) -> Any:
    """End somebody's seat."""
    found, officer = queries.committee_for(current_user, "committee.seat"), officer_by_public_id(public_id)
    if officer is None:
        raise NotFound
    if ConfirmForm().validate():
        operations.unseat(found, officer, by=current_user, at=g.now)
    return redirect(url_for("approval.committee"), 303)


@bp.route("/cases/<public_id>/review", methods=["GET", "POST"])
@requires("review.open")
def open_review(public_id: str) -> Any:
    """Let the committee sit on a case."""
    case = case_for(public_id, current_user, "review.open")
    bench = queries.bench(case, on=local_date(g.now))
    form = OpenForm(bench.substitutes, data={"seen": case.version})
    if form.validate():
        web.check_seen(form.seen.data, case)
        try:
            operations.open_review(case, substitutes=form.chosen(), by=current_user, at=g.now)
            return _back(public_id)
        except Invalid as error:
            form.blame(error)
    return _page("open", form, case=case, bench=bench)


@bp.route("/cases/<public_id>/vote", methods=["GET", "POST"])
@requires("review.vote")
def vote(public_id: str) -> Any:
    """Cast one's vote."""
    review = queries.review_for(public_id, current_user, "review.vote")
    queries.check_member(review, current_user)
    form = VoteForm()
    if form.validate():
        try:
            operations.vote(
                review, choice=Choice(form.choice.data), opinion=form.opinion.data, by=current_user, at=g.now
            )
            return _back(public_id)
        except Invalid as error:
            form.blame(error)
    return _page("vote", form, case=review.case, review=review)


@bp.route("/cases/<public_id>/review/close", methods=["GET", "POST"])
@requires("review.close")
def close_review(public_id: str) -> Any:
    """Count the votes and write the record."""
    review = queries.review_for(public_id, current_user, "review.close")
    case = review.case
    form = CloseForm(queries.checklist(case), data={"seen": case.version, "passed_amount": review.proposed_amount})
    if form.validate():
        web.check_seen(form.seen.data, case)
        try:
            amount, found = form.passed_amount.data, form.found()
            operations.close_review(review, passed_amount=amount, checklist=found, by=current_user, at=g.now)
            return _back(public_id)
        except Invalid as error:
            form.blame(error)
    return _page("close", form, case=case, review=review, sitting=queries.sitting(review))


@bp.route("/cases/<public_id>/decision", methods=["GET", "POST"])
@requires("decision.decide")
def decide(public_id: str) -> Any:
    """Decide a case at one's own level."""
    case = case_for(public_id, current_user, "decision.decide")
    queries.check_decider(case, current_user)
    powers = queries.powers(case)
    form = DecisionForm(allowed(powers, case.passed_amount), data={"seen": case.version})
    if form.validate():
        web.check_seen(form.seen.data, case)
        try:
            asked = {"verdict": Verdict(form.verdict.data), "amount": form.amount.data, "reason": form.reason.data}
            operations.decide(case, **asked, by=current_user, at=g.now)
            return _back(public_id)
        except Invalid as error:
            form.blame(error)
    return _page("decide", form, case=case, powers=powers, level=queries.level_name(case))


@bp.route("/cases/<public_id>/result", methods=["GET", "POST"])
@requires("result.tell")
def tell_result(public_id: str) -> Any:
    """Write down that the applicant was told."""
    case = case_for(public_id, current_user, "result.tell")
    made = queries.untold(case)
    form = ResultForm(data={"seen": case.version, "told_at": g.now})
    if form.validate():
        web.check_seen(form.seen.data, case)
        try:
            told = {"told_at": form.told_at.data, "how": form.how.data, "whom": form.whom.data}
            operations.tell_result(case, **told, by=current_user, at=g.now)
            return _back(public_id)
        except Invalid as error:
            form.blame(error)
    web.note_look(f"household:{case.household.public_id}", "tell the result")  # the page shows the telephone
    return _page("result", form, case=case, made=made)


def _page(name: str, form: Any, **shown: Any) -> Any:
    page = render_template(f"workflow/approval/{name}.html", form=form, **shown)
    return page, (422 if request.method == "POST" else 200)


def _back(public_id: str) -> Any:
    return redirect(url_for("desk.case", public_id=public_id), 303)
