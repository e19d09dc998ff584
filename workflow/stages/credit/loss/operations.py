"""Taking lines away, and the way of the paper list: drawn up, approved, hung up, taken down (S47, S66)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from workflow.base import audit, clock
from workflow.base.db import session
from workflow.kernel import ids
from workflow.kernel.errors import Conflict, Forbidden, Invalid, N_
from workflow.places.models import Village
from workflow.staff import rights
from workflow.staff.models import Officer
from workflow.stages.cases import moves
from workflow.stages.credit import states
from workflow.stages.credit.loss import queries, rules
from workflow.stages.credit.loss.models import LineLoss, LossList
from workflow.stages.credit.models import CreditLine
from workflow.stages.people.keyed import refuse_tied

CANCELLED = audit.declare("line_cancelled", "line", "reason", "guarantors")
DRAWN_UP = audit.declare("loss_list_drawn_up", "village", "lines")
APPROVED = audit.declare("loss_list_approved")
POSTED = audit.declare("loss_list_posted", "on", "place")
TAKEN_DOWN = audit.declare("loss_list_taken_down", "on")


def cancel(
    line: CreditLine, *, reason: str, evidence: str, guarantors: Sequence[CreditLine], none: bool, by: Officer,
    at: datetime,
) -> LineLoss:  # fmt: skip
    """Take a borrower's line away, and with it those of the guarantors (`none`: it was said that there are none).

    Invalid for a reason that the rules do not name, without written evidence, or where guarantors were passed over in
    silence; Conflict for a line that is not effective; Forbidden for whoever has a tie to one of the households, and
    where one of the lines is of an office that is not theirs.
    """
    on = clock.local_date(at)
    if reason not in queries.reasons(on):
        raise Invalid(N_("Choose a reason that the rules name."), field="reason")
    if not evidence:
        raise Invalid(N_("Say where it is written down."), field="evidence")
    rules.check_whole(len(guarantors), none)
    _check_lines([line, *guarantors], by)
    shared = {"reason": reason, "evidence": evidence, "cancelled_on": on, "cancelled_by_id": by.id}
    loss = _lost(line, LineLoss(part=rules.BORROWER, **shared))
    for each in guarantors:
        _lost(each, LineLoss(part=rules.GUARANTOR, through_id=loss.id, **shared))
    for each in (line, *guarantors):
        moves.tell_holder(each.case, at=at, line={"amount": each.amount, "cancelled_on": on.isoformat()})
    named = [each.public_id for each in guarantors]
    audit.record(CANCELLED, line.case.stream, at=at, by=by.id, line=line.public_id, reason=reason, guarantors=named)
    return loss


def _check_lines(lines: Sequence[CreditLine], by: Officer) -> None:
    if len({line.household_id for line in lines}) < len(lines):
        raise Invalid(N_("Borrower and guarantors are different households."))
    for line in lines:
        refuse_tied(line.household, by)
        if not rights.may(by, "line.cancel", line.case):
            raise Forbidden(N_("One of these lines is of another office: only its own head takes it away."))
        if line.state != states.EFFECTIVE:
            raise Conflict(N_("Only a line in effect can be taken away."))


def _lost(line: CreditLine, loss: LineLoss) -> LineLoss:
    line.state, loss.line_id = states.CANCELLED, line.id
    session.add(loss)
    session.flush()
    return loss


def draw_up(village: Village, *, by: Officer, at: datetime) -> LossList:
    """Draw up the list of everything a village has lost that no list names yet; Conflict where there is nothing."""
    losses = queries.unlisted(village)
    if not losses:
        raise Conflict(N_("No lost line of this village waits for a list."))
    made = LossList(
        public_id=ids.public_id(), village_id=village.id, office_id=village.office_id, drawn_up_by_id=by.id,
        drawn_up_at=at, losses=losses,
    )  # fmt: skip
    session.add(made)
    session.flush()
    named = [loss.line.public_id for loss in losses]
    audit.record(DRAWN_UP, made.stream, at=at, by=by.id, village=village.code, lines=named)
    return made


def approve(made: LossList, *, by: Officer, at: datetime) -> None:
    """Approve that the list hangs in the village; Forbidden for whoever drew it up or is tied to somebody on it."""
    if made.approved_at is not None:
        raise Conflict(N_("This list is approved already."))
    if made.drawn_up_by_id == by.id:
        raise Forbidden(N_("Nobody approves a list they drew up themselves."))
    for loss in made.losses:
        refuse_tied(loss.household, by)
    made.approved_by_id, made.approved_at = by.id, at
    session.flush()
    audit.record(APPROVED, made.stream, at=at, by=by.id)


def post(made: LossList, *, on: date, place: str, by: Officer, at: datetime) -> None:
    """Write down since when the list hangs, and where."""
    rules.check_posted(made.approved_at is not None, made.posted_on, on, clock.local_date(at))
    if not place:
        raise Invalid(N_("Say where it hangs."), field="place")
    made.posted_on, made.place, made.posted_by_id = on, place, by.id
    session.flush()
    audit.record(POSTED, made.stream, at=at, by=by.id, on=on.isoformat(), place=place)


def take_down(made: LossList, *, on: date, by: Officer, at: datetime) -> None:
    """Write down when the list was taken down."""
    rules.check_taken_down(made.posted_on, made.taken_down_on, on, clock.local_date(at))
    made.taken_down_on, made.taken_down_by_id = on, by.id
    session.flush()
    audit.record(TAKEN_DOWN, made.stream, at=at, by=by.id, on=on.isoformat())
