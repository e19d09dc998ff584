"""Pages of the openings: written down, signed by all, received, entered item by item, settled."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, g, request
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import web
from workflow.base.forms import HouseForm
from workflow.kernel.errors import NotFound
from workflow.office.registers import pages
from workflow.office.registers.boxes import operations, queries, rules
from workflow.office.registers.boxes.books import OPENINGS
from workflow.office.registers.boxes.forms import CardForm, ComplaintForm, OpeningForm, ReceiveForm
from workflow.office.registers.boxes.models import BoxOpening, OpinionBox
from workflow.office.registers.boxes.photos import queries as photo_queries
from workflow.office.registers.boxes.photos import rules as photo_rules
from workflow.office.registers.boxes.views import people
from workflow.office.registers.forms import SignForm
from workflow.office.registers.pictures.forms import PhotoForm
from workflow.office.registers.queries import entry_for
from workflow.staff.guard import requires

bp = Blueprint("openings", __name__, url_prefix="/registers/box-openings")
_PAGE = "workflow/registers/opening.html"


@bp.get("")
@requires("box.see")
def index() -> Any:
    """The register, with what waits for the reader."""
    waiting = {
        "mine": queries.waiting_for(current_user),
        "on_its_way": queries.on_its_way(),
        "boxes": queries.boxes_for(current_user, "box.open"),
    }
    return pages.listing(OPENINGS, "workflow/registers/openings.html", **waiting)


@bp.route("/new/<box_id>", methods=["GET", "POST"])
@requires("box.open")
def new(box_id: str) -> Any:
    """Write down that a box was opened."""
    box = entry_for(OpinionBox, box_id, current_user, "box.open")
    form = OpeningForm.of(box, data={"opened_at": g.now})
    lead = _("%(office)s: %(place)s", office=box.office.name, place=box.place)
    return pages.write(OPENINGS, form, lambda: _open(box, form), lead=lead)


def _open(box: OpinionBox, form: OpeningForm) -> BoxOpening:
    told: dict[str, Any] = {name: form[name].data for name in ("opened_at", "items", "packet")}
    present: dict[str, Any] = {"head": people([form.head.data])[0], "keepers": people(form.keepers.data or [])}
    return operations.open_box(box, **told, **present, by=current_user, at=g.now)


@bp.get("/<public_id>")
@requires("box.see")
def show(public_id: str) -> Any:
    """One opening with the step it waits for."""
    return page(entry_for(BoxOpening, public_id, current_user, "box.see"))


def page(opening: BoxOpening, status: int = 200, **forms: Any) -> Any:
    """An opening's page, with a form as it was refused."""
    return pages.entry_page(OPENINGS, opening, status, **(_shown(opening) | forms))


def _shown(opening: BoxOpening) -> dict[str, Any]:
    """What the page shows beside the entry: what was entered, and every form unfilled."""
    seen = {"seen": opening.version}
    blank = {
        "sign_form": pages.signing(opening), "receive_form": ReceiveForm(formdata=None, data=seen),
        "complaint_form": ComplaintForm(formdata=None, data=seen), "card_form": CardForm(formdata=None, data=seen),
    }  # fmt: skip
    hand = photo_queries.hand(opening, current_user)
    photos = {
        "photo_form": PhotoForm(formdata=None),
        "photo_rules": photo_rules,
        "opens_photos": photo_rules.may_open(**hand),
        "takes_photos": not opening.struck_at and not opening.closed and photo_rules.may_take(**hand),
        "most": web.settings().limits.upload_bytes >> 20,
    }
    return {"template": _PAGE, "rules": rules, "entered": queries.entered(opening)} | blank | photos


def _act(public_id: str, verb: str, name: str, form: HouseForm, act: Callable[..., object], said: str) -> Any:
    """One step of an opening; the page again where it is refused."""
    opening = entry_for(BoxOpening, public_id, current_user, verb)
    return pages.step(OPENINGS, opening, form, act, said, lambda *refused: page(*refused, **{name: form}))


@bp.post("/<public_id>/sign")
@requires("box.sign")
def sign(public_id: str) -> Any:
    """Sign as one who was there."""
    return _act(public_id, "box.sign", "sign_form", SignForm(), operations.sign, _("Signed."))


@bp.post("/<public_id>/strike")
@requires("box.write")
def strike(public_id: str) -> Any:
    """Strike out an opening that stalled before everybody had signed."""
    opening = entry_for(BoxOpening, public_id, current_user, "box.write")
    return pages.strike(OPENINGS, opening, **_shown(opening))


@bp.post("/<public_id>/receive")
@requires("box.receive")
def receive(public_id: str) -> Any:
    """Take a packet over."""
    form = ReceiveForm()
    told = {"counted": form.counted.data, "seal_intact": form.seal_intact.data, "remark": form.remark.data or ""}
    act, said = partial(operations.receive, **told), _("The packet is taken over.")
    return _act(public_id, "box.receive", "receive_form", form, act, said)


@bp.post("/<public_id>/items")
@requires("box.file")
def enter(public_id: str) -> Any:
    """Enter one item where it belongs."""
    kind = request.form.get("kind", "")
    if kind not in _ENTERED:
        raise NotFound
    name, form, act = _ENTERED[kind]()
    return _act(public_id, "box.file", name, form, act, _("The item is entered."))


_Entering = tuple[str, HouseForm, Callable[..., object]]


def _complaint() -> _Entering:
    form = ComplaintForm()
    told = {"category": form.category.data, "text": form.text.data, "about": "", "case_number": ""}
    who = {"name": form.name.data or "", "contact": form.contact.data or ""}
    told |= who | {"anonymous": not any(who.values())}
    return "complaint_form", form, partial(operations.enter_complaint, **told)


def _card() -> _Entering:
    form = CardForm()
    told = {"business": form.business.data, "rating": form.rating.data, "text": form.words.data or ""}
    return "card_form", form, partial(operations.enter_card, **told)


def _filed() -> _Entering:
    return "sign_form", SignForm(), operations.file_item


_ENTERED: dict[str, Callable[[], _Entering]] = {
    rules.COMPLAINT: _complaint,
    rules.CARD: _card,
    rules.FILED: _filed,
}


@bp.post("/<public_id>/settle")
@requires("box.file")
def settle(public_id: str) -> Any:
    """Close an opening all of whose items are entered."""
    return _act(public_id, "box.file", "sign_form", SignForm(), operations.settle, _("Every item has gone somewhere."))
