"""Forms of the supervision room."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms.validators import InputRequired

from workflow.base.forms import HouseForm
from workflow.staff.fields import Lines

_LONGEST = 800


class ExplanationForm(HouseForm):
    """What is said beside a breach."""

    explanation = Lines(_("Explanation"), [InputRequired(_("Write the explanation."))], most=_LONGEST)
