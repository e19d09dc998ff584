"""Forms of the trainings and the commitment letters."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import DateField, SelectField
from wtforms.validators import InputRequired

from workflow.base.forms import HouseForm
from workflow.office.registers.forms import Ticks, people
from workflow.office.registers.queries import people_of
from workflow.places.models import Office
from workflow.staff.fields import Line


class TrainingForm(HouseForm):
    """What was taught, who came, who passed."""

    on = DateField(_("Day"), [InputRequired(_("Enter a day."))])
    topics = Line(_("What was taught"), [InputRequired(_("Say what was taught."))], most=200)
    teacher = Line(_("Held by"), [InputRequired(_("Say who held it."))], most=60)
    came = Ticks(_("Who came and did not pass"), choices=[])
    passed = Ticks(_("Who came and passed the test"), choices=[])

    @classmethod
    def of(cls, office: Office, **kwargs: Any) -> TrainingForm:
        """With the people of one office to tick."""
        form = cls(**kwargs)
        form.came.choices = form.passed.choices = [(each.public_id, each.name) for each in people_of(office)]
        return form


class LetterForm(HouseForm):
    """A letter to be filed."""

    officer = SelectField(_("Whose letter"), [InputRequired(_("Choose a person."))], choices=people("training.write"))
    signed_on = DateField(_("Signed on"), [InputRequired(_("Enter a day."))])
    number = Line(_("Filed under number"), [InputRequired(_("Write the number it is filed under."))], most=40)
