"""Hanging a box, naming its keepers, and the way of its contents: opened, signed, received, entered item by item."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from workflow.base import audit
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.kernel.errors import Conflict, Forbidden, Invalid, N_
from workflow.office.registers.boxes import queries, rules
from workflow.office.registers.boxes.models import BoxItem, BoxKeeper, BoxOpening, BoxSignature, OpinionBox
from workflow.office.registers.boxes.rules import State
from workflow.office.registers.queries import Belongs
from workflow.places import packs
from workflow.places.models import Office
from workflow.staff.models import Officer
from workflow.staff.rights import may
from workflow.stages.feedback import operations as feedback
from workflow.stages.feedback.cards import operations as cards

HUNG = audit.declare("box_hung", "box", "place", "hung_on", "keepers")
KEPT = audit.declare("box_keepers_named", "box", "keepers")
OPENED = audit.declare("box_opened", "opening", "box", "opened_at", "head", "keepers", "items", "packet")
SIGNED = audit.declare("box_opening_signed", "opening", "part", "state")
RECEIVED = audit.declare("box_packet_received", "opening", "counted", "seal_intact", "remark")
ENTERED = audit.declare("box_item_entered", "opening", "number", "went", "became")
SETTLED = audit.declare("box_opening_settled", "opening", "items")


def hang(
    office: Office, *, place: str, hung_on: date, keepers: Sequence[Officer], by: Officer, at: datetime
) -> OpinionBox:
    """Write down a box and who keeps it; Invalid for a day to come, and for keepers who are too few, from elsewhere
    or without a role that signs."""
    if hung_on > local_date(at):
        raise Invalid(N_("That day has not come yet."), field="hung_on")
    _check_keepers(office, keepers, local_date(at))
    box = OpinionBox(office_id=office.id, place=place, hung_on=hung_on, recorded_by_id=by.id, recorded_at=at)
    box.keepers = [BoxKeeper(officer_id=each.id) for each in keepers]
    session.add(box)
    session.flush()
    told = {"place": place, "hung_on": hung_on.isoformat(), "keepers": [each.id for each in keepers]}
    audit.record(HUNG, box.stream, at=at, by=by.id, box=box.public_id, **told)
    return box


def name_keepers(box: OpinionBox, keepers: Sequence[Officer], *, by: Officer, at: datetime) -> None:
    """Other people keep the box from now on; whoever kept it stands in the events and in the openings."""
    if box.struck_at is not None:
        raise Conflict(N_("This box hangs no more."))
    _check_keepers(box.office, keepers, local_date(at))
    box.keepers = [each for each in box.keepers if each.officer_id in {keeper.id for keeper in keepers}]
    box.keepers += [BoxKeeper(officer_id=each.id) for each in keepers if each.id not in box.keeper_ids]
    flag_modified(box, "place")  # the keepers are the box's: it is another version of it
    session.flush()
    audit.record(KEPT, box.stream, at=at, by=by.id, box=box.public_id, keepers=[each.id for each in keepers])


def _check_keepers(office: Office, keepers: Sequence[Officer], on: date) -> None:
    wanted = packs.required("box.keepers", on).value
    if len({each.id for each in keepers}) != wanted:
        raise Invalid(N_("The box has %(wanted)s keepers, no more and no fewer."), field="keepers", wanted=wanted)
    if any(each.office_id != office.id for each in keepers):
        raise Invalid(N_("Only people of this outlet keep its box."), field="keepers")
    if not all(may(each, "box.sign", Belongs(office)) for each in keepers):
        raise Invalid(N_("Only those keep a box who can sign for its openings."), field="keepers")


def open_box(
    box: OpinionBox, *, opened_at: datetime, head: Officer, keepers: Sequence[Officer], items: int, packet: str,
    by: Officer, at: datetime,
) -> BoxOpening:  # fmt: skip
    """Write down that a box was opened, counted and sealed; whoever was there then signs by their own log-in.

    Forbidden for a keeper or the head as opener; Invalid where a keeper or the head was missing, for an instant to
    come and for one before the box was hung or last opened.
    """
    _check_present(box, head, keepers, by)
    _check_instant(box, opened_at, at)
    if not packet:
        raise Invalid(N_("Write down the number of the sealed packet."), field="packet")
    opening = BoxOpening(
        box=box, office_id=box.office_id, state=State.OPENED, opened_at=opened_at, opened_on=local_date(opened_at),
        opened_by_id=by.id, head_id=head.id, items=items, packet=packet, recorded_by_id=by.id, recorded_at=at,
    )  # fmt: skip
    present = rules.parts(by.id, head.id, box.keeper_ids)
    opening.signatures = [
        BoxSignature(officer_id=person, part=part, signed_at=at if part == rules.OPENER else None)
        for person, part in sorted(present.items())
    ]
    session.add(opening)
    session.flush()
    audit.record(
        OPENED, opening.stream, at=at, by=by.id, opening=opening.public_id, box=box.public_id,
        opened_at=opened_at.isoformat(), head=head.id, keepers=sorted(box.keeper_ids), items=items, packet=packet,
    )  # fmt: skip
    return opening


def _check_present(box: OpinionBox, head: Officer, keepers: Sequence[Officer], by: Officer) -> None:
    if box.struck_at is not None:
        raise Conflict(N_("This box hangs no more."))
    if by.id in box.keeper_ids or by.id == head.id:
        raise Forbidden(N_("Whoever keeps the box or heads the outlet does not open it; the area auditor does."))
    missing = [each.officer.name for each in box.keepers if each.officer_id not in {one.id for one in keepers}]
    if missing:
        raise Invalid(N_("Every keeper must be there. Missing: %(names)s."), field="keepers", names=", ".join(missing))
    if head.id not in {each.id for each in queries.heads_of(box)}:
        raise Invalid(N_("The head of this outlet must look on."), field="head")


def _check_instant(box: OpinionBox, opened_at: datetime, at: datetime) -> None:
    last = queries.last_opened(box)
    if opened_at > at:
        raise Invalid(N_("That has not happened yet."), field="opened_at")
    if local_date(opened_at) < box.hung_on:
        raise Invalid(N_("The box had not been hung yet on that day."), field="opened_at")
    if last is not None and opened_at <= last:
        raise Invalid(N_("The box was opened later than that already."), field="opened_at")


def sign(opening: BoxOpening, *, by: Officer, at: datetime) -> None:
    """The signature across the seam of somebody who was there; with the last one the packet may leave."""
    if opening.struck_at is not None:
        raise Conflict(N_("This entry is struck out already."))
    rules.must_be(opening.state, State.OPENED)
    mine = next((each for each in opening.signatures if each.officer_id == by.id and each.signed_at is None), None)
    if mine is None:
        raise Forbidden(N_("Only those who were there sign, and once."))
    mine.signed_at = at
    if all(each.signed_at for each in opening.signatures):
        opening.state = State.SEALED
    flag_modified(opening, "state")  # of two who sign at once the second is told: neither saw the other's signature
    session.flush()
    audit.record(
        SIGNED, opening.stream, at=at, by=by.id, opening=opening.public_id, part=mine.part, state=str(opening.state)
    )


def receive(opening: BoxOpening, *, counted: int, seal_intact: bool, remark: str, by: Officer, at: datetime) -> None:
    """The supervising department takes a packet over: is the seal whole, do the items agree? A fault is told."""
    rules.must_be(opening.state, State.SEALED)
    if by.id in {each.officer_id for each in opening.signatures}:
        raise Forbidden(N_("Whoever was there when the box was opened does not receive the packet."))
    if not rules.faultless(opening.items, counted, seal_intact) and not remark:
        raise Invalid(N_("Seal or count differ: say what you found."), field="remark")
    opening.state, opening.counted, opening.seal_intact, opening.remark = State.RECEIVED, counted, seal_intact, remark
    opening.received_by_id, opening.received_at = by.id, at
    session.flush()
    told = {"counted": counted, "seal_intact": seal_intact, "remark": remark}
    audit.record(RECEIVED, opening.stream, at=at, by=by.id, opening=opening.public_id, **told)


def enter_complaint(opening: BoxOpening, *, by: Officer, at: datetime, **told: Any) -> BoxItem:
    """Put an item into the register of complaints: it was received when the box was opened."""
    _check_more(opening)
    complaint = feedback.record_complaint(
        channel="box", office=opening.office, received_at=opening.opened_at, by=by, at=at, **told
    )
    return _enter(opening, rules.COMPLAINT, became=complaint.stream, by=by, at=at, complaint_id=complaint.id)


def enter_card(opening: BoxOpening, *, by: Officer, at: datetime, **told: Any) -> BoxItem:
    """Put an item among the evaluation cards of the outlet."""
    _check_more(opening)
    card = cards.record_card(
        office=opening.office, officer=None, done_on=None, received_at=opening.opened_at, by=by, at=at, **told
    )
    return _enter(opening, rules.CARD, became=card.stream, by=by, at=at, card_id=card.id)


def file_item(opening: BoxOpening, *, by: Officer, at: datetime) -> BoxItem:
    """File an item that is neither a complaint nor a card, such as an empty sheet."""
    _check_more(opening)
    return _enter(opening, rules.FILED, became="", by=by, at=at)


def _check_more(opening: BoxOpening) -> None:
    rules.must_be(opening.state, State.RECEIVED)
    if queries.entered(opening) >= (opening.counted or 0):
        raise Conflict(N_("Every item that was counted is entered already."))


def _enter(opening: BoxOpening, kind: str, *, became: str, by: Officer, at: datetime, **ids: int) -> BoxItem:
    number = queries.entered(opening) + 1
    item = BoxItem(opening_id=opening.id, number=number, kind=kind, entered_by_id=by.id, entered_at=at, **ids)
    session.add(item)
    session.flush()
    told = {"number": number, "went": kind, "became": became}
    audit.record(ENTERED, opening.stream, at=at, by=by.id, opening=opening.public_id, **told)
    return item


def settle(opening: BoxOpening, *, by: Officer, at: datetime) -> None:
    """Close an opening; Conflict while fewer items are entered than were counted."""
    rules.must_be(opening.state, State.RECEIVED)
    entered = queries.entered(opening)
    if entered != opening.counted:
        raise Conflict(
            N_("%(entered)s of %(counted)s items are entered; the others too must go somewhere."),
            entered=entered, counted=opening.counted,
        )  # fmt: skip
    opening.state = State.SETTLED
    session.flush()
    audit.record(SETTLED, opening.stream, at=at, by=by.id, opening=opening.public_id, items=entered)
