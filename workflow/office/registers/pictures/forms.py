"""The form for photos of an entry."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import MultipleFileField

from workflow.base.forms import HouseForm


class PhotoForm(HouseForm):
    """One file or several; the view reads them."""

    photos = MultipleFileField(_("Photos"))
