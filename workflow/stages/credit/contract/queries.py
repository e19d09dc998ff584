"""Finding contracts; what the rules want of a case, and the very values that they are drawn up with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.places import packs
from workflow.policy import tables
from workflow.policy.flows import Kind
from workflow.policy.pack import Term, Text, Value
from workflow.staff import queries as staff
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.cases import moves, ways
from workflow.stages.cases.models import Case
from workflow.stages.cases.states import State
from workflow.stages.credit import queries as credit
from workflow.stages.credit.contract.models import Contract
from workflow.stages.credit.states import EFFECTIVE
from workflow.stages.notices import queries as notices
from workflow.stages.notices.states import CLEARED

#: Where a case may be when its contracts are drawn up: something was granted.
DRAWABLE = frozenset({State.APPROVED, State.POSTED, State.SIGNABLE, State.PAYABLE, State.EFFECTIVE})
#: Where they may be signed: nothing else is due any more.
SIGNABLE = frozenset({State.SIGNABLE, State.PAYABLE, State.EFFECTIVE})


@dataclass(frozen=True, slots=True)
class Terms:
    """What is agreed when a contract is drawn up: a way to repay (code), how it is paid out (code) and to whom."""

    method: str
    payment: str
    payee: str


def wanted(case: Case) -> list[Term]:
    """The contract set that the rules want of a case."""
    found = packs.value("contract.set", ways.accepted_on(case), slug=case.pack).value or ()
    return list(tables.pick(found, ways.facts(case)) or ())


def standing(case: Case) -> list[Contract]:
    """The contracts of a case that are not voided, in their order."""
    query = select(Contract).where(Contract.case_id == case.id, Contract.voided_at.is_(None))
    return list(session.scalars(query.order_by(Contract.id)))


def every(case: Case) -> list[Contract]:
    """Also the voided ones."""
    return list(session.scalars(select(Contract).where(Contract.case_id == case.id).order_by(Contract.id)))


def how_many(case: Case) -> int:
    """How many contracts were ever drawn up for a case."""
    return session.scalar(select(func.count()).select_from(Contract).where(Contract.case_id == case.id)) or 0


def over(case: Case) -> bool:
    """Whether the line that a case became was taken away or replaced."""
    line = credit.line_of(case)
    return line is not None and line.state != EFFECTIVE


def opposed(case: Case) -> bool:
    """Whether an objection to any entry of a case waits to be settled."""
    return any(notices.open_objections(row) for row in notices.rows_of(case))


def clear_since(case: Case) -> datetime | None:
    """From when on nothing stood against a case any more: its notice had ended and the last objection was settled."""
    cleared = [row for row in notices.rows_of(case) if row.state == CLEARED]
    ends = [row.notice.over_at for row in cleared]
    ends += [objection.ruled_at for row in cleared for objection in row.objections]
    return max((end for end in ends if end), default=None)


def gated(case: Case) -> bool:
    """Whether the way of a case waits for its contracts."""
    return Kind.CONTRACT in case.way.kinds


def means(case: Case, on: date) -> list[Term]:
    """By which means a signer is made sure of, face to face."""
    return list(packs.value("contract.means", on, slug=case.pack).value or ())


def clauses(case: Case, on: date) -> list[Text]:
    """What the contracts promise and bind to."""
    return list(packs.value("contract.clauses", on, slug=case.pack).value or ())


def rate(case: Case, on: date) -> Value | None:
    """The yearly rate of the product, where the rules name one."""
    key = f"rate.product.{case.product}"
    if packs.pack(case.pack).keys.find(key) is None:
        return None
    found = packs.value(key, on, slug=case.pack)
    return found if found.is_set else None


def methods(case: Case) -> tuple[str, ...]:
    """The ways to repay among which the customer chooses."""
    product = ways.product_of(case)
    return product.methods if product else ()


def witnesses(case: Case, person: Officer) -> list[Officer]:
    """Who may witness a signing beside `person`: officers, clerks and heads of the case's office, with no tie to it."""
    roles = (Role.CREDIT_OFFICER, Role.DESK_CLERK, Role.DUTY_OFFICER, Role.BACK_OFFICE, Role.BRANCH_HEAD)
    found = {each.id: each for role in roles for each in staff.officers_with(role, office_ids=[case.office_id])}
    return [each for each in found.values() if each.id != person.id and not moves.tied(case, each.id)]


def granted_on(case: Case) -> date | None:
    """The day of the decision."""
    return local_date(case.decided_at) if case.decided_at else None
