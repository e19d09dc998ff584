"""Which contracts a case wants, who signs each, and when all is signed. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from workflow.kernel.errors import Invalid, N_
from workflow.policy.pack import Term

BORROWER, SPOUSE, GUARANTOR = "borrower", "spouse", "guarantor"
PARTS = {BORROWER: N_("Borrower"), SPOUSE: N_("Spouse"), GUARANTOR: N_("Guarantor or owner")}
#: Kinds of the contract set that bind somebody besides the borrower.
_BINDS_ANOTHER = frozenset({"joint", "guarantee"})

#: How the money is paid out (受托支付、自主支付).
PAYMENTS = {
    "own_account": N_("By transfer to the borrower's own account"),
    "entrusted": N_("Entrusted: by transfer to the borrower's seller"),
}


def lacking(wanted: Iterable[Term], standing: Collection[str]) -> list[Term]:
    """Those of the set that nobody has drawn up."""
    return [term for term in wanted if term.code not in standing]


def check_signers(kinds: Iterable[str], means: Mapping[str, str]) -> None:
    """Invalid where somebody whom a contract binds has not signed; `means` says by part how one was made sure of."""
    if not means.get(BORROWER):
        raise Invalid(N_("The borrower has not signed."), field=BORROWER)
    if _BINDS_ANOTHER & set(kinds) and not means.get(GUARANTOR):
        raise Invalid(N_("The guarantor has not signed."), field=GUARANTOR)


def check_reprint(copies: int, reason: str) -> None:
    """Whoever prints a contract again says why: a second original must be explained."""
    if copies and not reason:
        raise Invalid(N_("These contracts were printed before. Say why they are printed again."), field="reason")
