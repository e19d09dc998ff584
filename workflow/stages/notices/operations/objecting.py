"""Objections: received at door or counter, judged by when and how they came, re-reviewed, ruled on, answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from workflow.base import audit, clock
from workflow.base.db import session
from workflow.doors.inbox import take
from workflow.doors.inbox.take import DeskReceipt
from workflow.doors.published import due
from workflow.kernel import ids
from workflow.kernel.errors import Invalid, N_
from workflow.places import packs
from workflow.staff.models import Officer
from workflow.stages.cases import moves
from workflow.stages.cases.states import State as CaseState
from workflow.stages.cases.states import Step as CaseStep
from workflow.stages.notices import queries, rules, states
from workflow.stages.notices.models import NoticeRow, Objection
from workflow.stages.notices.states import State, Step

SLIP = "objection"
RECEIVED = audit.declare("objection_received", "row", "state", "channel", "received_at")
DISMISSED = audit.declare("objection_dismissed", "reason")
ADMITTED = audit.declare("objection_admitted", "set", "objection", "notice")
RULED = audit.declare("objection_ruled", "set", "objection", "notice", "verdict", "new_amount")


def take_objections(*, by: Officer | None, at: datetime) -> list[Objection]:
    """Judge every objection that waits at the door by its stamp, however late it is read."""
    found = [_take(handed, by=by, at=at) for handed in take.waiting(SLIP)]
    return [objection for objection in found if objection]


def _take(handed: take.Handed, *, by: Officer | None, at: datetime) -> Objection | None:
    told, row = handed.payload, queries.row_by_public_id(str(handed.payload.get("row")))
    taker = by.id if by else None
    if row is None or row.notice.state == states.DRAFTED:
        take.take(handed, became="no such entry", by=taker, at=at)
        take.reply(handed.receipt_key, {"objection": {"state": str(State.INADMISSIBLE)}}, at=at)
        return None
    objection = _receive(
        row, told, channel="online", received_at=handed.received_at, receipt_key=handed.receipt_key, by=by, at=at
    )
    take.take(handed, became=objection.stream, by=taker, at=at)
    return objection


def record_objection(
    row: NoticeRow, *, channel: str, standing: str, name: str, contact: str, reason: str, received_at: datetime,
    by: Officer, at: datetime, receipt_key: str | None = None,
) -> Objection:  # fmt: skip
    """Write down an objection that came on paper or by word of mouth.

    When it was received decides, not when it is typed in; both are kept. Invalid for an instant in the future or before
    the list was up.
    """
    if received_at > at:
        raise Invalid(N_("It cannot have been received in the future."), field="received_at")
    if row.notice.posted_at is None or received_at < row.notice.posted_at:
        raise Invalid(N_("It cannot have been received before the list was posted."), field="received_at")
    told = {"standing": standing, "name": name, "contact": contact, "reason": reason}
    return _receive(row, told, channel=channel, received_at=received_at, receipt_key=receipt_key, by=by, at=at)


def write_down(
    row: NoticeRow, *, nonce: str, received_at: datetime, by: Officer, at: datetime, **told: str
) -> tuple[Objection, DeskReceipt]:
    """Record an objection brought to the desk and give its receipt at once, before anything else can come of it.

    The same form again gives the same objection and the same digits. Raises as `record_objection` does.
    """
    queries.hold(row)
    earlier = queries.objection_by_receipt_key(take.first_key(nonce))
    if earlier is not None:
        return earlier, take.desk_receipt(nonce, SLIP, earlier.received_at, kept=earlier.receipt_key)
    given = take.desk_receipt(nonce, SLIP, received_at)
    made = record_objection(row, **told, received_at=received_at, receipt_key=given.key, by=by, at=at)
    take.add_to_reply(given.key, {"kind": SLIP, "received_at": moves.plain(received_at)}, at=at)
    return made, given


def _receive(
    row: NoticeRow, told: dict[str, Any], *, channel: str, received_at: datetime, receipt_key: str | None,
    by: Officer | None, at: datetime,
) -> Objection:  # fmt: skip
    objection = Objection(
        public_id=ids.public_id(), row=row, channel=channel, in_writing=channel in rules.IN_WRITING,
        state=_judge(row, channel in rules.IN_WRITING, received_at), standing=str(told.get("standing", ""))[:20],
        receipt_key=receipt_key, received_at=received_at, recorded_at=at,
    )  # fmt: skip
    objection.objector, objection.contact = told.get("name"), told.get("contact")
    objection.reason = str(told.get("reason") or "–")
    session.add(objection)
    session.flush()
    audit.record(
        RECEIVED, objection.stream, at=at, by=by.id if by else None, row=row.public_id, state=str(objection.state),
        channel=channel, received_at=received_at.isoformat(),
    )  # fmt: skip
    _answer(objection, at=at)
    return objection


def _judge(row: NoticeRow, in_writing: bool, received_at: datetime) -> State:
    day, notice = clock.local_date(received_at), row.notice
    must = packs.value("objection.in_writing", day, slug=notice.pack).value is not False
    in_time = notice.over_at is None or received_at < notice.over_at
    return rules.judged(in_writing=in_writing, must_be_written=must, in_time=in_time)


def admit(objection: Objection, *, by: Officer, at: datetime) -> None:
    """Admit an objection to re-review: its case is disputed from now on and nothing of it is paid out.

    Whoever surveyed, voted or decided on the case, or has a tie to the household, is refused.
    """
    state = states.after(objection.state, Step.ADMIT)
    row, case = objection.row, objection.row.case
    moves.take_hand(case, by, moves.RULE, at=at)
    changed = moves.advance(case, CaseStep.ADMIT_OBJECTION, at=at, next_on=clock.local_date(at))
    objection.state, row.state = state, states.DISPUTED
    session.flush()
    names = {"objection": objection.public_id, "notice": row.notice.public_id}
    audit.record(ADMITTED, case.stream, at=at, by=by.id, set=changed, **names)
    moves.tell_holder(case, at=at)
    _answer(objection, at=at)


def dismiss(objection: Objection, *, reason: str, by: Officer, at: datetime) -> None:
    """Find an objection not admissible, with the reason; feedback takes it as a complaint instead."""
    objection.state = states.after(objection.state, Step.DISMISS)
    objection.ruling = reason
    session.flush()
    audit.record(DISMISSED, objection.stream, at=at, by=by.id, reason=reason)
    _answer(objection, at=at)


def rule(
    objection: Objection, *, verdict: str, ruling: str, new_amount: int | None, by: Officer, at: datetime
) -> None:
    """Rule on an admitted objection.

    `rejected`: the entry stands and its period goes on. `upheld`: the entry comes off the list; the case goes back
    to be posted with `new_amount` (fen), or is refused where there is none. Invalid for an amount that is not below the
    posted one.
    """
    states.after(objection.state, Step.UPHOLD if verdict == State.UPHELD else Step.REJECT)
    case, row = objection.row.case, objection.row
    moves.take_hand(case, by, moves.RULE, at=at)
    changed: dict[str, Any] = {}
    if verdict == State.UPHELD:
        _check_amount(row, new_amount)
        changed = _uphold(row, new_amount, at=at)
        for each in queries.open_objections(row):
            _settle(each, State.UPHELD, ruling, new_amount, by=by, at=at)
    else:
        _settle(objection, State.REJECTED, ruling, None, by=by, at=at)
        if not queries.open_objections(row):
            changed = _reject(row, at=at)
    session.flush()
    names = {"objection": objection.public_id, "notice": row.notice.public_id}
    audit.record(
        RULED, case.stream, at=at, by=by.id, set=changed, verdict=verdict, new_amount=new_amount, **names
    )
    result = {"result": {"verdict": "refuse", "amount": None, "reason": ruling}}
    moves.tell_holder(case, at=at, **(result if case.state == CaseState.REFUSED else {}))


def _check_amount(row: NoticeRow, new_amount: int | None) -> None:
    """Whoever rules takes away; to grant more than was decided and posted is nobody's part here."""
    if new_amount is not None and not 0 < new_amount < row.amount:
        raise Invalid(N_("An objection is upheld by less than the posted amount, or by none."), field="new_amount")


def _uphold(row: NoticeRow, new_amount: int | None, *, at: datetime) -> dict[str, Any]:
    case = row.case
    before = _dispute(row, at=at)
    row.state, row.online = states.REMOVED, False
    due.leave("notice", row.notice.public_id, at=at)
    if new_amount is None:
        return before | moves.advance(case, CaseStep.REFUSE, at=at)
    column = "passed_amount" if case.state == CaseState.FOREPOSTED else "granted_amount"
    today = clock.local_date(at)
    return before | moves.advance(case, CaseStep.UPHOLD, at=at, next_on=today, **{column: new_amount})


def _reject(row: NoticeRow, *, at: datetime) -> dict[str, Any]:
    before = _dispute(row, at=at)
    row.state = states.ON
    return before | moves.advance(row.case, CaseStep.REJECT_OBJECTION, at=at, next_on=row.notice.last_on)


def _dispute(row: NoticeRow, *, at: datetime) -> dict[str, Any]:
    """A case that was approved, or came to its contracts, while the objection stood is disputed only now."""
    if row.case.state in (CaseState.POSTED, CaseState.SIGNABLE):
        return moves.advance(row.case, CaseStep.ADMIT_OBJECTION, at=at)
    return {}


def _settle(
    objection: Objection, verdict: State, ruling: str, new_amount: int | None, *, by: Officer, at: datetime
) -> None:
    if objection.state == State.RECEIVED:
        objection.state = states.after(objection.state, Step.ADMIT)
    objection.state = states.after(objection.state, Step.UPHOLD if verdict == State.UPHELD else Step.REJECT)
    objection.ruled_by_id, objection.ruled_at = by.id, at
    objection.ruling, objection.new_amount = ruling, new_amount
    _answer(objection, at=at)


def _answer(objection: Objection, *, at: datetime) -> None:
    """Tell the objector, who holds the receipt, where the objection stands."""
    if objection.receipt_key is None:
        return
    told = {
        "state": str(objection.state), "ruling": objection.ruling, "notice": objection.row.notice.public_id,
        "ruled_at": moves.plain(objection.ruled_at),
    }  # fmt: skip
    known = take.read_reply(objection.receipt_key) or {}
    take.reply(objection.receipt_key, known | {"objection": told}, at=at)


