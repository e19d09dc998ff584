"""One key's table in a pack as its timeline of values; whatever is not a dated, cited rule is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from workflow.kernel.errors import N_
from workflow.policy.calendar import ONE_DAY
from workflow.policy.keys import Key, Registry
from workflow.policy.pack import PackError, Value

TABLE_FIELDS = frozenset({"unit", "label", "label_en", "checked_on", "values"})
VALUE_FIELDS = frozenset(
    {"from", "until", "value", "cite", "unit", "href", "note", "note_en", "example", "default", "checked_on"}
)


def tables_of(raw: Mapping[str, Any], above: str = "") -> Iterable[tuple[str, dict[str, Any]]]:
    """Every key with its table; `[decision_limit.branch]` is TOML for a table in a table."""
    for name, table in raw.items():
        key = f"{above}{name}"
        if not isinstance(table, dict) or not table or "values" in table:
            yield key, table
        else:
            yield from tables_of(table, f"{key}.")


def timeline(key: str, file: str, table: Any, slug: str, keys: Registry) -> tuple[Value, ...]:
    """The values of one key, in sequence; PackError names file, key and date of what is wrong."""
    entry = keys.find(key)
    if entry is None:
        raise PackError(N_("%(file)s: no rule is called %(key)s."), file=file, key=key)
    if not isinstance(table, dict) or not table.get("values"):
        raise PackError(N_("%(file)s: %(key)s has no values."), file=file, key=key)
    _known(table, TABLE_FIELDS, {"file": file, "key": key, "date": ""})
    values = [_value(entry, table, raw, {"file": file, "key": key}, slug) for raw in table["values"]]
    return tuple(_in_sequence(values, file))


def _value(
    entry: Key, table: Mapping[str, Any], raw: Mapping[str, Any], where: dict[str, str], slug: str
) -> Value:
    where = {**where, "date": str(raw.get("from", ""))}
    _check(raw, where)
    return Value(
        key=where["key"],
        value=_read(entry, raw, where),
        unit=_unit(entry, raw.get("unit") or table.get("unit"), where),
        label=table.get("label", entry.label),
        label_en=table.get("label_en", entry.label_en),
        from_=raw["from"],
        until=raw.get("until"),
        cite=raw["cite"],
        pack=slug,
        example=raw.get("example", False),
        default=raw.get("default", False),
        checked_on=raw.get("checked_on") or table.get("checked_on"),
        href=raw.get("href"),
        note=raw.get("note", ""),
        note_en=raw.get("note_en", ""),
    )


def _check(raw: Mapping[str, Any], where: Mapping[str, str]) -> None:
    _known(raw, VALUE_FIELDS, where)
    if type(raw.get("from")) is not date:
        raise PackError(N_("%(file)s: a value of %(key)s does not say from which date it holds."), **where)
    if type(raw.get("until", raw["from"])) is not date:
        raise PackError(N_("%(file)s: %(key)s from %(date)s: `until` is no date."), **where)
    if not str(raw.get("cite", "")).strip():
        raise PackError(N_("%(file)s: %(key)s from %(date)s has no citation."), **where)


def _known(raw: Mapping[str, Any], fields: frozenset[str], where: Mapping[str, str]) -> None:
    unknown = raw.keys() - fields
    if unknown:
        message = N_("%(file)s: %(key)s has the unknown field %(field)s.")
        raise PackError(message, field=min(unknown), **where)


def _unit(entry: Key, stated: str | None, where: Mapping[str, str]) -> str:
    unit = stated or (entry.units[0] if len(entry.units) == 1 else "")
    if unit not in entry.units:
        message = N_("%(file)s: %(key)s from %(date)s needs one of the units %(units)s.")
        raise PackError(message, units=", ".join(entry.units), **where)
    return unit


def _read(entry: Key, raw: Mapping[str, Any], where: Mapping[str, str]) -> Any:
    try:
        return entry.read(raw["value"])
    except (ValueError, KeyError, TypeError, ArithmeticError) as problem:
        message = N_("%(file)s: %(key)s from %(date)s cannot be read: %(problem)s")
        raise PackError(message, problem=problem, **where) from problem


def _in_sequence(values: list[Value], file: str) -> Iterable[Value]:
    """The values with their ends filled in: each ends where the next begins, without gap or overlap."""
    for value, following in zip(values, [*values[1:], None], strict=True):
        where = {"file": file, "key": value.key, "date": value.from_.isoformat()}
        if value.until is not None and value.until < value.from_:
            raise PackError(N_("%(file)s: %(key)s from %(date)s ends before it begins."), **where)
        if following is None:
            yield value
            continue
        last = following.from_ - ONE_DAY
        if last < value.from_ or (value.until is not None and value.until > last):
            raise PackError(N_("%(file)s: %(key)s from %(date)s overlaps the value after it."), **where)
        if value.until is not None and value.until < last:
            raise PackError(
                N_("%(file)s: %(key)s from %(date)s leaves a gap before the value after it."), **where
            )
        yield replace(value, until=last)
