"""Pages of an outlet's groups: which the rules name, who sits in each."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import clock
from workflow.kernel.errors import HouseError, NotFound
from workflow.office.groups import operations, queries, rules
from workflow.office.groups.forms import GroupForm, WithdrawForm, written
from workflow.office.groups.models import WorkingGroup
from workflow.office.outlets.queries import Belongs, outlet_for
from workflow.places.models import Office
from workflow.staff.guard import requires

bp = Blueprint("groups", __name__, url_prefix="/outlets/<int:office_id>/groups")


@bp.get("/")
@requires("outlet.see")
def index(office_id: int) -> Any:
    """The groups that the rules name, and who sits in each."""
    return _listed(outlet_for(office_id, current_user, "outlet.see"), WithdrawForm(formdata=None))


def _listed(office: Office, form: WithdrawForm, status: int = 200) -> Any:
    page = {
        "office": office, "wanted": queries.wanted(clock.local_date(g.now)), "known": queries.of_outlet(office),
        "parts": rules.PARTS, "belongs": Belongs(office), "form": form,
    }  # fmt: skip
    return render_template("workflow/groups/index.html", **page), status


@bp.route("/<code>", methods=["GET", "POST"])
@requires("group.write")
def write(office_id: int, code: str) -> Any:
    """Write down who sits in a group from a day on."""
    office, today = outlet_for(office_id, current_user, "group.write"), clock.local_date(g.now)
    term, stood = queries.term_of(code, today), queries.of_outlet(office).get(code, [])
    form = GroupForm(data={"from_on": today} | written(next(iter(stood), None)))
    if form.validate():
        said = {name: form[name].data for name in ("duties", "from_on", "until_on")}
        try:
            operations.form_group(office, code, form.named(), **said, by=current_user, at=g.now)
            flash(_("Written down. The publishing desk shows it as new."))
            return redirect(url_for("groups.index", office_id=office.id), 303)
        except HouseError as error:
            form.blame(error)
    page = {"office": office, "code": code, "term": term, "form": form}
    return render_template("workflow/groups/write.html", **page), (422 if form.errors else 200)


@bp.post("/<code>/<int:group_id>/withdraw")
@requires("group.write")
def withdraw(office_id: int, code: str, group_id: int) -> Any:
    """Withdraw a composition."""
    office, form = outlet_for(office_id, current_user, "group.write"), WithdrawForm()
    group = _one(office, code, group_id)
    if form.validate():
        try:
            operations.withdraw(group, by=current_user, at=g.now)
            flash(_("Withdrawn. The publishing desk shows what no longer holds."))
            return redirect(url_for("groups.index", office_id=office.id), 303)
        except HouseError as error:
            form.blame(error)
    return _listed(office, form, 422)


def _one(office: Office, code: str, group_id: int) -> WorkingGroup:
    found = next((each for each in queries.of_outlet(office).get(code, []) if each.id == group_id), None)
    if found is None:
        raise NotFound
    return found
