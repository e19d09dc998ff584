"""The periods that are over and not told yet, as payloads of their records; told once, so that nothing moves later."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from workflow.base.clock import local_date
from workflow.base.languages import LANGUAGES, catalogue
from workflow.office.supervision import performance
from workflow.office.supervision.voices import queries, rules
from workflow.office.supervision.voices.rules import Period
from workflow.places import packs

MONTHS = "complaint.figures_months"


def payloads(at: datetime) -> dict[str, dict[str, Any]]:
    """What is to be published of each period that ended without having been told, by its key."""
    told = queries.published()
    return {period.key: _payload(period) for period in _ended(at) if period.key not in told}


def _ended(at: datetime) -> list[Period]:
    """The periods that are over; none where no rule says how long one is, or nothing has happened yet."""
    on = local_date(at)
    months, since = packs.value(MONTHS, on), queries.begun_on()
    if not months.is_set or since is None:
        return []
    return list(rules.ended_periods(int(months.value), since=since, on=on))


def _payload(period: Period) -> dict[str, Any]:
    least = performance.least(period.last)
    return rules.payload(period, queries.facts(period), queries.outlets(), least=least, both=both)


def both(message: str) -> dict[str, str]:
    """A word of ours in both languages."""
    return {code.removesuffix("_Hans"): catalogue(code).gettext(message) for code in LANGUAGES}
