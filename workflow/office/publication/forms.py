"""Forms of the publishing desk."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.validators import Optional as MayBeEmpty

from workflow.base.forms import HouseForm
from workflow.doors.published import reasons
from workflow.staff.fields import Lines


class StepForm(HouseForm):
    """A button that does one thing."""


class DayForm(HouseForm):
    """From which day it is to stand; today where left empty."""

    on = DateField(_("To stand from"), [MayBeEmpty()])


class RejectForm(HouseForm):
    """Why a proposal is not confirmed."""

    reason = Lines(_("What is wrong with it"), [InputRequired(_("Say what is wrong with it."))], most=400)


def _reasons() -> list[tuple[str, str]]:
    listed = [(code, gettext(sentence)) for code, sentence in reasons.LISTED.items()]
    return [("", gettext("Choose")), *listed, (reasons.OTHER, gettext("Another reason, in your own words"))]


class WithdrawForm(HouseForm):
    """Why a record is taken down; the reason is public. `leaf` tells the version that stands from an announced one."""

    leaf = RadioField(_("Which version"), choices=[], validate_choice=False)
    because = SelectField(
        _("Why it is taken down"),
        [InputRequired(_("Say why it is taken down; the reason is public."))],
        choices=_reasons,
    )
    own = Lines(_("In your own words"), most=300)

    def validate(self, extra_validators: Any = None) -> bool:
        """The reason may be one of the list, own words, or both; another reason needs its words."""
        valid = super().validate(extra_validators)
        if valid and not self.why:
            self.own.errors = [gettext("Say the reason in your own words.")]
            return False
        return valid

    @property
    def why(self) -> str:
        """The reason as it is kept."""
        return reasons.stored(self.because.data, self.own.data or "")


class ChosenForm(HouseForm):
    """Some lines of a list, ticked."""

    chosen = SelectMultipleField(_("Chosen"), [InputRequired(_("Tick at least one line."))], validate_choice=False)
