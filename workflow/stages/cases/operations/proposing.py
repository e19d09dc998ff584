"""Lines that a village's panel settled become cases that wait for their decision, without anybody having applied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from workflow.base import audit
from workflow.base import clock as time
from workflow.base.db import session
from workflow.kernel import ids
from workflow.places import packs
from workflow.policy import lookup
from workflow.policy.flows import SETTLED, written
from workflow.policy.pack import Pack
from workflow.staff import queries as staff
from workflow.staff.models import Officer
from workflow.stages.cases import replay, rules
from workflow.stages.cases.models import Case, CaseHand
from workflow.stages.cases.operations.hand_in import next_numbers
from workflow.stages.cases.states import State
from workflow.stages.people.models import Household, Member

PROPOSED = audit.declare("case_proposed", "set", "appraisal", "passed_amount")


@dataclass(frozen=True, slots=True)
class Settled:
    """A household's line as its village's meeting settled it: `amount` in fen, `appraisal` the form's public id.

    `hands` are those who had a part in it, by officer's row id with their duty: none of them decides.
    """

    household: Household
    borrower: Member
    amount: int
    appraisal: str
    hands: tuple[tuple[int, str], ...]


def propose(lines: Sequence[Settled], *, product: str, by: Officer, at: datetime) -> list[Case]:
    """Make a case of each settled line: passed, and waiting for the level whose authority covers it (Q30).

    Where the rules promise a time limit the panel's word has used none of it up: no clock runs. Invalid for a product
    that is not offered.
    """
    pack, on = packs.pack(), time.local_date(at)
    rules.product_named(pack, product, on)
    numbers = next_numbers(on.year, len(lines))
    made = [_case(line, number, product, pack, at) for line, number in zip(lines, numbers, strict=True)]
    session.add_all(made)
    session.flush()
    session.add_all(_hands(lines, made, at))
    session.flush()
    for line, case in zip(lines, made, strict=True):
        told = {"appraisal": line.appraisal, "passed_amount": line.amount}
        audit.record(PROPOSED, case.stream, at=at, by=by.id, set=replay.stored(case), **told)
    return made


def _case(line: Settled, number: str, product: str, pack: Pack, at: datetime) -> Case:
    on, village = time.local_date(at), line.household.village
    return Case(
        public_id=ids.public_id(), number=number, state=str(State.PASSED), household=line.household,
        borrower=line.borrower, office=village.office, village_code=village.code,
        officer_id=staff.officer_in_charge(village.id, on), product=product, amount=line.amount,
        term_months=_term(pack, at), purpose="", guarantee="unsecured", repayment_source="", channel=rules.CAMPAIGN,
        subject=lookup.required(pack, "flow.subject", on).value, receipt_key=None, received_at=at, recorded_at=at,
        accepted_at=at, pack=pack.slug, pack_digest=pack.digest,
        level=rules.covering_level(pack, amount=line.amount, on=on), next_on=on, priority=False, open=True,
        passed_amount=line.amount, flow=written(SETTLED),
    )  # fmt: skip


def _term(pack: Pack, at: datetime) -> int:
    """For how many months a line holds, or else the longest drawdown under it; 0 where the rules say neither."""
    on = time.local_date(at)
    found = (lookup.in_force(pack, key, on).value for key in ("line.validity", "draw.max_term"))
    return next((int(months) for months in found if months), 0)


def _hands(lines: Iterable[Settled], made: Iterable[Case], at: datetime) -> list[CaseHand]:
    return [
        CaseHand(case_id=case.id, officer_id=officer, duty=duty, since=at)
        for line, case in zip(lines, made, strict=True)
        for officer, duty in line.hands
    ]
