"""Counts and nonces go when no rule looks at them any more, and not before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from tests.support.factories_cases import house
from workflow.base.db import session, transaction
from workflow.base.settings import Limits
from workflow.doors.inbox.models import DoorNonce, Quota
from workflow.office.housekeeping import forget
from workflow.office.reminders.models import DailyDigest
from workflow.staff.models import FormNonce, LoginAttempt

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LIMITS = Limits()
HOUR = int(NOW.timestamp()) // 3600


@pytest.mark.usefixtures("database")
class TestForget:
    def _keep(self, at: datetime, hour: int, name: str) -> None:
        session.add_all([FormNonce(nonce=name, at=at), DoorNonce(nonce=name, counter=0, at=at)])
        session.add_all([LoginAttempt(key=name, at=at), Quota(key=name, hour=hour, count=1)])

    def test_what_is_old_goes_and_what_still_counts_stays(self, database: Engine) -> None:
        with transaction():
            self._keep(NOW - timedelta(days=3), HOUR - 72, "old")
            self._keep(NOW - timedelta(seconds=5), HOUR, "new")
            to = house().officer.id
            session.add_all(DailyDigest(officer_id=to, on=NOW.date() - timedelta(days=days)) for days in (0, 3))
        with transaction():
            assert forget(NOW, LIMITS) == "5 rows forgotten"
        for model in (FormNonce, DoorNonce, LoginAttempt, Quota, DailyDigest):
            assert session.query(model).count() == 1

    def test_a_form_that_can_still_be_sent_again_keeps_its_answer(self, database: Engine) -> None:
        with transaction():
            self._keep(NOW - timedelta(hours=LIMITS.token_hours), HOUR, "sendable")
        with transaction():
            forget(NOW, LIMITS)
        assert session.query(FormNonce).count() == session.query(DoorNonce).count() == 1
