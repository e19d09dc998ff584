"""Packs as rows for `sunshine policy check` and `show`: pure, the command line prints them."""

from __future__ import annotations

from calendar import month_name
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from workflow.kernel.errors import N_
from workflow.policy.conflicts import conflicts
from workflow.policy.load import library
from workflow.policy.lookup import all_in_force
from workflow.policy.money import percent
from workflow.policy.pack import NOT_SET, Fee, Fixed, Milestone, Pack, PackError, Row, Span, Term, Text, Value


class Finding(NamedTuple):
    """What a check found: a message with its parameters, and whether it stops the packs from loading."""

    message: str
    params: dict[str, Any]
    fatal: bool


def check(extra: Iterable[Path] = (), *, today: date) -> list[Finding]:
    """What is wrong with the packs (the first fault, fatal), else what is open, an example or unchecked."""
    try:
        loaded = library(extra)
        conflicts(loaded)
    except PackError as fault:
        return [Finding(fault.message, fault.params, True)]
    return [finding for pack in loaded.packs.values() for finding in _findings(pack, today)]


def show(pack: Pack, on: date) -> list[tuple[str, ...]]:
    """One row a value in force: key, both labels, value, unit, since, text, marks, citation."""
    return [
        (
            value.key,
            value.label,
            value.label_en,
            words(value),
            value.unit,
            value.since.isoformat() if value.since else "",
            value.pack,
            marks(value),
            value.cite,
        )
        for value in all_in_force(pack, on)
    ]


def words(value: Value, language: str = "zh") -> str:
    """A value as text, its unit apart; "not set" where the source leaves it open."""
    return NOT_SET if value.value is None else _words(value.value, value.unit, language)


def marks(value: Value) -> str:
    """The marks that a reader must see beside a value."""
    flags = (("example", value.example), ("default", value.default), ("not set", value.value is None))
    return ", ".join(name for name, on in flags if on)


def _findings(pack: Pack, today: date) -> Iterable[Finding]:
    for timeline in pack.timelines.values():
        for value in timeline:
            if value.until is None or value.until >= today:
                yield from _about(value)


def _about(value: Value) -> Iterable[Finding]:
    where = {"pack": value.pack, "key": value.key, "date": value.from_.isoformat()}
    if value.value is None:
        yield Finding(N_("%(pack)s: %(key)s from %(date)s is not set."), where, False)
    if value.example:
        yield Finding(N_("%(pack)s: %(key)s from %(date)s is an example, not a rule."), where, False)
    if value.checked_on is not None and value.until is None:
        message = N_("%(pack)s: %(key)s from %(date)s is in force; last checked on %(checked)s.")
        yield Finding(message, {**where, "checked": value.checked_on.isoformat()}, False)


def _words(raw: Any, unit: str, language: str) -> str:
    if isinstance(raw, Span):
        return str(raw.min) if raw.min == raw.max else f"{raw.min}-{raw.max} ({raw.preset})"
    if isinstance(raw, (Text, Term)):
        return raw.zh if language == "zh" else raw.en
    if isinstance(raw, (Row, Fixed, Milestone)):
        return _SHAPES[type(raw)](raw, unit, language == "zh")
    if isinstance(raw, Fee):
        return f"{raw.zh}：{raw.standard.zh}" if language == "zh" else f"{raw.en}: {raw.standard.en}"
    if isinstance(raw, tuple):
        return _several(raw, unit, language)
    if unit == "day_of_month" and type(raw) is int:
        return _several((raw,), unit, language)
    return _single(raw, unit)


def _several(raw: Sequence[Any], unit: str, language: str) -> str:
    if raw and unit == "day_of_month" and type(raw[0]) is int:
        days = [f"{day}日" if language == "zh" else str(day) for day in raw]
        return "每月" + "、".join(days) if language == "zh" else f"day {', '.join(days)} of the month"
    if raw and type(raw[0]) is tuple:
        return "; ".join(f"{code} {_single(part, unit)}" for code, part in raw)
    return _joined([_words(part, unit, language) for part in raw], language) or "-"


def _joined(parts: Sequence[str], language: str) -> str:
    """Whole sentences follow one another; what is no sentence is set off."""
    gap, space = ("；", "") if language == "zh" else ("; ", " ")
    said = ""
    for part in parts:
        said += (space if said.endswith(("。", ".")) else gap) + part if said else part
    return said


def _row(row: Row, unit: str, chinese: bool) -> str:
    figure = NOT_SET if row.value is None else _figure(row.value, unit, chinese)
    return f"{row.zh}：{figure}" if chinese else f"{row.en}: {figure}"


def _figure(raw: Any, unit: str, chinese: bool) -> str:
    return _several(raw, unit, "zh" if chinese else "en") if isinstance(raw, tuple) else _single(raw, unit)


def _fixed(fixed: Fixed, _unit: str, chinese: bool) -> str:
    """A deadline on the calendar, said as a person says it."""
    if fixed.month is None:
        if chinese:
            return f"{_MONTHS_ZH.get(fixed.later, f'{fixed.later}个月后')}{fixed.day}日前"
        return f"by day {fixed.day} of {_MONTHS_EN.get(fixed.later, f'the month {fixed.later} months later')}"
    if chinese:
        return f"{f'{fixed.later}年后' if fixed.later else '每年'}{fixed.month}月{fixed.day}日前"
    return f"by {fixed.day} {month_name[fixed.month]}" + (f", {fixed.later} years later" if fixed.later else "")


def _milestone(point: Milestone, _unit: str, chinese: bool) -> str:
    since = f"{point.since.isoformat()}–" if point.since else ""
    return f"{since}{point.by.isoformat()} {point.zh if chinese else point.en}"


_MONTHS_ZH = {0: "当月", 1: "次月"}
_MONTHS_EN = {0: "the month", 1: "the next month"}
_SHAPES: Mapping[type, Callable[[Any, str, bool], str]] = {Row: _row, Fixed: _fixed, Milestone: _milestone}


def _single(raw: Any, unit: str) -> str:
    if unit == "rate":
        return str(percent(raw))
    if isinstance(raw, Fraction):
        return f"{raw * 100}%" if (raw * 100).denominator == 1 else str(raw)
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    return f"{raw:,}" if isinstance(raw, Decimal) else str(raw)
