"""Pages of the batch line form: signing it, reading, approving or returning it, taking it along; meeting again."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from workflow.base import clock, web
from workflow.carriers import sheets
from workflow.kernel.errors import Conflict, HouseError, N_, NotFound
from workflow.places import packs
from workflow.places import queries as places
from workflow.places.models import Village
from workflow.policy import products
from workflow.staff import rights
from workflow.staff.guard import requires
from workflow.stages.appraisal.panel import queries as panels
from workflow.stages.approval.lines import operations, queries, showing, states
from workflow.stages.approval.lines.forms import ApproveForm, ReturnForm, SignForm
from workflow.stages.approval.lines.models import LineBatch

bp = Blueprint("lines", __name__, url_prefix="/lines")


@bp.route("/villages/<code>", methods=["GET", "POST"])
@requires("lines.sign")
def sign(code: str) -> Any:
    """Put a village's settled lines on a form and sign it."""
    village, on = _village(code), clock.local_date(g.now)
    ready = queries.ready(village, on)
    form = SignForm(ready, products.products(packs.pack(), on), seen=queries.seen(ready))
    if form.validate():
        if form.seen.data != queries.seen(ready):
            raise Conflict(N_("A line has changed since this page was made. Open it again."))
        try:
            batch = operations.sign(village, form.chosen(), product=form.product.data, by=current_user, at=g.now)
            return redirect(url_for("lines.show", public_id=batch.public_id), 303)
        except HouseError as error:
            form.blame(error)
            village = _village(code)
    web.note_look(f"lines:{village.code}", "settled lines of a village")
    page = {
        "village": village, "form": form, "ready": ready, "batches": queries.batches_of(village), "states": states,
        "unready": queries.above_unsecured(ready, on),
    }  # fmt: skip
    return render_template("workflow/lines/sign.html", **page), (422 if form.errors else 200)


def _village(code: str) -> Village:
    village = places.village_by_code(code)
    if village is None:
        raise NotFound
    rights.check(current_user, "lines.sign", queries.Ground(village))
    return village


@bp.get("/<public_id>")
@requires("lines.see")
def show(public_id: str) -> Any:
    """One form: its lines by group, who signed, what became of each."""
    return _page(queries.batch_for(public_id, current_user, "lines.see"))


def _page(batch: LineBatch, form: ReturnForm | None = None) -> Any:
    web.note_look(batch.stream, "batch line form")
    form = form or ReturnForm(formdata=None, data={"seen": batch.version})
    own = current_user.office_id == batch.office.id
    on = clock.local_date(g.now)
    share = queries.to_approve_here(batch, current_user, on) if own else queries.to_approve_above(batch, current_user)
    rows = queries.rows_of(batch)
    page = {
        "batch": batch, "groups": showing.by_group(rows), "states": states, "form": form,
        "mine": len(share.mine), "left": share.left, "own": own, "standing": showing.standing,
        "unready": queries.unready(batch, rows, on),
        "product": showing.product_name(batch),
    }  # fmt: skip
    return render_template("workflow/lines/batch.html", **page), (422 if form.errors else 200)


@bp.post("/<public_id>/approve")
@requires("lines.approve")
def approve(public_id: str) -> Any:
    """Approve every line that lies within one's own authority and hands; the rest goes up or waits for another."""
    batch, form = queries.batch_for(public_id, current_user, "lines.approve"), ApproveForm()
    if form.validate():
        web.check_seen(form.seen.data, batch)
        done = operations.approve(batch, by=current_user, at=g.now)
        flash(" ".join(showing.outcome(**asdict(done))))
        return redirect(url_for("lines.show", public_id=public_id), 303)
    return _page(batch)


@bp.post("/<public_id>/approve-above")
@requires("lines.approve")
def approve_above(public_id: str) -> Any:
    """Approve the lines that were sent up to one's own level."""
    batch, form = queries.batch_for(public_id, current_user, "lines.approve"), ApproveForm()
    if form.validate():
        web.check_seen(form.seen.data, batch)
        count = operations.approve_above(batch, by=current_user, at=g.now)
        flash(ngettext("%(num)s line is granted.", "%(num)s lines are granted.", count))
        return redirect(url_for("lines.show", public_id=public_id), 303)
    return _page(batch)


@bp.post("/<public_id>/return")
@requires("lines.approve")
def send_back(public_id: str) -> Any:
    """Return a form, in writing."""
    batch, form = queries.batch_for(public_id, current_user, "lines.approve"), ReturnForm()
    if form.validate():
        web.check_seen(form.seen.data, batch)
        try:
            operations.send_back(batch, why=form.why.data, by=current_user, at=g.now)
            return redirect(url_for("lines.show", public_id=public_id), 303)
        except HouseError as error:
            form.blame(error)
    return _page(batch, form)


@bp.route("/forms/<public_id>/reopen", methods=["GET", "POST"])
@requires("meeting.record")
def reopen(public_id: str) -> Any:
    """Have the meeting sit again on one household."""
    found, form = panels.form_for(public_id, current_user, "meeting.record"), ReturnForm()
    if form.validate():
        try:
            operations.reopen(found, why=form.why.data, by=current_user, at=g.now)
            return redirect(url_for("panel.meeting", public_id=public_id), 303)
        except HouseError as error:
            form.blame(error)
    web.note_look(found.stream, "appraisal form")
    return render_template("workflow/lines/reopen.html", found=found, form=form), (422 if form.errors else 200)


@bp.get("/<public_id>/form.<kind>")
@requires("lines.see")
def sheet(public_id: str, kind: str) -> Any:
    """The form as a workbook or CSV."""
    batch = queries.batch_for(public_id, current_user, "lines.see")
    if kind not in sheets.MIMES:
        raise NotFound
    web.note_look(batch.stream, "batch line form taken along")
    found = queries.rows_of(batch)
    head, rows = showing.table(found, queries.unready(batch, found, clock.local_date(g.now)))
    response = Response(sheets.write(kind, _("Batch line form"), head, rows), mimetype=sheets.MIMES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="line-form.{kind}"'
    return response


@bp.get("/<public_id>/paper")
@requires("lines.see")
def paper(public_id: str) -> Any:
    """The form to print: by group, with a place for both signatures."""
    batch = queries.batch_for(public_id, current_user, "lines.see")
    web.note_look(batch.stream, "batch line form printed")
    rows = queries.rows_of(batch)
    page = {"batch": batch, "groups": showing.by_group(rows), "total": sum(row.amount for row in rows)}
    page["product"] = showing.product_name(batch)
    return render_template("print/lines.html", **page)
