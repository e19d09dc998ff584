"""The counter's pages: applications that came in, the checklist, acceptance; who has a case in charge; receipts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask_login import current_user

from workflow.base import clock as time
from workflow.base import languages, web
from workflow.kernel.errors import HouseError
from workflow.places import queries as places
from workflow.staff import queries as staff
from workflow.staff.guard import requires
from workflow.staff.roles import Role
from workflow.stages.cases import intake, operations, panels, queries, registers, rules
from workflow.stages.cases.forms import (
    CHANNELS,
    GUARANTEES,
    HOWS,
    PAPER_STATES,
    AcceptForm,
    AppointmentForm,
    AssignForm,
    EndForm,
    PapersForm,
    PriorityForm,
    ReceiptForm,
    TellForm,
)
from workflow.stages.cases.models import Case
from workflow.stages.cases.photos.queries import waiting_of

bp = Blueprint("cases", __name__)
_WORDS = {"how": HOWS, "channel": CHANNELS, "guarantee": GUARANTEES}
bp.record_once(lambda setup: setup.app.jinja_env.globals.update(CASE_WORDS=_WORDS))
intake.add_to(bp)
registers.add_to(bp)


def english() -> bool:
    """Whether the reader reads the English of bilingual data."""
    return languages.current() == "en"


@bp.get("/cases/<public_id>/papers")
@requires("case.check")
def papers(public_id: str) -> Any:
    """The checklist of a case, and what follows from it: tell all gaps, or accept."""
    return _papers_page(queries.case_for(public_id, current_user, "case.check"))


def _papers_page(case: Case, status: int = 200, **forms: Any) -> Any:
    web.note_look(case.stream, "checking papers")
    known = {"checklist": _checklist(case, formdata=None), "tell": TellForm(formdata=None)} | forms
    page = {
        "case": case,
        "panel": panels.panel(case, current_user),
        "ahead": panels.ahead(case, time.local_date(g.now)),
    }
    return render_template("workflow/cases/papers.html", paper_states=PAPER_STATES, **page, **known), status


def _checklist(case: Case, **kwargs: Any) -> PapersForm:
    materials = queries.materials_of(case)
    labels = {each.key: each.label_en if english() else each.label for each in materials}
    return PapersForm.of(materials, labels, **kwargs)


@bp.post("/cases/<public_id>/papers")
@requires("case.check")
def check_papers(public_id: str) -> Any:
    """Save the checklist."""
    case = queries.case_for(public_id, current_user, "case.check")
    form = _checklist(case)
    if form.validate():
        try:
            operations.check_materials(case, form.checked(), by=current_user, at=g.now)
            return redirect(url_for("cases.papers", public_id=public_id), 303)
        except HouseError as error:
            form.blame(error)
    return _papers_page(case, 422, checklist=form, blamed=form)


@bp.post("/cases/<public_id>/gaps")
@requires("case.tell_gaps")
def tell_gaps(public_id: str) -> Any:
    """Record that the household was told everything that is missing."""
    case, form = queries.case_for(public_id, current_user, "case.tell_gaps"), TellForm()
    if form.validate():
        web.check_seen(form.seen.data, case)
        try:
            operations.tell_gaps(case, how=form.how.data, by=current_user, at=g.now)
            return redirect(url_for("desk.case", public_id=public_id), 303)
        except HouseError as error:
            form.blame(error)
    return _papers_page(case, 422, tell=form, blamed=form)


@bp.post("/cases/<public_id>/accept")
@requires("case.accept")
def accept(public_id: str) -> Any:
    """Accept a complete application; the clock starts."""
    case, form = queries.case_for(public_id, current_user, "case.accept"), AcceptForm()
    if form.validate():
        web.check_seen(form.seen.data, case)
        try:
            operations.accept(case, level=form.level.data or None, by=current_user, at=g.now)
            return redirect(url_for("desk.case", public_id=public_id), 303)
        except HouseError as error:
            form.blame(_worded(error))
    return _papers_page(case, 422, blamed=form)


def _worded(error: HouseError) -> HouseError:
    if isinstance(error, rules.Gap) and english():
        error.params["papers"] = error.papers_en
    return error


@bp.route("/cases/<public_id>/reject", methods=["GET", "POST"])
@requires("case.reject")
def reject(public_id: str) -> Any:
    """Say that it cannot be accepted, and why."""
    return _end(public_id, "case.reject", operations.reject, "workflow/cases/reject.html")


@bp.route("/cases/<public_id>/withdraw", methods=["GET", "POST"])
@requires("case.withdraw")
def withdraw(public_id: str) -> Any:
    """Record that the household took it back."""
    return _end(public_id, "case.withdraw", operations.withdraw, "workflow/cases/withdraw.html")


def _end(public_id: str, verb: str, operation: Callable[..., Case], template: str) -> Any:
    case = queries.case_for(public_id, current_user, verb)
    form = EndForm(photos=bool(waiting_of(case)), data={"seen": case.version})
    if form.validate():
        web.check_seen(form.seen.data, case)
        keep = bool(form.keep_photos and form.keep_photos.data)
        try:
            operation(case, reason=form.reason.data, keep_photos=keep, by=current_user, at=g.now)
            return redirect(url_for("desk.case", public_id=public_id), 303)
        except HouseError as error:
            form.blame(error)
    return render_template(template, case=case, form=form), (422 if form.errors else 200)


@bp.route("/cases/<public_id>/officer", methods=["GET", "POST"])
@requires("case.assign")
def assign(public_id: str) -> Any:
    """Put the case in another officer's charge."""
    case = queries.case_for(public_id, current_user, "case.assign")
    officers = staff.officers_with(Role.CREDIT_OFFICER, office_ids=places.offices_below(current_user.office))
    form = AssignForm(data={"seen": case.version, "officer": case.officer.public_id if case.officer else ""})
    form.officer.choices = [(each.public_id, f"{each.name} · {each.office.name}") for each in officers]
    if form.validate():
        web.check_seen(form.seen.data, case)
        chosen = next(each for each in officers if each.public_id == form.officer.data)
        try:
            operations.assign(case, officer=chosen, by=current_user, at=g.now)
            return redirect(url_for("desk.case", public_id=public_id), 303)
        except HouseError as error:
            form.blame(error)
    return render_template("workflow/cases/assign.html", case=case, form=form), (422 if form.errors else 200)


@bp.route("/cases/<public_id>/appointment", methods=["GET", "POST"])
@requires("case.appoint")
def appoint(public_id: str) -> Any:
    """Agree on the day of the visit."""
    case = queries.case_for(public_id, current_user, "case.appoint")
    form = AppointmentForm(data={"seen": case.version, "on": case.appointment_on})
    if form.validate():
        web.check_seen(form.seen.data, case)
        try:
            operations.set_appointment(case, on=form.on.data, by=current_user, at=g.now)
            return redirect(url_for("desk.case", public_id=public_id), 303)
        except HouseError as error:
            form.blame(error)
    return render_template("workflow/cases/appointment.html", case=case, form=form), (422 if form.errors else 200)


@bp.post("/cases/<public_id>/priority")
@requires("case.prioritise")
def prioritise(public_id: str) -> Any:
    """Set or take the green channel's mark."""
    case, form = queries.case_for(public_id, current_user, "case.prioritise"), PriorityForm()
    if form.validate():
        operations.prioritise(case, priority=form.priority.data == "1", by=current_user, at=g.now)
    return redirect(url_for("desk.case", public_id=public_id), 303)


@bp.get("/cases/<public_id>/receipt")
@requires("case.receipt")
def receipt(public_id: str) -> Any:
    """Before a receipt is printed: what it will be."""
    case = queries.case_for(public_id, current_user, "case.receipt")
    return render_template("workflow/cases/receipt.html", case=case, form=ReceiptForm(), given=None)


@bp.post("/cases/<public_id>/receipt")
@requires("case.receipt")
def issue_receipt(public_id: str) -> Any:
    """Give a receipt: the digits stand on this answer only, sent again they are the same."""
    case, form, given = queries.case_for(public_id, current_user, "case.receipt"), ReceiptForm(), None
    if form.validate() and request.method == "POST":
        given = operations.issue_receipt(case, nonce=g.nonce, by=current_user, at=g.now)
    return render_template("workflow/cases/receipt.html", case=case, form=form, given=given)
