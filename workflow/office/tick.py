"""The small worker: everything that falls due by itself, each part in its own transaction and with its own heartbeat.

Running it twice at once, or killing it anywhere, does each act once: every part looks for what is not done yet, and two
ticks do the same part in turns, so that the second finds what the first has done.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from time import sleep
from typing import Any

from workflow.base.db import session, take_turns, transaction, write_back
from workflow.base.settings import Settings
from workflow.carriers import outbox, quiet, senders
from workflow.carriers.models import Heartbeat
from workflow.doors.inbox import developing, take
from workflow.doors.inbox.models import Enclosure
from workflow.doors.published import index
from workflow.office import housekeeping
from workflow.office.desk import operations as calendar
from workflow.office.papers import making as papers
from workflow.office.publication import operations as publication
from workflow.office.reminders import operations as reminders
from workflow.office.supervision import operations as tallies
from workflow.office.supervision import performance
from workflow.office.supervision import sweep as supervision
from workflow.office.supervision.draws import queries as draws
from workflow.office.supervision.draws import telling as draw_telling
from workflow.office.supervision.voices import telling
from workflow.stages.cases import operations as cases
from workflow.stages.cases.photos import operations as material_photos
from workflow.stages.credit import operations as credit
from workflow.stages.feedback import operations as feedback
from workflow.stages.feedback.cards import operations as evaluation
from workflow.stages.notices import operations as notices

log = logging.getLogger(__name__)


#: Portions of one part in one tick, so that the other parts come round; and the seconds between two of them, for
#: whoever waits to write looks about that often.
_MOST_PORTIONS, _PAUSE = 20, 0.1


class Unwell(Exception):
    """A part looked and did not find things well: no failure of the tick, but its heartbeat stays old and tells."""


@dataclass(frozen=True, slots=True)
class Part:
    """One duty; `act(at)` returns a few words on what it did, in one transaction unless it brings its own.

    What it took in portions it returns as counts by name: then it is asked again while `more_waits`.
    """

    name: str
    act: Callable[[datetime], object]
    own_transactions: bool = False


def _take_in(at: datetime) -> Counter[str]:
    """What needs no one's judgement to be taken in hand: withdrawn consents, objections, complaints, cards."""
    taken = Counter(
        withdrawals=cases.take_consent_withdrawals(at=at), papers=material_photos.take_photos(at=at),
        objections=len(notices.take_objections(by=None, at=at)), complaints=feedback.take_waiting(at=at),
    )  # fmt: skip
    feedback.exclude_newly_concerned(at=at)
    taken["cards"] = evaluation.take_waiting(at=at)
    return taken


def more_waits(told: object) -> bool:
    """Whether a part did as much as it does in one transaction, so that it must be asked again."""
    return isinstance(told, Counter) and max(told.values(), default=0) >= take.PORTION


def _keep_clocks(at: datetime) -> str:
    """Follow a calendar that a newer release brought; warn whoever holds a case of how much time is used up."""
    changed = calendar.follow_calendar(at=at)
    warned = cases.warn_officers(at=at) + cases.warn_of_stages(at=at)
    moved, longer = (len(changed.moved), len(changed.longer)) if changed else (0, 0)
    return f"{moved} clocks counted anew, {longer} notices longer, {warned} warnings"


def _publish_performance(at: datetime) -> str:
    told = publication.publish_performance(performance.payloads(at), at=at)
    periods = publication.publish_generated("complaints", telling.payloads(at), at=at)
    drawn = publication.publish_generated(draws.PUBLIC, draw_telling.payloads(), at=at)
    return f"{told} figures, {periods} periods, {drawn} draws"


def _see_calendar(at: datetime) -> str:
    """Whether the calendar of working days reaches as far as it is used."""
    stale = supervision.stale_calendar(at)
    if stale:
        raise Unwell(str(stale.year))
    return ""


def _see_delivery(at: datetime) -> str:
    """Whether everything that was to be sent is sent."""
    waiting = outbox.unsent(at)
    if waiting:
        raise Unwell(f"{waiting} wait")
    return ""


def _tell_of_photo(photo: Enclosure, at: datetime) -> None:
    feedback.tell_of_photo(photo, at)
    material_photos.tell_of_photo(photo, at)


def _write_photos_anew(at: datetime) -> str:
    """Before anybody may open them; one that does not open even here is for the verification to name."""
    seen, unopened = developing.write_waiting_anew(at=at, tell=_tell_of_photo)
    if unopened:
        raise Unwell(f"{unopened} do not open")
    return f"{seen} photos"


#: What a tick does in the database, in order.
DUTIES = (
    Part("inbox", _take_in),
    Part("clocks", _keep_clocks),
    Part("notices", credit.close_due),
    Part("publication", publication.bring_up_to_date),
    Part("tallies", lambda at: tallies.bring_up_to_date(), own_transactions=True),
    Part("supervision", supervision.run),
    Part("performance", _publish_performance),
    Part("log", publication.anchor),
    Part("calendar", _see_calendar),
)


def run(settings: Settings, *, at: datetime, printing: bool = True) -> list[str]:
    """Do every part; a part that fails leaves its heartbeat old and does not stop the others. Returns the failures.

    Without `printing` papers are left to the next tick: they take seconds, and somebody waits.
    """
    outside = (
        Part("housekeeping", lambda at: housekeeping.forget(at, settings.limits)),
        Part("digests", lambda at: _make_digests(settings, at), own_transactions=True),
        Part("messages", lambda at: _send(settings, at), own_transactions=True),
        Part("delivery", _see_delivery),
        Part("photos", _write_photos_anew, own_transactions=True),
        *([Part("papers", lambda at: papers.bring_up_to_date(settings), own_transactions=True)] if printing else ()),
        Part("search", lambda at: index.tend(settings), own_transactions=True),
        Part("database", lambda at: write_back(), own_transactions=True),
    )
    return do((*DUTIES, *outside), at=at)


def do(parts: Sequence[Part], *, at: datetime) -> list[str]:
    """Do these parts, each by itself; returns the names of those that failed."""
    failed = []
    for part in parts:
        try:
            note = _note(part, at)
            with _turn(part):
                beat(part.name, note, at=at)
        except Unwell:
            continue
        except Exception:
            log.exception("the tick's part %s failed", part.name)
            failed.append(part.name)
    return failed


def _note(part: Part, at: datetime) -> str:
    """Let a part act, and say what it did; one that works in portions acts again while more waits, each time in a
    transaction of its own, and others write between two of them."""
    done: Counter[str] = Counter()
    for portion in range(_MOST_PORTIONS):
        if portion:
            sleep(_PAUSE)
        told = _once(part, at)
        if not isinstance(told, Counter):
            return str(told or "")
        done.update(told)
        if not more_waits(told):
            break
    return ", ".join(f"{number} {name}" for name, number in done.items())


def _once(part: Part, at: datetime) -> Any:
    with nullcontext() if part.own_transactions else _turn(part):
        return part.act(at)


@contextmanager
def _turn(part: Part) -> Iterator[None]:
    """A transaction in which no other tick does the same part."""
    with transaction():
        take_turns(session.connection(), f"tick:{part.name}")
        yield


def _make_digests(settings: Settings, at: datetime) -> str:
    """Only where they can leave: a heap of unsent ones would be an alarm of its own."""
    if not settings.smtp_url:
        return "no way to send is set"
    return f"{reminders.make_digests(at=at, limits=settings.limits)} digests"


def _send(settings: Settings, at: datetime) -> str:
    if not (settings.smtp_url or settings.notify_urls):
        return "no way to send is set"
    hours = {"since": settings.limits.quiet_since_hour, "until": settings.limits.quiet_until_hour}
    if quiet.is_quiet(at, **hours):
        return f"quiet hours: {outbox.put_off(quiet.end(at, **hours))} put off"
    sent, failed = outbox.send_due(senders.sender(settings), at=at)
    return f"{sent} sent, {failed} failed"


def beat(name: str, note: str, *, at: datetime) -> None:
    """Keep when a part last ended well."""
    kept = session.get(Heartbeat, name)
    if kept is None:
        session.add(Heartbeat(name=name, at=at, note=note[:200]))
    else:
        kept.at, kept.note = at, note[:200]
