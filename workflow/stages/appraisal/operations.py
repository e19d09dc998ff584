"""Recording the pre-loan investigation."""

from __future__ import annotations

from datetime import date, datetime
from typing import NotRequired, TypedDict, Unpack

from workflow.base import audit
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.kernel import ids
from workflow.kernel.errors import Invalid, N_
from workflow.places import packs
from workflow.policy.flows import Kind
from workflow.staff.models import Officer
from workflow.stages.appraisal import queries, rules
from workflow.stages.appraisal.models import Investigation
from workflow.stages.cases import moves, ways
from workflow.stages.cases.models import Case
from workflow.stages.cases.rules import check_ceiling
from workflow.stages.cases.states import Step

INVESTIGATED = audit.declare(
    "case_investigated", "set", "visited_on", "early_reason", "assistant", "proposed_amount", "proposed_term_months",
    "bureau_checked",
)  # fmt: skip


class Report(TypedDict):
    """What the investigator writes down; amounts in fen. `early_reason` only for a visit before the hand-in,
    `unsecured_debts` (of the debts, owed to us without security) where the rules limit that."""

    visited_on: date
    early_reason: NotRequired[str]
    place: str
    income: int
    spending: int
    assets: int
    debts: int
    unsecured_debts: NotRequired[int | None]
    credit_status: str
    character: str
    purpose_opinion: str
    repayment_source: str
    family_signed: bool
    bureau_checked: bool
    proposed_amount: int
    proposed_term_months: int
    opinion: str


def investigate(
    case: Case, *, assistant: Officer | None, by: Officer, at: datetime, **report: Unpack[Report]
) -> Investigation:
    """Record what was seen on site and move the case on to the committee.

    Raises Invalid without a visit or the family's signature, for a loan proposed above what was asked, for unsecured
    debts that nobody asked after where the rules limit them, or for an assistant who is the investigator; Forbidden for
    whoever has a tie to the household or another part in the case; Conflict while the household's grade is waited for.
    """
    moves.check(case, Step.INVESTIGATE)
    ways.check_graded(case)
    ways.check_people(case, Kind.INVESTIGATION, 1 if assistant is None else 2)
    _check(case, report, at)
    _take_hands(case, by, assistant, at)
    found = Investigation(
        public_id=ids.public_id(), case=case, officer=by, assistant=assistant, recorded_at=at, **report
    )
    session.add(found)
    changed = moves.advance(case, Step.INVESTIGATE, at=at, **_ceiling(case, found))
    session.flush()
    _record(found, changed, at)
    moves.tell_holder(case, at=at)
    return found


def _ceiling(case: Case, found: Investigation) -> dict[str, int]:
    """Where no committee sits on such a case, nobody grants more than the investigator proposed."""
    return {} if Kind.REVIEW in case.way.kinds else {"passed_amount": found.proposed_amount}


def _check(case: Case, report: Report, at: datetime) -> None:
    rules.check_visit(
        report["visited_on"],
        handed_in_on=local_date(case.received_at),
        today=local_date(at),
        early_reason=report.get("early_reason", ""),
    )
    rules.check_signature(report["family_signed"])
    rules.check_unsecured_debts(
        report.get("unsecured_debts"), debts=report["debts"], asked=queries.limits_unsecured(case)
    )
    amount, term = report["proposed_amount"], report["proposed_term_months"]
    rules.check_proposal(amount, subject=case.subject, asked=case.amount, term_months=term)
    most = ways.ceiling(packs.pack(case.pack), ways.accepted_on(case), ways.facts(case))
    check_ceiling(amount, most, field="proposed_amount")


def _take_hands(case: Case, by: Officer, assistant: Officer | None, at: datetime) -> None:
    moves.take_hand(case, by, moves.SURVEY, at=at)
    if assistant is None:
        return
    if assistant.id == by.id:
        raise Invalid(N_("The assisting officer is a second person."), field="assistant")
    if assistant.id in queries.taken(case):
        raise Invalid(N_("This officer has a tie to the household or another part in the case."), field="assistant")
    moves.take_hand(case, assistant, moves.SURVEY, at=at)


def _record(found: Investigation, changed: dict[str, object], at: datetime) -> None:
    audit.record(
        INVESTIGATED, found.case.stream, at=at, by=found.officer_id, set=changed,
        visited_on=found.visited_on.isoformat(), early_reason=found.early_reason, assistant=found.assistant_id,
        proposed_amount=found.proposed_amount, proposed_term_months=found.proposed_term_months,
        bureau_checked=found.bureau_checked,
    )  # fmt: skip
