"""What holds on a day: the institution's value with the regulations of that day applied (Q44)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from workflow.kernel.errors import N_, NotSet
from workflow.policy.calendar import ONE_DAY
from workflow.policy.keys import Key
from workflow.policy.pack import Pack, PackError, Value


def in_force(pack: Pack, key: str, on: date) -> Value:
    """The value of a key on a day.

    Its `value` is None where the rules leave it open (`stated`) or do not speak of it at all (not `stated`).
    PackError for a key that the registry does not hold: that is a mistake of the caller.
    """
    compiled = pack.compiled.get(key)
    if compiled is None:
        compiled = pack.compiled[key] = _compile(pack, key)
    starts, values = compiled
    return values[bisect_right(starts, on) - 1]


def required(pack: Pack, key: str, on: date) -> Value:
    """As `in_force`, but NotSet where there is no figure: the feature that needs it says so and stops."""
    value = in_force(pack, key, on)
    if value.value is None:
        message = N_(
            "The rules of %(pack)s leave “%(label)s” (%(key)s) open. It must be set before this can be done."
        )
        raise NotSet(message, pack=pack.name, label=value.label, key=key)
    return value


def all_in_force(pack: Pack, on: date) -> list[Value]:
    """Every value that the institution or a regulation states on a day, in the order of the registry."""
    keys = {key for text in (pack, *pack.overlays) for key in text.timelines}
    values = [in_force(pack, key, on) for key in sorted(keys)]
    return sorted(
        (value for value in values if value.stated), key=lambda value: pack.keys.position(value.key)
    )


def _compile(pack: Pack, key: str) -> tuple[tuple[date, ...], tuple[Value, ...]]:
    entry = pack.keys.find(key)
    if entry is None:
        raise PackError(N_("No rule is called %(key)s."), key=key)
    timelines = [text.timelines.get(key, ()) for text in (pack, *pack.overlays)]
    changes = {date.min}
    for value in (value for timeline in timelines for value in timeline):
        changes.add(value.from_)
        if value.until is not None:
            changes.add(value.until + ONE_DAY)
    starts = tuple(sorted(changes))
    return starts, tuple(_on(entry, key, timelines, start) for start in starts)


def _on(entry: Key, key: str, timelines: Sequence[Sequence[Value]], on: date) -> Value:
    stated = [value for timeline in timelines for value in timeline if _holds(value, on)]
    if not stated:
        return Value(
            key=key, value=None, unit=entry.units[0], label=entry.label, label_en=entry.label_en,
            from_=date.min, until=None, cite="", pack="",
        )  # fmt: skip
    result = stated[0]
    for regulation in stated[1:]:
        result = combined(entry, result, regulation)
    return result


def _holds(value: Value, on: date) -> bool:
    return value.from_ <= on and (value.until is None or on <= value.until)


def combined(entry: Key, own: Value, regulation: Value) -> Value:
    """What holds where an institution and a regulation both speak, the other one kept in `beside`.

    Figures in different units cannot be compared, which is a contradiction: the regulation wins.
    """
    if own.value is None or regulation.value is None:
        winner, loser = (own, regulation) if regulation.value is None else (regulation, own)
    elif entry.combine == "join":
        return replace(
            own,
            value=(*own.value, *(item for item in regulation.value if item not in own.value)),
            cite=f"{own.cite};{regulation.cite}",
            beside=(*own.beside, regulation),
        )
    else:
        winner, loser = (own, regulation) if _own_holds(entry.combine, own, regulation) else (regulation, own)
    return replace(winner, beside=(*own.beside, replace(loser, beside=())))


def _own_holds(combine: str, own: Value, regulation: Value) -> bool:
    if combine == "own":
        return True
    if own.unit != regulation.unit:
        return False
    if combine == "lower":
        return bool(own.value <= regulation.value)
    return combine == "higher" and bool(own.value >= regulation.value)
