"""A page of a book's first part: who stands for each household, and boxes for what its file lacks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import FieldList, FormField, SelectField

from workflow.base.forms import HouseForm, Row
from workflow.staff.fields import IdNumber, Line, Phone
from workflow.stages.appraisal.book.basics import queries
from workflow.stages.appraisal.book.basics.rules import LACKING, Basics
from workflow.stages.appraisal.book.forms import ROWS
from workflow.stages.appraisal.book.models import BookLine


class PersonRow(Row):
    """One household; a box of which the file knows the content is taken out."""

    representative = SelectField(_("Credit representative"), coerce=int)
    id_number = IdNumber(_("Identity number"))
    phone = Phone(_("Telephone"))
    address = Line(_("Address"), most=120)


class PeopleForm(HouseForm):
    """One page of a book's households; whoever the lists call a household by is chosen unless somebody else is."""

    lines = FieldList(FormField(PersonRow), max_entries=ROWS)

    def __init__(self, lines: Sequence[BookLine], **kwargs: Any) -> None:
        self.stored, self.written = lines, queries.written(list(lines))
        rows = [_typed(line, self.written[line.id]) for line in lines]
        super().__init__(data={"lines": rows} | kwargs.pop("data", {}), **kwargs)
        for line, row in zip(lines, self.lines, strict=False):
            _fit(row.form, line, self.written[line.id])

    def told(self) -> dict[int, Basics]:
        """What `operations.write` takes: the households of this page of which something new is said."""
        said = {line.id: _said(row.form, line) for line, row in zip(self.stored, self.lines, strict=False)}
        return {number: each for number, each in said.items() if each != self.written[number]}


def _typed(line: BookLine, written: Basics) -> dict[str, Any]:
    boxes = {name: getattr(written, name) for name in LACKING}
    return boxes | {"representative": written.representative or line.household.named_by.id}


def _fit(row: PersonRow, line: BookLine, written: Basics) -> None:
    """Give a row its household's members, and no box for what the file holds; what was written stays to be read."""
    row["representative"].choices = [(each.id, each.name) for each in line.household.members]
    lacking = queries.lacking(line.household)
    for name in LACKING:
        if name not in lacking and not getattr(written, name):
            del row[name]


def _said(row: PersonRow, line: BookLine) -> Basics:
    chosen = row["representative"].data
    boxes = {name: (row[name].data or "") if name in row else "" for name in LACKING}
    return Basics(None if chosen == line.household.named_by.id else chosen, **boxes)
