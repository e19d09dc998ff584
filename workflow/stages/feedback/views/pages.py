"""The list, one complaint, and its way from being written down to its answer."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import clock, web
from workflow.kernel.errors import HouseError
from workflow.staff.guard import requires
from workflow.staff.rights import may
from workflow.stages.feedback import operations, queries, rules, states
from workflow.stages.feedback.forms import (
    AnswerForm,
    AskForm,
    AssignForm,
    ConfirmForm,
    ExtendForm,
    MergeForm,
    RecordForm,
    RegisterForm,
    ReviewForm,
    WithdrawForm,
)
from workflow.stages.feedback.models import Complaint, ComplaintReview

bp = Blueprint("feedback", __name__, url_prefix="/complaints")


@bp.get("")
@requires("complaint.see")
def index() -> Any:
    """Open complaints, the most urgent first, and those that ended."""
    size = web.settings().limits.page_size
    shown = queries.open_for(current_user, limit=size, after=_after())
    lists = {
        "waiting": shown,
        "unlimited": [] if _after() else queries.without_limit_for(current_user, limit=size),
        "ended": queries.ended_for(current_user, limit=size, before=request.args.get("before", type=int)),
        "crowd": queries.heaped(current_user), "size": size,
    }  # fmt: skip
    words = {"rules": rules, "states": states, "local_date": clock.local_date, "confirm": ConfirmForm()}
    return render_template("workflow/feedback/index.html", **words, **lists)


def _after() -> tuple[date, int] | None:
    day, _comma, number = request.args.get("after", "").partition(",")
    try:
        return date.fromisoformat(day), int(number)
    except ValueError:
        return None


@bp.post("/take")
@requires("complaint.write")
def take() -> Any:
    """Take in the oldest of what was handed in, so many that nobody is held up; the answer is always the same."""
    if ConfirmForm().validate():
        operations.take_waiting(at=g.now)
    return redirect(url_for("feedback.index"), 303)


@bp.route("/new", methods=["GET", "POST"])
@requires("complaint.write")
def record() -> Any:
    """Write down a complaint told by telephone, letter or visit."""
    form = RecordForm(data={"received_at": g.now})
    if form.validate():
        try:
            complaint = operations.record_complaint(**_told(form), by=current_user, at=g.now)
            return seen_or_gone(complaint)
        except HouseError as error:
            form.blame(error)
    return render_template("workflow/feedback/record.html", form=form), (422 if form.errors else 200)


def _told(form: RecordForm) -> dict[str, Any]:
    names = ("channel", "category", "anonymous", "name", "contact", "text", "about", "case_number", "received_at")
    told = {name: form[name].data for name in names}
    return told | {"office": queries.office_by_id(form.office.data)}


@bp.get("/<public_id>")
@requires("complaint.see")
def show(public_id: str) -> Any:
    """One complaint with the next step it waits for."""
    return page_of(queries.complaint_for(public_id, current_user, "complaint.see"))


def page_of(complaint: Complaint, status: int = 200, **forms: Any) -> Any:
    """The page of a complaint; a form given here stands in it as it was sent."""
    web.note_look(complaint.stream, "complaint work")
    seen = {"seen": complaint.version}
    known: dict[str, Any] = {
        "register_form": RegisterForm(formdata=None, data=seen | _guess(complaint)),
        "assign_form": _assign_form(complaint, formdata=None, data=seen),
        "merge_form": merge_form(complaint, formdata=None, data=seen),
        "answer_form": AnswerForm(formdata=None, data=seen),
        "extend_form": ExtendForm(formdata=None, data=seen),
        "ask_form": AskForm(formdata=None, data=seen),
        "review_form": ReviewForm(formdata=None, data={"seen": complaint.review.version} if complaint.review else {}),
        "withdraw_form": WithdrawForm(formdata=None, data=seen),
        "confirm": ConfirmForm(formdata=None),
    }
    facts = {"complaint": complaint, "rules": rules, "states": states, "register_by": operations.register_by(complaint)}
    facts |= {"longer": operations.longer(complaint), "review_until": operations.review_until(complaint)}
    facts |= {"together": [each for each in queries.together(complaint) if may(current_user, "complaint.see", each)]}
    facts |= {"review_late": _review_late(complaint.review), "local_date": clock.local_date}
    facts |= {"late": operations.days_late(complaint, complaint.answered_at or g.now)}
    return render_template("workflow/feedback/complaint.html", **facts, **(known | forms)), status


def _review_late(review: ComplaintReview | None) -> int:
    return operations.days_late(review, review.answered_at or g.now) if review else 0


def _guess(complaint: Complaint) -> dict[str, Any]:
    number = complaint.case.number if complaint.case else ""
    return {"category": complaint.category, "office": str(complaint.office_id or ""), "case_number": number}


def _assign_form(complaint: Complaint, **kwargs: Any) -> AssignForm:
    form = AssignForm(**kwargs)
    people = queries.candidates(complaint)
    form.officer.choices = [(each.public_id, f"{each.name} · {each.office.name} · {each.duties}") for each in people]
    return form


def merge_form(complaint: Complaint, **kwargs: Any) -> MergeForm:
    """The complaints that this one may be handled as one with."""
    form = MergeForm(**kwargs)
    found = queries.mergeable(complaint, current_user, limit=web.settings().limits.page_size)
    form.lead.choices = [(each.public_id, _told_apart(each)) for each in found]
    return form


def _told_apart(complaint: Complaint) -> str:
    office = complaint.office.name if complaint.office else ""
    ground = _(rules.CATEGORIES[complaint.category])
    received = clock.local_date(complaint.received_at).isoformat()
    return " · ".join(part for part in (complaint.number, ground, office, received) if part)


@bp.post("/<public_id>/receipt")
@requires("complaint.write")
def receipt(public_id: str) -> Any:
    """The complainant's receipt, shown once on the answer to this post."""
    complaint = queries.complaint_for(public_id, current_user, "complaint.write")
    form = ConfirmForm()
    if not form.validate():
        return page_of(complaint, 422, confirm=form)
    g.keep = True
    given = operations.give_receipt(complaint, nonce=g.nonce, by=current_user, at=g.now)
    return render_template("workflow/feedback/receipt.html", complaint=complaint, receipt=given)


@bp.post("/<public_id>/register")
@requires("complaint.register")
def register(public_id: str) -> Any:
    """Enter it in the register and say whom it concerns."""
    complaint = queries.complaint_for(public_id, current_user, "complaint.register")
    form = RegisterForm()
    if form.validate():
        web.check_seen(form.seen.data, complaint)
        try:
            operations.register(complaint, **_concerned(form), by=current_user, at=g.now)
            return seen_or_gone(complaint)
        except HouseError as error:
            form.blame(error)
    return page_of(complaint, 422, register_form=form)


def _concerned(form: RegisterForm) -> dict[str, Any]:
    officers = queries.officers_by_public_id(form.officers.data or [])
    office = queries.office_by_id(form.office.data)
    chosen = {"officers": officers, "office": office}
    return chosen | {"category": form.category.data, "case_number": form.case_number.data}


@bp.post("/<public_id>/assign")
@requires("complaint.assign")
def assign(public_id: str) -> Any:
    """Give it to someone it does not concern."""
    complaint = queries.complaint_for(public_id, current_user, "complaint.assign")
    form = _assign_form(complaint)
    chosen = queries.officers_by_public_id([form.officer.data or ""])
    if form.validate() and chosen:
        web.check_seen(form.seen.data, complaint)
        try:
            operations.assign(complaint, chosen[0], by=current_user, at=g.now)
            return seen_or_gone(complaint)
        except HouseError as error:
            form.blame(error)
    return page_of(complaint, 422, assign_form=form)


@bp.post("/<public_id>/answer")
@requires("complaint.answer")
def answer(public_id: str) -> Any:
    """Answer it."""
    complaint = queries.complaint_for(public_id, current_user, "complaint.answer")
    form = AnswerForm()
    if form.validate():
        web.check_seen(form.seen.data, complaint)
        words = {name: form[name].data for name in ("findings", "outcome", "answer")}
        try:
            operations.answer(complaint, **words, by=current_user, at=g.now)
            return redirect(url_for("feedback.show", public_id=public_id), 303)
        except HouseError as error:
            form.blame(error)
    return page_of(complaint, 422, answer_form=form)


@bp.post("/<public_id>/withdraw")
@requires("complaint.write")
def withdraw(public_id: str) -> Any:
    """End it because its complainant took it back."""
    complaint = queries.complaint_for(public_id, current_user, "complaint.write")
    form = WithdrawForm()
    if form.validate():
        web.check_seen(form.seen.data, complaint)
        try:
            operations.withdraw(complaint, reason=form.reason.data, by=current_user, at=g.now)
            return redirect(url_for("feedback.show", public_id=public_id), 303)
        except HouseError as error:
            form.blame(error)
    return page_of(complaint, 422, withdraw_form=form)


def seen_or_gone(complaint: Complaint) -> Any:
    """On to the complaint – or to the list, where the step just taken has closed it to whoever took it."""
    if current_user.id in complaint.excluded_ids:
        flash(_("It is in the register. It concerns you, so others go on with it."))
        return redirect(url_for("feedback.index"), 303)
    return redirect(url_for("feedback.show", public_id=complaint.public_id), 303)
