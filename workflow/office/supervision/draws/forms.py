"""Forms of the draws and of what was found."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from flask_login import current_user
from wtforms import DateField, RadioField, SelectField
from wtforms.validators import InputRequired, Optional

from workflow.base.forms import HouseForm
from workflow.office.supervision.draws import queries
from workflow.office.supervision.draws.models import DrawnItem
from workflow.staff.fields import Line, Lines

FAULT, SOUND = "fault", "sound"


def _offices() -> list[tuple[str, str]]:
    found = queries.offices_with_villages(current_user, "draw.announce")
    return [("", "–"), *((str(each.id), each.name) for each in found)]


class AnnounceForm(HouseForm):
    """At which office."""

    office = SelectField(_("Office"), [InputRequired(_("Choose the office."))], choices=_offices)


class DrawForm(HouseForm):
    """Who looks on, each with a word or number of their own."""

    name = Line(_("Witness"), [InputRequired(_("Name the witness."))], most=40)
    word = Line(_("Their word or number"), [InputRequired(_("Every witness gives a word or a number."))], most=40)
    second_name = Line(_("Second witness"), most=40)
    second_word = Line(_("Their word or number"), most=40)
    third_name = Line(_("Third witness"), most=40)
    third_word = Line(_("Their word or number"), most=40)

    def witnesses(self) -> list[tuple[str, str]]:
        """Those who were named or gave a word."""
        pairs = [(self.name, self.word), (self.second_name, self.second_word), (self.third_name, self.third_word)]
        return [(name.data or "", word.data or "") for name, word in pairs if name.data or word.data]


class FindingForm(HouseForm):
    """What was found in one that was drawn."""

    checked_on = DateField(_("Inspected on"), [InputRequired(_("Enter a day."))])
    result = RadioField(
        _("Result"), [InputRequired(_("Say whether it is sound."))],
        choices=lambda: [(SOUND, _("sound")), (FAULT, _("fault"))],
    )  # fmt: skip
    found = Lines(_("What was found"), [InputRequired(_("Write down what you found."))], most=800)
    measure = Lines(_("Measure"), most=400)
    answerable = SelectField(_("Who answers for it"), choices=[])
    due_on = DateField(_("Carried out until"), [Optional()])

    @classmethod
    def of(cls, item: DrawnItem, **kwargs: Any) -> FindingForm:
        """With the people of the office to choose from."""
        form = cls(**kwargs)
        there = queries.answerable_for(item)
        form.answerable.choices = [("", "–"), *((each.public_id, each.name) for each in there)]
        return form
