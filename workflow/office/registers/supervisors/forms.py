"""Forms of the social supervisors."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, SelectField
from wtforms.validators import InputRequired, Optional

from workflow.base.forms import HouseForm
from workflow.office.registers.forms import Ticks, offices, worded
from workflow.office.registers.supervisors import queries
from workflow.office.registers.supervisors.rules import STAGES
from workflow.staff import queries as staff
from workflow.staff.fields import Line, Lines
from workflow.staff.models import Officer
from workflow.staff.roles import Role

#: What a person can still read at one sitting; no rule of credit.
_TEXT = 2000


def _accounts() -> list[tuple[str, str]]:
    found = staff.officers_with(Role.SOCIAL_SUPERVISOR)
    return [("", gettext("none")), *((each.public_id, each.name) for each in found)]


class AppointForm(HouseForm):
    """Who is appointed, by whom, for how long, to watch what."""

    office = SelectField(
        _("Office that appoints"), [InputRequired(_("Choose the office."))], choices=offices("supervisor.write")
    )
    name = Line(_("Name"), [InputRequired(_("Write the name."))], most=60)
    standing = Line(
        _("Standing"), [InputRequired(_("Say who this person is in the community."))], most=120,
        description=_("For example: retired teacher, delegate of the village."),
    )  # fmt: skip
    appointed_by = Line(_("Appointed by"), [InputRequired(_("Say who appointed this person."))], most=120)
    appointed_on = DateField(_("Appointed on"), [InputRequired(_("Enter a day."))])
    until_on = DateField(_("Term until"), [Optional()], description=_("Empty: until further notice."))
    stages = Ticks(_("Stages watched"), choices=lambda: worded(STAGES)()[1:])
    account = SelectField(
        _("Account"), choices=_accounts, description=_("With an account this person reads and writes observations.")
    )


class TermForm(HouseForm):
    """With which day a term ends."""

    until_on = DateField(_("Term until"), [InputRequired(_("Enter a day."))])


class ObserveForm(HouseForm):
    """What a supervisor saw."""

    supervisor = SelectField(_("Supervisor"), [InputRequired(_("Choose a person."))], choices=[])
    office = SelectField(
        _("Office observed"), [InputRequired(_("Choose the office."))], choices=offices("observation.write")
    )
    on = DateField(_("Day"), [InputRequired(_("Enter a day."))])
    stage = SelectField(_("Stage"), [InputRequired(_("Choose the stage."))], choices=worded(STAGES))
    text = Lines(_("What was observed"), [InputRequired(_("Write down what was observed."))], most=_TEXT)

    @classmethod
    def of(cls, person: Officer, **kwargs: Any) -> ObserveForm:
        """With those in whose name a person may write."""
        form = cls(**kwargs)
        found = queries.speaking_for(person)
        form.supervisor.choices = [("", "–"), *((each.public_id, each.name) for each in found)]
        return form


class ReplyForm(HouseForm):
    """What is answered."""

    text = Lines(_("Reply"), [InputRequired(_("Write the reply."))], most=_TEXT)
