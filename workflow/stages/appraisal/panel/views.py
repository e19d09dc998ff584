"""Pages of the panels: the list, composing one, its members and recusals, the meeting's forms."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask_login import current_user

from workflow.base import web
from workflow.kernel.errors import HouseError, Invalid, N_
from workflow.places import queries as places
from workflow.staff.guard import requires
from workflow.stages.appraisal.panel import operations, queries, rules, states
from workflow.stages.appraisal.panel.forms import DissolveForm, MeetingForm, PanelForm, RecusalForm, RuleForm
from workflow.stages.appraisal.panel.models import Appraisal, Panel
from workflow.stages.people import queries as people

bp = Blueprint("panel", __name__, url_prefix="/panels")


@bp.get("")
@requires("panel.see")
def index() -> Any:
    """The panels of one's office."""
    return render_template("workflow/panel/index.html", panels=queries.panels(current_user), rules=rules)


@bp.route("/new", methods=["GET", "POST"])
@requires("panel.form")
def new() -> Any:
    """Compose a panel."""
    villages = places.villages(places.offices_below(current_user.office))
    form = PanelForm(villages, queries.candidates(current_user))
    if form.validate():
        try:
            panel = operations.form_panel(**form.composed(), office=current_user.office, by=current_user, at=g.now)
            return redirect(url_for("panel.show", public_id=panel.public_id), 303)
        except HouseError as error:
            form.blame(error)
    return render_template("workflow/panel/new.html", form=form), (422 if form.errors else 200)


@bp.get("/<public_id>")
@requires("panel.see")
def show(public_id: str) -> Any:
    """One panel: its members, who keeps out of what, and its households."""
    return _page(queries.panel_for(public_id, current_user, "panel.see"))


def _page(panel: Panel, status: int = 200, **forms: Any) -> Any:
    web.note_look(f"panel:{panel.public_id}", "panel page")
    size = web.settings().limits.page_size
    known = {"dissolve_form": DissolveForm(formdata=None), "recusal_form": RecusalForm(panel, formdata=None)}
    page = {
        "panel": panel, "rules": rules, "states": states, "recusals": queries.recusals_of(panel),
        "waiting": queries.to_meet(panel)[:size], "size": size,
        "shown": queries.forms_of(panel, after=request.args.get("after", 0, type=int), limit=size),
    }  # fmt: skip
    return render_template("workflow/panel/panel.html", **(page | known | forms)), status


@bp.post("/<public_id>/dissolve")
@requires("panel.form")
def dissolve(public_id: str) -> Any:
    """End a panel, in writing."""
    panel, form = queries.panel_for(public_id, current_user, "panel.form"), DissolveForm()
    if form.validate():
        try:
            operations.dissolve(panel, why=form.why.data, by=current_user, at=g.now)
            return redirect(url_for("panel.index"), 303)
        except HouseError as error:
            form.blame(error)
    return _page(panel, 422, dissolve_form=form)


@bp.post("/<public_id>/recuse")
@requires("panel.recuse")
def recuse(public_id: str) -> Any:
    """Declare a member's tie to a household."""
    panel = queries.panel_for(public_id, current_user, "panel.recuse")
    form = RecusalForm(panel)
    if form.validate():
        try:
            _recuse(panel, form)
            return redirect(url_for("panel.show", public_id=public_id), 303)
        except HouseError as error:
            form.blame(error)
    return _page(panel, 422, recusal_form=form)


def _recuse(panel: Panel, form: RecusalForm) -> None:
    known = people.member_by_id_number(form.id_number.data)
    if known is None:
        web.note_look(people.sought(form.id_number.data), "identity number search")
        raise Invalid(N_("Nobody with this identity number is on file."), field="id_number")
    seat = queries.seat_of(panel, int(form.seat.data))
    operations.recuse(seat, known.household, nature=form.nature.data, by=current_user, at=g.now)


@bp.post("/<public_id>/prepare/<survey_id>")
@requires("meeting.record")
def prepare(public_id: str, survey_id: str) -> Any:
    """Put a household's summary before the panel."""
    panel = queries.panel_for(public_id, current_user, "meeting.record")
    made = operations.prepare(panel, queries.survey_of(panel, survey_id), by=current_user, at=g.now)
    return redirect(url_for("panel.meeting", public_id=made.public_id), 303)


@bp.route("/forms/<public_id>", methods=["GET", "POST"])
@requires("panel.see")
def meeting(public_id: str) -> Any:
    """The appraisal form: read, or typed in after the meeting."""
    verb = "panel.see" if request.method == "GET" else "meeting.record"
    found = queries.form_for(public_id, current_user, verb)
    form = MeetingForm(queries.signing(found), data={"seen": found.version, "line": found.proposed_line})
    if form.validate():
        web.check_seen(form.seen.data, found)
        try:
            operations.settle(
                found, line=form.line.data, opinion=form.opinion.data, signed=form.signed.data or (), by=current_user,
                at=g.now,
            )  # fmt: skip
            return redirect(url_for("panel.meeting", public_id=public_id), 303)
        except HouseError as error:
            form.blame(error)
    return _meeting(found, form)


def _meeting(found: Appraisal, form: MeetingForm) -> Any:
    web.note_look(f"appraisal:{found.public_id}", "appraisal form")
    page = {"found": found, "form": form, "states": states, "rules": rules, "rule_form": RuleForm(formdata=None)}
    page["recused"] = [seat for seat in found.panel.seats if seat not in queries.signing(found)]
    return render_template("workflow/panel/meeting.html", **page), (422 if form.errors else 200)


@bp.post("/forms/<public_id>/rule")
@requires("meeting.approve")
def rule(public_id: str) -> Any:
    """Approve or refuse a line above the office's authority."""
    found, form = queries.form_for(public_id, current_user, "meeting.approve"), RuleForm()
    if form.validate():
        operations.rule(found, approve=form.verdict.data == "approve", by=current_user, at=g.now)
        return redirect(url_for("panel.meeting", public_id=public_id), 303)
    return _meeting(found, MeetingForm(queries.signing(found), formdata=None))


@bp.get("/forms/<public_id>/paper")
@requires("panel.see")
def paper(public_id: str) -> Any:
    """The appraisal form to print: every member signs on it."""
    found = queries.form_for(public_id, current_user, "panel.see")
    web.note_look(f"appraisal:{public_id}", "appraisal form printed")
    page = {"found": found, "rules": rules, "signing": queries.signing(found)}
    return render_template("print/appraisal.html", **page)
