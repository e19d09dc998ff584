"""Sanctions as a register."""

from __future__ import annotations

from flask_babel import gettext as _

from workflow.base import languages
from workflow.kernel.errors import N_
from workflow.office.registers.book import Book, Column
from workflow.office.supervision.sanctions import rules
from workflow.office.supervision.sanctions.models import Sanction


def _measure(sanction: Sanction) -> str:
    if sanction.points is not None:
        return _("%(number)s points", number=sanction.points)
    if sanction.amount is not None:
        return languages.yuan(sanction.amount)
    return _("until %(day)s", day=languages.day(sanction.until_on)) if sanction.until_on else ""


def _state(sanction: Sanction) -> str:
    return _(rules.STATES[rules.state_of(ordered=sanction.ordered, done=sanction.done_at is not None)])


SANCTIONS = Book(
    slug="sanctions", endpoint="sanctions", model=Sanction, day="proposed_on", see="sanction.see",
    write="sanction.propose",
    title=N_("Sanctions"),
    about=N_("What followed from an upheld complaint or a breach. It names no complaint and no complainant."),
    columns=(
        Column(N_("Office"), lambda each: each.office.name),
        Column(N_("Whom it is about"), lambda each: each.officer.name, share=0.8),
        Column(N_("Sanction"), lambda each: _(rules.KINDS[each.kind]), share=1.2),
        Column(N_("What is imposed"), _measure, share=0.9),
        Column(N_("Proposed on"), lambda each: each.proposed_on, share=1.2),
        Column(N_("Rule it rests on"), lambda each: each.cite, share=1.6),
        Column(N_("State"), _state),
        Column(N_("Decided by"), lambda each: each.decided_by.name if each.decided_by else None, share=0.8),
        Column(N_("Carried out"), lambda each: each.done_at, share=1.4),
    ),
)  # fmt: skip
