"""The publicity log as a table."""

from __future__ import annotations

from flask_babel import gettext as _

from workflow.kernel.errors import N_
from workflow.office.registers.book import Book, Column
from workflow.office.registers.publicity import rules
from workflow.office.registers.publicity.models import Publicity

PUBLICITY = Book(
    slug="publicity", endpoint="publicity", model=Publicity, day="on", see="publicity.see", write="publicity.write",
    title=N_("Publicity log"),
    about=N_("How people were told of the loans and their conditions: when, where, whom, and how much was handed out."),
    columns=(
        Column(N_("Office"), lambda each: each.office.name, share=1.1),
        Column(N_("Day"), lambda each: each.on, share=1.4),
        Column(N_("How"), lambda each: _(rules.CHANNELS[each.channel]), share=1.2),
        Column(N_("Village"), lambda each: each.village.name if each.village else None, share=1.2),
        Column(N_("Place"), lambda each: each.place, share=1.6),
        Column(N_("Who was reached"), lambda each: each.audience, share=1.4),
        Column(N_("Handed out"), lambda each: each.handed_out, kind="num", share=0.7),
        Column(N_("By whom"), lambda each: each.by.name),
    ),
)  # fmt: skip
