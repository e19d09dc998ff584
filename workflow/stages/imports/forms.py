"""Forms of an import: the file, and the button that imports what was checked."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import FileField

from workflow.base.forms import HouseForm


class FileForm(HouseForm):
    """A workbook or a table; the view reads the file."""

    file = FileField(_("Workbook (XLSX) or table (CSV)"))


class ImportForm(HouseForm):
    """A button that imports or lets go."""
