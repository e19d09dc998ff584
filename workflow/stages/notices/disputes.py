"""Pages about objections: what came in, its admission, the re-review and the ruling."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import web
from workflow.kernel.errors import Invalid, NotFound
from workflow.staff.guard import requires
from workflow.staff.rights import may
from workflow.stages.notices import operations, panels, queries
from workflow.stages.notices.forms import DismissForm, ObjectionForm, RulingForm, StepForm
from workflow.stages.notices.models import NoticeRow, Objection


def add_to(bp: Blueprint) -> None:
    """Hang these pages into the room's blueprint."""
    bp.add_url_rule("/objections", view_func=objections)
    bp.add_url_rule("/objections/take", view_func=take_objections, methods=["POST"])
    bp.add_url_rule("/objections/<public_id>", view_func=objection)
    bp.add_url_rule("/objections/<public_id>/admit", view_func=admit, methods=["POST"])
    bp.add_url_rule("/objections/<public_id>/dismiss", view_func=dismiss, methods=["POST"])
    bp.add_url_rule("/objections/<public_id>/rule", view_func=rule, methods=["POST"])
    where = "/notices/<public_id>/entries/<entry>/objection"
    bp.add_url_rule(where, view_func=record_objection, methods=["GET", "POST"])


@requires("objection.see")
def objections() -> Any:
    """Every objection in reach, those that wait first."""
    found, waiting = queries.objections_of(current_user), queries.slips_waiting()
    return render_template("workflow/notices/objections.html", objections=found, waiting=waiting, form=StepForm())


@requires("objection.record")
def take_objections() -> Any:
    """Judge what waits at the door by its stamp."""
    if StepForm().validate():
        taken = operations.take_objections(by=current_user, at=g.now)
        flash(_("%(num)s objections were taken in.", num=len(taken)))
    return redirect(url_for("notices.objections"), 303)


@requires("objection.record")
def record_objection(public_id: str, entry: str) -> Any:
    """Write down an objection that came on paper or by word of mouth; the answer shows its receipt, this once."""
    row = _row(public_id, entry)
    form = ObjectionForm(data={"received_at": g.now})
    if form.validate():
        try:
            made, given = operations.write_down(row, **form.told(), nonce=g.nonce, by=current_user, at=g.now)
            shown = {"objection": made, "given": given, "notice": row.notice, "judged": panels.said_of(made)}
            return render_template("workflow/notices/receipt.html", **shown)
        except Invalid as error:
            form.blame(error)
    page = {"row": row, "notice": row.notice, "form": form}
    return render_template("workflow/notices/record.html", **page), (422 if form.errors else 200)


def _row(public_id: str, entry: str) -> NoticeRow:
    notice = queries.notice_for(public_id, current_user, "objection.record")
    found = next((row for row in notice.rows if row.public_id == entry), None)
    if found is None or notice.posted_at is None:
        raise NotFound
    return found


@requires("objection.see")
def objection(public_id: str) -> Any:
    """One objection; who objects is told to the risk department alone."""
    found = queries.objection_for(public_id, current_user, "objection.see")
    return _page(found, RulingForm(data={"seen": found.version}), DismissForm(data={"seen": found.version}))


def _page(found: Objection, ruling: RulingForm, dismissal: DismissForm, status: int = 200) -> Any:
    web.note_look(found.stream, "objection")
    rules = may(current_user, "objection.rule", found)
    page = {"objection": found, "rules": rules, "ruling": ruling, "dismissal": dismissal}
    return render_template("workflow/notices/objection.html", **page), status


@requires("objection.rule")
def admit(public_id: str) -> Any:
    """Admit it to re-review: payment is blocked from now on."""
    found, form = queries.objection_for(public_id, current_user, "objection.rule"), DismissForm()
    if not g.get("stale"):
        try:
            web.check_seen(form.seen.data, found)
            operations.admit(found, by=current_user, at=g.now)
            return redirect(url_for("notices.objection", public_id=public_id), 303)
        except Invalid as error:
            form.blame(error)
    return _page(found, RulingForm(formdata=None), form, 422)


@requires("objection.rule")
def dismiss(public_id: str) -> Any:
    """Find it not admissible."""
    found, form = queries.objection_for(public_id, current_user, "objection.rule"), DismissForm()
    if form.validate():
        try:
            web.check_seen(form.seen.data, found)
            operations.dismiss(found, reason=form.reason.data, by=current_user, at=g.now)
            return redirect(url_for("notices.objection", public_id=public_id), 303)
        except Invalid as error:
            form.blame(error)
    return _page(found, RulingForm(formdata=None), form, 422)


@requires("objection.rule")
def rule(public_id: str) -> Any:
    """Rule on it after re-review."""
    found, form = queries.objection_for(public_id, current_user, "objection.rule"), RulingForm()
    if form.validate():
        try:
            web.check_seen(form.seen.data, found)
            told = {"verdict": form.verdict.data, "ruling": form.ruling.data, "new_amount": form.new_amount.data}
            operations.rule(found, **told, by=current_user, at=g.now)
            return redirect(url_for("notices.objection", public_id=public_id), 303)
        except Invalid as error:
            form.blame(error)
    return _page(found, form, DismissForm(formdata=None), 422)
