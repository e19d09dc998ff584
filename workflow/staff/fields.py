"""Fields that the forms of every room need: clean text, amounts in yuan kept as fen, instants typed in Shanghai's time."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import DateTimeLocalField, StringField, TextAreaField
from wtforms.validators import ValidationError

from workflow.base.clock import SHANGHAI
from workflow.policy import money

_LINE_BREAKS = "\n\r\t"
_LARGEST_FEN = 10**13  # a sanity bound of the field, far above any rule


class Line(StringField):
    """One line of text: NFC, trimmed; control, zero-width and direction signs are refused."""

    breaks = ""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        self.data = unicodedata.normalize("NFC", self.data or "").strip()

    def pre_validate(self, form: Any) -> None:
        if any(
            unicodedata.category(sign) in ("Cc", "Cf", "Cs") and sign not in self.breaks for sign in self.data or ""
        ):
            raise ValidationError(_("Please leave out invisible or control characters."))


class Lines(Line, TextAreaField):
    """Several lines of text, cleaned alike."""

    breaks = _LINE_BREAKS


class Yuan(StringField):
    """An amount typed in yuan; `data` is fen. Full-width digits and thousands separators are read."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{money.yuan(self.data)}".removesuffix(".00") if isinstance(self.data, int) else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = unicodedata.normalize("NFKC", valuelist[0]).strip() if valuelist else ""
        self.data = None
        if not text:
            return
        try:
            self.data = money.fen(text)
        except (ValueError, ArithmeticError):
            self.data = None
        if self.data is None or not 0 <= self.data <= _LARGEST_FEN:
            self.data = None
            raise ValueError(_("Enter an amount in yuan, for instance 30000 or 30000.50."))


class Moment(DateTimeLocalField):
    """A local date and time; `data` is an instant with its time zone."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        if isinstance(self.data, datetime):
            self.data = self.data.replace(tzinfo=SHANGHAI)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M") if self.data else ""
