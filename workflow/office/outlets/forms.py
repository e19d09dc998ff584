"""Forms of the outlets' registers: a week's roster, what hangs since when, what an inspection found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, SelectField
from wtforms.validators import InputRequired, Optional

from workflow.base.forms import HouseForm
from workflow.office.outlets.operations import Shift
from workflow.office.outlets.queries import Place
from workflow.office.outlets.rules import RESULTS
from workflow.staff.fields import Line
from workflow.staff.models import Officer

_CHAIRS = 2


class RosterForm(HouseForm):
    """One week of one outlet: for every open day up to two people, and where they are found."""

    window = Line(_("Where they are found"), most=40)

    @classmethod
    def of(cls, days: list[date], people: list[Officer], **kwargs: Any) -> RosterForm:
        """The form for these days; its fields are `on_<day>_<chair>`."""
        fields = {_name(day, chair): SelectField(day.isoformat()) for day in days for chair in range(_CHAIRS)}
        form: RosterForm = type("RosterForm", (cls,), fields)(**kwargs)
        form.days, form.people = days, {each.public_id: each for each in people}
        for name in fields:
            form[name].choices = [("", "–"), *((each.public_id, each.name) for each in people)]
        return form

    days: list[date]
    people: Mapping[str, Officer]

    def chairs(self, day: date) -> list[Any]:
        """The fields of a day."""
        return [self[_name(day, chair)] for chair in range(_CHAIRS)]

    def shifts(self) -> Iterator[tuple[date, list[Shift]]]:
        """What was chosen, day by day."""
        for day in self.days:
            chosen = [field.data for field in self.chairs(day) if field.data]
            yield day, [Shift(self.people[key], self.window.data or "") for key in chosen]


def _name(day: date, chair: int) -> str:
    return f"on_{day.isoformat()}_{chair}"


def seated(day: date, people: list[str]) -> dict[str, str]:
    """A day's people as the form's data."""
    return {_name(day, chair): key for chair, key in enumerate(people[:_CHAIRS])}


class DisplayForm(HouseForm):
    """Since when something is shown; an empty day: it is not any more."""

    place = SelectField(_("What"), [InputRequired(_("Choose what it is."))])
    name = Line(_("What hangs in a free slot"), most=60)
    put_up_on = DateField(_("Shown since"), [Optional()])


class InspectionForm(HouseForm):
    """What an inspection found."""

    shown = SelectField(_("What"), [InputRequired(_("Choose what it is."))])
    inspected_on = DateField(_("Inspected on"), [InputRequired(_("Enter a day."))])
    result = SelectField(_("What was found"), [InputRequired(_("Say what you found."))])

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.result.choices = [("", "–"), *((code, gettext(word)) for code, word in RESULTS.items())]


def place_code(place: Place) -> str:
    """A place as a form carries it."""
    return "/".join(place)


def place_of(code: str) -> Place:
    """What `place_code` gave."""
    subject, channel, name = code.split("/")
    return subject, channel, name
