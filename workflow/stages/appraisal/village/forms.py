"""Forms of acts on a whole village: a workbook that came back, and recording what it says."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, FileField, HiddenField
from wtforms.validators import InputRequired

from workflow.base.forms import HouseForm


class ActForm(HouseForm):
    """A button."""


class SheetForm(HouseForm):
    """A workbook or a table; the view reads the file."""

    file = FileField(_("Workbook (XLSX) or table (CSV)"))


class RecordForm(HouseForm):
    """What a checked sheet says, to be recorded now."""

    told = HiddenField()
    signed = BooleanField(
        _("Every member who is not recused has signed the form on paper"),
        [InputRequired(_("Without the signatures nothing is recorded."))],
    )
