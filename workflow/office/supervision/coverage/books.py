"""The counts of villages as a register; coverage as a table for page, file and paper."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from flask_babel import gettext as _

from workflow.carriers.sheets import Cell
from workflow.kernel.errors import N_
from workflow.office.registers.book import Book, Column, Table
from workflow.office.supervision.coverage.models import VillageCount
from workflow.office.supervision.coverage.rules import LABELS, Numbers
from workflow.places.models import Office, Village

COUNTS = Book(
    slug="village-counts", endpoint="counts", model=VillageCount, day="counted_on", see="coverage.see",
    write="coverage.count",
    title=N_("Households fit for archiving"),
    about=N_("How many households of each village are fit for archiving. Coverage is told of the newest count."),
    columns=(
        Column(N_("Office"), lambda each: each.office.name),
        Column(N_("Village"), lambda each: each.village.name, share=1.2),
        Column(N_("Counted on"), lambda each: each.counted_on, share=1.2),
        Column(N_("Households"), lambda each: each.households, kind="num"),
        Column(N_("Fit for archiving"), lambda each: each.fit, kind="num"),
        Column(N_("Source"), lambda each: each.source, share=2),
    ),
)  # fmt: skip


def shown(share: Fraction | None) -> str:
    """A share to hundredths of a per cent, rounded down: 69.996 % must not look like 70 % (A40); '' for None."""
    if share is None:
        return ""
    hundredths = int(share * 10_000)
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


class Line(NamedTuple):
    """One office or village with its numbers; `place` None for all of them together."""

    name: str
    numbers: Numbers
    place: Office | Village | None


def table(title: str, lead: str, first: str, rows: list[Line], wanted: dict[str, Fraction | None]) -> Table:
    """Coverage line by line, to be taken along."""
    heads = [
        first, _("Fit for archiving"), _("On file"), _("Share on file"), _("With a pre-credit"),
        _("Share with a pre-credit"), _("Rated"), _("Share rated"), _("Visited at home"),
        _("Share visited"), _("Missing to the targets"), _("Villages not counted"),
    ]  # fmt: skip
    kinds = ("text", *("num",) * 9, "text", "num")
    cells = [[each.name, *_cells(each.numbers, wanted)] for each in rows]
    return Table(title, heads, cells, kinds, (1.6, *(1,) * 9, 1.8, 0.8), lead)


def _cells(numbers: Numbers, wanted: dict[str, Fraction | None]) -> list[Cell]:
    archive, precredit, rating, visit = (numbers.share(key) for key in LABELS)
    lacking = [numbers.share(key).missing(wanted[key]) for key in LABELS]
    return [
        numbers.fit, numbers.archived, shown(archive.value), numbers.precredited, shown(precredit.value),
        numbers.rated, shown(rating.value), numbers.visited, shown(visit.value),
        " / ".join("–" if each is None else str(each) for each in lacking),
        numbers.uncounted,
    ]  # fmt: skip
