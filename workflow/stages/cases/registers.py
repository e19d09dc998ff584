"""The pages of the demand register and the service-item register; part of this room's blueprint."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask_login import current_user

from workflow.base import web
from workflow.kernel.errors import HouseError, Invalid, N_
from workflow.places import queries as places
from workflow.staff import queries as staff
from workflow.staff.guard import requires
from workflow.staff.roles import Role
from workflow.stages.cases import operations, queries
from workflow.stages.cases.forms import (
    DEMAND_KINDS,
    AnswerForm,
    CloseForm,
    DemandForm,
    FinishForm,
    HandOnForm,
    ServiceForm,
)
from workflow.stages.cases.models import DemandEntry


def add_to(bp: Blueprint) -> None:
    """Give the blueprint these pages."""
    bp.add_url_rule("/demands", "demands", demands)
    bp.add_url_rule("/demands/new", "new_demand", new_demand, methods=["GET", "POST"])
    bp.add_url_rule("/demands/<public_id>", "demand", demand)
    bp.add_url_rule("/demands/<public_id>/hand-on", "hand_on", hand_on, methods=["POST"])
    bp.add_url_rule("/demands/<public_id>/answer", "answer_demand", answer_demand, methods=["POST"])
    bp.add_url_rule("/demands/<public_id>/close", "close_demand", close_demand, methods=["POST"])
    bp.add_url_rule("/services", "services", services)
    bp.add_url_rule("/services", "record_service", record_service, methods=["POST"])
    bp.add_url_rule("/services/<public_id>/finish", "finish_service", finish_service, methods=["GET", "POST"])


def _below() -> int | None:
    text = request.args.get("below", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


@requires("demand.see")
def demands() -> Any:
    """The register, newest first."""
    size = web.settings().limits.page_size
    rows = queries.demands(current_user, size + 1, _below())
    following = url_for("cases.demands", below=rows[size - 1].id) if len(rows) > size else None
    return render_template("workflow/cases/demands.html", rows=rows[:size], following=following, kinds=DEMAND_KINDS)


@requires("demand.write")
def new_demand() -> Any:
    """Write down a visit."""
    form = DemandForm(data={"came_at": g.now})
    villages = places.villages(places.offices_below(current_user.office))
    form.village.choices = [("", "–")] + [(each.code, f"{each.town.name} {each.name}") for each in villages]
    if form.validate():
        village = next((each for each in villages if each.code == form.village.data), None)
        said = {name: form[name].data for name in ("kind", "visitor", "phone", "amount", "matter", "came_at")}
        try:
            entry = operations.record_demand(**said, village=village, by=current_user, at=g.now)
            return redirect(url_for("cases.demand", public_id=entry.public_id), 303)
        except HouseError as error:
            form.blame(error)
    return render_template("workflow/cases/new_demand.html", form=form), (422 if form.errors else 200)


@requires("demand.see")
def demand(public_id: str) -> Any:
    """One entry with what can be done with it."""
    return _demand_page(queries.demand_for(public_id, current_user))


def _demand_page(entry: DemandEntry, status: int = 200, **forms: Any) -> Any:
    web.note_look(entry.stream, "demand register")
    blank = {"answer": AnswerForm(formdata=None), "close": CloseForm(formdata=None)}
    known = blank | {"hand": _hand_on_form(formdata=None)} | forms
    return render_template("workflow/cases/demand.html", entry=entry, kinds=DEMAND_KINDS, **known), status


def _hand_on_form(**kwargs: Any) -> HandOnForm:
    form = HandOnForm(**kwargs)
    officers = staff.officers_with(Role.CREDIT_OFFICER, office_ids=places.offices_below(current_user.office))
    form.officer.choices = [(each.public_id, f"{each.name} · {each.office.name}") for each in officers]
    return form


@requires("demand.write")
def hand_on(public_id: str) -> Any:
    """Hand it on to an officer."""
    entry, form = queries.demand_for(public_id, current_user, "demand.write"), _hand_on_form()
    if form.validate():
        officer = staff.officer_by_public_id(form.officer.data)
        if officer:
            return _act(entry, form, "hand", lambda: operations.hand_on(entry, to=officer, by=current_user, at=g.now))
    return _demand_page(entry, 422, hand=form, blamed=form)


@requires("demand.answer")
def answer_demand(public_id: str) -> Any:
    """Write down the answer."""
    entry, form = queries.demand_for(public_id, current_user, "demand.answer"), AnswerForm()
    if form.validate():
        told = form.told.data
        return _act(
            entry, form, "answer", lambda: operations.answer_demand(entry, told=told, by=current_user, at=g.now)
        )
    return _demand_page(entry, 422, answer=form, blamed=form)


@requires("demand.answer")
def close_demand(public_id: str) -> Any:
    """Close it."""
    entry, form = queries.demand_for(public_id, current_user, "demand.answer"), CloseForm()
    if form.validate():
        return _act(entry, form, "close", lambda: _close(entry, form))
    return _demand_page(entry, 422, close=form, blamed=form)


def _close(entry: DemandEntry, form: CloseForm) -> None:
    case = queries.by_number(form.number.data, current_user) if form.number.data else None
    if form.number.data and case is None:
        raise Invalid(N_("There is no case of this number that you may see."), field="number")
    operations.close_demand(entry, case=case, by=current_user, at=g.now)


def _act(entry: DemandEntry, form: Any, name: str, act: Any) -> Any:
    try:
        act()
        return redirect(url_for("cases.demand", public_id=entry.public_id), 303)
    except HouseError as error:
        form.blame(error)
        return _demand_page(entry, 422, blamed=form, **{name: form})


@requires("service.see")
def services() -> Any:
    """The service-item register, newest first, with a line for a new entry."""
    return _services_page(ServiceForm())


@requires("service.write")
def record_service() -> Any:
    """Write down a service that was asked for."""
    form = ServiceForm()
    if form.validate():
        said = {name: form[name].data for name in ("customer", "item", "promised_on")}
        operations.record_service(**said, by=current_user, at=g.now)
        return redirect(url_for("cases.services"), 303)
    return _services_page(form, 422)


def _services_page(form: ServiceForm, status: int = 200) -> Any:
    size = web.settings().limits.page_size
    rows = queries.services(current_user, size + 1, _below())
    following = url_for("cases.services", below=rows[size - 1].id) if len(rows) > size else None
    page = render_template("workflow/cases/services.html", rows=rows[:size], following=following, form=form)
    return page, status


@requires("service.write")
def finish_service(public_id: str) -> Any:
    """Write down how a service ended."""
    item, form = queries.service_for(public_id, current_user, "service.write"), FinishForm()
    if form.validate():
        try:
            said = {"result": form.result.data, "reminded": form.reminded.data == "yes"}
            operations.finish_service(item, **said, by=current_user, at=g.now)
            return redirect(url_for("cases.services"), 303)
        except HouseError as error:
            form.blame(error)
    return render_template("workflow/cases/finish_service.html", item=item, form=form), (422 if form.errors else 200)
