"""Pages of the draws: announced, drawn before witnesses, taken along."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import clock
from workflow.kernel.errors import HouseError
from workflow.office.registers import files, pages
from workflow.office.registers.queries import entry_for, office_for
from workflow.office.supervision.draws import books, operations, queries, rules
from workflow.office.supervision.draws.books import DRAWS
from workflow.office.supervision.draws.forms import AnnounceForm, DrawForm
from workflow.office.supervision.draws.models import Draw
from workflow.places import packs
from workflow.staff.guard import requires

bp = Blueprint("draws", __name__, url_prefix="/supervision/draws")
_PAGE = "workflow/supervision/draw.html"


@bp.get("")
@requires("draw.see")
def index() -> Any:
    """Every draw, with the rule and the offices whose draw is due."""
    today = clock.local_date(g.now)
    values = [packs.value(key, today) for key in ("review.every", "review.village_share", "review.loan_share")]
    running = {"values": values, "period": queries.period(today), "due": queries.due(current_user, today)}
    return pages.listing(DRAWS, "workflow/supervision/draws.html", **running)


@bp.route("/new", methods=["GET", "POST"])
@requires("draw.announce")
def new() -> Any:
    """Announce the draw of an office for the running period."""
    form = AnnounceForm()
    if form.validate():
        try:
            office = office_for(form.office.data, current_user, "draw.announce")
            draw = operations.announce(office, by=current_user, at=g.now)
            flash(_("List and promise are fixed. Print them, hang them up, and draw when the witnesses are there."))
            return redirect(url_for("draws.show", public_id=draw.public_id), 303)
        except HouseError as error:
            form.blame(error)
    lead = _("The villages and loans of today are written down; nothing is drawn yet.")
    return pages.form_page(DRAWS, form, lead=lead)


@bp.get("/<public_id>")
@requires("draw.see")
def show(public_id: str) -> Any:
    """One draw: what is fixed, what was drawn, what was found."""
    return _page(entry_for(Draw, public_id, current_user, "draw.see"))


def _page(draw: Draw, status: int = 200, **more: Any) -> Any:
    form = DrawForm(formdata=None, data={"seen": draw.version})
    return pages.entry_page(DRAWS, draw, status, **(_shown(draw) | {"draw_form": form} | more))


def _shown(draw: Draw) -> dict[str, Any]:
    """What the page shows beside the entry."""
    villages, loans = rules.listed(draw.population)
    listed = {"villages": villages, "loans": loans, "names": queries.names(draw), "entry_no": queries.anchored(draw)}
    drawn = {"items": queries.shown(draw), "witnesses": queries.witnesses(draw), "rules": rules}
    return {"template": _PAGE} | listed | drawn


@bp.post("/<public_id>/draw")
@requires("draw.draw")
def draw_lots(public_id: str) -> Any:
    """Draw, before the witnesses."""
    draw, form = entry_for(Draw, public_id, current_user, "draw.draw"), DrawForm()
    return pages.step(
        DRAWS, draw, form, lambda each, **who: operations.draw_lots(each, form.witnesses(), **who),
        _("Drawn. Anybody can repeat it with the file of this draw."),
        lambda *refused: _page(*refused, draw_form=form),
    )  # fmt: skip


@bp.post("/<public_id>/strike")
@requires("draw.announce")
def strike(public_id: str) -> Any:
    """Give up an announced draw, in plain sight."""
    draw = entry_for(Draw, public_id, current_user, "draw.announce")
    return pages.strike(DRAWS, draw, **_shown(draw), draw_form=DrawForm(formdata=None))


@bp.get("/<public_id>/file")
@requires("draw.see")
def file(public_id: str) -> Any:
    """Everything that anybody needs to repeat the draw, for `sunshine draw verify`."""
    told = queries.file_of(entry_for(Draw, public_id, current_user, "draw.see"))
    response = Response(json.dumps(told, ensure_ascii=False, indent=1), mimetype="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="draw.json"'
    return response


@bp.get("/<public_id>/paper")
@requires("draw.see")
def paper(public_id: str) -> Any:
    """What is hung up before the draw, or taken along to the inspection."""
    return files.paper(books.printed(entry_for(Draw, public_id, current_user, "draw.see"), g.now), "draw")
