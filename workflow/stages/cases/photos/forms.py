"""Forms for judging a photo of a paper."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import SelectField
from wtforms.validators import InputRequired

from workflow.base.forms import HouseForm
from workflow.staff.fields import Line


class TakeOverForm(HouseForm):
    """As what it goes into the household's file; the view fills `shows`."""

    shows = SelectField(_("What the photo shows"))


class RefuseForm(HouseForm):
    """Why it cannot be used."""

    reason = Line(
        _("Why it cannot be used"), [InputRequired(_("Give the reason: the household will read it."))], most=200
    )
