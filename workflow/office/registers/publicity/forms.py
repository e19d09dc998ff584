"""Form of the publicity log."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_login import current_user
from wtforms import DateField, SelectField
from wtforms.validators import InputRequired

from workflow.base.forms import HouseForm
from workflow.office.registers.forms import Count, offices, people, worded
from workflow.office.registers.publicity import queries
from workflow.office.registers.publicity.rules import CHANNELS
from workflow.staff.fields import Line


def _villages() -> list[tuple[str, str]]:
    found = queries.villages_for(current_user, "publicity.write")
    return [("", gettext("none in particular")), *((each.code, each.name) for each in found)]


class PublicityForm(HouseForm):
    """One act of telling people."""

    office = SelectField(_("Office"), [InputRequired(_("Choose the office."))], choices=offices("publicity.write"))
    on = DateField(_("Day"), [InputRequired(_("Enter a day."))])
    channel = SelectField(_("How"), [InputRequired(_("Choose the way."))], choices=worded(CHANNELS))
    village = SelectField(_("Village"), choices=_villages)
    place = Line(_("Place"), [InputRequired(_("Say where it was."))], most=120)
    audience = Line(_("Who was reached"), most=120)
    handed_out = Count(
        _("Number handed out"), [InputRequired(_("Write the number, 0 if nothing was handed out."))],
        description=_("Leaflets or contact cards; 0 where nothing was handed out."),
    )  # fmt: skip
    person = SelectField(_("By whom"), [InputRequired(_("Choose a person."))], choices=people("publicity.write"))
