"""Forms of the tasks."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import MonthField, SelectField
from wtforms.validators import InputRequired

from workflow.base.forms import HouseForm
from workflow.office.registers.forms import Count, people, worded
from workflow.office.registers.tasks.rules import MEASURES
from workflow.staff.fields import Line


class TaskForm(HouseForm):
    """What somebody is to reach in a month."""

    officer = SelectField(_("Officer"), [InputRequired(_("Choose a person."))], choices=people("task.set"))
    month = MonthField(_("Month"), [InputRequired(_("Enter a month."))])
    measure = SelectField(
        _("What is counted"), [InputRequired(_("Choose what is counted."))], choices=worded(MEASURES)
    )
    title = Line(_("In words"), most=120, description=_("Only for what is counted by hand."))
    wanted = Count(_("Wanted"), [InputRequired(_("Write the number."))])


class SettleForm(HouseForm):
    """What was reached."""

    reached = Count(_("Reached"), description=_("Only for what is counted by hand; the registers count the rest."))
