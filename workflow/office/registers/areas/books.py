"""The register of handovers as a table."""

from __future__ import annotations

from flask_babel import gettext as _

from workflow.base import languages
from workflow.kernel.errors import N_
from workflow.office.registers.areas.models import Handover
from workflow.office.registers.book import Book, Column


def _villages(handover: Handover) -> str:
    return _(", ").join(each.village.name for each in handover.parts)


def _kept(handover: Handover) -> str:
    """What stands in the villages, as one line; nothing where it was not written down."""
    told = handover.kept
    if told is None:
        return ""
    figures = told._asdict() | {"amount": languages.yuan(told.amount)}
    return _("lines in effect: %(lines)s, %(amount)s yuan; open cases: %(cases)s, overdue: %(overdue)s", **figures)


HANDOVERS = Book(
    slug="handovers", endpoint="handovers", model=Handover, day="drawn_up_on", see="handover.see",
    write="handover.write",
    title=N_("Handovers"),
    about=N_("What an officer hands to the next: drawn up by the head, signed by both; then villages change hands."),
    columns=(
        Column(N_("Office"), lambda each: each.office.name, share=1.1),
        Column(N_("Drawn up"), lambda each: each.drawn_up_on, share=1.4),
        Column(N_("Hands over"), lambda each: each.giver.name),
        Column(N_("Takes over"), lambda each: each.taker.name),
        Column(N_("Villages"), _villages, share=2),
        Column(N_("What stands there"), _kept, share=2),
        Column(N_("What is handed over"), lambda each: each.duties, share=3),
        Column(N_("Giver signed"), lambda each: each.given_at, share=1.6),
        Column(N_("Taker signed"), lambda each: each.taken_at, share=1.6),
    ),
)  # fmt: skip
