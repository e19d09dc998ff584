"""Form of the counts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_login import current_user
from wtforms import DateField, SelectField
from wtforms.validators import InputRequired

from workflow.base.forms import HouseForm
from workflow.office.registers import queries as registers
from workflow.office.registers.forms import Count
from workflow.places import queries as places
from workflow.staff.fields import Line


def _villages() -> list[tuple[str, str]]:
    reached = registers.offices_for(current_user, "coverage.count")
    found = places.villages([each.id for each in reached])
    return [("", "–"), *((each.code, f"{each.name} · {each.town.name}") for each in found)]


class CountForm(HouseForm):
    """One village, counted on one day."""

    village = SelectField(_("Village"), [InputRequired(_("Choose the village."))], choices=_villages)
    counted_on = DateField(_("Counted on"), [InputRequired(_("Enter a day."))])
    households = Count(_("Households"), [InputRequired(_("Write the number of households."))])
    fit = Count(
        _("Fit for archiving"), [InputRequired(_("Write the number of households."))],
        description=_("Without those that the rules exclude from archiving."),
    )  # fmt: skip
    source = Line(_("Source"), [InputRequired(_("Say where the number comes from."))], most=120,
                  description=_("For example the village's register of households and its date."))  # fmt: skip
