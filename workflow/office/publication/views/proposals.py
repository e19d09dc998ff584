"""One proposal: seen as the public would, compared with what stands; changed or taken back, confirmed or rejected."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import clock, languages
from workflow.doors.published.models import Proposal, Record
from workflow.kernel.errors import Invalid
from workflow.office.publication import changes, comparing, operations, previews, queries
from workflow.office.publication.forms import DayForm, RejectForm, StepForm, WithdrawForm
from workflow.office.publication.views.common import bp, face_rows
from workflow.staff.guard import requires


@bp.get("/proposals/<public_id>")
@requires("publication.see")
def proposal(public_id: str) -> Any:
    """A proposal beside what stands."""
    return _page(queries.proposal_for(public_id))


def _page(
    found: Proposal, *, reject: RejectForm | None = None, change: DayForm | WithdrawForm | None = None,
    status: int = 200,
) -> Any:  # fmt: skip
    current = queries.one_in_force(found.kind, found.key, clock.local_date(g.now))
    payload, before = changes.payload_of(found), changes.payload_of(current)
    language = languages.current()
    page = {
        "proposal": found, "title": changes.called(payload, found.key), "proposer": queries.officer(found.proposed_by),
        "decider": queries.officer(found.decided_by), "form": StepForm(formdata=None),
        "rejection": reject or RejectForm(formdata=None), "change": change or _change(found),
        "lines": changes.lines(payload, language),
        "public_path": previews.public_path(found.kind, found.key, payload, gone=not current),
        "differences": comparing.compared(before, payload, language) if current else [], "faces": face_rows(),
        "later": found.valid_from > clock.local_date(g.now), "next": queries.replacing(found),
        "rejected_because": queries.why_rejected(found),
    }  # fmt: skip
    return render_template("workflow/publication/proposal.html", **page), status


def _change(found: Proposal) -> DayForm | WithdrawForm:
    if found.action == "withdraw":
        return WithdrawForm(formdata=None)
    return DayForm(formdata=None, data={"on": found.valid_from})


@bp.get("/proposals/<public_id>/preview/<face>")
@requires("publication.see")
def preview_proposal(public_id: str, face: str) -> Any:
    """The public page as it would be if the proposal were confirmed; nobody else can see it."""
    return previews.page(_as_confirmed(queries.proposal_for(public_id)), face)


def _as_confirmed(found: Proposal) -> Record:
    payload = changes.payload_of(found)
    if found.action == "withdraw":
        return previews.taken_down(found.kind, found.key, payload, why=found.reason, on=found.valid_from, at=g.now)
    return previews.proposed(found.kind, found.key, payload, on=found.valid_from, at=g.now)


@bp.post("/proposals/<public_id>/confirm")
@requires("publication.confirm")
def confirm(public_id: str) -> Any:
    """The second person's word."""
    found, form = queries.proposal_for(public_id), RejectForm(formdata=None)
    if not g.get("stale"):
        try:
            record = operations.confirm(found, by=current_user, at=g.now)
            flash(_("Done: entry %(leaf)s of the public log.", leaf=record.ended_leaf or record.leaf))
            return redirect(url_for("publication.index"), 303)
        except Invalid as error:
            form.blame(error)
    return _page(found, reject=form, status=422)


@bp.post("/proposals/<public_id>/reject")
@requires("publication.confirm")
def reject(public_id: str) -> Any:
    """Decide against it."""
    found, form = queries.proposal_for(public_id), RejectForm()
    if form.validate():
        try:
            operations.reject(found, reason=form.reason.data, by=current_user, at=g.now)
            flash(_("Rejected."))
            return redirect(url_for("publication.index"), 303)
        except Invalid as error:
            form.blame(error)
    return _page(found, reject=form, status=422)


@bp.post("/proposals/<public_id>/take-back")
@requires("publication.propose")
def take_back(public_id: str) -> Any:
    """The proposer's own second thought."""
    found = queries.proposal_for(public_id)
    if g.get("stale"):
        return _page(found, status=422)
    operations.take_back(found, by=current_user, at=g.now)
    flash(_("The proposal was taken back."))
    return redirect(url_for("publication.index"), 303)


@bp.post("/proposals/<public_id>/revise")
@requires("publication.propose")
def revise(public_id: str) -> Any:
    """A new version in its place: what our rules say now, another day, another reason."""
    found = queries.proposal_for(public_id)
    form = WithdrawForm() if found.action == "withdraw" else DayForm()
    if form.validate():
        try:
            asked = {"reason": form.why} if isinstance(form, WithdrawForm) else {"on": form.on.data}
            made = operations.revise(found, by=current_user, at=g.now, **asked)
            flash(_("A new version of the proposal was made; the old one is closed."))
            return redirect(url_for("publication.proposal", public_id=made.public_id), 303)
        except Invalid as error:
            form.blame(error)
    return _page(found, change=form, status=422)
