"""Pages of the trainings: sessions with their tests, and who is ready to lend."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g
from flask_login import current_user

from workflow.base import clock
from workflow.office.registers import pages
from workflow.office.registers.queries import entry_for, office_for, offices_for
from workflow.office.registers.training import operations, queries
from workflow.office.registers.training.books import TRAININGS
from workflow.office.registers.training.forms import TrainingForm
from workflow.office.registers.training.models import Training
from workflow.places.models import Office
from workflow.staff import queries as staff
from workflow.staff.guard import requires

bp = Blueprint("trainings", __name__, url_prefix="/registers/trainings")


@bp.get("")
@requires("training.see")
def index() -> Any:
    """The sessions, and everyone who lends with what they lack."""
    today = clock.local_date(g.now)
    known: dict[str, Any] = {"standings": queries.standings(), "due_on": queries.next_due(today), "today_is": today}
    known["trained"] = offices_for(current_user, "training.write")
    return pages.listing(TRAININGS, "workflow/registers/trainings.html", **known)


@bp.route("/new/<int:office_id>", methods=["GET", "POST"])
@requires("training.write")
def new(office_id: int) -> Any:
    """Write down what the people of one office were taught."""
    office = office_for(str(office_id), current_user, "training.write")
    form = TrainingForm.of(office, data={"on": clock.local_date(g.now)})
    return pages.write(TRAININGS, form, lambda: _train(office, form), lead=office.name)


def _train(office: Office, form: TrainingForm) -> Training:
    told: dict[str, Any] = {name: form[name].data for name in ("on", "topics", "teacher")}
    return operations.train(office, **told, results=_results(form), by=current_user, at=g.now)


def _results(form: TrainingForm) -> dict[Any, bool]:
    """Everyone ticked; whoever passed came, too."""
    found = dict.fromkeys(form.came.data or (), False) | dict.fromkeys(form.passed.data or (), True)
    return {staff.officer_by_public_id(key): passed for key, passed in found.items()}


@bp.get("/<public_id>")
@requires("training.see")
def show(public_id: str) -> Any:
    """One session."""
    return pages.entry_page(TRAININGS, entry_for(Training, public_id, current_user, "training.see"))


@bp.post("/<public_id>/strike")
@requires("training.write")
def strike(public_id: str) -> Any:
    """Strike a session out."""
    training = entry_for(Training, public_id, current_user, "training.write")
    return pages.strike(TRAININGS, training, operations.strike_training)
