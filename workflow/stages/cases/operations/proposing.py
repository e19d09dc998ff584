"""Lines that a village's panel settled become cases that wait for their decision, without anybody having applied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from workflow.base import audit
from workflow.base import clock as time
from workflow.base.db import session
from workflow.kernel import ids
from workflow.kernel.errors import Invalid, N_
from workflow.places import packs
from workflow.policy import lookup
from workflow.policy.flows import Kind
from workflow.policy.pack import Pack
from workflow.policy.products import Product
from workflow.staff import queries as staff
from workflow.staff.models import Officer
from workflow.stages.cases import limits, replay, rules, ways
from workflow.stages.cases.models import Case, CaseHand
from workflow.stages.cases.operations.hand_in import next_numbers
from workflow.stages.cases.states import State
from workflow.stages.people import queries as people
from workflow.stages.people.models import Household, Member

#: What the rules must grant for a line that nobody applied for.
_LINE = "line"

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
    that is not offered or whose procedure leaves out what the rules demand, for a line above what they let such a
    customer have, and where they know loans alone.
    """
    pack, on = packs.pack(), time.local_date(at)
    found = _product(pack, product, on)
    numbers = next_numbers(on.year, len(lines))
    customers = people.customers_of(line.household.id for line in lines)
    made = [
        _case(line, number, found, pack, customers.get(line.household.id), at)
        for line, number in zip(lines, numbers, strict=True)
    ]
    session.add_all(made)
    session.flush()
    session.add_all(_hands(lines, made, at))
    session.flush()
    for line, case in zip(lines, made, strict=True):
        told = {"appraisal": line.appraisal, "passed_amount": line.amount}
        audit.record(PROPOSED, case.stream, at=at, by=by.id, set=replay.stored(case), **told)
    return made


def check_lines(lines: Iterable[tuple[Household, int]], *, product: str, on: date) -> None:
    """Invalid where lines of these amounts (fen) could not be proposed for a product, as in `propose`."""
    lines = list(lines)
    customers = people.customers_of(household.id for household, _amount in lines)
    pack = packs.pack()
    found = _product(pack, product, on)
    for household, amount in lines:
        _way(household, amount, found, pack, on, customers.get(household.id))


def _product(pack: Pack, key: str, on: date) -> Product:
    """Nobody has applied: what comes of it may be a line to draw on, but no loan that would be paid out."""
    if lookup.required(pack, "flow.subject", on).value != _LINE:
        raise Invalid(N_("These rules grant loans, not lines: somebody has to apply for each."), field="product")
    return rules.product_named(pack, key, on)


def _way(
    household: Household, amount: int, product: Product, pack: Pack, on: date, customer: str | None
) -> tuple[str, str]:
    """The level that decides about a line, and through which stages it goes."""
    level = rules.covering_level(pack, amount=amount, on=on, floor=ways.floor(product))
    told = {"level": level, "product": product.key, "guarantee": rules.UNSECURED, "customer": customer}
    rules.check_ceiling(amount, ways.ceiling(pack, on, told), whose=household.named_by.name)
    return level, ways.settled(product, pack, on, told)


def _case(
    line: Settled, number: str, product: Product, pack: Pack, customer: str | None, at: datetime
) -> Case:  # fmt: skip
    on, village = time.local_date(at), line.household.village
    level, flow = _way(line.household, line.amount, product, pack, on, customer)
    made = Case(
        public_id=ids.public_id(), number=number, state=str(State.PASSED), household=line.household,
        borrower=line.borrower, office=village.office, village_code=village.code,
        officer_id=staff.officer_in_charge(village.id, on), product=product.key, amount=line.amount,
        term_months=_term(pack, at), purpose="", guarantee=rules.UNSECURED, repayment_source="", channel=rules.CAMPAIGN,
        subject=_LINE, receipt_key=None, received_at=at, recorded_at=at, accepted_at=at, pack=pack.slug,
        pack_digest=pack.digest, level=level, next_on=on, priority=False, open=True, passed_amount=line.amount,
        flow=flow,
    )  # fmt: skip
    for name, value in limits.started(made, Kind.DECISION, at=at, accepted_at=at).items():
        setattr(made, name, value)
    return made


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
