"""Which values of its pack a case has used so far, each on the day it was used (`sunshine policy explain`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter

from workflow.base import clock
from workflow.places import packs
from workflow.policy import lookup
from workflow.policy.pack import Pack, Value
from workflow.stages.cases import limits, queries
from workflow.stages.cases.models import Case
from workflow.stages.cases.replay import Told
from workflow.stages.cases.rules import CAMPAIGN

HANDED_IN = ("flow.subject", "authority.levels", "one_time_notice", "application.oral", "publication.retention_days")
ACCEPTED = (
    "flow.notice", "flow.demands", "clock.basis", "clock.starts", "clock.ends", "clock.roll", "clock.warnings",
    "reply_limit.boundary", "line.by_customer", "review.checklist", "vote.share", "vote.min_members",
    "vote.decision_maker", "micro.max_balance", "micro.grade",
)  # fmt: skip
DECIDED = (
    "decision.may_lower", "decision.may_refuse", "decision.may_override", "decision.reason_for",
    "result_notice.within_limit",
)  # fmt: skip
POSTED = (
    "flow.foreposting", "loan_notice_days", "line_notice_days", "notice.day_one", "notice.roll",
    "notice.closes", "notice.mark", "notice.place", "objection.in_writing", "objection.to", "objection.who",
    "publication.audience",
)  # fmt: skip


#: Of a line that a village's meeting settled: for how long it holds.
SETTLED = ("line.validity", "draw.max_term")
SIGNED = ("contract.set", "contract.means", "contract.clauses")


@dataclass(frozen=True, slots=True)
class Account:
    """The values by the day they were used; `changed`: the pack is no longer the version of the hand-in."""

    pack: Pack
    changed: bool
    stages: tuple[tuple[date, tuple[Value, ...]], ...]


def account(case: Case, happened: Iterable[Told] | None = None) -> Account:
    """What a case's pack said on the days of hand-in, acceptance, decision, posting and signing, the earliest first.

    `happened` are the case's events, where somebody has read them already.
    """
    pack, told = packs.pack(case.pack), list(queries.history(case) if happened is None else happened)
    stages = tuple((on, tuple(_stated(pack, keys, on))) for on, keys in _days(case, told))
    return Account(pack, pack.digest != case.pack_digest, stages)


def _days(case: Case, told: list[Told]) -> Iterator[tuple[date, tuple[str, ...]]]:
    authority = (f"authority.limit.{case.level}",)
    steps: list[tuple[datetime | None, tuple[str, ...]]] = [
        (case.recorded_at, HANDED_IN + authority + (SETTLED if case.channel == CAMPAIGN else ())),
        (case.accepted_at, ACCEPTED + _promise(case) + _of_stages(told)),
        (case.decided_at, DECIDED),
        *((event.at, _AT[event.kind]) for event in told if event.kind in _AT),
        *((event.at, (f"rate.product.{case.product}",)) for event in told if event.kind == _DRAWN_UP),
    ]
    taken = [(at, keys) for at, keys in steps if at is not None]
    for at, keys in sorted(taken, key=itemgetter(0)):
        yield clock.local_date(at), keys


#: Later rooms' events, by the names under which they write them down.
_DRAWN_UP = "contracts_drawn_up"
_AT = {"case_posted": POSTED, _DRAWN_UP: SIGNED}


def _promise(case: Case) -> tuple[str, ...]:
    """The very limit that the case's clock keeps."""
    return (case.clock["limit"]["key"],) if case.clock else ()


def _of_stages(told: Iterable[Told]) -> tuple[str, ...]:
    """The limits that clocks of single stages kept."""
    return tuple(dict.fromkeys(span.deadline["limit"]["key"] for span in limits.spans(told)))


def _stated(pack: Pack, keys: tuple[str, ...], on: date) -> Iterator[Value]:
    found = [lookup.in_force(pack, key, on) for key in keys if pack.keys.find(key) is not None]
    return (value for value in found if value.stated)
