"""Forms of the visits and meetings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_login import current_user
from wtforms import DateField, SelectField
from wtforms.validators import InputRequired, Optional

from workflow.base.forms import HouseForm
from workflow.office.registers.forms import Ticks, worded
from workflow.office.registers.queries import people_of
from workflow.office.registers.visits.rules import KNOWING
from workflow.places import queries as places
from workflow.places.models import Office
from workflow.staff.fields import Line, Lines
from workflow.staff.models import Officer

#: What a person can still read at one sitting; no rule of credit.
_TEXT, _LINE = 1000, 200


def _villages() -> list[tuple[str, str]]:
    return [("", "–"), *((each.code, each.name) for each in places.villages([current_user.office_id]))]


class HouseholdVisitForm(HouseForm):
    """A visit to a household."""

    on = DateField(_("Day"), [InputRequired(_("Enter a day."))])
    met = Line(_("Spoken to"), [InputRequired(_("Say who was spoken to."))], most=60)
    told = Lines(_("What they said"), [InputRequired(_("Write down what they said."))], most=_TEXT)
    follow_up = Line(_("What follows"), most=_LINE)
    follow_up_on = DateField(_("To be done by"), [Optional()], description=_("Empty where nothing follows."))


class VisitForm(HouseholdVisitForm):
    """A visit to somebody who knows a village."""

    village = SelectField(_("Village"), [InputRequired(_("Choose the village."))], choices=_villages)
    sort = SelectField(_("Whom"), [InputRequired(_("Choose who was visited."))], choices=worded(KNOWING))


class MeetingForm(HouseForm):
    """A meeting of one office, with a report of everyone who gave one."""

    on = DateField(_("Day"), [InputRequired(_("Enter a day."))])
    topics = Line(_("Topics"), [InputRequired(_("Say what it was about."))], most=_LINE)
    leader = SelectField(_("Led by"), [InputRequired(_("Choose a person."))])
    came = Ticks(_("Who came"), choices=[], description=_("Whoever reported came; tick those who listened."))

    people: Mapping[str, Officer]

    @classmethod
    def of(cls, office: Office, **kwargs: Any) -> MeetingForm:
        """With the people of one office; what was decided stands below what they reported."""
        found = people_of(office)
        reports = {_report(each): Line(gettext("Report of %(name)s", name=each.name), most=400) for each in found}
        form: MeetingForm = type("MeetingForm", (cls,), reports | _closing())(**kwargs)
        named = [(each.public_id, each.name) for each in found]
        form.leader.choices, form.came.choices = [("", "–"), *named], named
        form.people = {each.public_id: each for each in found}
        return form

    def reports(self) -> dict[Officer, str]:
        """Everyone who came, with what they reported, '' for who listened."""
        said = {key: str(self[_report(each)].data or "") for key, each in self.people.items()}
        return {self.people[key]: text for key, text in said.items() if text or key in (self.came.data or ())}


def _closing() -> dict[str, Any]:
    return {
        "decided": Lines(_("What was decided"), [InputRequired(_("Write down what was decided."))], most=_TEXT),
        "follow_up": Line(_("What follows"), most=_LINE),
        "follow_up_on": DateField(
            _("To be done by"), [Optional()], description=_("Empty where nothing follows.")
        ),
    }  # fmt: skip


def _report(officer: Officer) -> str:
    return f"report_{officer.public_id}"


class OutcomeForm(HouseForm):
    """What came of what was to follow."""

    outcome = Line(_("What came of it"), [InputRequired(_("Say what came of it."))], most=_LINE)
