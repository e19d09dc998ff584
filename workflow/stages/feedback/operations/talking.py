"""Talk through the receipt alone: a longer limit with its reason, a question, what the complainant says to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from workflow.base import audit
from workflow.base import clock as time
from workflow.doors.inbox import take
from workflow.doors.inbox.take import Handed
from workflow.kernel.errors import Conflict, Invalid, N_
from workflow.places import packs
from workflow.policy.terms import Deadline
from workflow.staff.models import Officer
from workflow.stages.feedback import queries, rules
from workflow.stages.feedback.models import Complaint
from workflow.stages.feedback.operations.concern import concerned, exclude, spread
from workflow.stages.feedback.operations.merging import refuse_giving_away
from workflow.stages.feedback.operations.standing import change, deadline, enclose, say, send_news, tell_holder
from workflow.stages.feedback.states import State, Step, after

EXTENDED = audit.declare("complaint_extended", "set", "turn")
QUESTION_ASKED = audit.declare("complaint_question_asked", "turn")
REPLY_TAKEN = audit.declare("complaint_reply_taken", "set", "excluded", "turn", "photos")


def longer(complaint: Complaint) -> Deadline | None:
    """The limit that could follow the running one, counted from the day of receipt; None where no rule gives more."""
    if complaint.clock is None or complaint.due_on is None:
        return None
    key = rules.LONGER.get(complaint.clock["limit"]["key"])
    found = deadline(key, complaint.received_at) if key else None
    return found if found and found.due_on > complaint.due_on else None


def extend(complaint: Complaint, *, why: str, by: Officer, at: datetime) -> None:
    """Give a complaint that proves complex the next limit of its rule, before the running one is over.

    The complainant reads the reason at once. The longest limit is given by somebody else than whoever handles it.
    """
    state, found = after(complaint.state, Step.EXTEND), longer(complaint)
    if found is None:
        raise Conflict(N_("The rules give no longer limit for this complaint."))
    if complaint.due_on is not None and time.local_date(at) > complaint.due_on:
        raise Conflict(N_("The limit is over: it can no longer be extended."))
    if found.limit.key == rules.APPROVED_BY_ANOTHER and by.id == complaint.assigned_to_id:
        raise Conflict(N_("The longest limit is given by somebody else than whoever handles the complaint."))
    if not why:
        raise Invalid(N_("Write the reason; the complainant reads it."), field="why")
    refuse_giving_away([complaint], why, field="why")
    value = packs.value(found.limit.key, time.local_date(complaint.received_at))
    changed = change(
        complaint, state=str(state), clock=found.as_dict(), due_on=found.due_on,
        rule=f"{value.pack}@{value.from_.isoformat()}",
    )  # fmt: skip
    turn = say(complaint, rules.EXTENSION, why, by=by, at=at)
    audit.record(EXTENDED, complaint.stream, at=at, by=by.id, set=changed, turn=turn.public_id)
    _tell(complaint, at)


def ask(complaint: Complaint, *, question: str, by: Officer, at: datetime) -> None:
    """Ask the complainant something; whoever gave no name reads and answers it with the receipt all the same."""
    if complaint.state != State.ASSIGNED:
        raise Conflict(N_("A question is asked while the complaint is being examined."))
    if not question:
        raise Invalid(N_("Write the question."), field="question")
    refuse_giving_away([complaint], question, field="question")
    if complaint.receipt_key is None:
        raise Conflict(N_("No receipt was given for this complaint, so no question could be read."))
    turn = say(complaint, rules.QUESTION, question, by=by, at=at)
    audit.record(QUESTION_ASKED, complaint.stream, at=at, by=by.id, turn=turn.public_id)
    _tell(complaint, at)


def take_reply(handed: Handed, *, at: datetime) -> Complaint | None:
    """Put what the holder of a receipt says beside the complaint; whomever these words name is kept out from now on.

    None where no complaint stands behind the receipt, or it had ended when this was handed in: the slip is kept, and
    nothing follows from it.
    """
    complaint = queries.complaint_by_receipt(handed.payload["receipt_key"])
    heard = complaint is not None and _counts(complaint, handed.received_at)
    take.take(handed, became=complaint.stream if complaint and heard else "nothing", by=None, at=at)
    if complaint is None or not heard:
        return None
    turn = say(complaint, rules.REPLY, handed.payload["text"], by=None, at=handed.received_at)
    photos = enclose(complaint, handed, turn=turn)
    changed, excluded = exclude(complaint, concerned(complaint))
    told: dict[str, Any] = {"turn": turn.public_id, "photos": photos}
    audit.record(REPLY_TAKEN, complaint.stream, at=at, set=changed, excluded=excluded, **told)
    spread(complaint, at=at)
    tell_holder(complaint, at=at)
    return complaint


def _counts(complaint: Complaint, said_at: datetime) -> bool:
    """Whoever spoke before the answer is heard, though it be read after; what was taken back hears nothing more."""
    return complaint.open or (complaint.answered_at is not None and said_at <= complaint.answered_at)


def _tell(complaint: Complaint, at: datetime) -> None:
    tell_holder(complaint, at=at)
    send_news(complaint, at=at)
