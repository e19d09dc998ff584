"""Confirming a measure."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms.validators import InputRequired

from workflow.base.forms import HouseForm
from workflow.staff.fields import Lines


class ConfirmForm(HouseForm):
    """How one can see that a measure was carried out."""

    how = Lines(_("How one can see it"), [InputRequired(_("Say how one can see that it was done."))], most=400)
