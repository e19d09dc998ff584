"""The same once more from the event table alone, by other code: what `sunshine verify` and `audit recompute` compare.

A complaint or a card is what its events `set`; nothing of the rooms' tables is read. What a number of a record hides is
hidden by the same rules here, for they say what may be told, not what is true. What is held grows with the periods
that are told and with the ways in which complaints of them differ (kind, office, outcome, days), not with their number.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from workflow.base.clock import SHANGHAI
from workflow.office.supervision import queries as events
from workflow.office.supervision.voices import queries, rules
from workflow.office.supervision.voices.rules import Answered, Card, Facts, Period

Told = tuple[str, dict[str, Any], dict[str, Any]]


def compared() -> Iterator[Told]:
    """Each period that is told, by its key: what its record says, and what the events say; then what it hides, too."""
    records = queries.published()
    payloads = {key: json.loads(record.payload) for key, record in records.items()}
    found = {key: _Seen(_period(told)) for key, told in payloads.items()}
    for stream, states in _streams() if payloads else ():
        for seen in found.values():
            seen.add(stream, states)
    for key, told in payloads.items():
        seen = found[key]
        yield f"{queries.KIND}:{key}", _numbers(told), _numbers(_again(told, seen))
        yield f"{queries.KIND}:{key}:all", _counted(queries.facts(seen.period)), _counted(seen.facts)


class _Seen:
    """What has been seen of one period so far."""

    def __init__(self, period: Period) -> None:
        self.period = period
        self.came = 0
        self.answered: Counter[Answered] = Counter()
        self.cards: Counter[Card] = Counter()

    def add(self, stream: str, states: list[dict[str, Any]]) -> None:
        """One more complaint or card."""
        last = {name: value for state in states for name, value in state.items()}
        if stream.startswith("card:"):
            if self._holds(states[0]["@"]):
                self.cards[Card(last.get("office_id"), last["rating"])] += 1
            return
        self.came += self._holds(last["recorded_at"])
        if last.get("answered_at") and self._holds(last["answered_at"]):
            self.answered[_answered(last)] += 1

    @property
    def facts(self) -> Facts:
        """The same as the tables give it."""
        return Facts(self.came, self.answered, self.cards)

    def _holds(self, instant: str) -> bool:
        return self.period.first <= _day(instant) <= self.period.last


def _answered(last: dict[str, Any]) -> Answered:
    on, since, due = _day(last["answered_at"]), _day(last["received_at"]), last.get("due_on")
    late = due is not None and on > date.fromisoformat(due)
    return Answered(last["category"], last.get("office_id"), last["outcome"], late, on.toordinal() - since.toordinal())


def _period(told: dict[str, Any]) -> Period:
    return Period(date.fromisoformat(told["from"]), date.fromisoformat(told["until"]))


def _again(told: dict[str, Any], seen: _Seen) -> dict[str, Any]:
    """The payload anew, of the offices and under the threshold that it was told with."""
    offices = {int(row["code"]): row["label"]["zh"] for row in told["cards"] if row["of"] == "office" and row["code"]}
    return rules.payload(seen.period, seen.facts, offices, least=told["least"], both=lambda words: {"zh": words})


def _counted(facts: Facts) -> dict[str, Any]:
    """Every complaint and card among the facts, as a digest: what the record hides no terminal shows either."""
    alike = (*facts.answered.items(), *facts.cards.items())
    every = sorted(" ".join(map(str, (number, *each))) for each, number in alike)
    return {"digest": hashlib.sha256("\n".join([str(facts.came), *every]).encode()).hexdigest()[:16]}


def _numbers(told: dict[str, Any]) -> dict[str, Any]:
    """What a payload tells, without its words and without what it leaves open."""
    plain = {name: told[name] for name in ("from", "until", "least", "came")}
    for table in ("complaints", "cards"):
        for row in told[table]:
            cells = {name: number for name, number in row.items() if name not in _WORDS and number is not None}
            plain |= {f"{table}:{row['of']}:{row['code']}": cells} if cells else {}
    return plain


_WORDS = ("of", "code", "label")


def _streams() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Each complaint and card with what its events set, in order."""
    stream, states = "", list[dict[str, Any]]()
    for row in events.stored_events("complaint:", "card:"):
        if row.stream != stream and states:
            yield stream, states
            states = []
        stream = row.stream
        states.append({"@": row.at.isoformat(), **(events.opened(row).payload.get("set") or {})})
    if states:
        yield stream, states


def _day(instant: str) -> date:
    return datetime.fromisoformat(instant).astimezone(SHANGHAI).date()
