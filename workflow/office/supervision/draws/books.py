"""Draws and findings as tables; the list of a draw and the sheet that goes along to an inspection, on paper."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from flask_babel import gettext as _

from workflow.base import languages
from workflow.carriers.sheets import Cell
from workflow.kernel.errors import N_
from workflow.office.registers.book import Book, Column, Table
from workflow.office.supervision.draws import queries, rules
from workflow.office.supervision.draws.models import Draw, DrawFinding


def _witnesses(draw: Draw) -> str:
    return _(", ").join(each["name"] for each in queries.witnesses(draw))


def _what(finding: DrawFinding) -> str:
    return _("%(kind)s %(name)s", kind=_(rules.KINDS[finding.item.kind]), name=finding.item.name)


DRAWS = Book(
    slug="draws", endpoint="draws", model=Draw, day="period_on", see="draw.see", write="draw.announce",
    title=N_("Draws for inspection"),
    about=N_(
        "Each period villages and loans are drawn before witnesses. List and secret are fixed before, "
        "so that nobody chooses; anybody can repeat the draw."
    ),
    columns=(
        Column(N_("Office"), lambda each: each.office.name),
        Column(N_("Period from"), lambda each: each.period_on, share=1.2),
        Column(N_("Until"), lambda each: each.until_on, share=1.2),
        Column(N_("Announced"), lambda each: each.recorded_at, share=1.4),
        Column(N_("Drawn"), lambda each: each.drawn_at, share=1.4),
        Column(N_("Witnesses"), _witnesses, share=1.4),
    ),
)  # fmt: skip
FINDINGS = Book(
    slug="draw-findings", endpoint="findings", model=DrawFinding, day="checked_on", see="draw.see",
    write="finding.write",
    title=N_("Findings of inspections"),
    about=N_("What was found in the villages and loans that were drawn, and what is done about it until when."),
    columns=(
        Column(N_("Office"), lambda each: each.office.name),
        Column(N_("What was inspected"), _what, share=1.4),
        Column(N_("Inspected on"), lambda each: each.checked_on, share=1.2),
        Column(N_("Result"), lambda each: _("fault") if each.fault else _("sound"), share=0.7),
        Column(N_("What was found"), lambda each: each.found, share=2.4),
        Column(N_("Measure"), lambda each: each.measure, share=2),
        Column(N_("Answers for it"), lambda each: each.answerable.name if each.answerable else None),
        Column(N_("Until"), lambda each: each.due_on, share=1.2),
        Column(N_("Carried out"), lambda each: each.done_at, share=1.4),
    ),
)  # fmt: skip


def printed(draw: Draw, at: datetime) -> bytes:
    """Before the draw, what is hung up: the list with its checksum and the promise; after it, the inspection sheet."""
    table = _sheet(draw) if draw.drawn_at else _announcement(draw)
    span = {"first": languages.day(draw.period_on), "last": languages.day(draw.until_on)}
    aside = _("%(office)s, %(first)s – %(last)s", office=draw.office.name, **span)
    sign = (_("Inspector"), _("Head of the office"), _("Date")) if draw.drawn_at else (
        _("Announced by"), _("Hung up on"), _("Witness"))  # fmt: skip
    return table.file("pdf", aside=aside, sign=sign, at=at)


def _announcement(draw: Draw) -> Table:
    lead = _(
        "From this list villages and loans will be drawn. Checksum of the list: %(checksum)s. Promise of the secret: "
        "%(promise)s. Both stand in entry %(entry)s of the public log. At the draw every witness gives a word of their "
        "own; secret and words together make the lot.",
        checksum=draw.checksum, promise=draw.promise, entry=_entry(draw),
    )  # fmt: skip
    heads = [_("Kind"), _("Number in the list"), _("Name"), _("Remark")]
    return Table(_("List of a draw"), heads, list(_listed(draw)), ("text",) * 4, (0.7, 1.6, 1.2, 2), lead)


def _entry(draw: Draw) -> str:
    entry = queries.anchored(draw)
    return "____" if entry is None else str(entry)


def _listed(draw: Draw) -> Iterator[list[Cell]]:
    told, called = json.loads(draw.population), queries.names(draw)
    for each in told["villages"]:
        remark = _("first in turn") if each["fresh"] else _("drawn in this cycle already")
        yield [_(rules.KINDS[rules.VILLAGE]), each["key"], called.get((rules.VILLAGE, each["key"]), ""), remark]
    for each in told["officers"]:
        name = called.get((rules.OFFICER, each["key"]), "")
        yield [_(rules.KINDS[rules.OFFICER]), each["key"], name, _(", ").join(each["loans"])]


def _sheet(draw: Draw) -> Table:
    lead = _("Drawn on %(day)s before %(names)s. Write down what you find in each; a fault needs a measure and a day.",
             day=languages.moment(draw.drawn_at), names=_witnesses(draw))  # fmt: skip
    heads = [_("Kind"), _("Name"), _("Officer"), _("What was found"), _("Measure"), _("Until")]
    rows: list[list[Cell]] = [
        [_(rules.KINDS[each.kind]), each.name, each.subject.name if each.subject else "", *_said(each.findings)]
        for each in queries.shown(draw)
        if each.kind in rules.INSPECTED
    ]
    return Table(_("Inspection sheet"), heads, rows, ("text",) * 6, (0.8, 1.3, 0.9, 3, 2, 1), lead)


def _said(findings: list[DrawFinding]) -> list[Cell]:
    last = findings[-1] if findings else None
    return [last.found, last.measure, last.due_on] if last else ["", "", None]
