"""The counter's pages: applications that came in, the checklist, acceptance; who has a case in charge; receipts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import clock as time
from workflow.base import languages, web
from workflow.kernel.errors import HouseError, Invalid, N_, NotFound
from workflow.places import packs
from workflow.places import queries as places
from workflow.policy import products
from workflow.policy.products import Product
from workflow.staff import queries as staff
from workflow.staff.guard import requires
from workflow.staff.roles import Role
from workflow.stages.cases import operations, panels, queries, registers, rules
from workflow.stages.cases.forms import (
    CHANNELS,
    GUARANTEES,
    HOWS,
    PAPER_STATES,
    AcceptForm,
    ApplicationForm,
    AppointmentForm,
    AssignForm,
    DeclineForm,
    PapersForm,
    PriorityForm,
    ReceiptForm,
    TellForm,
)
from workflow.stages.cases.models import Case
from workflow.stages.cases.operations import Application
from workflow.stages.people.operations import Person

bp = Blueprint("cases", __name__)
_WORDS = {"how": HOWS, "channel": CHANNELS, "guarantee": GUARANTEES}
bp.record_once(lambda setup: setup.app.jinja_env.globals.update(CASE_WORDS=_WORDS))
registers.add_to(bp)

_CONSENT_TEXT = "paper-1"


def english() -> bool:
    """Whether the reader reads the English of bilingual data."""
    return languages.current() == "en"


@bp.get("/slips")
@requires("slip.take")
def slips() -> Any:
    """Applications handed in online that wait to be taken in."""
    found = queries.slips_for(current_user, web.settings().limits.page_size)
    return render_template("workflow/cases/slips.html", slips=found, names=_product_names())


def _product_names() -> dict[str, str]:
    offered = products.products(packs.pack(), time.local_date(g.now))
    return {product.key: product.name.en if english() else product.name.zh for product in offered}


@bp.get("/slips/<int:slip_id>")
@requires("slip.take")
def slip(slip_id: int) -> Any:
    """One of them, to be read before it is taken in."""
    return _slip_page(slip_id, DeclineForm())


def _slip_page(slip_id: int, form: DeclineForm, status: int = 200) -> Any:
    found = queries.slip_for(slip_id, current_user)
    web.note_look(f"slip:{slip_id}", "taking in")
    village = places.village_by_code(str(found.payload.get("village", "")))
    page = {"slip": found, "village": village, "form": form, "names": _product_names()}
    return render_template("workflow/cases/slip.html", **page), status


@bp.post("/slips/<int:slip_id>/take")
@requires("slip.take")
def take_slip(slip_id: int) -> Any:
    """Make it a case."""
    handed, form = queries.slip_for(slip_id, current_user), DeclineForm()
    if not g.get("stale"):
        try:
            case = operations.take_application(handed, by=current_user, at=g.now)
            return redirect(url_for("cases.papers", public_id=case.public_id), 303)
        except HouseError as error:
            form.blame(error)
    return _slip_page(slip_id, form, 422)


@bp.post("/slips/<int:slip_id>/decline")
@requires("slip.take")
def decline_slip(slip_id: int) -> Any:
    """Put it aside with a reason that its holder reads."""
    handed, form = queries.slip_for(slip_id, current_user), DeclineForm()
    if form.validate():
        try:
            operations.decline_slip(handed, reason=form.reason.data, by=current_user, at=g.now)
            return redirect(url_for("cases.slips"), 303)
        except HouseError as error:
            form.blame(error)
    return _slip_page(slip_id, form, 422)


@bp.get("/cases/new")
@requires("case.register")
def choose_product() -> Any:
    """First step at the counter: which kind of loan."""
    return render_template("workflow/cases/choose.html", names=_product_names())


@bp.route("/cases/new/<product>", methods=["GET", "POST"])
@requires("case.register")
def register(product: str) -> Any:
    """Take an application down at the counter."""
    offered, form = _offered(product), _application_form(product)
    if form.validate():
        try:
            case = operations.register(_application(form, product), by=current_user, at=g.now)
            flash(_("Registered as %(number)s. Please give the household its receipt.", number=case.number))
            return redirect(url_for("cases.receipt", public_id=case.public_id), 303)
        except HouseError as error:
            form.blame(error)
    page = render_template("workflow/cases/register.html", form=form, product=offered)
    return page, (422 if form.errors else 200)


def _offered(key: str) -> Product:
    for product in products.products(packs.pack(), time.local_date(g.now)):
        if product.key == key:
            return product
    raise NotFound


def _application_form(product: str) -> ApplicationForm:
    form = ApplicationForm(data={"received_at": g.now, "channel": "desk"})
    form.village.choices = [("", "")] + [(each.code, f"{each.town.name} {each.name}") for each in _villages()]
    papers = rules.papers(_offered(product), oral=False)
    form.in_hand.choices = [(paper.key, paper.label_en if english() else paper.label) for paper in papers]
    return form


def _villages() -> Any:
    return places.villages(places.offices_below(current_user.office))


def _application(form: ApplicationForm, product: str) -> Application:
    village = next((each for each in _villages() if each.code == form.village.data), None)
    if village is None:
        raise Invalid(N_("Choose the household's village."), field="village")
    partner = Person(form.spouse_name.data, form.spouse_id_number.data, None, "spouse")
    return Application(
        village=village, group=form.group.data, borrower=Person(form.name.data, form.id_number.data, form.phone.data),
        spouse=partner if partner.name else None, address=form.address.data, product=product, amount=form.amount.data,
        term_months=form.term_months.data, purpose=form.purpose.data, guarantee=form.guarantee.data,
        guarantor=form.guarantor.data, repayment_source=form.repayment_source.data,
        in_hand=tuple(form.in_hand.data or ()), consent_text=_CONSENT_TEXT if form.consent.data else None,
        channel=form.channel.data, received_at=form.received_at.data,
    )  # fmt: skip


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
    form = DeclineForm(data={"seen": case.version})
    if form.validate():
        web.check_seen(form.seen.data, case)
        try:
            operation(case, reason=form.reason.data, by=current_user, at=g.now)
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
