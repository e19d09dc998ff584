"""What holds on a day: the institution's value with the regulations of that day applied (Q44)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from workflow.kernel.errors import N_, NotSet
from workflow.policy.calendar import ONE_DAY
from workflow.policy.keys import Key
from workflow.policy.pack import Pack, PackError, Term, Value


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


def history(pack: Pack, key: str, until: date) -> list[Value]:
    """Every value that a key has had up to a day, newest first; PackError as `in_force`."""
    in_force(pack, key, until)
    starts, values = pack.compiled[key]
    held = [value for start, value in zip(starts, values, strict=True) if start <= until and value.stated]
    return list({(value.from_, value.pack): value for value in held}.values())[::-1]


def answers(pack: Pack, key: str, until: date) -> list[tuple[date, Value]]:
    """What `in_force` answered up to a day, each answer with the day from which it did, newest first."""
    in_force(pack, key, until)
    found: list[tuple[date, Value]] = []
    for start, value in zip(*pack.compiled[key], strict=True):
        if start <= until and (not found or value != found[-1][1]):
            found.append((start, value))
    return found[::-1]


def all_in_force(pack: Pack, on: date) -> list[Value]:
    """Every value that the institution or a regulation states on a day, in the order of the registry."""
    keys = dict.fromkeys(key for text in (pack, *pack.overlays) for key in text.timelines)
    values = [in_force(pack, key, on) for key in keys]
    return sorted(
        (value for value in values if value.stated), key=lambda value: pack.keys.position(value.key)
    )


def _compile(pack: Pack, key: str) -> tuple[tuple[date, ...], tuple[Value, ...]]:
    entry = pack.keys.find(key)
    if entry is None:
        raise PackError(N_("No rule is called %(key)s."), key=key)
    texts = [pack, *sorted(pack.overlays, key=lambda text: text.kind == "defaults")]
    timelines = [text.timelines[key] for text in texts if key in text.timelines]
    starts = tuple(sorted({date.min, *_changes(value for timeline in timelines for value in timeline)}))
    return starts, tuple(_on(entry, key, timelines, start) for start in starts)


def _changes(values: Iterable[Value]) -> Iterator[date]:
    for value in values:
        yield value.from_
        if value.until is not None:
            yield value.until + ONE_DAY


def _on(entry: Key, key: str, timelines: Iterable[Iterable[Value]], on: date) -> Value:
    stated = [value for timeline in timelines for value in timeline if _holds(value, on)]
    if not stated:
        return _silent(entry, key)
    result, *others = stated
    for other in others:
        result = combined(entry, result, other)
    return result


def _silent(entry: Key, key: str) -> Value:
    """Nothing is said about the key: no figure and no citation."""
    return Value(
        key=key,
        value=None,
        unit=entry.units[0],
        label=entry.label,
        label_en=entry.label_en,
        from_=date.min,
        until=None,
        cite="",
        pack="",
    )


def _holds(value: Value, on: date) -> bool:
    return value.from_ <= on and (value.until is None or on <= value.until)


def combined(entry: Key, own: Value, other: Value) -> Value:
    """What holds where two texts speak, the one that gave way kept in `beside`.

    A default of ours only fills a gap. Figures in different units cannot be compared, a contradiction:
    the regulation wins.
    """
    if own.value is not None and other.default:
        return own
    if own.value is not None and other.value is not None and entry.combine == "join":
        return _joined(own, other)
    winner, loser = (own, other) if _own_holds(entry.combine, own, other) else (other, own)
    return replace(winner, beside=(*own.beside, replace(loser, beside=())))


def _joined(own: Value, other: Value) -> Value:
    present = {_mark(item) for item in own.value}
    added = tuple(item for item in other.value if _mark(item) not in present)
    cite = f"{own.cite}；{other.cite}" if added else own.cite
    return replace(own, value=(*own.value, *added), cite=cite, beside=(*own.beside, other))


def _mark(item: Any) -> Any:
    return item.code if isinstance(item, Term) else item


def _own_holds(combine: str, own: Value, other: Value) -> bool:
    if own.value is None or other.value is None:
        return other.value is None
    if combine == "own":
        return True
    if own.unit != other.unit:
        return False
    if combine == "lower":
        return bool(own.value <= other.value)
    return combine == "higher" and bool(own.value >= other.value)
