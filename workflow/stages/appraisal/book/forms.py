"""Forms of the books: a page of the grid, and the finding of a verification."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, FieldList, FormField, SelectField

from workflow.base.forms import HouseForm, Row
from workflow.base.languages import current
from workflow.policy.pack import Term
from workflow.staff.fields import Line
from workflow.stages.appraisal.book import queries
from workflow.stages.appraisal.book.models import BookLine
from workflow.stages.appraisal.book.rules import FINDINGS, Filled
from workflow.stages.appraisal.forms import YuanOrNought

#: Households of a page: so many that its fields stay within what one post may carry.
ROWS = 25


class LineRow(Row):
    """One household as typed."""

    assets = YuanOrNought(_("Assets"))
    debts = YuanOrNought(_("Debts"))
    income = YuanOrNought(_("Income"))
    net_income = YuanOrNought(_("Net income"))
    line = YuanOrNought(_("Suggested line"))
    reason = Line(_("Reason"), most=200)
    unknown = BooleanField(_("I do not know them"))


class BookForm(HouseForm):
    """One page of a book."""

    lines = FieldList(FormField(LineRow), max_entries=ROWS)

    def __init__(self, lines: Sequence[BookLine], **kwargs: Any) -> None:
        rows = [{name: getattr(line, name) for name in _SHOWN} | {"unknown": not line.known} for line in lines]
        super().__init__(data={"lines": rows} | kwargs.pop("data", {}), **kwargs)
        self.stored = lines

    def filled(self) -> dict[int, Filled]:
        """What `operations.write` takes: the lines of this page that say something new."""
        told = {line.id: _filled(row.form) for line, row in zip(self.stored, self.lines, strict=False)}
        known = {line.id: queries.filled(line) for line in self.stored}
        return {number: each for number, each in told.items() if each != known[number]}


_SHOWN = ("assets", "debts", "income", "net_income", "line", "reason")


def _filled(row: LineRow) -> Filled:
    return Filled(not row.unknown.data, **{name: row[name].data for name in _SHOWN})


class FindingForm(HouseForm):
    """What the verification of a pre-credit found."""

    finding = SelectField(_("Finding"))
    note = Line(_("Reason"), most=400)

    def __init__(self, codes: list[Term], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        named = [(term.code, term.en if current() == "en" else term.zh) for term in codes]
        others = [(code, gettext(words)) for code, words in FINDINGS.items()]
        self.finding.choices = [("", gettext("Nothing found")), *named, *others]
