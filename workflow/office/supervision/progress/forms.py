"""Form of a ten-day report."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from workflow.base.forms import HouseForm
from workflow.staff.fields import Lines


class ReportForm(HouseForm):
    """What the head adds to the figures."""

    remark = Lines(_("Remark"), most=400)
