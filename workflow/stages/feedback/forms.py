"""Forms of the complaints room."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired

from workflow.base.forms import HouseForm
from workflow.places import queries as places
from workflow.staff import queries as staff
from workflow.staff.fields import Line, Lines, Moment
from workflow.stages.feedback.rules import CATEGORIES, CHANNELS, OUTCOMES, RECORDED_CHANNELS

#: Lengths of the columns and of what a person can still read at one sitting; no rule of credit.
TEXT, SHORT = 4000, 400


def _categories() -> list[tuple[str, str]]:
    return [(code, gettext(label)) for code, label in CATEGORIES.items()]


def _offices() -> list[tuple[str, str]]:
    return [("", gettext("none")), *((str(office.id), office.name) for office in places.offices())]


def _officers() -> list[tuple[str, str]]:
    return [(each.public_id, f"{each.name} · {each.office.name} · {each.duties}") for each in staff.everyone()]


class RecordForm(HouseForm):
    """A complaint told to us, written down by the department."""

    channel = SelectField(
        _("How it came"), choices=lambda: [(code, gettext(CHANNELS[code])) for code in RECORDED_CHANNELS]
    )
    received_at = Moment(_("When it came"), [InputRequired(_("Say when it came."))], format="%Y-%m-%dT%H:%M")
    category = SelectField(_("What it is about"), choices=_categories)
    text = Lines(_("What was said"), [InputRequired(_("Write down what was said."))], most=TEXT)
    about = Line(_("Whom or what it is about, in the complainant's words"), most=SHORT)
    office = SelectField(_("Office complained about"), choices=_offices)
    case_number = Line(_("Case number, if it is about a case"), most=20)
    anonymous = BooleanField(_("The complainant does not want to be known"))
    name = Line(_("Name of the complainant"), most=60)
    contact = Line(_("How to reach the complainant"), most=120)


class RegisterForm(HouseForm):
    """Whom a complaint concerns."""

    category = SelectField(_("What it is about"), choices=_categories)
    officers = SelectMultipleField(_("Persons complained about"), choices=_officers)
    office = SelectField(_("Office complained about"), choices=_offices)
    case_number = Line(_("Case number, if it is about a case"), most=20)


class AssignForm(HouseForm):
    """Who is to handle a complaint; the choices are set by the view, for each complaint has its own."""

    officer = SelectField(_("Who is to handle it"), choices=[])


class MergeForm(HouseForm):
    """Which complaint another is handled as one with; the choices are set by the view."""

    lead = SelectField(_("Handle it as one with"), choices=[])


class AnswerForm(HouseForm):
    """What was found and what the complainant is told."""

    findings = Lines(_("What was found"), [InputRequired(_("Write down what was found."))], most=TEXT)
    outcome = SelectField(_("Outcome"), choices=lambda: [(code, gettext(label)) for code, label in OUTCOMES.items()])
    answer = Lines(_("Answer to the complainant"), [InputRequired(_("Write the answer."))], most=TEXT)


class ReviewForm(AnswerForm):
    """The same of a review."""


class ExtendForm(HouseForm):
    """Why a complaint takes longer."""

    why = Lines(
        _("Why it takes longer"), [InputRequired(_("Write the reason; the complainant reads it."))], most=TEXT
    )


class AskForm(HouseForm):
    """A question to the complainant."""

    question = Lines(_("Your question"), [InputRequired(_("Write the question."))], most=TEXT)


class WithdrawForm(HouseForm):
    """Why a complaint ends without an answer."""

    reason = Line(_("How the complainant took it back"), [InputRequired(_("Say how it was taken back."))], most=SHORT)


class ConfirmForm(HouseForm):
    """A button that does one thing."""
