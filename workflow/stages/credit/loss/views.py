"""Pages of lost lines: take one away, draw up the village's list, approve, print, hang up, take down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, g, redirect, render_template, url_for
from flask_login import current_user

from workflow.base import clock, web
from workflow.base.forms import HouseForm
from workflow.kernel.errors import Conflict, HouseError, Invalid, N_, NotFound
from workflow.places import packs
from workflow.staff.guard import requires
from workflow.stages.cases.queries import case_for
from workflow.stages.credit.loss import operations, queries, rules
from workflow.stages.credit.loss.forms import CancelForm, PostForm, StepForm, TakeDownForm
from workflow.stages.credit.loss.models import LossList
from workflow.stages.credit.models import CreditLine
from workflow.stages.credit.queries import line_of
from workflow.stages.people import queries as people

bp = Blueprint("loss", __name__)


@bp.route("/cases/<public_id>/line/cancel", methods=["GET", "POST"])
@requires("line.cancel")
def cancel(public_id: str) -> Any:
    """Take away the line that a case became."""
    case = case_for(public_id, current_user, "line.cancel")
    line, today = line_of(case), clock.local_date(g.now)
    if line is None:
        raise NotFound
    form = CancelForm(queries.reasons(today), data={"seen": case.version})
    if form.validate():
        web.check_seen(form.seen.data, case)
        said = {"reason": form.reason.data, "evidence": form.evidence.data, "none": form.none.data}
        try:
            operations.cancel(line, guarantors=_lines(form), **said, by=current_user, at=g.now)
            return redirect(url_for("loss.index"), 303)
        except HouseError as error:
            form.blame(error)
    rule = packs.value("line.cancel_when", today)
    page = {"case": case, "line": line, "form": form, "cite": rule.cite}
    return render_template("workflow/loss/cancel.html", **page), (422 if form.errors else 200)


def _lines(form: CancelForm) -> list[CreditLine]:
    return [_line(name, number) for name, number in form.numbers()]


def _line(name: str, number: str) -> CreditLine:
    web.note_look(people.sought(number), "identity number search")
    found = queries.line_of_person(number)
    if found is None:
        raise Invalid(N_("Nobody with this identity number has a line in effect."), field=name)
    return found


@bp.get("/losses")
@requires("loss.see")
def index() -> Any:
    """What waits for a list, and every list."""
    page = {"waiting": queries.waiting(current_user), "lists": queries.lists(current_user), "form": StepForm()}
    return render_template("workflow/loss/index.html", **page)


@bp.post("/losses/draw-up/<code>")
@requires("loss.draw_up")
def draw_up(code: str) -> Any:
    """Draw up the list of a village."""
    village = queries.village_for(code, current_user, "loss.draw_up")
    made = operations.draw_up(village, by=current_user, at=g.now)
    return redirect(url_for("loss.show", public_id=made.public_id), 303)


@bp.get("/losses/<public_id>")
@requires("loss.see")
def show(public_id: str) -> Any:
    """One list with the step that comes next."""
    return _page(queries.list_for(public_id, current_user, "loss.see"))


def _page(made: LossList, form: HouseForm | None = None) -> Any:
    web.note_look(made.stream, "list of lost lines")
    today = clock.local_date(g.now)
    blank = TakeDownForm if made.posted_on else PostForm
    page = {
        "made": made, "parts": rules.PARTS, "reasons": queries.reasons(clock.local_date(made.drawn_up_at)),
        "form": form or blank(formdata=None, data={"on": today, "seen": made.version}),
    }  # fmt: skip
    return render_template("workflow/loss/list.html", **page), (422 if form else 200)


@bp.get("/losses/<public_id>/print")
@requires("loss.see")
def print_list(public_id: str) -> Any:
    """The list for the board in the village, once a leader has approved it; looked at, that is written down."""
    made = queries.list_for(public_id, current_user, "loss.see")
    if made.approved_at is None:
        raise Conflict(N_("A leader approves this list before it is hung up."))
    web.note_look(made.stream, "printing the list")
    day = clock.local_date(made.drawn_up_at)
    page = {"made": made, "parts": rules.PARTS, "reasons": queries.reasons(day), "day": day}
    page["rule"] = packs.value("overdue.notice", day)
    return render_template("print/loss.html", **page), {"Cache-Control": "no-store"}


def _step(public_id: str, verb: str, form: HouseForm, act: Callable[[LossList], None]) -> Any:
    made = queries.list_for(public_id, current_user, verb)
    if form.validate():
        web.check_seen(form.seen.data, made)
        try:
            act(made)
            return redirect(url_for("loss.show", public_id=public_id), 303)
        except HouseError as error:
            form.blame(error)
    return _page(made, form)


@bp.post("/losses/<public_id>/approve")
@requires("loss.approve")
def approve(public_id: str) -> Any:
    """Approve that a list hangs."""
    form = StepForm()
    return _step(public_id, "loss.approve", form, lambda made: operations.approve(made, by=current_user, at=g.now))


@bp.post("/losses/<public_id>/post")
@requires("loss.post")
def post(public_id: str) -> Any:
    """Write down that a list hangs."""
    form = PostForm()
    said = {"on": form.on.data, "place": form.place.data}
    return _step(public_id, "loss.post", form, lambda made: operations.post(made, **said, by=current_user, at=g.now))


@bp.post("/losses/<public_id>/take-down")
@requires("loss.post")
def take_down(public_id: str) -> Any:
    """Write down that a list was taken down."""
    form = TakeDownForm()
    return _step(
        public_id, "loss.post", form,
        lambda made: operations.take_down(made, on=form.on.data, by=current_user, at=g.now),
    )  # fmt: skip
