"""Forms of the inspections of posted lists."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, RadioField, SelectField
from wtforms.validators import InputRequired, Optional

from workflow.base.forms import HouseForm
from workflow.office.registers.forms import worded
from workflow.office.supervision.inspections import queries
from workflow.office.supervision.inspections.rules import KINDS, POINTS, VERDICTS
from workflow.staff.fields import Line, Lines
from workflow.stages.notices.models import Notice


def _verdicts() -> list[tuple[str, str]]:
    return [(code, gettext(label)) for code, label in VERDICTS.items()]


def _point(name: str) -> RadioField:
    label = POINTS[name]
    return RadioField(_(label), [InputRequired(_("Say what you saw."))], choices=_verdicts)


class InspectionForm(HouseForm):
    """What was seen of a list; the three points by their names in `rules.POINTS`."""

    kind = SelectField(_("Kind of check"), [InputRequired(_("Choose the kind of check."))], choices=worded(KINDS))
    occasion = Line(_("Occasion"), most=200, description=_("Of a key check: what it was made for."))
    checked_on = DateField(_("Inspected on"), [InputRequired(_("Enter a day."))])
    place = _point("place")
    content = _point("content")
    dates = _point("dates")
    found = Lines(_("What was found"), [InputRequired(_("Write down what you found."))], most=800)
    measure = Lines(_("Measure"), most=400, description=_("Only where something is not as it should be."))
    answerable = SelectField(_("Who answers for it"), choices=[])
    due_on = DateField(_("Carried out until"), [Optional()])

    @classmethod
    def of(cls, notice: Notice, **kwargs: Any) -> InspectionForm:
        """With the people of the office to choose from."""
        form = cls(**kwargs)
        there = queries.answerable_for(notice)
        form.answerable.choices = [("", "–"), *((each.public_id, each.name) for each in there)]
        return form
