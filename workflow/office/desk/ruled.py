"""The rules a case used, and the stages of its way, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from flask_babel import gettext

from workflow.base import clock as time
from workflow.base import languages
from workflow.office.publication.concept import wording
from workflow.places import packs
from workflow.policy import show
from workflow.policy.keys import UNITS
from workflow.policy.pack import Value
from workflow.policy.terms import Deadline, lateness
from workflow.stages.cases import used, ways
from workflow.stages.cases.limits import Span
from workflow.stages.cases.models import Case
from workflow.stages.cases.replay import Told

#: Units that are said beside a figure; the others are in its words already.
COUNTED = frozenset({"calendar", "workday", "month", "year", "yuan", "rate", "age"})


class Used(NamedTuple):
    """One value as a case used it: what it is called, what it says, marks, source, since when it holds."""

    label: str
    words: str
    marks: str
    cite: str
    since: date | None


def rules(found: Case, happened: Iterable[Told]) -> dict[str, Any]:
    """The pack by name, whether it was edited since, and every value by the day on which the case used it."""
    account = used.account(found, happened)
    pack = account.pack
    return {
        "pack": pack.name_en if _english() else pack.name,
        "changed": account.changed,
        "days": [(on, [_used(value) for value in values]) for on, values in account.stages],
    }


def way(found: Case, spans: Iterable[Span] = ()) -> list[dict[str, Any]]:
    """The stages of a case in order: name, the posts that alone act there, the promised limits, if it is now, and the
    clocks that ran there, of which `spans` tells."""
    told = list(spans)
    return [
        {
            "name": _of(part.stage) if part.stage else gettext(part.name),
            "roles": [gettext(role) for role in part.roles],
            "limits": [said(value) for value in part.limits],
            "now": part.now,
            "clocks": [_ran(span) for span in told if span.kind == part.kind],
        }
        for part in ways.parts(found)
    ]


class Ran(NamedTuple):
    """A clock of a stage: its deadline as stored, and for one that ended the day and by how many days it was late."""

    deadline: Mapping[str, Any]
    done_on: date | None
    late: int | None


def _ran(span: Span) -> Ran:
    done_on = time.local_date(span.ended) if span.ended else None
    late = lateness(Deadline.from_dict(span.deadline), done_on, packs.calendar()) if done_on else None
    return Ran(span.deadline, done_on, late)


def said(value: Value) -> str:
    """A value in the reader's words, with its unit."""
    if wording.at_once(value):
        return gettext(wording.SAME_DAY)
    words = wording.words(value)["en" if _english() else "zh"]
    return f"{words} {gettext(UNITS[value.unit])}" if value.unit in COUNTED and value.is_set else words


def _used(value: Value) -> Used:
    label = value.label_en if _english() else value.label
    marks = wording.MARKS[show.marks(value)] if value.is_set and show.marks(value) else ""
    return Used(label, said(value), marks, value.cite, value.since)


def _of(text: Any) -> str:
    return str(text.en if _english() else text.zh)


def _english() -> bool:
    return languages.current() == "en"
