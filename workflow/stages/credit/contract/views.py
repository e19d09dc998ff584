"""Pages of contracts: draw up the set, print it, write down the signing, void what is wrong."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, redirect, render_template, url_for
from flask_login import current_user

from workflow.base import web
from workflow.base.clock import local_date
from workflow.kernel.errors import Invalid
from workflow.staff.guard import requires
from workflow.stages.cases.models import Case
from workflow.stages.cases.queries import case_for
from workflow.stages.credit.contract import facts, operations, queries
from workflow.stages.credit.contract.forms import DrawUpForm, ReasonForm, SignForm

bp = Blueprint("contract", __name__)


@bp.route("/cases/<public_id>/contracts", methods=["GET", "POST"])
@requires("contract.draw_up")
def draw_up(public_id: str) -> Any:
    """Draw up the contracts that the rules want of a case."""
    case = case_for(public_id, current_user, "contract.draw_up")
    form = DrawUpForm(queries.methods(case), data={"seen": case.version})
    if form.validate():
        web.check_seen(form.seen.data, case)
        try:
            operations.draw_up(case, form.terms(), by=current_user, at=g.now)
            return _back(case)
        except Invalid as error:
            form.blame(error)
    return _page("draw_up", case, form, wanted=queries.wanted(case))


@bp.route("/cases/<public_id>/contracts/print", methods=["GET", "POST"])
@requires("contract.draw_up")
def print_set(public_id: str) -> Any:
    """The standing contracts as one PDF; each time is written down, from the second on with the reason."""
    case = case_for(public_id, current_user, "contract.draw_up")
    form = ReasonForm()
    if form.validate():
        try:
            found = operations.print_set(case, reason=form.reason.data, by=current_user, at=g.now)
            web.note_look(f"household:{case.household.public_id}", "contracts printed")
            return _paper(case, facts.pdf(found, at=g.now))
        except Invalid as error:
            form.blame(error)
    return _page("print", case, form, contracts=queries.standing(case))


def _paper(case: Case, content: bytes) -> Response:
    answer = Response(content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="contracts-{case.number}.pdf"'
    return answer


@bp.route("/cases/<public_id>/contracts/sign", methods=["GET", "POST"])
@requires("contract.sign")
def sign(public_id: str) -> Any:
    """Write down the sitting in which the contracts were signed."""
    case = case_for(public_id, current_user, "contract.sign")
    means = queries.means(case, local_date(g.now))
    form = SignForm(queries.witnesses(case, current_user), means, data={"seen": case.version, "signed_at": g.now})
    if form.validate():
        web.check_seen(form.seen.data, case)
        try:
            operations.sign(case, **form.sitting(), by=current_user, at=g.now)
            return _back(case)
        except Invalid as error:
            form.blame(error)
    return _page("sign", case, form, contracts=queries.standing(case))


@bp.route("/cases/<public_id>/contracts/void", methods=["GET", "POST"])
@requires("contract.draw_up")
def void(public_id: str) -> Any:
    """Void contracts that nobody signed yet."""
    case = case_for(public_id, current_user, "contract.draw_up")
    form = ReasonForm(data={"seen": case.version})
    if form.validate():
        web.check_seen(form.seen.data, case)
        try:
            operations.void(case, reason=form.reason.data, by=current_user, at=g.now)
            return _back(case)
        except Invalid as error:
            form.blame(error)
    return _page("void", case, form, contracts=queries.standing(case))


def _page(name: str, case: Case, form: Any, **shown: Any) -> Any:
    titles = {term.code: term.en if g.language == "en" else term.zh for term in queries.wanted(case)}
    page = render_template(f"workflow/contract/{name}.html", case=case, form=form, titles=titles, **shown)
    return page, (422 if form.errors else 200)


def _back(case: Case) -> Any:
    return redirect(url_for("desk.case", public_id=case.public_id), 303)
