"""The publishing desk: what differs, what waits for a second person, what stands in public and what stood there."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import clock, languages
from workflow.kernel.errors import Invalid, NotFound
from workflow.office.publication import changes, concept, fields, operations, queries
from workflow.office.publication.forms import RejectForm, StepForm, WithdrawForm
from workflow.staff.guard import requires

bp = Blueprint("publication", __name__, url_prefix="/publication")
bp.app_context_processor(lambda: {"PUBLIC_WORDS": _words()})

#: Where the portal shows a record; kinds without a page of their own share one.
PAGES = {
    "product": "/products/{key}", "rate": "/rates", "fee": "/fees", "commitment": "/commitments",
    "officer": "/officers/{key}", "panel": "/panels", "conduct": "/conduct", "supervision": "/supervision",
    "village": "/villages/{key}", "office": "/officers", "institution": "/", "rules": "/rules",
    "performance": "/commitments", "notice": "/notices/{key}", "duty": "/duty", "board": "/boards/{key}",
    "disclosure": "/disclosures/{key}", "photo": "/officers/{key}",
}  # fmt: skip


def _words() -> dict[str, Any]:
    return {"kind": concept.LABELS, "state": changes.STATES, "field": fields.FIELDS}


def public_path(kind: str, key: str) -> str:
    """The public page on which a record shows."""
    return PAGES[kind].format(key=key)


@bp.get("/")
@requires("publication.see")
def index() -> Any:
    """What differs from the concept, and what waits for a second person."""
    found = changes.changes(clock.local_date(g.now))
    waiting = queries.proposals()
    people = {proposal.proposed_by: queries.officer(proposal.proposed_by) for proposal in waiting}
    page = {"changes": found, "proposals": waiting, "people": people, "form": StepForm(), "called": _called}
    return render_template("workflow/publication/index.html", **page)


def _called(thing: Any) -> str:
    return changes.called(changes.payload_of(thing), thing.key)["en" if languages.current() == "en" else "zh"]


@bp.get("/<kind>/")
@requires("publication.see")
def kind(kind: str) -> Any:
    """Everything of a kind that stands in public."""
    if kind not in concept.LABELS:
        raise NotFound
    records = list(queries.in_force(kind).values())
    return render_template("workflow/publication/kind.html", kind=kind, records=records, called=_called)


@bp.get("/<kind>/<key>")
@requires("publication.see")
def show(kind: str, key: str) -> Any:
    """One record: what the concept says, what stands in public, every version with its leaf."""
    return _record_page(kind, key, StepForm(), WithdrawForm())


def _record_page(kind: str, key: str, form: StepForm, withdrawal: WithdrawForm, status: int = 200) -> Any:
    versions = queries.history(kind, key)
    wanted = concept.payloads(kind, clock.local_date(g.now)).get(key) if kind in concept.TWO_PEOPLE else None
    if not versions and wanted is None:
        raise NotFound
    current = queries.one_in_force(kind, key)
    shown = changes.payload_of(current)
    page = {
        "kind": kind, "key": key, "versions": versions, "current": current, "form": form, "withdrawal": withdrawal,
        "lines": changes.lines(shown or wanted, languages.current()), "path": public_path(kind, key),
        "differences": changes.compared(shown, wanted, languages.current()) if wanted and current else [],
        "wanted": wanted, "signed": kind in concept.TWO_PEOPLE, "by": queries.officer,
        "proposal": queries.open_proposal(kind, key),
        "title": changes.called(shown or wanted or changes.payload_of(versions[0]), key),
    }  # fmt: skip
    return render_template("workflow/publication/record.html", **page), status


@bp.post("/<kind>/<key>/propose")
@requires("publication.propose")
def propose(kind: str, key: str) -> Any:
    """Propose what the concept says."""
    form = StepForm()
    if form.validate():
        try:
            operations.propose(kind, key, by=current_user, at=g.now)
            flash(_("Proposed. A second person confirms it."))
            return redirect(url_for("publication.index"), 303)
        except Invalid as error:
            form.blame(error)
    return _record_page(kind, key, form, WithdrawForm(formdata=None), 422)


@bp.post("/<kind>/<key>/withdraw")
@requires("publication.propose")
def withdraw(kind: str, key: str) -> Any:
    """Propose to take it down."""
    record, form = queries.one_in_force(kind, key), WithdrawForm()
    if record is None:
        raise NotFound
    if form.validate():
        try:
            operations.propose_withdrawal(record, reason=form.reason.data, by=current_user, at=g.now)
            flash(_("Proposed. A second person confirms it."))
            return redirect(url_for("publication.index"), 303)
        except Invalid as error:
            form.blame(error)
    return _record_page(kind, key, StepForm(formdata=None), form, 422)


@bp.get("/proposals/<public_id>")
@requires("publication.see")
def proposal(public_id: str) -> Any:
    """A proposal as the public would read it."""
    return _proposal_page(public_id, RejectForm())


def _proposal_page(public_id: str, form: RejectForm, status: int = 200) -> Any:
    found = queries.proposal_for(public_id)
    current = queries.one_in_force(found.kind, found.key)
    payload, before = changes.payload_of(found), changes.payload_of(current)
    page = {
        "proposal": found, "form": form, "title": changes.called(payload, found.key),
        "proposer": queries.officer(found.proposed_by),
        "lines": changes.lines(payload, languages.current()), "path": public_path(found.kind, found.key),
        "differences": changes.compared(before, payload, languages.current()) if current else [],
    }  # fmt: skip
    return render_template("workflow/publication/proposal.html", **page), status


@bp.post("/proposals/<public_id>/confirm")
@requires("publication.confirm")
def confirm(public_id: str) -> Any:
    """The second person's word."""
    found, form = queries.proposal_for(public_id), RejectForm()
    if not g.get("stale"):
        try:
            record = operations.confirm(found, by=current_user, at=g.now)
            flash(_("Done: entry %(leaf)s of the public log.", leaf=record.ended_leaf or record.leaf))
            return redirect(url_for("publication.index"), 303)
        except Invalid as error:
            form.blame(error)
    return _proposal_page(public_id, form, 422)


@bp.post("/proposals/<public_id>/reject")
@requires("publication.confirm")
def reject(public_id: str) -> Any:
    """Decide against it."""
    found, form = queries.proposal_for(public_id), RejectForm()
    if form.validate():
        try:
            operations.reject(found, reason=form.reason.data, by=current_user, at=g.now)
            return redirect(url_for("publication.index"), 303)
        except Invalid as error:
            form.blame(error)
    return _proposal_page(public_id, form, 422)
