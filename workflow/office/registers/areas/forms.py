"""Forms of the handovers."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import SelectField
from wtforms.validators import InputRequired

from workflow.base.forms import HouseForm
from workflow.office.registers.areas import queries
from workflow.office.registers.forms import Ticks
from workflow.staff.fields import Lines
from workflow.staff.models import Officer


class HandoverForm(HouseForm):
    """What one officer hands to another."""

    taker = SelectField(_("Who takes over"), [InputRequired(_("Choose a person."))], choices=[])
    villages = Ticks(_("Villages handed over"), choices=[])
    duties = Lines(
        _("What is handed over"), [InputRequired(_("Write down what is handed over."))], most=1000,
        description=_("Files, certificates, overdue loans, promises made: everything the next officer must know."),
    )  # fmt: skip

    @classmethod
    def of(cls, giver: Officer, on: date, **kwargs: Any) -> HandoverForm:
        """With the giver's villages to tick and their colleagues to choose from."""
        held = queries.villages_of(giver, on)
        form = cls(data={"villages": [each.code for each in held]}, **kwargs)
        form.villages.choices = [(each.code, each.name) for each in held]
        form.taker.choices = [("", "–"), *((each.public_id, each.name) for each in queries.takers_for(giver))]
        return form
