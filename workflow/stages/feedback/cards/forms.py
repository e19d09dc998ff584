"""Forms of the evaluation cards."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, HiddenField, SelectField
from wtforms.validators import DataRequired, InputRequired, Optional

from workflow.base.forms import HouseForm
from workflow.places import queries as places
from workflow.staff import queries as staff
from workflow.staff.fields import Lines, Moment
from workflow.stages.feedback.cards.rules import BUSINESSES, CLASSES, RATINGS

#: What a person can still read at one sitting; no rule of credit.
TEXT = 4000


def _worded(words: dict[str, str]) -> list[tuple[str, str]]:
    return [("", "–"), *((code, gettext(label)) for code, label in words.items())]


def _offices() -> list[tuple[str, str]]:
    return [("", "–"), *((str(office.id), office.name) for office in places.offices() if office.outlet)]


def _officers() -> list[tuple[str, str]]:
    people = [(each.public_id, f"{each.name} · {each.office.name}") for each in staff.everyone() if each.office.outlet]
    return [("", gettext("not named")), *people]


class RecordForm(HouseForm):
    """A paper card, typed in."""

    office = SelectField(_("Office"), [InputRequired(_("Choose the office."))], choices=_offices)
    officer = SelectField(_("Who served"), choices=_officers)
    business = SelectField(
        _("After which business"), [InputRequired(_("Choose the business."))], choices=lambda: _worded(BUSINESSES)
    )
    done_on = DateField(_("Day of the business"), [Optional()])
    rating = SelectField(
        _("How it was"), [InputRequired(_("Choose what is ticked."))], choices=lambda: _worded(RATINGS)
    )
    text = Lines(_("What the customer wrote"), most=TEXT)
    received_at = Moment(_("When it came"), [InputRequired(_("Say when it came."))], format="%Y-%m-%dT%H:%M")


class ClassifyForm(HouseForm):
    """What a card is."""

    classification = SelectField(
        _("This card is"), [InputRequired(_("Say what the card is."))], choices=lambda: _worded(CLASSES)
    )


class DecideForm(HouseForm):
    """What the leader decides on a problem."""

    decision = Lines(_("Decision"), [DataRequired(_("Write the decision."))], most=TEXT)


class FileForm(HouseForm):
    """Which month is filed."""

    month = HiddenField()
