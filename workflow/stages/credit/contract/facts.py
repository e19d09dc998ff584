"""The values that a contract is drawn up with and keeps, and the paper that is made of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from workflow.base.clock import SHANGHAI
from workflow.base.languages import catalogue
from workflow.carriers import forms
from workflow.kernel.errors import N_
from workflow.places import queries as places
from workflow.policy import cost, money
from workflow.stages.cases.models import Case
from workflow.stages.credit.contract import queries, rules
from workflow.stages.credit.contract.models import Contract
from workflow.stages.credit.contract.queries import Terms

#: A contract is signed in the language of the household's rights, whatever its printer reads.
LANGUAGE = "zh_Hans"
_SECURITY = {
    "unsecured": N_("Unsecured"), "joint": N_("Joint guarantee"), "guaranteed": N_("Guaranteed"),
    "pledge": N_("Pledge"), "mortgage": N_("Mortgage"),
}  # fmt: skip


def say(message: str, **params: Any) -> str:
    """A word of ours in the contract's language."""
    return catalogue(LANGUAGE).gettext(message) % params


def of_case(case: Case, terms: Terms, *, on: date) -> dict[str, Any]:
    """Everything that the contracts of a case say, as of a day: a later change of the case does not change them."""
    borrower, rate, granted = case.borrower, queries.rate(case, on), queries.granted_on(case)
    others = (each for each in case.household.members if each.id != borrower.id)
    spouse = next((each for each in others if each.relation == "spouse"), None)
    return {
        "parties": {
            rules.BORROWER: borrower.name, rules.SPOUSE: spouse.name if spouse else "",
            rules.GUARANTOR: case.guarantor or "",
        },
        "id_number": borrower.id_number or "", "spouse_id_number": (spouse.id_number or "") if spouse else "",
        "address": case.household.address or "", "phone": borrower.phone or "", "office": case.office.name,
        "amount": case.granted_amount, "term_months": case.term_months, "purpose": case.purpose,
        "repayment_source": case.repayment_source, "security": case.guarantee,
        "method": terms.method, "payment": terms.payment, "payee": terms.payee,
        "rate": str(money.percent(rate.value)) if rate else "", "rate_from": rate.cite if rate else "",
        "granted_on": granted.isoformat() if granted else "",
        "clauses": [text.zh for text in queries.clauses(case, on)],
    }  # fmt: skip


def pdf(contracts: Sequence[Contract], *, at: datetime) -> bytes:
    """The contracts as one PDF, each on a sheet of its own, with the number of the copy in its foot."""
    own, copy = places.institution(), max(len(each.prints) for each in contracts)
    numbers = "、".join(each.number for each in contracts)
    return forms.print_pdf(
        [sheet(each) for each in contracts], title=say(N_("Contracts %(numbers)s"), numbers=numbers),
        publisher=own.name, aside=say(N_("Copy %(number)s"), number=copy), english=False, at=at,
        foot=say(N_("Printed on %(day)s"), day=at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")),
        page=say(N_("Page %(page)s of %(pages)s"), page="{page}", pages="{pages}"),
    )  # fmt: skip


def sheet(contract: Contract) -> dict[str, Any]:
    """One contract: who, what, how, the promises, and lines for everybody who signs."""
    told = json.loads(contract.facts)
    parts = [
        forms.part(say(N_("Parties")), facts=_parties(told)),
        forms.part(say(N_("What is agreed")), facts=_agreed(told)),
        forms.part(say(N_("Promises and duties")), items=told["clauses"]),
    ]
    sign = [say(word) for word in (
        N_("Lender (seal)"), N_("Officer in charge"), N_("Borrower (signature, fingerprint)"), N_("Spouse"),
        N_("Guarantor or owner"), N_("Witness"), N_("Place of signing"), N_("Day of signing"),
    )]  # fmt: skip
    number = say(N_("Contract no. %(number)s"), number=contract.number)
    return forms.sheet(told["title"], parts, number=number, sign=sign)


def _parties(told: dict[str, Any]) -> list[tuple[str, str]]:
    parties = told["parties"]
    rows = [
        (N_("Lender"), told["office"]), (N_("Borrower"), parties[rules.BORROWER]),
        (N_("Identity number"), told["id_number"]), (N_("Address"), told["address"]), (N_("Telephone"), told["phone"]),
        (N_("Spouse"), parties[rules.SPOUSE]), (N_("Spouse's identity number"), told["spouse_id_number"]),
        (N_("Guarantor or owner"), parties[rules.GUARANTOR]),
    ]  # fmt: skip
    return [(say(word), value) for word, value in rows]


def _agreed(told: dict[str, Any]) -> list[tuple[str, str]]:
    amount = f"{money.yuan(told['amount']):,.2f}" if told["amount"] else ""
    capitals = money.capitals(told["amount"]) if told["amount"] else ""
    rate = say(N_("%(rate)s%% a year (%(cite)s)"), rate=told["rate"], cite=told["rate_from"]) if told["rate"] else ""
    rows = [
        (N_("Amount (yuan)"), amount), (N_("Amount in capitals"), capitals), (N_("Purpose"), told["purpose"]),
        (N_("Term"), say(N_("%(number)s months"), number=told["term_months"])), (N_("Rate"), rate),
        (N_("Security"), say(_SECURITY[told["security"]])), (N_("Way to repay"), say(cost.METHODS[told["method"]])),
        (N_("Repaid from"), told["repayment_source"]), (N_("Paid out"), say(rules.PAYMENTS[told["payment"]])),
        (N_("Payee"), told["payee"]), (N_("Granted on"), told["granted_on"]),
    ]  # fmt: skip
    return [(say(word), value) for word, value in rows]
