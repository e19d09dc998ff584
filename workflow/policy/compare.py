"""What differs between two packs, or within one between two days, in the order and words of "Our rules". Pure."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from workflow.policy.lookup import all_in_force
from workflow.policy.pack import Pack, Text, Value

Side = tuple[Pack, date]


class Change(NamedTuple):
    """A key whose value differs; a side is None where nothing is stated."""

    key: str
    before: Value | None
    after: Value | None

    @property
    def label(self) -> Text:
        """What the rule is called."""
        return next(Text(side.label, side.label_en) for side in (self.after, self.before) if side is not None)


def diff(before: Side, after: Side) -> list[Change]:
    """The keys whose value or unit differ, in the order of the registry."""
    old = {value.key: value for value in all_in_force(*before)}
    new = {value.key: value for value in all_in_force(*after)}
    keys = sorted({**old, **new}, key=before[0].keys.position)
    changes = [Change(key, old.get(key), new.get(key)) for key in keys]
    return [change for change in changes if _plain(change.before) != _plain(change.after)]


def by_subject(before: Side, after: Side) -> list[tuple[Text, list[Change]]]:
    """As `diff`, under the subjects of the registry."""
    keys = before[0].keys
    return [
        (subject, list(changes))
        for subject, changes in groupby(diff(before, after), key=lambda change: keys.subject(change.key))
    ]


def days_of_change(pack: Pack, until: date) -> list[date]:
    """The days up to `until` on which anything that holds for an institution changed, newest first."""
    starts = {
        value.from_ for text in (pack, *pack.overlays) for timeline in text.timelines.values() for value in timeline
    }
    return sorted((day for day in starts if day <= until), reverse=True)


def _plain(value: Value | None) -> tuple[Any, str] | None:
    return None if value is None else (value.value, value.unit)
