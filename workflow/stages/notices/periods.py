"""How long a notice stands, by the pack's way of counting, and the instant at which it ends."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from workflow.base import clock
from workflow.places import packs
from workflow.policy.pack import Value
from workflow.policy.terms import Period, notice_period
from workflow.stages.notices import rules


def span(pack: str, kind: str, on: date) -> Value:
    """How many days the rules let a kind of notice run; raises NotSet where they leave it open."""
    return packs.required(rules.SPANS[kind], on, slug=pack)


def period(pack: str, kind: str, days: int | None, on: date) -> Period:
    """The period of a list posted on a day: its length is checked, its days count as the rules of that day say."""
    allowed = span(pack, kind, on)
    counting: dict[str, Any] = {
        "unit": allowed.unit, "roll": packs.value("notice.roll", on, slug=pack).value or "none",
        "day_one": packs.value("notice.day_one", on, slug=pack).value or "next_day",
        "cite": allowed.cite, "label": allowed.label, "label_en": allowed.label_en,
    }  # fmt: skip
    return notice_period(on, rules.days_within(allowed.value, days), packs.calendar_held(), **counting)


def ends_at(pack: str, last_on: date, on: date) -> datetime:
    """The instant at which a notice posted on a day ends: an hour of its last day, where the rules name one."""
    closes = str(packs.value("notice.closes", on, slug=pack).value or rules.MIDNIGHT)
    hours, minutes = map(int, closes.split(":"))
    return clock.start_of(last_on) + timedelta(hours=hours, minutes=minutes)
