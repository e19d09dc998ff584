"""What the trail is asked by identity number: posted, so that the number stays out of every address."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms.validators import InputRequired

from workflow.base.forms import HouseForm
from workflow.staff.fields import IdNumber


class NumberForm(HouseForm):
    """Exactly this identity number."""

    id_number = IdNumber(_("Identity number"), [InputRequired(_("Enter the identity number."))])
