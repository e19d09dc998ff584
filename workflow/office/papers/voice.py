"""How a paper speaks: words, days and amounts in one language, apart from any request."""

from __future__ import annotations

from datetime import date
from typing import Any

from babel.dates import format_date

from workflow.base.languages import catalogue, yuan
from workflow.policy.money import percent

CHINESE, TRADITIONAL, ENGLISH = "zh_Hans", "zh_Hant", "en"
_DAY = {CHINESE: "y年M月d日 EEEE", TRADITIONAL: "y年M月d日 EEEE", ENGLISH: "EEEE d MMMM y"}
_IN_WEEK = {CHINESE: "M月d日 EEEE", TRADITIONAL: "M月d日 EEEE", ENGLISH: "EEEE d MMMM"}
_PLAIN = {CHINESE: "y年M月d日", TRADITIONAL: "y年M月d日", ENGLISH: "d MMMM y"}


class Voice:
    """One language of the house."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.english = language == ENGLISH

    def gettext(self, message: str, **params: Any) -> str:
        """A sentence of ours."""
        said = str(catalogue(self.language).gettext(message))
        return said % params if params else said

    def ngettext(self, one: str, many: str, number: int) -> str:
        """A sentence of ours about a number."""
        return str(catalogue(self.language).ngettext(one, many, number)) % {"num": number}

    def worded(self, text: Any) -> str:
        """A pair {"zh": …, "en": …} of a record; anything else as it stands."""
        if not isinstance(text, dict):
            return "" if text is None else str(text)
        first, second = ("en", "zh") if self.english else ("zh", "en")
        return str(text.get(first) or text.get(second) or "")

    def day(self, value: date | str, *, weekday: bool = True) -> str:
        """2026年11月25日 星期三 / Wednesday 25 November 2026, or without the weekday."""
        when = date.fromisoformat(value) if isinstance(value, str) else value
        return format_date(when, (_DAY if weekday else _PLAIN)[self.language], locale=self.language)

    def day_of_week(self, value: str) -> str:
        """11月25日 星期三 / Wednesday 25 November: where the year stands above."""
        return format_date(date.fromisoformat(value), _IN_WEEK[self.language], locale=self.language)

    def rate(self, milli_percent: Any) -> str:
        """An annual rate in 1/1000 per cent: 5450 is 5.45%."""
        if not isinstance(milli_percent, int):
            return self.worded(milli_percent) or self.gettext("not set")
        return f"{percent(milli_percent)}%"

    def amount(self, bounds: dict[str, Any] | None) -> str:
        """Bounds in fen as a sentence; where the source leaves both open, that is said."""
        least, most = (bounds or {}).get("min"), (bounds or {}).get("max")
        if least and most:
            return self.gettext("%(least)s to %(most)s yuan", least=yuan(least), most=yuan(most))
        if most:
            return self.gettext("up to %(most)s yuan", most=yuan(most))
        return self.gettext("from %(least)s yuan", least=yuan(least)) if least else self.gettext("not set")

    def within(self, days: int | None, unit: str | None) -> str:
        """A committed time limit in words."""
        if days is None:
            return self.gettext("not set")
        if days == 0:
            return self.gettext("on the same day")
        if unit == "workday":
            return self.ngettext("within %(num)s working day", "within %(num)s working days", days)
        return self.ngettext("within %(num)s day, rest days included", "within %(num)s days, rest days included", days)
