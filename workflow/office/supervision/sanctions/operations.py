"""Proposing a sanction, deciding on it, carrying it out; three people, none of them the one it is about."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypedDict, Unpack

from workflow.base import audit
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.kernel.errors import Conflict, Forbidden, Invalid, N_
from workflow.office.supervision.models import Breach
from workflow.office.supervision.sanctions import queries, rules
from workflow.office.supervision.sanctions.models import Sanction
from workflow.staff.models import Officer
from workflow.stages.feedback.models import Complaint
from workflow.stages.feedback.rules import gives_away

PROPOSED = audit.declare("sanction_proposed", "sanction", "sort", "points", "amount", "until_on", "cite")
DECIDED = audit.declare("sanction_decided", "sanction", "ordered", "why")
CARRIED_OUT = audit.declare("sanction_carried_out", "sanction")

OWN = N_("Nobody decides about themselves.")


class Told(TypedDict):
    """What is proposed; of the measures only the one that the kind asks for, the amount in fen."""

    kind: str
    points: int | None
    amount: int | None
    until_on: date | None
    cite: str
    grounds: str


def propose(
    ground: Complaint | Breach, officer: Officer, *, by: Officer, at: datetime, **told: Unpack[Told]
) -> Sanction:
    """Propose what is to follow for somebody from a complaint that was upheld, or from a breach.

    Conflict for a complaint that did not come to that; Invalid for whoever it does not concern, a measure that does not
    fit its kind, and for grounds that name the complainant; Forbidden about oneself.
    """
    if by.id == officer.id:
        raise Forbidden(OWN)
    if isinstance(ground, Complaint):
        _check_complaint(ground, told["grounds"])
    if officer.id not in {each.id for each in queries.concerned(ground)}:
        raise Invalid(N_("It does not concern this person."), field="officer")
    _check_measures(told, local_date(at))
    made = Sanction(
        office_id=officer.office_id, officer_id=officer.id, proposed_on=local_date(at), recorded_by_id=by.id,
        recorded_at=at, complaint=ground if isinstance(ground, Complaint) else None,
        breach=ground if isinstance(ground, Breach) else None, **told,
    )  # fmt: skip
    session.add(made)
    session.flush()
    until = made.until_on.isoformat() if made.until_on else None
    audit.record(
        PROPOSED, made.stream, at=at, by=by.id, sanction=made.public_id, sort=made.kind, points=made.points,
        amount=made.amount, until_on=until, cite=made.cite,
    )  # fmt: skip
    return made


def _check_complaint(complaint: Complaint, grounds: str) -> None:
    queries.check_proven(complaint)
    if gives_away(grounds, (complaint.complainant, complaint.contact, complaint.number)):
        message = N_("Name neither the complainant nor the complaint: those who carry it out read this.")
        raise Invalid(message, field="grounds")


def _check_measures(told: Told, today: date) -> None:
    measures = {"points": told["points"], "amount": told["amount"], "until_on": told["until_on"]}
    wrong = rules.misfit(told["kind"], measures)
    if wrong:
        raise Invalid(N_("This kind of sanction asks for its own measure and for no other."), field=wrong)
    if 0 in measures.values():
        raise Invalid(N_("It must be more than nothing."), field=rules.MEASURES[told["kind"]])
    if told["until_on"] is not None and told["until_on"] <= today:
        raise Invalid(N_("Choose a day to come."), field="until_on")


def decide(sanction: Sanction, *, ordered: bool, why: str, by: Officer, at: datetime) -> None:
    """Order it, or drop it with a reason; Forbidden for whoever proposed it, Conflict where it is decided or struck."""
    if sanction.decided_at is not None or sanction.struck_at is not None:
        raise Conflict(N_("This was decided already, or struck out."))
    if by.id in (sanction.recorded_by_id, sanction.officer_id):
        raise Forbidden(N_("Somebody else decides than whoever proposed it."))
    if not ordered and not why:
        raise Invalid(N_("Say why it is not ordered."), field="why")
    sanction.ordered, sanction.decided_why = ordered, why
    sanction.decided_by_id, sanction.decided_at = by.id, at
    session.flush()
    audit.record(DECIDED, sanction.stream, at=at, by=by.id, sanction=sanction.public_id, ordered=ordered, why=why)


def carry_out(sanction: Sanction, *, how: str, by: Officer, at: datetime) -> None:
    """Write down how it was carried out; Conflict where nothing is ordered, Forbidden for whoever it is about."""
    if not sanction.ordered or sanction.done_at is not None:
        raise Conflict(N_("Nothing is ordered here that waits to be carried out."))
    if by.id == sanction.officer_id:
        raise Forbidden(OWN)
    if not how:
        raise Invalid(N_("Say how one can see that it was done."), field="how")
    sanction.done_how, sanction.done_by_id, sanction.done_at = how, by.id, at
    session.flush()
    audit.record(CARRIED_OUT, sanction.stream, at=at, by=by.id, sanction=sanction.public_id)
