"""Forms of the publishing desk."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms.validators import InputRequired

from workflow.base.forms import HouseForm
from workflow.staff.fields import Lines


class StepForm(HouseForm):
    """A button that does one thing."""


class RejectForm(HouseForm):
    """Why a proposal is not confirmed."""

    reason = Lines(_("What is wrong with it"), [InputRequired(_("Say what is wrong with it."))], most=400)


class WithdrawForm(HouseForm):
    """Why a record is taken down; the reason is public."""

    reason = Lines(
        _("Why it is taken down"), [InputRequired(_("Say why it is taken down; the reason is public."))], most=400
    )
