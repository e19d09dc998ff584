"""Forms of the work log."""

from __future__ import annotations

from flask import g
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_login import current_user
from wtforms import DateField, MonthField, SelectField
from wtforms.validators import InputRequired

from workflow.base import clock
from workflow.base.forms import HouseForm
from workflow.office.registers.forms import Count, people, worded
from workflow.office.registers.worklog import queries
from workflow.office.registers.worklog.rules import CATEGORIES
from workflow.places import queries as places
from workflow.staff.fields import Line, Lines


def _villages() -> list[tuple[str, str]]:
    found = places.villages([current_user.office_id])
    return [("", gettext("none in particular")), *((each.code, each.name) for each in found)]


class WorkForm(HouseForm):
    """A piece of one's own day."""

    on = DateField(_("Day"), [InputRequired(_("Enter a day."))])
    category = SelectField(
        _("Kind of work"), [InputRequired(_("Choose what kind of work it was."))], choices=worded(CATEGORIES)
    )
    plan = Line(_("What was planned"), [InputRequired(_("Say what was planned."))], most=200)
    result = Lines(_("What came of it"), [InputRequired(_("Say what came of it."))], most=400)
    village = SelectField(_("Village"), choices=_villages)
    households = Count(_("Households visited"), [InputRequired(_("Write the number, 0 if none."))])
    late_why = Line(
        _("Why it is written later"), most=200, description=_("Only where the day is over. The entry stays marked.")
    )


class ScoreForm(HouseForm):
    """The score of an officer's month."""

    officer = SelectField(_("Officer"), [InputRequired(_("Choose a person."))], choices=people("worklog.score"))
    month = MonthField(_("Month"), [InputRequired(_("Enter a month."))], description=_("A month that is over."))
    score = Count(_("Points"), [InputRequired(_("Write the points."))])
    remark = Line(_("Remark"), most=200)


def _to_settle() -> list[tuple[str, str]]:
    """Whoever works for us, and who has left with scored months that nobody has settled."""
    left = [each for each in queries.unsettled(clock.local_date(g.now)) if not each.active]
    return [*people("worklog.settle")(), *((each.public_id, f"{each.name} · {each.office.name}") for each in left)]


class SettleForm(HouseForm):
    """Whose months are settled."""

    officer = SelectField(_("Officer"), [InputRequired(_("Choose a person."))], choices=_to_settle)
    month = MonthField(
        _("Month"), [InputRequired(_("Enter a month."))],
        description=_("Any of the months that are settled together."),
    )  # fmt: skip
