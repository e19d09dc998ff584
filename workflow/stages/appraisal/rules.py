"""What a pre-loan investigation must be before it counts (S25). Pure."""

from __future__ import annotations

from datetime import date

from workflow.kernel.errors import Invalid, N_


def check_visit(visited_on: date, *, handed_in_on: date, today: date, early_reason: str) -> None:
    """The household was visited, not in the future, and not before it applied unless a reason is given."""
    if visited_on > today:
        raise Invalid(N_("The visit cannot lie in the future."), field="visited_on")
    if visited_on < handed_in_on and not early_reason:
        raise Invalid(
            N_("This visit was before the application was handed in. Visit again, or say why it still counts."),
            field="early_reason",
        )


def check_signature(signed: bool) -> None:
    """The family's signed consent was obtained."""
    if not signed:
        message = N_("The family members have not signed. Without their consent there is no investigation.")
        raise Invalid(message, field="family_signed")


def check_unsecured_debts(told: int | None, *, debts: int, asked: bool) -> None:
    """Whoever was to ask what is owed to us without security (fen) did; it is part of the debts."""
    if asked and told is None:
        message = N_("Write down what the household owes us without security; nought is an amount too.")
        raise Invalid(message, field="unsecured_debts")
    if told is not None and told > debts:
        raise Invalid(N_("This is more than all debts of the household."), field="unsecured_debts")


def check_proposal(amount: int, *, subject: str, asked: int, term_months: int) -> None:
    """The proposal in fen, for a term of at least a month; a loan is never proposed above what was asked for.

    A line is a ceiling that the survey finds, so it may lie above the household's own wish.
    """
    if amount <= 0:
        message = N_("Enter the amount you propose. If you advise against the loan, say so in your opinion.")
        raise Invalid(message, field="proposed_amount")
    if subject == "loan" and amount > asked:
        raise Invalid(N_("You propose more than the household asked for."), field="proposed_amount")
    if term_months <= 0:
        raise Invalid(N_("Enter the term in whole months."), field="proposed_term_months")
