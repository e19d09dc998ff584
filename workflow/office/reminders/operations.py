"""The daily digest, and calendar addresses made, renewed, ended and read."""

from __future__ import annotations

import logging
import secrets
from datetime import datetime, timedelta

from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from workflow.base import audit, vault
from workflow.base.clock import SHANGHAI, local_date
from workflow.base.db import is_sqlite, reading, session, transaction
from workflow.base.settings import Limits
from workflow.carriers import outbox, quiet
from workflow.kernel.errors import Conflict, N_
from workflow.office.reminders import queries
from workflow.office.reminders.models import DailyDigest, DueCalendar
from workflow.staff import queries as staff
from workflow.staff.models import LoginAttempt, Officer

MADE = audit.declare("due_calendar_made", "renewed")
ENDED = audit.declare("due_calendar_ended")

_HOUR = timedelta(hours=1)

log = logging.getLogger(__name__)


def make_digests(*, at: datetime, limits: Limits) -> int:
    """One message a day for everybody for whom something waits, from the digest's hour on; returns how many were made.

    It holds counts and an address, no detail. Outside any transaction: what waits is counted first, then each person's
    row and message are one short transaction, so that no filing waits for them. Two ticks at once make each once: the
    row is the lock. Whoever's could not be made does not keep the others from theirs; Undone names how many at the end.
    """
    if at.astimezone(SHANGHAI).hour < limits.digest_hour:
        return 0
    leaves = quiet.end(at, since=limits.quiet_since_hour, until=limits.quiet_until_hour)
    with reading():
        numbers = queries.without_digest(local_date(at))
    made = [_made(number, at, leaves) for number in numbers]
    if None in made:
        raise Undone(f"{made.count(None)} digests could not be made")
    return made.count(True)


class Undone(Exception):
    """Some digests could not be made, the others were; the log says why, and the next tick tries those again."""


def _made(officer_id: int, at: datetime, leaves: datetime) -> bool | None:
    """Whether there was something to tell this person; None where that could not be found out."""
    try:
        with reading():
            person = session.get_one(Officer, officer_id)
            found = queries.waiting(person, at=at)
        with transaction():
            return _take(officer_id, at) and _digest(session.get_one(Officer, officer_id), found, leaves)
    except Exception:
        log.exception("the digest of officer %s was not made", officer_id)
        return None


def _take(officer_id: int, at: datetime) -> bool:
    insert = sqlite_insert if is_sqlite() else postgresql_insert
    row = insert(DailyDigest).values(officer_id=officer_id, on=local_date(at)).on_conflict_do_nothing()
    return session.scalar(row.returning(DailyDigest.officer_id)) is not None


def _digest(person: Officer, found: queries.Waiting, leaves: datetime) -> bool:
    if not found:
        return False
    counts = {name: getattr(found, name) for name in found.__slots__}
    outbox.add("daily-digest", channel="email", to=person.email, language=person.language, at=leaves, **counts)
    return True


def make_calendar(person: Officer, *, by: Officer, at: datetime) -> str:
    """A new private address for a person's calendar; an older one ends. Returns the token, which is kept nowhere."""
    older, token = queries.calendar_of(person), secrets.token_urlsafe(32)
    if older:
        older.ended_at = at
        session.flush()
    session.add(DueCalendar(officer_id=person.id, token_digest=staff.digest(token), made_at=at))
    session.flush()
    audit.record(MADE, f"officer:{person.public_id}", at=at, by=by.id, renewed=older is not None)
    return token


def end_calendar(person: Officer, *, by: Officer, at: datetime) -> None:
    """The address opens nothing any more."""
    found = queries.calendar_of(person)
    if found is None:
        raise Conflict(N_("There is no calendar address to end."))
    found.ended_at = at
    audit.record(ENDED, f"officer:{person.public_id}", at=at, by=by.id)


def read_calendar(token: str, *, address: str, at: datetime, limits: Limits) -> Officer | None:
    """Whose calendar a token opens, None for nobody's; the read is counted, and refused when there were too many.

    Unknown tokens count as failed tries of their client's address, exactly as wrong passwords do.
    """
    tries, since = vault.current().blind(f"address:{address}"), at - timedelta(seconds=limits.login_window_seconds)
    if staff.failures(tries, since) >= limits.login_tries_address:
        raise ReadTooOften
    found = queries.calendar_at(token)
    if found is None:
        session.add(LoginAttempt(key=tries, at=at))
        return None
    _count(found, int(at.timestamp() // _HOUR.total_seconds()), limits.calendar_reads_per_hour)
    return found.officer


def _count(found: DueCalendar, hour: int, most: int) -> None:
    if found.hour != hour:
        found.hour, found.reads = hour, 0
    if found.reads >= most:
        raise ReadTooOften
    found.reads += 1


class ReadTooOften(Conflict):
    """A calendar asked too often; the sentence says how to go on."""

    status = 429

    def __init__(self) -> None:
        super().__init__(N_("That was often in a short time. Please wait a little and try again."))
