"""What every operation on a complaint does besides: change it as an event keeps it, and tell the receipt's holder."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from workflow.base import clock as time
from workflow.base.db import Base, session
from workflow.carriers import outbox
from workflow.doors.inbox import take
from workflow.doors.inbox.enclosing import UNREADABLE
from workflow.doors.inbox.models import Enclosure
from workflow.doors.inbox.take import Handed
from workflow.kernel import ids
from workflow.kernel.errors import Invalid, N_, NotFound
from workflow.places import packs
from workflow.policy.terms import Deadline, due, lateness, limit_of
from workflow.staff.models import Officer
from workflow.stages.cases import queries as cases
from workflow.stages.cases.models import Case
from workflow.stages.cases.moves import plain
from workflow.stages.feedback import queries, rules
from workflow.stages.feedback.models import Complaint, ComplaintPhoto, ComplaintReview, Turn


def change(row: Base, **columns: Any) -> dict[str, Any]:
    """Set columns of a complaint, a review or a card and return them as an event keeps them."""
    for name, value in columns.items():
        setattr(row, name, value)
    session.flush()
    return {name: plain(value) for name, value in columns.items()}


def deadline(key: str, received_at: datetime) -> Deadline | None:
    """The deadline under the rule in force on the day of receipt, in that rule's unit; None where none is set."""
    on = time.local_date(received_at)
    value = packs.value(key, on)
    return due(on, limit_of(value), packs.calendar()) if value.is_set else None


def days_late(asked: Complaint | ComplaintReview, at: datetime) -> int:
    """By how many days of the limit's unit an answer at this instant is late; 0 in time or without a limit."""
    if asked.clock is None:
        return 0
    return lateness(Deadline.from_dict(asked.clock), time.local_date(at), packs.calendar())


def find_case(number: str) -> Case | None:
    """The case of a typed number; None for an empty one, Invalid for an unknown one."""
    if not number:
        return None
    try:
        return cases.numbered(number)
    except NotFound:
        raise Invalid(N_("There is no case with this number."), field="case_number") from None


def tell_holder(complaint: Complaint, *, at: datetime) -> None:
    """Bring what the receipt's holder may read up to date."""
    if complaint.receipt_key is None:
        return
    standing: dict[str, Any] = {
        "number": complaint.number, "state": complaint.state, "category": complaint.category, "clock": complaint.clock,
        "received_at": plain(complaint.received_at), "due_on": plain(complaint.due_on), "outcome": complaint.outcome,
        "answer": complaint.answer, "answered_at": plain(complaint.answered_at), "updated_at": plain(at),
        "open": complaint.open, "talk": [_turn(complaint, turn) for turn in complaint.talk],
        **_photos(complaint, None), "review": _review(complaint.review), "review_until": plain(review_until(complaint)),
    }  # fmt: skip
    known = take.read_reply(complaint.receipt_key) or {}
    take.reply(complaint.receipt_key, known | {"complaint": standing}, at=at)


def enclose(complaint: Complaint, handed: Handed, *, turn: Turn | None = None) -> list[str]:
    """Put the photos that came with a slip beside the complaint, or beside one turn of its talk; their public ids."""
    found = [
        ComplaintPhoto(public_id=ids.public_id(), turn_id=turn.id if turn else None, enclosure=photo)
        for photo in take.enclosed(handed)
    ]
    complaint.photos.extend(found)
    session.flush()
    return [photo.public_id for photo in found]


def tell_of_photo(photo: Enclosure, at: datetime) -> None:
    """Once a photo was looked at: whoever sent one that is no picture reads it, and may send it again."""
    complaint = queries.complaint_of_photo(photo) if photo.state == UNREADABLE else None
    if complaint:
        tell_holder(complaint, at=at)


def say(complaint: Complaint, kind: str, text: str, *, by: Officer | None, at: datetime) -> Turn:
    """Add a turn to the talk through the receipt."""
    turn = Turn(public_id=ids.public_id(), at=at, kind=kind, by_id=by.id if by else None)
    turn.text = text
    complaint.talk.append(turn)
    session.flush()
    return turn


def send_news(complaint: Complaint, *, at: datetime) -> None:
    """Tell a complainant who gave a contact that there is something to read; a message never says what."""
    contact = complaint.contact or ""
    outbox.add("complaint-news", channel="email" if "@" in contact else "sms", to=contact, language="zh_Hans", at=at)


def review_until(complaint: Complaint) -> date | None:
    """The last day on which a review of the answer may be asked for, under the rule of the day it was answered.

    None while there is no answer, where a review was asked for already, or no rule sets a day.
    """
    if complaint.answered_at is None or complaint.review is not None:
        return None
    until = deadline(rules.ASK_REVIEW, complaint.answered_at)
    return until.due_on if until else None


def _turn(complaint: Complaint, turn: Turn) -> dict[str, Any]:
    on = plain(time.local_date(turn.at))
    return {"on": on, "kind": turn.kind, "text": turn.text, **_photos(complaint, turn)}


def _photos(complaint: Complaint, turn: Turn | None) -> dict[str, int]:
    """How many came, and of how many no picture could be made."""
    came = complaint.photos_of(turn)
    return {"photos": len(came), "unreadable": sum(photo.enclosure.state == UNREADABLE for photo in came)}


def _review(review: ComplaintReview | None) -> dict[str, Any] | None:
    if review is None:
        return None
    return {
        "state": review.state, "clock": review.clock, "asked_at": plain(review.asked_at), "outcome": review.outcome,
        "answer": review.answer, "answered_at": plain(review.answered_at),
    }  # fmt: skip
