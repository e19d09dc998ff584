"""The pages on which an application comes in: slips handed in online, and what the clerk takes down at the counter."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import clock as time
from workflow.base import languages, web
from workflow.kernel.errors import HouseError, Invalid, N_, NotFound
from workflow.places import packs
from workflow.places import queries as places
from workflow.policy import products
from workflow.policy.products import Product
from workflow.staff.guard import requires
from workflow.stages.cases import operations, queries, rules
from workflow.stages.cases.forms import ApplicationForm, DeclineForm
from workflow.stages.cases.operations import Application
from workflow.stages.people.operations import Person

_CONSENT_TEXT = "paper-1"


def add_to(bp: Blueprint) -> None:
    """Give the blueprint these pages."""
    bp.add_url_rule("/slips", "slips", slips)
    bp.add_url_rule("/slips/<int:slip_id>", "slip", slip)
    bp.add_url_rule("/slips/<int:slip_id>/take", "take_slip", take_slip, methods=["POST"])
    bp.add_url_rule("/slips/<int:slip_id>/decline", "decline_slip", decline_slip, methods=["POST"])
    bp.add_url_rule("/cases/new", "choose_product", choose_product)
    bp.add_url_rule("/cases/new/<product>", "register", register, methods=["GET", "POST"])


@requires("slip.take")
def slips() -> Any:
    """Applications handed in online that wait to be taken in."""
    found = queries.slips_for(current_user, web.settings().limits.page_size)
    return render_template("workflow/cases/slips.html", slips=found, names=_product_names())


def _product_names() -> dict[str, str]:
    offered = products.products(packs.pack(), time.local_date(g.now))
    return {product.key: product.name.en if _english() else product.name.zh for product in offered}


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


@requires("case.register")
def choose_product() -> Any:
    """First step at the counter: which kind of loan."""
    return render_template("workflow/cases/choose.html", names=_product_names())


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
    form.village.choices = [("", "–")] + [(each.code, f"{each.town.name} {each.name}") for each in _villages()]
    papers = rules.papers(_offered(product), oral=False)
    form.in_hand.choices = [(paper.key, paper.label_en if _english() else paper.label) for paper in papers]
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


def _english() -> bool:
    return languages.current() == "en"
