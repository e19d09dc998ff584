"""The data sheets of a case (数据资料采集表, S26): which of them it asks for, what each says and leaves to be written.

The documents name the sheets and say when each is filled in (heze2005 art. 12, 23, 47, 56, 62); no document says what
stands in them, so that the lines here are what the same articles ask to be found out and handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flask_babel import gettext as _

from workflow.policy.pack import Term
from workflow.stages.cases.forms import GUARANTEES
from workflow.stages.cases.models import Case
from workflow.stages.people import rules

Lines = list[tuple[str, str]]
#: A case's own security and the sheet that is about it.
_SECURED = {"mortgage": "collateral", "pledge": "pledge"}


def asked(case: Case, terms: Iterable[Term], *, known: bool) -> list[Term]:
    """The sheets to fill in for a case; `known`: the customer's own sheet is on file, and nothing of it has changed."""
    wanted = {"loan", case.subject, _SECURED.get(case.guarantee, "")} | (set() if known else {"person"})
    return [term for term in terms if term.code in wanted]


def lines(case: Case, code: str) -> Lines:
    """The entries of a sheet with what is known; numbers of people are masked, they are written in by hand."""
    return _LINES.get(code, _of_case)(case)


def _person(case: Case) -> Lines:
    borrower = case.borrower
    born = str(borrower.born_on.year) if borrower.born_on else ""
    sex = "" if not borrower.id_number else _("woman") if rules.is_woman(borrower.id_number) else _("man")
    return [
        (_("Name"), borrower.name), (_("Sex"), sex), (_("Born"), born),
        (_("Identity number"), rules.masked_id(borrower.id_number)),
        (_("Telephone"), rules.masked_phone(borrower.phone)), (_("Address"), case.household.address or ""),
        (_("Spouse"), next((each.name for each in case.household.members if each.relation == "spouse"), "")),
        (_("Occupation"), ""), (_("Schooling"), ""),
    ]  # fmt: skip


def _loan(case: Case) -> Lines:
    return [
        (_("Borrower"), case.borrower.name), (_("Amount applied for (yuan)"), _yuan(case.amount)),
        (_("Granted (yuan)"), _yuan(case.granted_amount)),
        (_("Term in months"), str(case.term_months)), (_("Purpose"), case.purpose),
        (_("Security"), str(GUARANTEES.get(case.guarantee, case.guarantee))), (_("Guarantor"), case.guarantor or ""),
        (_("Source of repayment"), case.repayment_source), (_("Rate"), ""), (_("Contract number"), ""),
        (_("Account for the payment"), ""),
    ]  # fmt: skip


def _yuan(fen: int | None) -> str:
    return rules.shown("assets", str(fen)) if fen else ""


def _collateral(case: Case) -> Lines:
    """What articles 45, 49 and 50 ask for."""
    blanks = (
        _("What is mortgaged"), _("Owner"), _("Title deed and its number"), _("Place and area"),
        _("Value and who valued it (yuan)"), _("Consent of whoever may dispose of it (day)"), _("Insurance policy"),
        _("Registered at, on, number"), _("Certificate of other rights, taken into custody on"),
    )  # fmt: skip
    return [*_of_case(case), *((blank, "") for blank in blanks)]


def _pledge(case: Case) -> Lines:
    """What articles 52 to 58 ask for."""
    blanks = (
        _("What is pledged"), _("Owner"), _("Voucher and its number"), _("Issued by"), _("Face value (yuan)"),
        _("Falls due on"), _("Origin looked into: lawful"), _("Consent of whoever may dispose of it (day)"),
        _("Stop-payment notice sent, confirmed (day)"),
    )  # fmt: skip
    return [*_of_case(case), *((blank, "") for blank in blanks)]


def _extension(case: Case) -> Lines:
    """What article 62 asks for."""
    blanks = (
        _("Falls due on"), _("Extension applied for on"), _("What kept the borrower from paying"),
        _("Amount to be extended (yuan)"), _("Extended until"), _("Rate from then on"),
        _("Consent of guarantor, mortgagor or pledgor (signature)"), _("Mortgage registered anew on"),
    )  # fmt: skip
    granted = [(_("Granted (yuan)"), _yuan(case.granted_amount)), (_("Term in months"), str(case.term_months))]
    return [*_of_case(case), *granted, *((blank, "") for blank in blanks)]


def _of_case(case: Case) -> Lines:
    return [(_("Borrower"), case.borrower.name), (_("Case"), case.number)]


_LINES: dict[str, Callable[[Case], Lines]] = {
    "person": _person, "loan": _loan, "line": _loan, "collateral": _collateral, "pledge": _pledge,
    "extension": _extension,
}  # fmt: skip
