"""Forms of the desk: the list's narrowing, and a day added to the calendar."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, RadioField, SelectField
from wtforms.validators import InputRequired

from workflow.base.forms import HouseForm
from workflow.policy.calendar import FESTIVALS
from workflow.staff.fields import Line

KINDS = {"day_off": _("Day off"), "makeup_day": _("Worked in exchange")}


class CalendarForm(HouseForm):
    """One day that the official arrangement changed."""

    on = DateField(_("Day"), [InputRequired(_("Enter a day."))])
    kind = RadioField(
        _("What it is"),
        [InputRequired(_("Say whether the day is off or worked."))],
        choices=lambda: list(KINDS.items()),
    )
    festival = SelectField(_("Occasion"), choices=lambda: [(code, gettext(name)) for code, name in FESTIVALS.items()])
    document = Line(_("Document"), [InputRequired(_("Name the document that the day rests on."))], most=200)


class TakeBackForm(HouseForm):
    """Why an added day counts no more."""

    why = Line(
        _("Reason"),
        [InputRequired(_("Say why the day is taken back: households read it where their date moves."))],
        most=200,
    )
