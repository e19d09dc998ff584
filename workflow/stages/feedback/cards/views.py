"""Pages of the evaluation cards: the register with its totals, paper cards typed in, checking, deciding, filing."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import clock, web
from workflow.carriers import sheets
from workflow.kernel.errors import HouseError
from workflow.places import queries as places
from workflow.staff import queries as staff
from workflow.staff.guard import requires
from workflow.stages.feedback.cards import operations, queries, rules, states
from workflow.stages.feedback.cards.forms import ClassifyForm, DecideForm, FileForm, RecordForm
from workflow.stages.feedback.cards.models import EvaluationCard
from workflow.stages.feedback.cards.queries import Filter

bp = Blueprint("cards", __name__, url_prefix="/cards")


@bp.get("")
@requires("card.see")
def index() -> Any:
    """The register, narrowed as asked, with the totals of one month."""
    if kind := web.file_asked(sheets.MIMES):
        return _file(kind, queries.register(current_user, _asked(), limit=None))
    return _index_page()


def _index_page(status: int = 200, **forms: Any) -> Any:
    asked, size = _asked(), web.settings().limits.page_size
    shown = queries.register(current_user, asked, limit=size, before=request.args.get("before", type=int))
    month = asked.month or queries.month_of(g.now)
    page = {
        "asked": asked, "cards": shown, "size": size, "months": queries.months(), "month": month,
        "totals": queries.totals_of(month), "over": month < queries.month_of(g.now),
        "outlets": [office for office in places.offices() if office.outlet], "rules": rules, "states": states,
        "local_date": clock.local_date, "file_form": FileForm(formdata=None, data={"month": month}),
    }  # fmt: skip
    return render_template("workflow/cards/index.html", **(page | forms)), status


def _asked() -> Filter:
    return Filter(**{name: request.args.get(name, "")[:12] for name in ("month", "state", "rating", "office")})


def _file(kind: str, cards: list[EvaluationCard]) -> Response:
    head = [
        _("Number"), _("Came"), _("How"), _("Office"), _("Who served"), _("Business"), _("How it was"), _("State"),
        _("Class"), _("Filed"),
    ]  # fmt: skip
    found = [_cells(card) for card in cards]
    response = Response(sheets.write(kind, _("Evaluation cards"), head, found), mimetype=sheets.MIMES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="cards.{kind}"'
    return response


def _cells(card: EvaluationCard) -> list[sheets.Cell]:
    return [
        card.id, card.received_at, _(rules.CHANNELS[card.channel]), card.office.name if card.office else "",
        card.officer.name if card.officer else "", _(rules.BUSINESSES[card.business]), _(rules.RATINGS[card.rating]),
        _(states.LABELS[states.State(card.state)]),
        _(rules.CLASSES[card.classification]) if card.classification else "", card.filed_at,
    ]  # fmt: skip


@bp.route("/new", methods=["GET", "POST"])
@requires("card.write")
def record() -> Any:
    """Type in a paper card."""
    form = RecordForm(data={"received_at": g.now})
    if form.validate():
        try:
            card = operations.record_card(**_written(form), by=current_user, at=g.now)
            flash(_("Card %(number)s is in the register.", number=card.id))
            return redirect(url_for("cards.index"), 303)
        except HouseError as error:
            form.blame(error)
    return render_template("workflow/cards/record.html", form=form), (422 if form.errors else 200)


def _written(form: RecordForm) -> dict[str, Any]:
    told = {name: form[name].data for name in ("business", "rating", "text", "done_on", "received_at")}
    officer = staff.officer_by_public_id(form.officer.data) if form.officer.data else None
    return told | {"office": places.office(int(form.office.data)), "officer": officer}


@bp.get("/<public_id>")
@requires("card.see")
def show(public_id: str) -> Any:
    """One card with the step it waits for."""
    return _page(queries.card_for(public_id, current_user, "card.see"))


def _page(card: EvaluationCard, status: int = 200, **forms: Any) -> Any:
    web.note_look(card.stream, "evaluation card work")
    seen = {"seen": card.version}
    known = {
        "classify_form": ClassifyForm(formdata=None, data=seen),
        "decide_form": DecideForm(formdata=None, data=seen),
    }
    page = {"card": card, "rules": rules, "states": states, "local_date": clock.local_date}
    return render_template("workflow/cards/card.html", **(page | known | forms)), status


@bp.post("/<public_id>/classify")
@requires("card.check")
def classify(public_id: str) -> Any:
    """Check a card and say what it is."""
    card = queries.card_for(public_id, current_user, "card.check")
    form = ClassifyForm()
    if form.validate():
        web.check_seen(form.seen.data, card)
        try:
            operations.classify(card, classification=form.classification.data, by=current_user, at=g.now)
            return redirect(url_for("cards.show", public_id=public_id), 303)
        except HouseError as error:
            form.blame(error)
    return _page(card, 422, classify_form=form)


@bp.post("/<public_id>/decide")
@requires("card.decide")
def decide(public_id: str) -> Any:
    """The leader's decision on a problem."""
    card = queries.card_for(public_id, current_user, "card.decide")
    form = DecideForm()
    if form.validate():
        web.check_seen(form.seen.data, card)
        try:
            operations.decide(card, decision=form.decision.data, by=current_user, at=g.now)
            return redirect(url_for("cards.show", public_id=public_id), 303)
        except HouseError as error:
            form.blame(error)
    return _page(card, 422, decide_form=form)


@bp.post("/file")
@requires("card.file")
def file() -> Any:
    """Total and file a month."""
    form = FileForm()
    if form.validate():
        try:
            number = operations.file_month(form.month.data or "", by=current_user, at=g.now)
            flash(_("%(number)s cards are totalled and filed.", number=number))
            return redirect(url_for("cards.index", month=form.month.data), 303)
        except HouseError as error:
            form.blame(error)
    return _index_page(422, file_form=form)
