"""Cards as they come in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from tests.support import factories_feedback as make
from tests.support.factories_feedback import MONDAY, House
from workflow.base.db import session
from workflow.doors.inbox import receive, take
from workflow.doors.inbox.models import Slip
from workflow.stages.feedback.cards import operations
from workflow.stages.feedback.cards.models import EvaluationCard

CASE_RECEIPT = "c" * 64
HandIn = Callable[..., take.Handed]


@pytest.fixture
def hand_in(house: House) -> HandIn:
    """A card from the public door, about a case of officer 杨少军 unless told otherwise."""
    make.case(house, "S1", receipt_key=CASE_RECEIPT)

    def handed(nonce: str, **more: str) -> take.Handed:
        payload = {"receipt_key": CASE_RECEIPT, "business": "decision", "rating": "poor", "text": "催了三次"} | more
        session.commit()
        digits = receive.hand_in("evaluation", payload, nonce=nonce * 32, address=nonce).digits
        return take.opened(session.query(Slip).filter_by(receipt_key=receive.key_of(digits)).one())

    return handed


def paper(house: House, **more: object) -> EvaluationCard:
    """A paper card about the northern outlet."""
    told: dict[str, object] = {
        "office": house.offices["north"], "officer": house["officer"], "business": "signing", "rating": "good",
        "text": "", "done_on": date(2026, 5, 29), "received_at": MONDAY, "by": house["discipline"], "at": MONDAY,
    } | more  # fmt: skip
    made = operations.record_card(**told)  # type: ignore[arg-type]
    session.commit()
    return made
