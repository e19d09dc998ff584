"""Forms of the swaps and the sit-in days."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, SelectField
from wtforms.validators import InputRequired, Optional

from workflow.base import languages
from workflow.base.forms import HouseForm
from workflow.office.outlets import queries as outlets
from workflow.office.registers.duty import queries
from workflow.places import queries as places
from workflow.places.models import Office
from workflow.staff.fields import Line
from workflow.staff.models import Officer


class SwapForm(HouseForm):
    """Which of one's days somebody else takes, and which of theirs one takes in return."""

    on = SelectField(_("My day on duty"), [InputRequired(_("Choose the day."))])
    asked = SelectField(_("Who takes it"), [InputRequired(_("Choose a person."))])
    back_on = DateField(
        _("Their day that I take in return"), [Optional()], description=_("Empty: they take my day, I take none.")
    )
    why = Line(_("Reason"), [InputRequired(_("Say why you cannot be there."))], most=200)

    @classmethod
    def of(cls, person: Officer, today: date, **kwargs: Any) -> SwapForm:
        """With one's coming days and one's colleagues."""
        form = cls(**kwargs)
        days = [shift.on for shift in queries.coming_shifts(person, today)]
        form.on.choices = [("", "–"), *((day.isoformat(), languages.day(day)) for day in days)]
        others = [each for each in outlets.people_of(person.office) if each.id != person.id]
        form.asked.choices = [("", "–"), *((each.public_id, each.name) for each in others)]
        return form


class SitInForm(HouseForm):
    """Who sits in when and where; all of it is public."""

    officer = SelectField(_("Who sits in"), [InputRequired(_("Choose a person."))])
    on = DateField(_("Day"), [InputRequired(_("Enter a day."))])
    village = SelectField(_("Village"))
    place = Line(
        _("Place"), [InputRequired(_("Say where it is."))], most=60,
        description=_("For example: business hall, or village committee office. It is public."),
    )  # fmt: skip
    hours = Line(
        _("Hours"), [InputRequired(_("Say at which hours."))], most=40, description=_("For example: 9:00–11:30")
    )

    @classmethod
    def of(cls, office: Office, **kwargs: Any) -> SitInForm:
        """With the people and villages of one outlet."""
        form = cls(**kwargs)
        form.officer.choices = [("", "–"), *((each.public_id, each.name) for each in outlets.people_of(office))]
        found = places.villages([office.id])
        form.village.choices = [("", gettext("in the outlet itself")), *((each.code, each.name) for each in found)]
        return form
