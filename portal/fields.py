"""The questions of a public form: each field keeps what was typed and gives what was meant as `value`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask_babel import gettext as _
from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from workflow.doors.inbox.receive import Invalid, checks

NAME, TEXT, LONG_TEXT = 60, 400, 4000
Check = Callable[[str], Any]


class Checked(StringField):
    """A line that `check` turns into its value; `needed` is the sentence said when it is left empty."""

    def __init__(self, label: Any, check: Check, *, needed: Any = None, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.check, self.needed, self.typed = check, needed, ""
        self.value: Any = None
        if needed:
            self.flags.required = True

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep the typed text for the check, and for the page what may stand in one."""
        self.typed = valuelist[0] if valuelist else ""
        self.data = checks.shown(self.typed)

    def pre_validate(self, form: Any) -> None:
        """Read it; an optional line that is empty has no value."""
        if not self.typed.strip():
            if self.needed:
                raise StopValidation(self.needed)
            return
        try:
            self.value = self.check(self.typed)
        except Invalid as error:
            raise StopValidation(_(error.message, **error.params)) from None


class Passage(Checked, TextAreaField):
    """The same for a text of several lines."""


class Choice(SelectField):
    """One of a list; a blank first entry asks to choose."""

    def __init__(self, label: Any, *, needed: Any = None, **kwargs: Any) -> None:
        super().__init__(label, [InputRequired(needed)] if needed else [], **kwargs)

    def pre_validate(self, form: Any) -> None:
        """A blank is for `needed` to judge; anything else must be on the list."""
        if self.data:
            super().pre_validate(form)


class Ticks(SelectMultipleField):
    """Any number of a list, as boxes; none is ticked beforehand."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()
    data: Any

    def pre_validate(self, form: Any) -> None:
        """What is not on the list is dropped, and said, but never repeated."""
        known = {choice.value for choice in self.iter_choices()}
        if not known.issuperset(self.data or ()):
            self.data = [value for value in self.data if value in known]
            raise ValidationError(_("Please choose from the list."))


def line(label: Any, *, most: int = NAME, needed: Any = None) -> Any:
    """A name or another short text."""
    return Checked(label, partial(checks.line, most=most), needed=needed)


def passage(label: Any, *, most: int = LONG_TEXT, needed: Any = None) -> Any:
    """Several lines."""
    return Passage(label, partial(checks.passage, most=most), needed=needed)


def yuan(label: Any, *, least: int, most: int, needed: Any = None) -> Any:
    """An amount typed in yuan, its value in fen; bounds in fen."""
    return Checked(label, partial(checks.yuan, least=least, most=most), needed=needed)


def whole(label: Any, *, least: int, most: int, needed: Any = None) -> Any:
    """A whole number."""
    return Checked(label, partial(checks.whole, least=least, most=most), needed=needed)
