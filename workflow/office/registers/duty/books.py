"""Swaps of duty and sit-in days as tables."""

from __future__ import annotations

from flask_babel import gettext as _

from workflow.kernel.errors import N_
from workflow.office.registers.book import Book, Column
from workflow.office.registers.duty import rules
from workflow.office.registers.duty.models import DutySwap, SitInDay


def state(swap: DutySwap) -> rules.State:
    """How far a swap has come."""
    return rules.state(swap.agreed_at is not None, swap.approved_at is not None, swap.refused_at is not None)


def _last_word(swap: DutySwap) -> str | None:
    person = swap.approved_by or swap.refused_by
    return person.name if person else None


SWAPS = Book(
    slug="duty-swaps", endpoint="swaps", model=DutySwap, day="on", see="swap.see", write="swap.ask",
    title=N_("Swaps of duty"),
    about=N_("Asked by one, agreed by the other, approved by the head; then roster and public board change."),
    columns=(
        Column(N_("Outlet"), lambda each: each.office.name, share=1.1),
        Column(N_("Day given"), lambda each: each.on, share=1.4),
        Column(N_("Who gives it"), lambda each: each.asker.name),
        Column(N_("Who takes it"), lambda each: each.asked.name),
        Column(N_("Day in return"), lambda each: each.back_on, share=1.4),
        Column(N_("Reason"), lambda each: each.why, share=1.8),
        Column(N_("How far"), lambda each: _(rules.LABELS[state(each)]), share=1.8),
        Column(N_("Approved or refused by"), _last_word),
    ),
)  # fmt: skip
SIT_INS = Book(
    slug="sit-in-days", endpoint="sit_ins", model=SitInDay, day="on", see="sit_in.see", write="sit_in.write",
    title=N_("Sit-in days"),
    about=N_("When the head receives visitors in the hall, and when somebody of the outlet sits in a village."),
    columns=(
        Column(N_("Outlet"), lambda each: each.office.name, share=1.2),
        Column(N_("Day"), lambda each: each.on, share=1.4),
        Column(N_("Who sits in"), lambda each: each.officer.name),
        Column(N_("Village"), lambda each: each.village.name if each.village else None, share=1.1),
        Column(N_("Place"), lambda each: each.place, share=1.6),
        Column(N_("Hours"), lambda each: each.hours, share=1.2),
        Column(N_("Written down by"), lambda each: each.recorded_by.name),
    ),
)  # fmt: skip
