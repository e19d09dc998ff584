"""What every stage does to a case: move it along the table, take a hand in it, run its clock, answer its holder.

Operations call these and then record their one event. Each move returns the columns it changed as JSON-safe values;
the event carries them under `set`, so that folding a case's events gives its stored state again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from workflow.base import clock as time
from workflow.base.db import session
from workflow.doors.inbox import take
from workflow.doors.published import due
from workflow.kernel.errors import Forbidden, N_
from workflow.places import packs
from workflow.policy import lookup
from workflow.policy.flows import REVIEWS, Kind, Way
from workflow.policy.terms import Deadline
from workflow.staff.models import Officer
from workflow.stages.cases import clock, limits, ways
from workflow.stages.cases.models import Case, CaseHand, ClockWarning
from workflow.stages.cases.states import ENDED, Step, after, steps_from
from workflow.stages.people import queries as households
from workflow.stages.people.rules import PUBLICATION

packs.counted(Case, ClockWarning)

#: Duties that must be kept apart on one case (review ≠ survey ≠ decision ≠ re-review …).
SURVEY, VOTE, DECIDE, RULE = "survey", "vote", "decide", "rule"
#: The stage of a case in which each of them is done, as far as a template may say by whom.
STAGES = {SURVEY: Kind.INVESTIGATION, VOTE: Kind.REVIEW, DECIDE: Kind.DECISION}


def change(case: Case, **columns: Any) -> dict[str, Any]:
    """Set columns of a case and return them as an event keeps them."""
    for name, value in columns.items():
        setattr(case, name, value)
    return {name: plain(value) for name, value in columns.items()}


def plain(value: Any) -> Any:
    """A column's value as JSON keeps it: dates in ISO form, instants in UTC, as the database gives them back."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def advance(case: Case, step: Step, *, at: datetime, **columns: Any) -> dict[str, Any]:
    """Take one step of the table; a case that ends leaves the desk, and if it goes no further, its public list.

    A step into another stage ends the clock of the one before and starts that of the new one, where it has a limit.

    Raises Conflict for a pair not in the table.
    """
    state, way = after(case.state, step, case.way), Way(columns.get("flow", case.flow), case.subject)
    columns |= limits.entering(case, state, way, at=at, accepted_at=columns.get("accepted_at", case.accepted_at))
    if state in ENDED:
        columns |= {"open": False, "ended_at": at, "next_on": None}
        if case.clock_state == clock.RUNNING and step is Step.WITHDRAW:
            columns |= {"clock_state": clock.STOPPED}
            _stop_warning(case)
    if step in (Step.WITHDRAW, Step.REFUSE):
        due.leave("case", case.public_id, at=at)
    return change(case, state=str(state), **columns)


def check(case: Case, step: Step) -> None:
    """Conflict for a step that the way of this case does not allow from where it stands."""
    after(case.state, step, case.way)


def steps(case: Case) -> frozenset[Step]:
    """Every step that the way of this case allows from where it stands."""
    return steps_from(case.state, case.way)


def take_hand(case: Case, person: Officer, duty: str, *, at: datetime) -> None:
    """Let a person act on a case in one of the separated duties; whoever has another one, or a tie, is refused."""
    if duty in STAGES:
        ways.check_acts(case, _stage_of(case, duty), person)
    held = session.get(CaseHand, (case.id, person.id))
    if held is not None and held.duty != duty:
        raise Forbidden(N_("You already have another part in this case; one person never has two."))
    if tied(case, person.id):
        raise Forbidden(N_("You have a declared tie to this household and are recused from its case."))
    if held is None:
        session.add(CaseHand(case_id=case.id, officer_id=person.id, duty=duty, since=at))
        session.flush()


def _stage_of(case: Case, duty: str) -> Kind:
    """The stage in which a duty is done now: of two committees, the one that the case is before."""
    here = ways.stands_in(case)
    return here if duty == VOTE and here in REVIEWS else STAGES[duty]


def tied(case: Case, officer_id: int) -> bool:
    """Whether an officer declared a tie to the household of a case."""
    return officer_id in case.household.tied_ids


def start_clock(case: Case, *, accepted_at: datetime, level: str) -> dict[str, Any]:
    """Start (or, at a higher level, count anew from the same start) the promise's clock."""
    pack, on = packs.pack(case.pack), time.local_date(accepted_at)
    if lookup.in_force(pack, "clock.basis", on).value is None:
        return change(case, level=level, next_on=on)  # an institution that promised no time limit has no clock to run
    amount, calendar = case.passed_amount or case.amount, packs.calendar_held()
    deadline = clock.start(pack, calendar, accepted_on=on, product=case.product, level=level, amount=amount)
    columns = {"clock": deadline.as_dict(), "clock_state": clock.RUNNING, "due_on": deadline.due_on}
    set_warnings(case, clock.warnings(pack, deadline, on))
    return change(case, level=level, next_on=deadline.due_on, **columns)


def set_warnings(
    case: Case, days: Iterable[tuple[int, date]], *, told: Mapping[int, datetime | None] | None = None
) -> None:
    """Say on which day which percent of the time is used up; `told` are those that the officer knows of already."""
    known = told or {}
    case.warnings = [ClockWarning(percent=percent, on=on, told_at=known.get(percent)) for percent, on in days]


def _stop_warning(case: Case) -> None:
    case.warnings = [warning for warning in case.warnings if warning.told_at]


def end_clock(case: Case, event: str, *, at: datetime) -> tuple[dict[str, Any], int]:
    """End the running clock if `event` (decided, answered) is what ends it; returns changes and days late."""
    if case.clock_state != clock.RUNNING or case.clock is None or case.accepted_at is None:
        return {}, 0
    pack = packs.pack(case.pack)
    if clock.ends_with(pack, time.local_date(case.accepted_at)) != event:
        return {}, 0
    state, late = clock.verdict(Deadline.from_dict(case.clock), time.local_date(at), packs.calendar())
    _stop_warning(case)
    return change(case, clock_state=state), late


def tell_holder(case: Case, *, at: datetime, **facts: Any) -> None:
    """Bring what the receipt's holder may read up to date: the case's standing plus `facts` of the calling stage."""
    if case.receipt_key is None:
        return
    officer = case.officer
    standing = {
        "number": case.number, "state": case.state, "subject": case.subject, "product": case.product,
        "amount": case.amount, "granted_amount": case.granted_amount,
        "clock": case.clock, "clock_state": case.clock_state,
        "accepted_at": plain(case.accepted_at), "answered_at": plain(case.answered_at), "updated_at": plain(at),
        "office": case.office.name,
        "officer": officer.name if officer else None, "phone": officer.phone if officer else None,
        "consented": _consented(case.household_id),
    }  # fmt: skip
    take.add_to_reply(case.receipt_key, standing | facts, at=at)


def _consented(household_id: int) -> bool:
    return households.consent_in_force(household_id, PUBLICATION) is not None


def tell_consent(household_id: int, *, at: datetime) -> None:
    """Let every holder of a receipt of this household read whether a consent stands that they could withdraw."""
    consented = _consented(household_id)
    for key in session.scalars(select(Case.receipt_key).where(Case.household_id == household_id)):
        if key and take.read_reply(key) is not None:
            take.add_to_reply(key, {"consented": consented}, at=at)
