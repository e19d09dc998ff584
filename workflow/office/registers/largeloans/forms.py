"""Forms of the book of large loans."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import DateField, MonthField
from wtforms.validators import InputRequired

from workflow.base.forms import HouseForm


class DrawForm(HouseForm):
    """Which month's book is drawn up."""

    month = MonthField(_("Month"), [InputRequired(_("Enter a month."))], description=_("A month that is over."))


class ShowForm(HouseForm):
    """On which day the staff were shown it."""

    on = DateField(_("Shown to the staff on"), [InputRequired(_("Enter a day."))])
