"""Handing a household its own data: asked for, confirmed by a second person, handed over, printed and as a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import clock, web
from workflow.kernel.errors import HouseError, NotFound
from workflow.office.own_data import contents, operations, queries
from workflow.office.own_data.forms import AskForm, RefuseForm, StepForm
from workflow.office.own_data.models import OwnDataRequest
from workflow.office.own_data.rules import IDENTITIES, LEFT_OUT
from workflow.staff.guard import requires
from workflow.stages.people import queries as people
from workflow.stages.people.models import Household

bp = Blueprint("own_data", __name__)


@bp.get("/households/<public_id>/own-data")
@requires("own_data.confirm")
def show(public_id: str) -> Any:
    """What a household asked for, and how far it is."""
    return _page(people.household_for(public_id, current_user, "own_data.confirm"))


def _page(household: Household, status: int = 200, **forms: Any) -> Any:
    web.note_look(f"household:{household.public_id}", "own data")
    blank = {"ask_form": _ask_form(household, formdata=None), "refuse_form": RefuseForm(formdata=None)}
    page = {
        "household": household, "open": queries.open_request(household), "requests": queries.requests_of(household),
        "identities": IDENTITIES, "step": StepForm(formdata=None), "is_ready": _is_ready,
    }  # fmt: skip
    return render_template("workflow/own_data/show.html", **(page | blank | forms)), status


def _ask_form(household: Household, **kwargs: Any) -> AskForm:
    form = AskForm(**kwargs)
    form.member.choices = [(each.public_id, each.name) for each in household.members]
    return form


@bp.post("/households/<public_id>/own-data")
@requires("own_data.ask")
def ask(public_id: str) -> Any:
    """Write down who asks."""
    household = people.household_for(public_id, current_user, "own_data.ask")
    form = _ask_form(household)
    if form.validate():
        try:
            member = people.member_of(household, form.member.data)
            operations.ask(household, member=member, identity=form.identity.data, by=current_user, at=g.now)
            return redirect(url_for("own_data.show", public_id=public_id), 303)
        except HouseError as error:
            form.blame(error)
    return _page(household, 422, ask_form=form)


@bp.post("/own-data/<public_id>/confirm")
@requires("own_data.confirm")
def confirm(public_id: str) -> Any:
    """The second person's word."""
    return _step(public_id, "own_data.confirm", lambda asked: operations.confirm(asked, by=current_user, at=g.now))


@bp.post("/own-data/<public_id>/hand-over")
@requires("own_data.ask")
def hand_over(public_id: str) -> Any:
    """Handed to the member; from now on it can be printed until the day ends."""
    return _step(public_id, "own_data.ask", lambda asked: operations.hand_over(asked, by=current_user, at=g.now))


def _step(public_id: str, verb: str, act: Callable[[OwnDataRequest], None]) -> Any:
    asked = queries.request_for(public_id, current_user, verb)
    if not StepForm().validate():
        return _page(asked.household, 422)
    act(asked)
    return redirect(url_for("own_data.show", public_id=asked.household.public_id), 303)


@bp.post("/own-data/<public_id>/refuse")
@requires("own_data.ask")
def refuse(public_id: str) -> Any:
    """Nothing is handed over, with the reason."""
    asked, form = queries.request_for(public_id, current_user, "own_data.ask"), RefuseForm()
    if form.validate():
        operations.refuse(asked, reason=form.reason.data, by=current_user, at=g.now)
        flash(_("The request was refused; tell the household why."))
        return redirect(url_for("own_data.show", public_id=asked.household.public_id), 303)
    return _page(asked.household, 422, refuse_form=form)


@bp.get("/own-data/<public_id>/paper")
@requires("own_data.ask")
def paper(public_id: str) -> Any:
    """The data on paper."""
    asked, sections = _ready(public_id)
    page = {"asked": asked, "sections": sections, "left_out": LEFT_OUT, "today_is": clock.local_date(g.now)}
    return render_template("workflow/own_data/paper.html", **page)


@bp.get("/own-data/<public_id>/file")
@requires("own_data.ask")
def file(public_id: str) -> Response:
    """The data as a file."""
    asked, sections = _ready(public_id)
    text = json.dumps(contents.as_data(asked, sections, at=g.now), ensure_ascii=False, indent=1)
    answer = Response(text, mimetype="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="own-data.json"'
    return answer


def _ready(public_id: str) -> tuple[OwnDataRequest, list[contents.Section]]:
    """A request that was handed over today, by whom it was handed over, with what it gives; NotFound otherwise."""
    asked = queries.request_for(public_id, current_user, "own_data.ask")
    if not _is_ready(asked):
        raise NotFound
    web.note_look(f"own_data:{public_id}", "own data")
    return asked, contents.contents(asked, on=clock.local_date(g.now))


def _is_ready(asked: OwnDataRequest) -> bool:
    """Only whoever handed it over prints it, and only on that day."""
    today = clock.local_date(g.now)
    handed = asked.handed_at and clock.local_date(asked.handed_at) == today
    return bool(handed) and asked.handed_by_id == current_user.id
