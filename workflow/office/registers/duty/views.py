"""Pages of the swaps of duty: asked, agreed, approved; with what the rosters lack."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, g
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import clock
from workflow.office.outlets.queries import outlets_for
from workflow.office.registers import pages
from workflow.office.registers.duty import operations, queries
from workflow.office.registers.duty.books import SWAPS, state
from workflow.office.registers.duty.forms import SwapForm
from workflow.office.registers.duty.models import DutySwap
from workflow.office.registers.forms import SignForm
from workflow.office.registers.queries import entry_for
from workflow.staff import queries as staff
from workflow.staff.guard import requires

bp = Blueprint("swaps", __name__, url_prefix="/registers/duty-swaps")
_PAGE = "workflow/registers/swap.html"


@bp.get("")
@requires("swap.see")
def index() -> Any:
    """The swaps, and the coming business days without anybody on duty."""
    today = clock.local_date(g.now)
    gaps = queries.gaps(outlets_for(current_user, "swap.see"), today, queries.until(today))
    return pages.listing(SWAPS, "workflow/registers/swaps.html", gaps=gaps)


@bp.route("/new", methods=["GET", "POST"])
@requires("swap.ask")
def new() -> Any:
    """Ask a colleague."""
    form = SwapForm.of(current_user, clock.local_date(g.now))
    return pages.write(SWAPS, form, lambda: _ask(form))


def _ask(form: SwapForm) -> DutySwap:
    asked: Any = staff.officer_by_public_id(form.asked.data)
    told: dict[str, Any] = {"back_on": form.back_on.data, "why": form.why.data}
    return operations.ask(asked, on=date.fromisoformat(form.on.data), **told, by=current_user, at=g.now)


@bp.get("/<public_id>")
@requires("swap.see")
def show(public_id: str) -> Any:
    """One swap with the step it waits for."""
    return _page(entry_for(DutySwap, public_id, current_user, "swap.see"))


def _page(swap: DutySwap, status: int = 200, **more: Any) -> Any:
    page = {"sign_form": pages.signing(swap), "state": state(swap)} | more
    return pages.entry_page(SWAPS, swap, status, template=_PAGE, **page)


@bp.post("/<public_id>/agree")
@requires("swap.ask")
def agree(public_id: str) -> Any:
    """Take a colleague's day."""
    said = _("Agreed. It waits for the head.")
    return _step(entry_for(DutySwap, public_id, current_user, "swap.ask"), operations.agree, said)


@bp.post("/<public_id>/refuse")
@requires("swap.refuse")
def refuse(public_id: str) -> Any:
    """Say no as the colleague or as the head."""
    said = _("Refused. The roster stays as it is.")
    return _step(entry_for(DutySwap, public_id, current_user, "swap.refuse"), operations.refuse, said)


@bp.post("/<public_id>/approve")
@requires("swap.approve")
def approve(public_id: str) -> Any:
    """Let the roster change."""
    said = _("Approved. The roster has changed; the public board follows.")
    return _step(entry_for(DutySwap, public_id, current_user, "swap.approve"), operations.approve, said)


def _step(swap: DutySwap, act: Any, said: str) -> Any:
    form = SignForm()
    return pages.step(SWAPS, swap, form, act, said, lambda *refused: _page(*refused, sign_form=form))


@bp.post("/<public_id>/strike")
@requires("swap.ask")
def strike(public_id: str) -> Any:
    """Take a question back."""
    swap = entry_for(DutySwap, public_id, current_user, "swap.ask")
    return pages.strike(SWAPS, swap, template=_PAGE, sign_form=pages.signing(swap), state=state(swap))
