"""How each type of the registry is read from TOML: ValueError, KeyError or TypeError for a wrong form."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from workflow.policy.money import milli_percent
from workflow.policy.pack import NOT_SET, Fee, Fixed, Milestone, Row, Span, Term, Text
from workflow.policy.tables import checked
from workflow.policy.turns import turn_of

_TIME = re.compile("(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00")


def _is(kind: type) -> Callable[[Any], Any]:
    def read(raw: Any) -> Any:
        if type(raw) is not kind:
            raise ValueError(f"{raw!r} is not of type {kind.__name__}")
        return raw

    return read


def _count(raw: Any) -> int:
    if type(raw) is not int or raw < 0:
        raise ValueError(f"{raw!r} is not a whole number from 0 on")
    return raw


def _part_of_year(raw: Any) -> int:
    """Months by which the calendar year is divided: the last of a year's turns is never cut short."""
    turn_of(date.min, _count(raw))
    return int(raw)


def _money(raw: Any) -> Decimal:
    if type(raw) not in (int, str):
        raise ValueError(f"{raw!r} is not an amount: a whole number, or text with decimals")
    return Decimal(raw)


def _share(raw: Any) -> Fraction:
    if type(raw) is not str:
        raise ValueError(f'{raw!r} is not a share such as "2/3" or "60%"')
    return Fraction(raw.removesuffix("%")) / (100 if raw.endswith("%") else 1)


def _rate(raw: Any) -> int:
    return milli_percent(_is(str)(raw))


def _text(raw: Any) -> Text:
    return Text(_is(str)(raw["zh"]), _is(str)(raw["en"]))


def _term(raw: Any) -> Term:
    return Term(_is(str)(raw["code"]), *_text(raw))


def _fee(raw: Any) -> Fee:
    known = {"zh", "en", "standard", "collector", "basis", "price", "code"}
    if not raw.keys() <= known:
        raise ValueError(f"{raw!r} has a field that no fee has")
    price = raw.get("price", "")
    if price not in ("", "government", "market"):
        raise ValueError(f"{price!r} is neither a government nor a market price")
    collector, basis = (_text(raw[name]) if name in raw else None for name in ("collector", "basis"))
    return Fee(*_text(raw), _text(raw["standard"]), collector, basis, price, _is(str)(raw.get("code", "")))


def _span(raw: Any) -> Span:
    span = Span(_count(raw["min"]), _count(raw["max"]), _count(raw["preset"]))
    if not span.min <= span.preset <= span.max:
        raise ValueError(f"{raw!r} is not in order: min, preset, max")
    return span


def _each(read: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, ...]]:
    return lambda raw: tuple(read(item) for item in _is(list)(raw))


def _shares(raw: Any) -> tuple[tuple[str, Fraction], ...]:
    return tuple((code, _share(share)) for code, share in _is(dict)(raw).items())


def _time(raw: Any) -> str:
    if not _TIME.fullmatch(_is(str)(raw)):
        raise ValueError(f'{raw!r} is not a time of day such as "17:00", or "24:00" for the end of the day')
    return str(raw)


def _count_by(raw: Any) -> tuple[tuple[str, int], ...]:
    return tuple((code, _count(number)) for code, number in _is(dict)(raw).items())


def _money_by(raw: Any) -> tuple[tuple[str, Decimal], ...]:
    return tuple((code, _money(amount)) for code, amount in _is(dict)(raw).items())


def _rows(read: Callable[[Any], Any]) -> Callable[[Any], tuple[Row, ...]]:
    """Rows of a table of cases, `{ when = { product = "…" }, zh, en, value }`; without `when`: the general case."""

    def read_all(raw: Any) -> tuple[Row, ...]:
        return checked(tuple(_row(read, item) for item in _is(list)(raw)))

    return read_all


def _row(read: Callable[[Any], Any], raw: Any) -> Row:
    if not raw.keys() <= {"when", "zh", "en", "value"}:
        raise ValueError(f"{raw!r} has a field that no row has")
    when = _is(dict)(raw.get("when", {}))
    value = None if raw["value"] == NOT_SET else read(raw["value"])
    return Row(tuple(sorted((axis, _is(str)(code)) for axis, code in when.items())), *_text(raw), value)


def _fixed(raw: Any) -> Fixed:
    if not raw.keys() <= {"day", "month", "later"}:
        raise ValueError(f"{raw!r} has a field that no fixed date has")
    fixed = Fixed(_count(raw["day"]), raw.get("month"), _count(raw.get("later", 0)))
    date(2000, 1 if fixed.month is None else _count(fixed.month), fixed.day)  # ValueError: there is no such day
    return fixed


def _milestone(raw: Any) -> Milestone:
    if not raw.keys() <= {"since", "by", "zh", "en"}:
        raise ValueError(f"{raw!r} has a field that no milestone has")
    since, by = _is(date)(raw.get("since", raw["by"])), _is(date)(raw["by"])
    if by < since:
        raise ValueError(f"{raw!r} ends before it begins")
    return Milestone(*_text(raw), since if "since" in raw else None, by)


READERS: Mapping[str, Callable[[Any], Any]] = {
    "count": _count,
    "counts": _each(_count),
    "part_of_year": _part_of_year,
    "money": _money,
    "share": _share,
    "shares": _each(_share),
    "share_by": _shares,
    "count_by": _count_by,
    "money_by": _money_by,
    "count_cases": _rows(_count),
    "money_cases": _rows(_money),
    "terms_cases": _rows(_each(_term)),
    "fixed": _fixed,
    "milestones": _each(_milestone),
    "rate": _rate,
    "flag": _is(bool),
    "choice": _is(str),
    "codes": _each(_is(str)),
    "text": _text,
    "texts": _each(_text),
    "terms": _each(_term),
    "fees": _each(_fee),
    "span": _span,
    "date": _is(date),
    "time": _time,
}
"""How each type of the registry is read from TOML."""

DEFAULT_UNITS: Mapping[str, str] = {
    "count": "number",
    "counts": "number",
    "part_of_year": "month",
    "count_by": "number",
    "money_by": "yuan",
    "count_cases": "number",
    "money_cases": "yuan",
    "terms_cases": "text",
    "fixed": "date",
    "milestones": "date",
    "money": "yuan",
    "share": "share",
    "shares": "share",
    "share_by": "share",
    "rate": "rate",
    "flag": "flag",
    "choice": "choice",
    "codes": "choice",
    "text": "text",
    "texts": "text",
    "terms": "text",
    "fees": "text",
    "span": "number",
    "date": "date",
    "time": "time",
}
"""The unit of a type where the registry names none."""
