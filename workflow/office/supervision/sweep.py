"""Finding broken promises and silent work: run by the tick, each found once, whoever would rather not see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from workflow.base.clock import local_date
from workflow.base.settings import Limits
from workflow.carriers import outbox
from workflow.office.supervision import operations, queries, rules
from workflow.office.supervision.items import REGISTER
from workflow.office.supervision.models import PromiseItem
from workflow.places import packs
from workflow.places.queries import institution
from workflow.policy.calendar import Stale
from workflow.policy.flows import STAGE_LIMIT
from workflow.policy.lookup import all_in_force
from workflow.policy.terms import due, limit_of
from workflow.staff import queries as staff
from workflow.stages.cases.models import Case
from workflow.stages.feedback import queries as complaints
from workflow.stages.feedback import rules as second_looks
from workflow.stages.feedback.models import Complaint


@dataclass(frozen=True, slots=True)
class Found:
    """Something that may be a new breach."""

    kind: str
    subject: str
    links: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)


def run(at: datetime, *, limits: Limits | None = None) -> str:
    """Look everywhere once; returns a few words for the heartbeat."""
    once = _keep_new([*_notices(), *_results(at), *_ties(), *_reviews(at)], at) + _promises(at)
    lasting = _keep_lasting([*_handlers(), *_villages(at), *_calendar(at), *_silences(at, limits or Limits())], at)
    return f"{once + lasting} breaches found"


def _keep_new(found: list[Found], at: datetime) -> int:
    by_kind: dict[str, list[str]] = {}
    for each in found:
        by_kind.setdefault(each.kind, []).append(each.subject)
    known = {kind: queries.known_subjects(kind, subjects) for kind, subjects in by_kind.items()}
    fresh = [each for each in found if each.subject not in known[each.kind]]
    for each in fresh:
        operations.find(each.kind, each.subject, at=at, **each.links, **each.facts)
    return len(fresh)


def _keep_lasting(found: list[Found], at: datetime) -> int:
    """New where it does not stand already; what stands and was not found again is over."""
    fresh = 0
    for kind in rules.LASTING:
        standing = {_bare(breach.subject): breach for breach in queries.still_standing(kind)}
        now = {each.subject: each for each in found if each.kind == kind}
        for subject in standing.keys() - now.keys():
            operations.end(standing[subject], at=at)
        for subject in sorted(now.keys() - standing.keys()):
            each = now[subject]
            operations.find(kind, f"{subject}@{at.isoformat()}", at=at, **each.links, **each.facts)
            fresh += 1
    return fresh


def _bare(subject: str) -> str:
    return subject.partition("@")[0]


def _notices() -> Iterator[Found]:
    for notice, case in queries.second_notices():
        links = {"case": case, "officer_id": notice.told_by_id}
        yield Found(rules.SECOND_NOTICE, f"gap-notice:{notice.id}", links, {"told_at": notice.told_at.isoformat()})


def _promises(at: datetime) -> int:
    """Whatever is past its day or was kept too late, a few hundred at a time; what was found is not looked at again."""
    kept = 0
    while due := queries.untold(local_date(at)):
        streams = {item.stream for item in due}
        of: dict[str, Case | Complaint] = {**queries.cases_of(streams), **queries.complaints_of(streams)}
        kept += _keep_new([_promise(item, of[item.stream]) for item in due], at)
        operations.tell(due)
    return kept


def _promise(item: PromiseItem, of: Case | Complaint) -> Found:
    facts = {"due_on": _iso(item.due_on), "promise": item.key}
    if isinstance(of, Complaint):
        kind = rules.LATE_REGISTER if item.key == REGISTER else rules.LATE_COMPLAINT
        links = {"complaint": of, "officer_id": of.assigned_to_id}
        return Found(kind, of.stream, links, facts | {"number": of.number})
    if item.key.partition(".")[0] == STAGE_LIMIT:
        return Found(rules.LATE_STAGE, f"{item.key}:{of.public_id}", {"case": of, "officer_id": of.officer_id}, facts)
    return Found(rules.MISSED_CLOCK, of.stream, {"case": of, "officer_id": of.officer_id}, facts)


_LOOK_BACK = timedelta(days=1)


def _results(at: datetime) -> Iterator[Found]:
    last = queries.heartbeats().get("supervision")
    for notice, case in queries.results(last - _LOOK_BACK if last else None):
        links = {"case": case, "officer_id": notice.told_by_id}
        facts = {"due_on": _iso(case.due_on), "told_at": notice.told_at.isoformat()}
        if notice.late:
            yield Found(rules.LATE_RESULT, f"result:{case.public_id}", links, facts)
        elif _recorded_late(case, notice.recorded_at):
            recorded = facts | {"recorded_at": notice.recorded_at.isoformat()}
            yield Found(rules.LATE_RECORD, f"result:{case.public_id}", links, recorded)


def _reviews(at: datetime) -> Iterator[Found]:
    for review in queries.late_reviews(at):
        links = {"complaint": review.complaint, "officer_id": review.reviewer_id}
        facts = {"number": review.complaint.number, "due_on": _iso(review.due_on), "promise": second_looks.REVIEW}
        yield Found(rules.LATE_REVIEW, f"review:{review.public_id}", links, facts)


def _ties() -> Iterator[Found]:
    for tie, hand, case in queries.late_ties():
        facts = {"duty": hand.duty, "acted_at": _iso(hand.since), "declared_at": _iso(tie.declared_at)}
        links = {"case": case, "officer_id": tie.officer_id}
        yield Found(rules.LATE_TIE, f"tie:{tie.id}:{case.public_id}", links, facts)


def _recorded_late(case: Case, recorded_at: datetime) -> bool:
    return case.due_on is not None and local_date(recorded_at) > case.due_on


def _handlers() -> Iterator[Found]:
    for complaint in complaints.without_handler():
        facts = {"number": complaint.number}
        yield Found(rules.NO_HANDLER, f"complaint:{complaint.public_id}", {"complaint": complaint}, facts)
    for review in complaints.unreferred():
        if not complaints.reviewers(review.complaint):
            links, facts = {"complaint": review.complaint}, {"number": review.complaint.number}
            yield Found(rules.NO_HANDLER, f"review:{review.public_id}", links, facts)


def _villages(at: datetime) -> Iterator[Found]:
    for village in staff.villages_without_officer(local_date(at)):
        yield Found(rules.NO_OFFICER, f"village:{village.code}", {}, {"village": village.name})


def _calendar(at: datetime) -> Iterator[Found]:
    stale = stale_calendar(at)
    if stale:
        facts = {"year": stale.year, "first": _iso(stale.first_use)}
        yield Found(rules.STALE_CALENDAR, f"year:{stale.year}", {}, facts)


def stale_calendar(at: datetime) -> Stale | None:
    """What the calendar lacks for the longest limit that would begin today; None where it reaches far enough."""
    on = local_date(at)
    return packs.calendar().stale_warning(on, longest=_longest_limit(on))


def _longest_limit(on: date) -> int:
    """Calendar days that the longest limit in working days reaches ahead, counted on the calendar itself."""
    values = [value for value in all_in_force(packs.pack(), on) if value.unit == "workday"]
    limits = [limit_of(value) for value in values if isinstance(value.value, int)]
    calendar = packs.calendar()
    return max(((due(on, limit, calendar).due_on - on).days for limit in limits), default=0)


def _silences(at: datetime, limits: Limits) -> Iterator[Found]:
    """Not of work that never ran (at a first tick most has not), nor where the clock is moved by days in play."""
    if institution().demonstration:
        return
    for name, since in silent_work(at, limits).items():
        if since:
            yield Found(rules.SILENCE, f"work:{name}", {}, {"work": name, "since": since})


def silent_work(at: datetime, limits: Limits) -> dict[str, str | None]:
    """Which unseen work has not ended well for too long, and when it last did (None: never); also unsent messages."""
    beats = queries.heartbeats()
    late = {name for name in rules.UNSEEN_WORK if _is_silent(beats.get(name), at, limits.patience(name))}
    if outbox.unsent(at, limits.patience("messages")):
        late.add("messages")
    return {name: _iso(beats.get(name)) for name in rules.UNSEEN_WORK if name in late}


def _is_silent(beat: datetime | None, at: datetime, patience: timedelta) -> bool:
    return beat is None or at - beat > patience


def _iso(when: date | datetime | None) -> str | None:
    return when.isoformat() if when else None
