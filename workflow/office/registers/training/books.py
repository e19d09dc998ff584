"""The registers of trainings and commitment letters as tables."""

from __future__ import annotations

from flask_babel import gettext as _

from workflow.kernel.errors import N_
from workflow.office.registers.book import Book, Column
from workflow.office.registers.training.models import CommitmentLetter, Training


def _named(training: Training, passed: bool) -> str:
    return _(", ").join(each.officer.name for each in training.results if each.passed is passed)


TRAININGS = Book(
    slug="trainings", endpoint="trainings", model=Training, day="on", see="training.see", write="training.write",
    title=N_("Trainings and tests"),
    about=N_("What was taught and who passed. New staff lend only after they passed and signed the letter."),
    columns=(
        Column(N_("Office"), lambda each: each.office.name, share=1.1),
        Column(N_("Day"), lambda each: each.on, share=1.4),
        Column(N_("What was taught"), lambda each: each.topics, share=2.4),
        Column(N_("Held by"), lambda each: each.teacher),
        Column(N_("Came"), lambda each: len(each.results), kind="num", share=0.6),
        Column(N_("Passed"), lambda each: _named(each, True), share=3),
        Column(N_("Not passed"), lambda each: _named(each, False), share=1.4),
    ),
)  # fmt: skip
LETTERS = Book(
    slug="commitment-letters", endpoint="letters", model=CommitmentLetter, day="signed_on", see="training.see",
    write="training.write",
    title=N_("Commitment letters"),
    about=N_("The service commitments that staff signed, filed by human resources."),
    columns=(
        Column(N_("Name"), lambda each: each.officer.name),
        Column(N_("Office"), lambda each: each.office.name),
        Column(N_("Signed on"), lambda each: each.signed_on),
        Column(N_("Filed under number"), lambda each: each.number),
        Column(N_("Filed by"), lambda each: each.recorded_by.name),
    ),
)  # fmt: skip
