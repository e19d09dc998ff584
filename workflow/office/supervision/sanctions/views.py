"""Pages of the sanctions: proposed, decided, carried out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, g
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import clock, languages, web
from workflow.base.forms import HouseForm
from workflow.kernel.errors import Invalid, N_
from workflow.office.registers import pages
from workflow.office.registers.queries import entry_for
from workflow.office.supervision.models import Breach
from workflow.office.supervision.sanctions import operations, queries
from workflow.office.supervision.sanctions.books import SANCTIONS
from workflow.office.supervision.sanctions.forms import ORDER, CarryOutForm, DecideForm, ProposeForm
from workflow.office.supervision.sanctions.models import Sanction
from workflow.places import packs
from workflow.staff import queries as staff
from workflow.staff.guard import requires
from workflow.stages.feedback.models import Complaint

bp = Blueprint("sanctions", __name__, url_prefix="/supervision/sanctions")
_PAGE = "workflow/supervision/sanction.html"


@bp.get("")
@requires("sanction.see")
def index() -> Any:
    """The register, and everybody's points of the running year."""
    year = clock.local_date(g.now).year
    totals = queries.totals(current_user, year)
    return pages.listing(SANCTIONS, "workflow/supervision/sanctions.html", totals=totals, year=year)


@bp.route("/new/complaint/<public_id>", methods=["GET", "POST"])
@requires("sanction.propose")
def from_complaint(public_id: str) -> Any:
    """Propose what follows from a complaint."""
    complaint = queries.complaint_for(public_id, current_user)
    web.note_look(complaint.stream, "sanction")  # whom it concerns stands in the form
    return _propose(complaint)


@bp.route("/new/breach/<public_id>", methods=["GET", "POST"])
@requires("sanction.propose")
def from_breach(public_id: str) -> Any:
    """Propose what follows from a breach."""
    return _propose(queries.breach_for(public_id, current_user))


def _propose(ground: Complaint | Breach) -> Any:
    form = ProposeForm.of(ground)
    return pages.write(SANCTIONS, form, lambda: _proposed(ground, form), lead=_rules_of_the_house())


def _proposed(ground: Complaint | Breach, form: ProposeForm) -> Sanction:
    names = ("kind", "points", "amount", "until_on", "cite", "grounds")
    told: dict[str, Any] = {name: form[name].data for name in names}
    officer = staff.officer_by_public_id(form.officer.data)
    if officer is None:
        raise Invalid(N_("Choose a person."), field="officer")
    return operations.propose(ground, officer, **told, by=current_user, at=g.now)


def _rules_of_the_house() -> str:
    """What our own rules say of sanctions, with their source."""
    value = packs.value("supervision.sanctions", clock.local_date(g.now))
    if not value.is_set:
        return _("Our rules name no sanctions; name the rule that this one rests on.")
    english = languages.current() == "en"
    said = " ".join(each.en if english else each.zh for each in value.value)
    return _("Our rules: %(words)s (%(cite)s)", words=said, cite=value.cite)


@bp.get("/<public_id>")
@requires("sanction.see")
def show(public_id: str) -> Any:
    """One sanction with the step it waits for."""
    return _page(entry_for(Sanction, public_id, current_user, "sanction.see"))


def _page(found: Sanction, status: int = 200, **forms: Any) -> Any:
    web.note_look(f"sanction:{found.public_id}", "sanction")
    return pages.entry_page(SANCTIONS, found, status, **(_shown(found) | forms))


def _shown(found: Sanction) -> dict[str, Any]:
    seen = {"seen": found.version}
    decide_form, carry_form = DecideForm(formdata=None, data=seen), CarryOutForm(formdata=None, data=seen)
    return {"template": _PAGE, "decide_form": decide_form, "carry_form": carry_form}


def _step(public_id: str, verb: str, name: str, form: HouseForm, act: Callable[..., object], said: str) -> Any:
    found = entry_for(Sanction, public_id, current_user, verb)
    return pages.step(SANCTIONS, found, form, act, said, lambda *refused: _page(*refused, **{name: form}))


@bp.post("/<public_id>/decide")
@requires("sanction.decide")
def decide(public_id: str) -> Any:
    """Order it or not."""
    form = DecideForm()
    act = partial(operations.decide, ordered=form.verdict.data == ORDER, why=form.why.data or "")
    return _step(public_id, "sanction.decide", "decide_form", form, act, _("Decided."))


@bp.post("/<public_id>/done")
@requires("sanction.carry_out")
def carry_out(public_id: str) -> Any:
    """Write down how it was carried out."""
    form = CarryOutForm()
    act = partial(operations.carry_out, how=form.how.data)
    return _step(public_id, "sanction.carry_out", "carry_form", form, act, _("It is written down."))


@bp.post("/<public_id>/strike")
@requires("sanction.propose")
def strike(public_id: str) -> Any:
    """Strike out a proposal on which nobody has decided yet."""
    found = entry_for(Sanction, public_id, current_user, "sanction.propose")
    return pages.strike(SANCTIONS, found, **_shown(found))
