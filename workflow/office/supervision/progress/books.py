"""The reports as a register, and a period's reports of all offices side by side."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext as _

from workflow.base import languages
from workflow.carriers.sheets import Cell
from workflow.kernel.errors import N_
from workflow.office.registers.book import Book, Column, Table
from workflow.office.supervision.progress.models import ProgressReport
from workflow.office.supervision.progress.rules import FIGURES, TenDays
from workflow.places.models import Office


def _figure(name: str) -> Callable[[ProgressReport], Cell]:
    return lambda each: each.told.get(name)


REPORTS = Book(
    slug="progress", endpoint="progress", model=ProgressReport, day="until_on", see="progress.see",
    write="progress.sign",
    title=N_("Ten-day reports"),
    about=N_("After every ten days each outlet's head signs what was done; the figures are counted, not typed."),
    columns=(
        Column(N_("Office"), lambda each: each.office.name, share=1.4),
        Column(N_("From"), lambda each: each.period_on, share=1.4),
        Column(N_("Until"), lambda each: each.until_on, share=1.4),
        *(Column(label, _figure(name), kind="num") for name, label in FIGURES.items()),
        Column(N_("Remark"), lambda each: each.remark, share=1.6),
        Column(N_("Signed by"), lambda each: each.recorded_by.name),
        Column(N_("Late"), lambda each: _("late") if each.late else "", share=0.6),
    ),
)  # fmt: skip


def circular(period: TenDays, offices: list[Office], reports: dict[int, ProgressReport]) -> Table:
    """The reports of a period side by side, those that are missing among them, to be circulated (通报)."""
    heads = [_("Office"), *(_(label) for label in FIGURES.values()), _("Signed by"), _("Signed at")]
    span = {"first": languages.day(period.first), "last": languages.day(period.last)}
    rows = [[office.name, *_cells(reports.get(office.id))] for office in offices]
    kinds = ("text", *("num",) * len(FIGURES), "text", "text")
    shares = (1.6, *(1,) * len(FIGURES), 1, 1.6)
    lead = _("%(signed)s of %(all)s outlets have reported.", signed=len(reports), all=len(offices))
    return Table(_("Progress from %(first)s to %(last)s", **span), heads, rows, kinds, shares, lead)


def _cells(report: ProgressReport | None) -> list[Cell]:
    if report is None:
        return [*(None for _name in FIGURES), _("missing"), None]
    late = _("%(name)s (late)", name=report.recorded_by.name) if report.late else report.recorded_by.name
    return [*(report.told.get(name) for name in FIGURES), late, report.recorded_at]
