"""How a complaint comes in: at the public door, by telephone, letter or visit, or as an objection come too late."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from workflow.base import audit, vault
from workflow.base import clock as time
from workflow.base.db import session
from workflow.doors.inbox import take
from workflow.doors.inbox.crowds import gist
from workflow.doors.inbox.take import Handed
from workflow.kernel import ids
from workflow.kernel.errors import Invalid, N_
from workflow.places import packs
from workflow.places.models import Office
from workflow.staff.models import Officer
from workflow.stages.cases import queries as cases
from workflow.stages.cases.models import Case
from workflow.stages.cases.moves import plain
from workflow.stages.feedback import queries, rules
from workflow.stages.feedback.models import Complaint
from workflow.stages.feedback.operations.concern import concerned, exclude
from workflow.stages.feedback.operations.reviewing import refer_waiting, take_disagreement
from workflow.stages.feedback.operations.standing import deadline, enclose, find_case, tell_holder
from workflow.stages.feedback.operations.talking import take_reply
from workflow.stages.feedback.states import State
from workflow.stages.notices.models import Objection

TAKEN = audit.declare("complaint_taken", "set", "excluded", "photos")
RECORDED = audit.declare("complaint_recorded", "set", "excluded", "photos")

_NUMBERS = 10**6
_FIRST = (
    "state", "open", "channel", "category", "anonymous", "office_id", "case_id", "received_at", "recorded_at", "rule",
    "clock", "due_on", "alike",
)  # fmt: skip


def take_waiting(*, at: datetime) -> int:
    """Take in a portion of the complaints that were handed in, every objection that was not taken up as one, and what
    holders of receipts say to their complaints; returns how many complaints came."""
    slips, objections = take.waiting("complaint", take.PORTION), queries.objections_handed_on()
    for handed in slips:
        take_complaint(handed, at=at)
    for objection in objections:
        take_late_objection(objection, at=at)
    for handed in take.ripe("complaint_reply", take.PORTION):
        take_reply(handed, at=at)
    for handed in take.waiting("complaint_review", take.PORTION):
        take_disagreement(handed, at=at)
    refer_waiting(at=at)
    return len(slips) + len(objections)


def take_complaint(handed: Handed, *, at: datetime, by: Officer | None = None) -> Complaint:
    """Make a complaint of a slip; of an anonymous one neither name nor contact is kept, even if sent along."""
    given, anonymous = handed.payload, bool(handed.payload.get("anonymous"))
    category, key, public_id = given.get("category", ""), given.get("receipt_key"), ids.public_id()
    case = cases.by_receipt_key(key) if key else None  # whoever holds the receipt of an application is no crowd
    take.take(handed, became=f"complaint:{public_id}", by=by.id if by else None, at=at)
    complaint = _new(
        public_id=public_id, channel="online", anonymous=anonymous,
        category=category if category in rules.CATEGORIES else "other",
        received_at=handed.received_at, recorded_at=handed.received_at, receipt_key=handed.receipt_key,
        alike=_alike(given["text"]) if handed.crowded and not case else None,
        case=case, office=queries.office_by_id(given.get("office")),
        complainant=None if anonymous else given.get("name"), contact=None if anonymous else given.get("contact"),
        text=given["text"], about=given.get("about"),
    )  # fmt: skip
    _begin(complaint, TAKEN, by=by, at=at, photos=enclose(complaint, handed))
    return complaint


def _alike(text: str) -> str:
    """What is the same for complaints of the same words, and says nothing of the words."""
    return vault.current().blind(f"alike:{gist(text)}")


def take_late_objection(objection: Objection, *, at: datetime, by: Officer | None = None) -> Complaint:
    """Make a complaint of an objection that was not taken up as one; its receipt goes on to answer for it."""
    complaint = _new(
        public_id=ids.public_id(), channel="objection",
        category=rules.of_objection(objection.state, in_writing=objection.in_writing),
        anonymous=objection.objector is None, received_at=objection.received_at, recorded_at=at,
        receipt_key=objection.receipt_key, objection_id=objection.id, case=objection.row.case, office=None,
        complainant=objection.objector, contact=objection.contact, text=objection.reason, about=None,
    )  # fmt: skip
    _begin(complaint, TAKEN, by=by, at=at)
    return complaint


def record_complaint(
    *, channel: str, category: str, anonymous: bool, name: str, contact: str, text: str, about: str,
    office: Office | None, case_number: str, received_at: datetime, by: Officer, at: datetime,
) -> Complaint:  # fmt: skip
    """Write down a complaint made by telephone, letter or visit; when it came and when it was typed are both kept."""
    if received_at > at:
        raise Invalid(N_("A complaint cannot have come later than now."), field="received_at")
    complaint = _new(
        public_id=ids.public_id(), channel=channel, category=category, anonymous=anonymous,
        received_at=received_at, recorded_at=at, receipt_key=None, text=text, about=about or None,
        case=find_case(case_number), office=office,
        complainant=None if anonymous else name or None, contact=None if anonymous else contact or None,
    )  # fmt: skip
    _begin(complaint, RECORDED, by=by, at=at)
    return complaint


def _new(*, case: Case | None, office: Office | None, received_at: datetime, **columns: Any) -> Complaint:
    """A complaint with the clock of the rule in force on the day it was received, whichever unit that counts in."""
    on = time.local_date(received_at)
    value, limit = packs.value("complaint.decide_limit", on), deadline("complaint.decide_limit", received_at)
    complaint = Complaint(
        number=_number(on.year), received_at=received_at, state=str(State.RECEIVED), open=True,
        case_id=case.id if case else None, office_id=office.id if office else None,
        rule=f"{value.pack}@{value.from_.isoformat()}" if limit else "",
        clock=limit.as_dict() if limit else None, due_on=limit.due_on if limit else None, **columns,
    )  # fmt: skip
    session.add(complaint)
    session.flush()
    return complaint


def _begin(complaint: Complaint, kind: str, *, by: Officer | None, at: datetime, photos: Sequence[str] = ()) -> None:
    _changed, excluded = exclude(complaint, concerned(complaint))
    first: dict[str, Any] = {"set": {name: plain(getattr(complaint, name)) for name in _FIRST}, "photos": [*photos]}
    audit.record(kind, complaint.stream, at=at, by=by.id if by else None, excluded=excluded, **first)
    tell_holder(complaint, at=at)


def _number(year: int) -> str:
    while True:
        number = f"T{year}-{secrets.randbelow(_NUMBERS):06d}"
        if not queries.number_taken(number):
            return number
