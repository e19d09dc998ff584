"""Forms of lost lines: taking one away, the steps of the paper list."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, SelectField
from wtforms.validators import InputRequired, Optional

from workflow.base.forms import HouseForm
from workflow.base.languages import current
from workflow.policy.pack import Term
from workflow.staff.fields import IdNumber, Line


class CancelForm(HouseForm):
    """Why a line is taken away, where that is written, and whose lines go with it."""

    reason = SelectField(_("Reason"), [InputRequired(_("Choose a reason that the rules name."))])
    evidence = Line(_("Where it is written down"), [InputRequired(_("Say where it is written down."))], most=200)
    first = IdNumber(_("Identity number of a guarantor"), [Optional()])
    second = IdNumber(_("Identity number of another guarantor"), [Optional()])
    third = IdNumber(_("Identity number of another guarantor"), [Optional()])
    none = BooleanField(_("No guarantor has a line"))

    def __init__(self, reasons: dict[str, Term], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        english = current() == "en"
        named = [(code, term.en if english else term.zh) for code, term in reasons.items()]
        self.reason.choices = [("", gettext("Choose")), *named]

    def numbers(self) -> list[tuple[str, str]]:
        """(field, number) of each guarantor typed."""
        return [(name, self[name].data) for name in ("first", "second", "third") if self[name].data]


class StepForm(HouseForm):
    """A button that does one thing."""


class PostForm(HouseForm):
    """Since when the list hangs, and where."""

    on = DateField(_("Hung up on"), [InputRequired(_("Enter a day."))])
    place = Line(_("Where it hangs"), [InputRequired(_("Say where it hangs."))], most=80)


class TakeDownForm(HouseForm):
    """When the list was taken down."""

    on = DateField(_("Taken down on"), [InputRequired(_("Enter a day."))])
