"""Forms of a campaign: the days by which its steps are to be done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext
from wtforms import DateField
from wtforms.validators import Optional

from workflow.base.forms import HouseForm
from workflow.office.campaign.rules import STEPS, Step


class ActForm(HouseForm):
    """A button."""


class PlanForm(HouseForm):
    """A day for each step of the rules; an empty one has no clock."""

    survey = DateField(validators=[Optional()])
    summary = DateField(validators=[Optional()])
    books = DateField(validators=[Optional()])
    verification = DateField(validators=[Optional()])
    meeting = DateField(validators=[Optional()])
    lines = DateField(validators=[Optional()])
    notice = DateField(validators=[Optional()])
    effect = DateField(validators=[Optional()])

    def __init__(self, steps: Iterable[Step], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.steps = list(steps)
        for step in Step:
            if step in self.steps:
                self._fields[step].label.text = gettext(STEPS[step])
            else:
                del self._fields[step]

    def plan(self) -> dict[Step, date]:
        """The days that were given."""
        return {step: self._fields[step].data for step in self.steps if self._fields[step].data}
