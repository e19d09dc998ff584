"""The studies as a register."""

from __future__ import annotations

from flask_babel import gettext as _

from workflow.base import languages
from workflow.kernel.errors import N_
from workflow.office.registers.book import Book, Column
from workflow.office.supervision.studies.models import Study
from workflow.office.supervision.studies.rules import FIGURES


def _tasks(study: Study) -> str:
    return _("; ").join(
        _("%(number)s. %(what)s (%(department)s, %(name)s, until %(day)s)", number=each.number, what=each.what,
          department=each.department, name=each.officer.name, day=languages.day(each.due_on))
        for each in study.tasks
    )  # fmt: skip


def _figures(study: Study) -> str:
    told = study.told
    return _("; ").join(
        _("%(label)s: %(share)s", label=_(FIGURES[name]), share=told[name]) for name in FIGURES if name in told
    )


STUDIES = Book(
    slug="studies", endpoint="studies", model=Study, day="held_on", see="study.see", write="study.write",
    title=N_("Quarterly studies"),
    about=N_("Each quarter the leaders study the figures and say which department does what, who answers, until when."),
    columns=(
        Column(N_("Period from"), lambda each: each.period_on, share=1.2),
        Column(N_("Held on"), lambda each: each.held_on, share=1.2),
        Column(N_("Present"), lambda each: each.present, share=1.6),
        Column(N_("Figures of the period"), _figures, share=2.6),
        Column(N_("What was discussed"), lambda each: each.matters, share=2.6),
        Column(N_("Tasks"), _tasks, share=3),
        Column(N_("Signed by"), lambda each: each.recorded_by.name),
    ),
)  # fmt: skip
