"""Handing villages over: drawn up by the head, signed by both, then the villages change hands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from workflow.base import audit
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.kernel.errors import Conflict, Forbidden, Invalid, N_
from workflow.office.registers.areas import queries
from workflow.office.registers.areas.kept import in_villages
from workflow.office.registers.areas.models import Handover, HandoverVillage
from workflow.places.models import Village
from workflow.staff import operations as staff
from workflow.staff.models import Officer
from workflow.staff.roles import Role

DRAWN_UP = audit.declare("handover_drawn_up", "handover", "giver", "taker", "villages", "kept", "duties")
SIGNED = audit.declare("handover_signed", "handover", "part", "done")


def draw_up(
    giver: Officer, taker: Officer, *, villages: Sequence[Village], duties: str, by: Officer, at: datetime
) -> Handover:
    """Draw up what one officer hands to another, and what stands there today; Forbidden for either of the two.

    The event tells by the village's code [lines in effect, their amount in fen, open cases, overdue ones].
    Invalid where the taker is no credit officer of that office, and for villages that are not the giver's.
    """
    if by.id in (giver.id, taker.id):
        raise Forbidden(N_("A handover is drawn up by a third person."))
    if taker.id == giver.id or taker.office_id != giver.office_id or Role.CREDIT_OFFICER not in taker.roles:
        raise Invalid(N_("Only another credit officer of this office can take over."), field="taker")
    held = {each.id for each in queries.villages_of(giver, local_date(at))}
    if not villages or not {each.id for each in villages} <= held:
        raise Invalid(N_("Choose villages that this officer looks after."), field="villages")
    made = Handover(
        office_id=giver.office_id, giver_id=giver.id, taker_id=taker.id, drawn_up_on=local_date(at), duties=duties,
        recorded_by_id=by.id, recorded_at=at,
    )  # fmt: skip
    kept = in_villages(villages, giver, local_date(at))
    made.parts = [HandoverVillage(village_id=each.id, **kept[each.id]._asdict()) for each in villages]
    session.add(made)
    session.flush()
    told = {"giver": giver.username, "taker": taker.username, "villages": [each.code for each in villages]}
    figures = {each.code: list(kept[each.id]) for each in villages}
    audit.record(DRAWN_UP, made.stream, at=at, by=by.id, handover=made.public_id, duties=duties, kept=figures, **told)
    return made


def sign(handover: Handover, *, by: Officer, at: datetime) -> None:
    """The giver's or the taker's signature; with the second the villages are the taker's from the next day on.

    Conflict where one of the villages is the giver's no longer on that day.
    Who was first responsible for a loan stays so: cases keep their officer until somebody assigns them anew.
    """
    if handover.struck_at is not None:
        raise Conflict(N_("This entry is struck out already."))
    part = {handover.giver_id: "given_at", handover.taker_id: "taken_at"}.get(by.id)
    if part is None or getattr(handover, part) is not None:
        raise Forbidden(N_("Only the two officers sign, and once each."))
    setattr(handover, part, at)
    done = handover.given_at is not None and handover.taken_at is not None
    if done:
        villages = [each.village_id for each in handover.parts]
        staff.move_villages(villages, handover.giver, handover.taker, after=local_date(at))
    session.flush()
    audit.record(SIGNED, handover.stream, at=at, by=by.id, handover=handover.public_id, part=part, done=done)
