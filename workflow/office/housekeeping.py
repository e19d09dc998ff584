"""What was only kept for a while goes: counts of tries and posts, nonces of forms too old to be sent again, digests,
sheets that were handed in and never imported."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete

from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.base.settings import Limits
from workflow.doors.inbox.models import DoorNonce, Quota
from workflow.office.reminders.models import DailyDigest
from workflow.policy.calendar import ONE_DAY
from workflow.staff.models import FormNonce, LoginAttempt
from workflow.stages.imports.models import SheetImport
from workflow.stages.imports.rules import CHECKED


def forget(at: datetime, limits: Limits) -> str:
    """Delete what no rule looks at any more; a nonce stays twice as long as the form that carries it is good for."""
    forms = at - 2 * timedelta(hours=limits.token_hours)
    tries = at - 2 * timedelta(seconds=limits.login_window_seconds)
    hour = int(at.timestamp()) // 3600
    old = (
        delete(FormNonce).where(FormNonce.at < forms),
        delete(DoorNonce).where(DoorNonce.at < forms),
        delete(LoginAttempt).where(LoginAttempt.at < tries),
        delete(Quota).where(Quota.hour < hour - 1),
        delete(SheetImport).where(
            SheetImport.state == CHECKED, SheetImport.handed_in_at < at - timedelta(days=limits.import_days_kept)
        ),
        delete(DailyDigest).where(DailyDigest.on < local_date(at) - ONE_DAY),
    )
    gone = sum(cast(CursorResult[Any], session.execute(statement)).rowcount for statement in old)
    return f"{gone} rows forgotten"
