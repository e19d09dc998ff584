"""A household's page: its archive, members (masked), ties, consent; the full numbers only for a purpose."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, render_template, url_for
from flask_login import current_user

from workflow.base import web
from workflow.kernel.errors import HouseError
from workflow.staff import queries as staff
from workflow.staff.guard import requires
from workflow.stages.people import archive, keying, operations, queries, rules
from workflow.stages.people.forms import TIES, ConsentForm, MemberForm, RevealForm, TieForm
from workflow.stages.people.models import Household

bp = Blueprint("people", __name__)
archive.add_to(bp)
keying.add_to(bp)

CONSENT_TEXT = "2026-1"
"""Version of the words that a household consents to; the portal hands in its own."""


@bp.get("/households/<public_id>")
@requires("household.see")
def household(public_id: str) -> Any:
    """One household."""
    return _page(queries.household_for(public_id, current_user))


def _page(found: Household, status: int = 200, **forms: Any) -> Any:
    web.note_look(f"household:{found.public_id}", "household page")
    blank = {"tie": _tie_form(formdata=None), "consent_form": ConsentForm(formdata=None)}
    known = blank | {"member_form": MemberForm(formdata=None)} | forms
    bound = {"ties": queries.ties_of(found), "consents": queries.consents_of(found), "tie_words": TIES}
    page = render_template("workflow/people/household.html", **known, **bound, **archive.facts(found))
    return page, status


def _tie_form(**kwargs: Any) -> TieForm:
    form = TieForm(**kwargs)
    form.officer.choices = [(each.public_id, f"{each.name} · {each.office.name}") for each in staff.everyone()]
    return form


@bp.get("/households/<public_id>/members/<member_id>")
@requires("household.reveal")
def member(public_id: str, member_id: str) -> Any:
    """Ask for the full numbers: the purpose first."""
    found = queries.household_for(public_id, current_user, "household.reveal")
    person = queries.member_of(found, member_id)
    return render_template(
        "workflow/people/member.html", household=found, member=person, form=RevealForm(), rules=rules
    )


@bp.post("/households/<public_id>/members/<member_id>")
@requires("household.reveal")
def reveal(public_id: str, member_id: str) -> Any:
    """Show them once, on the answer to this post, and record the look."""
    found = queries.household_for(public_id, current_user, "household.reveal")
    person, form = queries.member_of(found, member_id), RevealForm()
    shown, status = False, 422
    if form.validate():
        try:
            operations.reveal(person, purpose=form.purpose.data, by=current_user, at=g.now)
            shown, status = True, 200
        except HouseError as error:
            form.blame(error)
    page = {"household": found, "member": person, "form": form, "shown": shown, "rules": rules}
    return render_template("workflow/people/member.html", **page), status


@bp.post("/households/<public_id>/members")
@requires("household.write")
def add_member(public_id: str) -> Any:
    """Record one more member."""
    found, form = queries.household_for(public_id, current_user, "household.write"), MemberForm()
    if form.validate():
        person = operations.Person(form.name.data, form.id_number.data, form.phone.data, form.relation.data)
        try:
            operations.add_member(found, person=person, by=current_user, at=g.now)
            return redirect(url_for("people.household", public_id=public_id), 303)
        except HouseError as error:
            form.blame(error)
    return _page(found, 422, member_form=form)


@bp.post("/households/<public_id>/ties")
@requires("tie.declare")
def declare_tie(public_id: str) -> Any:
    """Declare a tie."""
    found, form = queries.household_for(public_id, current_user, "tie.declare"), _tie_form()
    officer = staff.officer_by_public_id(form.officer.data or "")
    if form.validate() and officer:
        try:
            operations.declare_tie(found, officer=officer, nature=form.nature.data, by=current_user, at=g.now)
            return redirect(url_for("people.household", public_id=public_id), 303)
        except HouseError as error:
            form.blame(error)
    return _page(found, 422, tie=form)


@bp.post("/households/<public_id>/consent")
@requires("consent.record")
def give_consent(public_id: str) -> Any:
    """Record the household's consent to be shown online."""
    return _consent(public_id, lambda found, how: operations.give_consent(
        found, text_version=CONSENT_TEXT, how=how, by=current_user, at=g.now
    ))  # fmt: skip


@bp.post("/households/<public_id>/consent/withdraw")
@requires("consent.record")
def withdraw_consent(public_id: str) -> Any:
    """Record that the household takes it back."""
    return _consent(
        public_id, lambda found, how: operations.withdraw_consent(found, how=how, by=current_user, at=g.now)
    )


def _consent(public_id: str, act: Any) -> Any:
    found, form = queries.household_for(public_id, current_user, "consent.record"), ConsentForm()
    if form.validate():
        try:
            act(found, form.how.data)
            return redirect(url_for("people.household", public_id=public_id), 303)
        except HouseError as error:
            form.blame(error)
    return _page(found, 422, consent_form=form)
