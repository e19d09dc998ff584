"""Logging in and out, granting roles: each recorded, each session a row that can be ended."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, select, update

from workflow.base import audit, clock, vault
from workflow.base.db import session
from workflow.base.settings import Limits
from workflow.kernel.errors import Conflict, Invalid, N_
from workflow.places import packs
from workflow.staff import queries
from workflow.staff.models import AreaAssignment, LoginAttempt, Officer, Readiness, RoleGrant, StaffSession
from workflow.staff.roles import LENDING, SENSITIVE, Role

LOGGED_IN = audit.declare("staff_logged_in", "second_factor")
LOGGED_OUT = audit.declare("staff_session_ended", "how")
GRANTED = audit.declare("role_granted", "role", "officer")
CONFIRMED = audit.declare("role_grant_confirmed", "role", "officer")
GRANT_ENDED = audit.declare("role_grant_ended", "role", "officer")
PASSWORD_CHANGED = audit.declare("password_changed", "by_whom")

_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """An argon2id hash for storage."""
    return _hasher.hash(password)


def check_password(username: str, password: str, *, address: str, at: datetime, limits: Limits) -> Officer | None:
    """The officer whose name and password these are; None otherwise. Raises TooOften while throttled.

    Failures count per account at this address, per address and per account; the last is lifted where the account
    logged in before, so that strangers elsewhere cannot lock an officer out of the usual place.
    """
    tries = _Tries(username, address)
    _refuse_too_many(tries, at=at, limits=limits)
    known = queries.account(username)
    if _matches(known.password_hash if known else "", password) and known and known.active:
        session.execute(delete(LoginAttempt).where(LoginAttempt.key.in_((tries.here, tries.at_home))))
        session.add(LoginAttempt(key=tries.at_home, at=at))
        return session.get_one(Officer, known.id)
    session.add_all(LoginAttempt(key=key, at=at) for key in (tries.here, tries.address, tries.account))
    return None


class _Tries:
    """The keyed digests under which tries are counted; no log, dump or backup tells a name or an address from them."""

    def __init__(self, username: str, address: str) -> None:
        blind = vault.current().blind
        self.here, self.at_home = blind(f"login:{username}:{address}"), blind(f"home:{username}:{address}")
        self.address, self.account = blind(f"address:{address}"), blind(f"account:{username}")


def _refuse_too_many(tries: _Tries, *, at: datetime, limits: Limits) -> None:
    since = at - timedelta(seconds=limits.login_window_seconds)
    if queries.failures(tries.here, since) >= limits.login_tries:
        raise TooOften
    if queries.failures(tries.address, since) >= limits.login_tries_address:
        raise TooOften
    at_home = queries.failures(tries.at_home, at - timedelta(days=limits.known_address_days))
    if not at_home and queries.failures(tries.account, since) >= limits.login_tries_account:
        raise TooOften


class TooOften(Conflict):
    """Too many failed tries; the sentence says how to go on."""

    status = 429

    def __init__(self) -> None:
        super().__init__(N_("Too many failed tries. Please wait five minutes, or ask your administrator."))


@cache
def hash_of_nobody() -> str:
    """What the password of an unknown name, or of one that has none yet, is compared with: the same work as any other.

    The staff's app makes it as it starts: commands need none, and no log-in may be the first to wait for it.
    """
    return _hasher.hash(secrets.token_hex(16))


def _matches(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash or hash_of_nobody(), password)
    except (VerificationError, InvalidHashError):
        return False


def needs_second_factor(officer: Officer) -> bool:
    """Deciders, publishers, supervisors and administrators do."""
    return bool(officer.roles & SENSITIVE)


def check_code(officer: Officer, code: str, *, at: datetime, limits: Limits, once: bool = True) -> bool:
    """Whether `code` is the officer's time-based code now (one step of tolerance); failures are throttled.

    A code opens one session only; a demonstration, which shows it on the page, says `once=False`.
    """
    blind = vault.current().blind
    failed, used = blind(f"code:{officer.id}"), blind(f"used:{officer.id}:{code}")
    since = at - timedelta(seconds=limits.login_window_seconds)
    if queries.failures(failed, since) >= limits.second_factor_tries:
        raise TooOften
    fresh = not (once and queries.failures(used, since))
    if fresh and officer.totp and pyotp.TOTP(officer.totp).verify(code, for_time=at, valid_window=1):
        session.add(LoginAttempt(key=used, at=at))
        return True
    session.add(LoginAttempt(key=failed, at=at))
    return False


def open_session(officer: Officer, *, second_factor: bool, browser: str, at: datetime) -> str:
    """Start a session and return its token (256 random bits), which only the cookie keeps."""
    token = secrets.token_urlsafe(32)
    row = StaffSession(officer_id=officer.id, token_digest=queries.digest(token), started_at=at, seen_at=at)
    row.second_factor, row.browser = second_factor, browser[:80]
    session.add(row)
    audit.record(LOGGED_IN, f"officer:{officer.public_id}", at=at, by=officer.id, second_factor=second_factor)
    return token


def end_session(row: StaffSession, *, how: str, by: Officer, at: datetime) -> None:
    """End one session, now and for good."""
    row.ended_at = at
    audit.record(LOGGED_OUT, f"officer:{row.officer.public_id}", at=at, by=by.id, how=how)


def end_all_sessions(officer: Officer, *, at: datetime) -> None:
    """After a change of password or rights nothing older stays open."""
    open_ones = (StaffSession.officer_id == officer.id, StaffSession.ended_at.is_(None))
    session.execute(update(StaffSession).where(*open_ones).values(ended_at=at))


def change_password(officer: Officer, *, old: str, new: str, by: Officer, at: datetime) -> None:
    """Change one's own password; every session of the account ends."""
    if not _matches(officer.password_hash, old):
        raise Invalid(N_("This is not your present password."), field="old")
    officer.password_hash = hash_password(new)
    end_all_sessions(officer, at=at)
    audit.record(PASSWORD_CHANGED, f"officer:{officer.public_id}", at=at, by=by.id, by_whom=by.username)


def grant_role(officer: Officer, role: Role, *, by: Officer, at: datetime) -> RoleGrant:
    """Give `officer` a role; a sensitive one sleeps until a second administrator confirms it."""
    if officer.id == by.id:
        raise Invalid(N_("Nobody grants a role to themselves."), field="officer")
    if any(grant.role == role and grant.ended_at is None for grant in officer.grants):
        raise Invalid(N_("This person holds that role already, or it awaits confirmation."), field="role")
    _check_ready(officer, role, at)
    grant = RoleGrant(officer_id=officer.id, role=role, granted_by_id=by.id, granted_at=at)
    officer.grants.append(grant)
    audit.record(GRANTED, f"officer:{officer.public_id}", at=at, by=by.id, role=str(role), officer=officer.username)
    end_all_sessions(officer, at=at)
    return grant


def _check_ready(officer: Officer, role: Role, at: datetime) -> None:
    """No lending role before the test is passed and the letter is filed, where the rules ask for both (S77)."""
    rule = packs.value("training.entry", clock.local_date(at))
    if role not in LENDING or not rule.is_set:
        return
    known = queries.readiness([officer.id]).get(officer.id)
    if known is None or known.passed_on is None:
        message = N_("No lending role yet: the training's test is not passed (%(cite)s).")
        raise Invalid(message, field="role", cite=rule.cite)
    if known.letter_on is None:
        message = N_("No lending role yet: the commitment letter is not filed (%(cite)s).")
        raise Invalid(message, field="role", cite=rule.cite)


def keep_readiness(officer: Officer, *, passed_on: date | None, letter_on: date | None) -> None:
    """Keep since when somebody is ready to lend; the register that changed it records the event."""
    found = session.get(Readiness, officer.id) or Readiness(officer_id=officer.id)
    found.passed_on, found.letter_on = passed_on, letter_on
    session.add(found)
    session.flush()


def move_villages(village_ids: Sequence[int], giver: Officer, taker: Officer, *, after: date) -> None:
    """Put villages in another officer's charge from the day after; the handover that asks for it records the event.

    An end that was fixed stays. Conflict where one of the villages is not the giver's both days.
    """
    begins = after + timedelta(days=1)
    both_days = (AreaAssignment.held(after), AreaAssignment.held(begins))
    query = select(AreaAssignment).where(AreaAssignment.village_id.in_(village_ids), *both_days)
    query = query.where(AreaAssignment.officer_id == giver.id).with_for_update(of=AreaAssignment)
    held = session.scalars(query).unique().all()
    if {each.village_id for each in held} != set(village_ids):
        raise Conflict(N_("Some of these villages are no longer in the giver's charge: draw it up anew."))
    for each in held:
        session.add(
            AreaAssignment(officer_id=taker.id, village_id=each.village_id, from_on=begins, until_on=each.until_on)
        )
        each.until_on = after
    session.flush()


def confirm_grant(grant: RoleGrant, officer: Officer, *, by: Officer, at: datetime) -> None:
    """The second person's word for a sensitive role."""
    if by.id in (grant.granted_by_id, grant.officer_id):
        raise Invalid(N_("A second person must confirm this role: neither who granted it nor who receives it."))
    if grant.ended_at or grant.confirmed_by_id:
        raise Conflict(N_("This role has been confirmed or ended already."))
    grant.confirmed_by_id = by.id
    audit.record(CONFIRMED, f"officer:{officer.public_id}", at=at, by=by.id, role=grant.role, officer=officer.username)
    end_all_sessions(officer, at=at)


def end_grant(grant: RoleGrant, officer: Officer, *, by: Officer, at: datetime) -> None:
    """Take a role back; what the person did under it stays theirs for good."""
    if grant.ended_at:
        raise Conflict(N_("This role has been confirmed or ended already."))
    grant.ended_at = at
    audit.record(
        GRANT_ENDED, f"officer:{officer.public_id}", at=at, by=by.id, role=grant.role, officer=officer.username
    )
    end_all_sessions(officer, at=at)
