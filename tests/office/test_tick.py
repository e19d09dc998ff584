"""Two ticks at the same moment leave what one after the other would have left: every act is done once.

The house is a demonstration some days on, in which everything that falls due by itself has come due: clocks that warn
or are missed, lists that end, silent work; beside it waits what villagers handed in and a record announced for the day.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from functools import partial
from io import BytesIO
from pathlib import Path
from threading import Barrier, Event, Lock
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import func, select, update

from tests.carriers.test_photographs import picture, refused
from tests.support import demonstrations
from tests.support.server import free_port
from workflow.base import audit, clock
from workflow.base.db import Base, session, transaction
from workflow.base.settings import Settings
from workflow.carriers.models import Heartbeat, Message
from workflow.doors.inbox import receive
from workflow.doors.published import write
from workflow.doors.published.models import Record
from workflow.office import tick
from workflow.office.supervision.models import Breach, PromiseTally, TallyBasis
from workflow.places.models import Institution
from workflow.policy.terms import add_months
from workflow.staff.models import Officer
from workflow.stages.cases.models import Case, ClockBasis
from workflow.stages.notices.models import Notice, NoticeRow
from workflow.stages.notices.states import POSTED
from workflow.stages.people.models import Consent

#: Seconds for which the first tick's work stands uncommitted beside the second.
MOMENT = 0.15
SECOND = timedelta(seconds=1)
#: What came with a complaint: a picture, and what is none.
PHOTOS = (picture(size=(60, 40)), dict(refused())["text bomb"])
#: When the next ticks come, in seconds: as many as send whatever is left, a few dozen messages each.
LATER = (2, 3, 4)
#: The duty that tells what is over: figures of periods.
FIGURES = [part for part in tick.DUTIES if part.name == "performance"]
#: What came due, by what is left of it: or the ticks met at nothing.
WORK = {
    "events": {
        "breach_found", "breach_over", "calendar_renewed", "card_taken", "case_cleared", "clock_warned",
        "complaint_taken", "consent_withdrawn", "notice_closed", "notice_ended", "objection_received", "photo_given_up",
        "photo_written_anew", "publication_took_effect", "records_generated", "stage_clock_warned",
    },
    "messages": {"clock-last-day", "clock-warning", "daily-digest", "stage-warning"},
    "breaches": {"late_registration", "late_stage", "missed_clock", "silence"},
    "records": {"complaints", "institution", "performance"},
    "ended": {"ended", "replaced", "superseded"},
}  # fmt: skip


@dataclass
class House:
    """A house in which much is due, and the recipients of every e-mail that left it."""

    settings: Settings
    mails: list[str] = field(default_factory=list)

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:
        self.mails += envelope.rcpt_tos
        return "250 OK"

    def tick(self, seconds: int) -> list[str]:
        return tick.run(self.settings, at=when() + seconds * SECOND, printing=False)


@contextmanager
def opened(request: pytest.FixtureRequest, kind: str, folder: Path) -> Iterator[House]:
    with demonstrations.opened(request, kind, folder) as (_engine, settings):
        port = free_port()
        house = House(replace(settings, smtp_url=f"smtp://127.0.0.1:{port}"))
        with transaction():
            come_due(when())
        hand_in()
        post = Controller(house, hostname="127.0.0.1", port=port)
        post.start()
        try:
            yield house
        finally:
            post.stop()


def when(*, quarter_over: bool = False) -> datetime:
    """Some days on; or in the month after a quarter, of whose complaints the figures are to be told."""
    today = clock.today()
    after = add_months(today.replace(day=1), 4 - (today.month - 1) % 3)
    return datetime.combine(after if quarter_over else today + timedelta(days=4), time(10), clock.SHANGHAI)


def come_due(at: datetime) -> None:
    """Work that was silent for a month, an older calendar and older rules, and a product as it will be that day."""
    session.execute(update(Institution).values(demonstration=False))
    session.execute(update(Officer).values(email=Officer.username + "@example.cn"))
    session.execute(update(Heartbeat).values(at=at - timedelta(days=30)))
    on = clock.local_date(at)
    session.execute(update(Case).where(Case.stage_due_on.is_not(None)).values(stage_due_on=on, stage_warn_on=on))
    for basis in (ClockBasis, TallyBasis):
        session.execute(update(basis).values(version="older"))
    product = select(Record).where(Record.kind == "product", Record.ended_at.is_(None)).order_by(Record.id)
    standing = session.scalars(product.limit(1)).one()
    write.publish("product", standing.key, json.loads(standing.payload), valid_from=on, generated=True, at=clock.now())


def hand_in() -> None:
    """What villagers sent: a complaint, and of somebody's case a card, an objection, a consent taken back."""
    consenting = select(Consent.household_id).where(Consent.withdrawn_at.is_(None))
    case = select(Case.receipt_key).where(Case.receipt_key.is_not(None), Case.household_id.in_(consenting))
    row = select(NoticeRow.public_id).join(Notice).where(Notice.state == POSTED)
    receipt, entry = session.scalars(case.limit(1)).one(), session.scalars(row.limit(1)).one()
    session.remove()
    told: dict[str, dict[str, Any]] = {
        "complaint": {"anonymous": True, "category": "cold", "text": "等了很久"},
        "evaluation": {"receipt_key": receipt, "business": "signing", "rating": "fair", "text": ""},
        "objection": {"row": entry, "standing": "villager", "name": "某甲", "contact": "1", "reason": "不符"},
        "consent_withdrawal": {"receipt_key": receipt},
    }
    for kind, payload in told.items():
        sent = PHOTOS if kind == "complaint" else ()
        photos = [receive.photo(BytesIO(each), address=kind) for each in sent]
        receive.hand_in(kind, payload, nonce=kind, address=kind, photos=photos)


class Meeting:
    """Lets two ticks begin each part together; who comes second finds the first one's work done and not committed."""

    def __init__(self) -> None:
        self.begin, self.lock = Barrier(2), Lock()
        self.done: dict[str, Event] = {}
        self.do_alone = tick.do

    def do(self, parts: Sequence[tick.Part], *, at: datetime) -> list[str]:
        failed = []
        for part in parts:
            self.begin.wait(60)
            act = part.act if part.own_transactions else self.met(part)
            failed += self.do_alone([replace(part, act=act)], at=at)
        return failed

    def met(self, part: tick.Part) -> Callable[[datetime], object]:
        def act(at: datetime) -> object:
            with self.lock:
                first, done = part.name not in self.done, self.done.setdefault(part.name, Event())
            if not first:
                done.wait(20)
                return part.act(at)
            try:
                told = part.act(at)
                session.flush()
            finally:
                done.set()
            Event().wait(MOMENT)
            return told

        return act


def left(house: House) -> dict[str, Counter[Any]]:
    """What stands: how many rows of each table, and of what matters most which."""
    session.remove()
    tables = {name: select(func.count()).select_from(table) for name, table in Base.metadata.tables.items()}
    kinds = {
        "events": select(audit.Event.kind),
        "messages": select(Message.kind).where(Message.sent_at.is_not(None), Message.attempts == 1),
        "breaches": select(Breach.kind),
        "over": select(Breach.kind).where(Breach.over_at.is_not(None)),
        "records": select(Record.kind),
        "ended": select(Record.ended_how),
    }
    found = {name: Counter(session.scalars(query)) for name, query in kinds.items()}
    found["tables"] = Counter({name: session.scalar(query) or 0 for name, query in tables.items()})
    found["tallies"] = Counter(dict(map(tuple, session.execute(counted()))))
    return found | {"mails": Counter(house.mails)}


def counted() -> Any:
    return select(PromiseTally.key, func.sum(PromiseTally.n)).group_by(PromiseTally.key)


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def test_two_ticks_at_once_act_once(
    request: pytest.FixtureRequest, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(request, kind, tmp_path / "one") as house:
        before = left(house)
        assert [house.tick(seconds) for seconds in (0, 1, *LATER)] == [[]] * (2 + len(LATER))
        assert tick.do(FIGURES, at=when(quarter_over=True)) == []
        wanted = left(house)
    for name, work in WORK.items():
        assert not work - (wanted[name] - before[name]).keys(), name
    with opened(request, kind, tmp_path / "two") as house:
        with monkeypatch.context() as patch, ThreadPoolExecutor(2) as pool:
            patch.setattr(tick, "do", Meeting().do)
            assert list(pool.map(house.tick, (0, 1))) == [[], []], "none of them stumbles over the other"
        assert [house.tick(seconds) for seconds in LATER] == [[]] * len(LATER)
        with ThreadPoolExecutor(2) as pool:
            meeting = partial(Meeting().do, FIGURES, at=when(quarter_over=True))
            assert [each.result() for each in (pool.submit(meeting), pool.submit(meeting))] == [[], []]
        found = left(house)
    for name, counts in wanted.items():
        assert found[name] == counts, name
