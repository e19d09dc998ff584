"""Forms of a household's own data."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired

from workflow.base.forms import HouseForm
from workflow.office.own_data.rules import IDENTITIES
from workflow.staff.fields import Line


class AskForm(HouseForm):
    """Who asks, and what they were known by; the view fills the members."""

    member = SelectField(_("Who asks"))
    identity = RadioField(
        _("Which paper did you see?"),
        [InputRequired(_("Choose the paper that was seen."))],
        choices=lambda: [(code, gettext(label)) for code, label in IDENTITIES.items()],
    )


class StepForm(HouseForm):
    """A button that does one thing."""


class RefuseForm(HouseForm):
    """Why nothing is handed over."""

    reason = Line(
        _("Why nothing is handed over"), [InputRequired(_("Give the reason: the household is told."))], most=200
    )
