"""A machine whose clock jumps a day forth and back between two filings."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import Engine, select

from tests.support.people import found_house
from workflow.base import clock
from workflow.base.db import transaction
from workflow.doors.inbox import receive
from workflow.doors.inbox.models import Slip
from workflow.office.supervision import verify

FILINGS = 60


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_chain_runs_back_and_everything_verifies(database: Engine) -> None:
    found_house()
    real = clock.now()
    for number in range(FILINGS):
        with time_machine.travel(real + timedelta(days=random.choice((-1, 0, 1))), tick=True):
            receive.hand_in("complaint", {"text": "x"}, nonce=f"{number:032x}", address=f"10.0.0.{number}")
    with transaction() as session:
        slips = session.execute(select(Slip.stream, Slip.received_at).order_by(Slip.stream, Slip.sequence)).all()
        assert slips == sorted(slips)
        assert len(slips) == FILINGS
        assert list(verify.run()) == []
