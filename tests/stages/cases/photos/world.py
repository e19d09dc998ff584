"""An application that waits for papers, and its holder who sends photos of them through the receipt."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from tests.carriers.test_photographs import picture
from tests.support.factories_cases import House, handed_in
from workflow.base.db import session
from workflow.doors.inbox import developing, receive, take
from workflow.kernel import ids
from workflow.stages.cases import operations as cases
from workflow.stages.cases.models import Case
from workflow.stages.cases.photos import operations, queries

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
GOOD = picture()


def waiting(made: House) -> tuple[Case, str]:
    """An application that was told what is missing, and the digits of its receipt."""
    handed, receipt = handed_in(made)
    case = cases.take_application(handed, by=made.clerk, at=AT)
    for material in case.materials:
        state = "missing" if material.key in ("paper_1", "paper_2") else "present"
        cases.check_material(case, key=material.key, state=state, by=made.clerk, at=AT)
    cases.tell_gaps(case, how="phone", by=made.clerk, at=AT)
    session.commit()
    return case, receipt.digits


def send(digits: str, sent: bytes = GOOD, *, material: str = "paper_1", nonce: str = "") -> None:
    """As the portal does."""
    session.commit()
    photo = receive.photo(BytesIO(sent), address="192.0.2.1")
    receive.hand_in_paper(digits, material, photo, nonce=nonce or ids.public_id())


def tick() -> Case:
    """What the worker does of it; gives the one case anew."""
    operations.take_photos(at=AT)
    session.commit()
    developing.write_waiting_anew(at=AT, tell=operations.tell_of_photo)
    return session.query(Case).one()


def told(case: Case) -> Any:
    return (take.read_reply(case.receipt_key or "") or {})["photos"]


def photos(case: Case, material: str = "paper_1") -> Any:
    return queries.photos_of(case)[material]
