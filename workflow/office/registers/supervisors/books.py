"""The registers of social supervisors and of what they observe as tables."""

from __future__ import annotations

from flask_babel import gettext as _

from workflow.kernel.errors import N_
from workflow.office.registers.book import Book, Column
from workflow.office.registers.supervisors import rules
from workflow.office.registers.supervisors.models import Observation, SocialSupervisor


def _stages(supervisor: SocialSupervisor) -> str:
    return _(", ").join(_(rules.STAGES[stage]) for stage in rules.parted(supervisor.stages))


SUPERVISORS = Book(
    slug="social-supervisors", endpoint="supervisors", model=SocialSupervisor, day="appointed_on",
    see="supervisor.see", write="supervisor.write",
    title=N_("Social supervisors"),
    about=N_("Respected people from outside, appointed to watch the lending from application to recovery."),
    columns=(
        Column(N_("Name"), lambda each: each.name),
        Column(N_("Standing"), lambda each: each.standing, share=1.8),
        Column(N_("Appointed by"), lambda each: each.appointed_by, share=1.4),
        Column(N_("Appointed on"), lambda each: each.appointed_on, share=1.4),
        Column(N_("Term until"), lambda each: each.until_on, share=1.4),
        Column(N_("Stages watched"), _stages, share=1.8),
    ),
)  # fmt: skip
OBSERVATIONS = Book(
    slug="observations", endpoint="observations", model=Observation, day="on",
    see="observation.see", write="observation.write",
    title=N_("Observations of social supervisors"),
    about=N_("What supervisors saw, and what was answered by somebody else than whoever wrote it down."),
    columns=(
        Column(N_("Office"), lambda each: each.office.name, share=1.1),
        Column(N_("Day"), lambda each: each.on, share=1.3),
        Column(N_("Supervisor"), lambda each: each.supervisor.name),
        Column(N_("Stage"), lambda each: _(rules.STAGES[each.stage]), share=0.8),
        Column(N_("What was observed"), lambda each: each.text, share=3),
        Column(N_("Reply"), lambda each: each.reply, share=2.4),
        Column(N_("Replied by"), lambda each: each.replied_by.name if each.replied_by else None),
    ),
)  # fmt: skip
