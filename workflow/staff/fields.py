"""Fields that the forms of every room need: what was typed stays in the page, what is meant is `data`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask_babel import gettext
from wtforms import DateTimeLocalField, StringField, TextAreaField

from workflow.base.clock import SHANGHAI
from workflow.kernel import checks
from workflow.kernel.errors import Invalid
from workflow.policy import money


def read(check: Callable[[str], Any], typed: str) -> Any:
    """What `check` makes of the typed text; its refusal becomes the field's."""
    try:
        return check(typed)
    except Invalid as error:
        raise ValueError(gettext(error.message, **error.params)) from error


class Typed(StringField):
    """A text field that keeps what was typed in the page and gives what is meant as `data`; '' is None or ''."""

    empty: Any = ""

    def _value(self) -> str:
        return checks.shown(str(self.raw_data[0])) if self.raw_data else self.shown(self.data)

    def shown(self, value: Any) -> str:
        """A stored value as it is typed."""
        return str(value or "")

    def meant(self, typed: str) -> Any:
        """The typed text, understood."""
        raise NotImplementedError

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the first value; WTForms shows the ValueError on the field."""
        self.data = self.empty
        if valuelist and valuelist[0].strip():
            self.data = self.meant(valuelist[0])


class Line(Typed):
    """One line of at most `most` characters."""

    def __init__(self, *args: Any, most: int = 120, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most = most

    def meant(self, typed: str) -> Any:
        """Clean and short enough, or refused."""
        return read(lambda text: checks.line(text, most=self.most), typed)


class Lines(Line, TextAreaField):
    """Several lines of at most `most` characters."""

    def meant(self, typed: str) -> Any:
        """Clean and short enough, or refused."""
        return read(lambda text: checks.passage(text, most=self.most), typed)


class Yuan(Typed):
    """An amount typed in yuan; `data` is fen, None for an empty field."""

    empty = None

    def meant(self, typed: str) -> Any:
        """The amount in fen."""
        return read(lambda text: checks.yuan(text, least=1, most=checks.LARGEST_FEN), typed)

    def shown(self, value: Any) -> str:
        """Yuan without idle zeros."""
        return "" if value is None else f"{money.yuan(value):f}".removesuffix(".00")


class IdNumber(Typed):
    """A resident identity number; `data` is None for an empty field."""

    empty = None

    def meant(self, typed: str) -> Any:
        """Eighteen signs whose check digit holds."""
        return read(checks.id_number, typed)


class Phone(Typed):
    """A telephone number; `data` is None for an empty field."""

    empty = None

    def meant(self, typed: str) -> Any:
        """Digits, or the international form."""
        return read(checks.phone, typed)


class Moment(DateTimeLocalField):
    """A local date and time of day; `data` is an instant with its time zone."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Shanghai's time is what a clerk types."""
        super().process_formdata(valuelist)
        if isinstance(self.data, datetime):
            self.data = self.data.replace(tzinfo=SHANGHAI)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M") if self.data else ""
