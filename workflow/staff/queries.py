"""Finding officers, sessions, areas; counting failed log-ins."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from operator import itemgetter

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.orm import joinedload

from workflow.base import clock
from workflow.base.db import session
from workflow.base.settings import Limits
from workflow.places.models import Office, Village
from workflow.staff.models import AreaAssignment, LoginAttempt, Officer, Readiness, RoleGrant, StaffSession
from workflow.staff.roles import Role


def digest(token: str) -> str:
    """What is stored of a session's token."""
    return hashlib.sha256(token.encode()).hexdigest()


_WHO = joinedload(StaffSession.officer).options(
    joinedload(Officer.office).joinedload(Office.institution), joinedload(Officer.grants)
)
_SESSION = select(StaffSession).where(StaffSession.token_digest == bindparam("digest")).options(_WHO)


def live_session(token: str, now: datetime, limits: Limits) -> StaffSession | None:
    """The session row this cookie opens, if it is neither ended, idle too long nor too old."""
    row = session.scalars(_SESSION, {"digest": digest(token)}).unique().one_or_none()
    if row is None or row.ended_at or not row.officer.active:
        return None
    session.info["institution"] = row.officer.office.institution  # every page shows it: it came along in the same row
    idle = now - row.seen_at > timedelta(minutes=limits.session_idle_minutes)
    old = now - row.started_at > timedelta(hours=limits.session_hours)
    return None if idle or old else row


def owner_of(token: str) -> int | None:
    """Whose session a cookie was, live or ended."""
    return session.scalar(select(StaffSession.officer_id).where(StaffSession.token_digest == digest(token)))


def officer_by_username(username: str) -> Officer | None:
    """The account of that name."""
    return session.scalar(select(Officer).where(Officer.username == username))


def account(username: str) -> Row[int, str, bool] | None:
    """Number, password hash and whether it is switched on, of the account of that name.

    Nothing else of the officer, which would be asked for only where there is one: that would tell that there is.
    """
    return session.execute(
        select(Officer.id, Officer.password_hash, Officer.active).where(Officer.username == username)
    ).one_or_none()


def officer_by_public_id(public_id: str) -> Officer | None:
    """The officer behind an opaque id."""
    return session.scalar(select(Officer).where(Officer.public_id == public_id))


def officers_with(role: Role, *, office_ids: list[int] | None = None) -> list[Officer]:
    """Everyone who holds `role` now, optionally of certain offices, by name."""
    query = select(Officer).join(RoleGrant, RoleGrant.officer_id == Officer.id)
    query = query.where(RoleGrant.role == role, RoleGrant.ended_at.is_(None), Officer.active)
    if office_ids is not None:
        query = query.where(Officer.office_id.in_(office_ids))
    found = session.scalars(query.order_by(Officer.name, Officer.id)).unique().all()
    return [officer for officer in found if role in officer.roles]


def officers_with_any(roles: Sequence[Role], *, office_ids: list[int]) -> list[Officer]:
    """Everyone of certain offices who holds one of the roles now, by the first of them, then by name."""
    query = select(Officer).where(Officer.office_id.in_(office_ids), Officer.active)
    people = session.scalars(query.order_by(Officer.name, Officer.id)).unique().all()
    rank = {role: number for number, role in enumerate(roles)}
    held = [(min(rank[role] for role in each.roles & rank.keys()), each) for each in people if each.roles & rank.keys()]
    return [officer for _, officer in sorted(held, key=itemgetter(0))]


def officer_in_charge(village_id: int, on: date | None = None) -> int | None:
    """The id of the officer in charge of a village on a day (today), None where nobody is."""
    day = on or clock.today()
    query = select(AreaAssignment.officer_id).where(AreaAssignment.village_id == village_id, AreaAssignment.held(day))
    return session.scalar(query.order_by(AreaAssignment.from_on.desc()).limit(1))


def villages_without_officer(on: date) -> list[Village]:
    """Villages nobody is in charge of on `on`: a gap the desk must show."""
    taken = select(AreaAssignment.village_id).where(AreaAssignment.held(on))
    return list(session.scalars(select(Village).where(Village.id.not_in(taken)).order_by(Village.code)))


def failures(key: str, since: datetime) -> int:
    """How many failed tries under `key` since an instant."""
    query = select(func.count()).select_from(LoginAttempt)
    return session.scalar(query.where(LoginAttempt.key == key, LoginAttempt.at >= since)) or 0


def sessions_of(officer_id: int) -> list[StaffSession]:
    """A person's sessions that are not ended, newest first."""
    query = select(StaffSession).where(StaffSession.officer_id == officer_id, StaffSession.ended_at.is_(None))
    return list(session.scalars(query.order_by(StaffSession.seen_at.desc())))


def officer_by_id(officer_id: int) -> Officer | None:
    """An officer by row id."""
    return session.get(Officer, officer_id)


def readiness(officer_ids: list[int]) -> dict[int, Readiness]:
    """What is known of these persons' tests and letters, by their row ids."""
    found = session.scalars(select(Readiness).where(Readiness.officer_id.in_(officer_ids)))
    return {each.officer_id: each for each in found}


def everyone() -> list[Officer]:
    """Every officer by office and name."""
    return list(session.scalars(select(Officer).order_by(Officer.office_id, Officer.username)))


def grants_waiting() -> list[tuple[Officer, RoleGrant]]:
    """Sensitive grants that nobody has confirmed yet."""
    query = select(Officer, RoleGrant).join(RoleGrant, RoleGrant.officer_id == Officer.id)
    query = query.where(
        RoleGrant.ended_at.is_(None), RoleGrant.confirmed_by_id.is_(None), RoleGrant.granted_by_id.is_not(None)
    )
    return [(officer, grant) for officer, grant in session.execute(query).unique() if not grant.in_force]
