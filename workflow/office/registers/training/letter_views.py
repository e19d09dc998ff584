"""Pages of the commitment letters."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g
from flask_login import current_user

from workflow.base import clock
from workflow.office.registers import pages
from workflow.office.registers.queries import entry_for
from workflow.office.registers.training import operations
from workflow.office.registers.training.books import LETTERS
from workflow.office.registers.training.forms import LetterForm
from workflow.office.registers.training.models import CommitmentLetter
from workflow.staff import queries as staff
from workflow.staff.guard import requires

bp = Blueprint("letters", __name__, url_prefix="/registers/commitment-letters")


@bp.get("")
@requires("training.see")
def index() -> Any:
    """Every letter on file."""
    return pages.listing(LETTERS)


@bp.route("/new", methods=["GET", "POST"])
@requires("training.write")
def new() -> Any:
    """File a letter."""
    form = LetterForm(data={"signed_on": clock.local_date(g.now)})
    return pages.write(LETTERS, form, lambda: _file(form))


def _file(form: LetterForm) -> CommitmentLetter:
    officer: Any = staff.officer_by_public_id(form.officer.data)
    told: dict[str, Any] = {"signed_on": form.signed_on.data, "number": form.number.data}
    return operations.file_letter(officer, **told, by=current_user, at=g.now)


@bp.get("/<public_id>")
@requires("training.see")
def show(public_id: str) -> Any:
    """One letter."""
    return pages.entry_page(LETTERS, entry_for(CommitmentLetter, public_id, current_user, "training.see"))


@bp.post("/<public_id>/strike")
@requires("training.write")
def strike(public_id: str) -> Any:
    """Strike a letter out."""
    letter = entry_for(CommitmentLetter, public_id, current_user, "training.write")
    return pages.strike(LETTERS, letter, operations.strike_letter)
