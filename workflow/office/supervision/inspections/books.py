"""Inspections as a register, and the sheet that goes along on the round."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask_babel import gettext as _

from workflow.base import clock
from workflow.kernel.errors import N_
from workflow.office.registers.book import Book, Column, Table
from workflow.office.supervision.inspections import rules
from workflow.office.supervision.inspections.models import NoticeInspection
from workflow.office.supervision.inspections.queries import Hanging


def _point(name: str) -> Callable[[NoticeInspection], str]:
    return lambda each: _(rules.VERDICTS[getattr(each, name)])


def _kind(inspection: NoticeInspection) -> str:
    kind = _(rules.KINDS[inspection.kind])
    return _("%(kind)s: %(occasion)s", kind=kind, occasion=inspection.occasion) if inspection.occasion else kind


INSPECTIONS = Book(
    slug="notice-inspections", endpoint="inspections", model=NoticeInspection, day="checked_on", see="inspection.see",
    write="inspection.write",
    title=N_("Inspections of posted lists"),
    about=N_("Whether the lists hang where they should, with what they should and as long, and what is done if not."),
    columns=(
        Column(N_("Office"), lambda each: each.office.name),
        Column(N_("Village"), lambda each: each.notice.village.name),
        Column(N_("Kind of check"), _kind, share=1.2),
        Column(N_("Inspected on"), lambda each: each.checked_on, share=1.2),
        *(Column(label, _point(name), share=0.8) for name, label in rules.POINTS.items()),
        Column(N_("What was found"), lambda each: each.found, share=2.4),
        Column(N_("Photos"), lambda each: sum(photo.struck_at is None for photo in each.photos), "num", share=0.5),
        Column(N_("Measure"), lambda each: each.measure, share=1.8),
        Column(N_("Answers for it"), lambda each: each.answerable.name if each.answerable else None),
        Column(N_("Until"), lambda each: each.due_on, share=1.2),
        Column(N_("Carried out"), lambda each: each.done_at, share=1.4),
    ),
)  # fmt: skip


def printed(lists: list[Hanging], at: datetime) -> bytes:
    """The lists that hang now on paper, with room to note what is seen of each."""
    heads = [
        _("Village"), _("Office"), _("Where the list hangs"), _("Posted"), _("Until"), _("Households on it"),
        _("Last inspected"), *(_(label) for label in rules.POINTS.values()), _("Remark"),
    ]  # fmt: skip
    kinds = ("text",) * 5 + ("num",) + ("text",) * 5
    shares = (1.1, 1, 1.5, 1.5, 1.5, 0.6, 1.5, 0.9, 0.9, 0.9, 1.4)
    rows = [
        [
            each.notice.village.name, each.notice.office.name, each.notice.place,
            clock.local_date(each.notice.posted_at) if each.notice.posted_at else None, each.notice.last_on,
            each.entries, each.last, "", "", "", "",
        ]
        for each in lists
    ]  # fmt: skip
    lead = _("To take along: before each list, note whether place, content and days are as they should be.")
    table = Table(_("Round of inspection"), heads, rows, kinds, shares, lead)
    return table.file("pdf", aside="", sign=(_("Inspector"), _("Date")), at=at)
