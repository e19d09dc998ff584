"""What became of it: the holder of a receipt sees where it stands, and may withdraw a consent. Never cached."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.complaining import DisagreementForm, ReplyForm
from portal.forms import ConsentWithdrawalForm, DoorForm, TrackForm
from portal.papers import PaperForm
from portal.receipts import receipt_page
from workflow.doors.inbox import receive
from workflow.doors.published import read

bp = Blueprint("track", __name__, url_prefix="/track")
F = TypeVar("F", bound=DoorForm)


@bp.route("", methods=["GET", "POST"])
def show() -> ResponseReturnValue:
    """Ask for the digits; they travel in the body only."""
    form = TrackForm()
    answer = _answer(form) if form.accepted() else None
    if answer is None:
        return render_template("portal/track.html", form=form), form.status
    return _tracked(form.receipt.value, answer)


def _tracked(digits: str, answer: dict[str, Any], papers: PaperForm | None = None, kept: int = 0) -> str:
    """What the receipt's holder reads, and the forms that go on from there."""
    further = {"withdrawal": _empty(ConsentWithdrawalForm), "reply": _empty(ReplyForm)}
    further |= {"disagreement": _empty(DisagreementForm)}
    shown = {"digits": digits, "product": _product(answer), "kept": kept}
    papers = papers or _empty(PaperForm, digits, answer)
    return render_template("portal/tracked.html", answer=answer, papers=papers, **shown, **further)


def _empty(kind: Callable[..., F], *given: Any) -> F:
    """A form of its own on the page that the posted digits lead to."""
    form = kind(*given)
    form.renew()
    return form


@bp.route("/papers", methods=["GET", "POST"])
@receive.takes_files
def papers() -> ResponseReturnValue:
    """Photos of a paper that was asked for; each is kept by itself, and the page shows how to go on."""
    if request.method != "POST":
        return redirect(url_for("track.show"), 303)
    digits = PaperForm.digits_sent()
    answer = receive.answer_again(digits) if digits else None
    if digits is None or answer is None:
        return _look_up_again()
    form = PaperForm(digits, answer)
    kept = form.hand_in_each() if form.accepted() else 0
    fresh = None if form.errors else _empty(PaperForm, digits, answer)
    return _tracked(digits, answer, fresh or form, kept), form.status


def _look_up_again() -> ResponseReturnValue:
    form = TrackForm()
    form.renew()
    form.form_errors.append(_("This page was open too long. Look your receipt up once more: what arrived is kept."))
    return render_template("portal/track.html", form=form), 400


@bp.route("/consent", methods=["GET", "POST"])
def consent() -> ResponseReturnValue:
    """Withdraw the consent to be shown online."""
    if request.method != "POST":
        return redirect(url_for("track.show"), 303)
    form = ConsentWithdrawalForm()
    receipt = form.hand_in() if form.accepted() else None
    if receipt:
        return receipt_page(receipt)
    return render_template("portal/consent.html", form=form), form.status


@bp.route("/reply", methods=["GET", "POST"])
@receive.takes_files
def reply() -> ResponseReturnValue:
    """Add something to a complaint, or answer what was asked."""
    return _heard(ReplyForm, _("Add to my complaint"))


@bp.route("/review", methods=["GET", "POST"])
@receive.takes_files
def review() -> ResponseReturnValue:
    """Ask the superior office to look at the answer again."""
    return _heard(DisagreementForm, _("Not solved: ask the superior office"))


def _heard(kind: type[ReplyForm], title: str) -> ResponseReturnValue:
    """Keep the words; the answer is the same whatever stands behind the receipt, and gives no receipt of its own."""
    if request.method != "POST":
        return redirect(url_for("track.show"), 303)
    form = kind()
    kept = form.hand_in() if form.accepted() else None
    return render_template("portal/heard.html", form=form, title=title, kept=kept), form.status


def _product(answer: dict[str, Any]) -> dict[str, Any] | None:
    found = read.latest("product", answer["product"]) if answer.get("product") else None
    return found.payload if found else None


def _answer(form: TrackForm) -> dict[str, Any] | None:
    try:
        answer = receive.answer(form.receipt.value, address=request.remote_addr or "")
    except receive.TooOften as error:
        form.refuse(error)
        return None
    if answer is None:
        form.status = 422
        form.receipt.errors = [_("Nobody was given this number. Please compare the digits, or ask at the counter.")]
    return answer
