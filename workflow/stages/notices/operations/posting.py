"""Drafting, posting and closing a notice: two people, one period from the rules, nothing before its end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from workflow.base import audit, clock
from workflow.base.db import session
from workflow.doors.published import due
from workflow.kernel import ids, personal
from workflow.kernel.errors import Conflict, Forbidden, Invalid, N_
from workflow.places import packs
from workflow.places.models import Village
from workflow.policy.terms import Period
from workflow.staff.models import Officer
from workflow.stages.cases import moves
from workflow.stages.cases import operations as cases
from workflow.stages.cases.clock import RUNNING
from workflow.stages.cases.models import Case
from workflow.stages.cases.rules import CAMPAIGN
from workflow.stages.cases.states import State as CaseState
from workflow.stages.cases.states import Step
from workflow.stages.notices import naming, periods, queries, rules, showing, states
from workflow.stages.notices.models import Notice, NoticeRow
from workflow.stages.notices.operations import objecting
from workflow.stages.people import queries as people

DRAFTED = audit.declare("notice_drafted", "flow", "village", "days", "cases")
REMARKED = audit.declare("notice_entry_remarked", "row")
DISCARDED = audit.declare("notice_discarded")
POSTED = audit.declare("notice_posted", "days", "first_day", "last_day", "effective_on", "rows", "online")
CASE_POSTED = audit.declare("case_posted", "set", "notice", "first_day", "last_day", "subject_to_approval")
CLOSED = audit.declare("notice_closed", "cleared", "held")
CLEARED = audit.declare("case_cleared", "set", "notice")
TAKEN_OFF = audit.declare("notice_entry_taken_off", "row", "because")


def draft(
    *, village: Village, cases: Sequence[Case], days: int | None, place: str, by: Officer, at: datetime
) -> Notice:
    """Draw up a list for one village. Kind and length come from the rules the cases were accepted under.

    Invalid where a case cannot be on it, where the village differs or the rules do not allow that many days.
    """
    pack, on = _one_pack(cases), clock.local_date(at)
    if any(personal.numbers_in(place)):
        raise Invalid(N_("Name the place without any telephone or identity number."), field="place")
    kind = str(packs.required("flow.notice", on, slug=pack).value)
    if kind not in rules.SPANS:
        raise Invalid(N_("These rules ask for no public notice."), field="cases")
    notice = Notice(
        public_id=ids.public_id(), kind=kind, village=village, office_id=village.office_id, place=place, pack=pack,
        days=rules.days_within(periods.span(pack, kind, on).value, days), drafted_by_id=by.id, drafted_at=at,
    )  # fmt: skip
    if left_out := _left_out(cases):
        raise Invalid(_EXCLUDED, field="cases", number=left_out.number)
    session.add(notice)
    notice.rows = [_row(case, village, pack, on) for case in cases]
    session.flush()
    audit.record(
        DRAFTED, notice.stream, at=at, by=by.id,
        flow=kind, village=village.code, days=notice.days, cases=[case.public_id for case in cases],
    )  # fmt: skip
    return notice


_EXCLUDED = N_("A ground for exclusion stands for the household of case %(number)s: no list names it.")


def _left_out(cases: Sequence[Case]) -> Case | None:
    """The first of these cases whose household a ground of the rules leaves out (S43: no row for it)."""
    out = people.excluded_among(case.household_id for case in cases)
    return next((case for case in cases if case.household_id in out), None)


def _one_pack(cases: Sequence[Case]) -> str:
    packs_of_cases = {case.pack for case in cases}
    if not packs_of_cases:
        raise Invalid(N_("Choose at least one case."), field="cases")
    if len(packs_of_cases) > 1:
        raise Invalid(N_("Cases under different rules cannot share a list."), field="cases")
    return packs_of_cases.pop()


def _row(case: Case, village: Village, pack: str, on: date) -> NoticeRow:
    if case.household.village_id != village.id:
        raise Invalid(N_("Case %(number)s is of another village."), field="cases", number=case.number)
    if queries.live_row(case):
        raise Invalid(N_("Case %(number)s is on a list already."), field="cases", number=case.number)
    moves.check(case, Step.POST)
    row = NoticeRow(public_id=ids.public_id(), case=case, online=False, state=states.ON)
    row.subject_to_approval, row.amount = _standing(case, pack, on)
    return row


def _standing(case: Case, pack: str, on: date) -> tuple[bool, int]:
    """Whether the entry is still subject to approval, and its amount in fen."""
    levels = [term.code for term in packs.required("authority.levels", on, slug=pack).value]
    foreposting = bool(packs.value("flow.foreposting", on, slug=pack).value)
    subject = rules.subject_to_approval(case.state, case.level, levels, foreposting=foreposting)
    return subject, int((case.passed_amount if subject else case.granted_amount) or 0)


def remark(row: NoticeRow, text: str, *, by: Officer, at: datetime) -> None:
    """Add the word that neighbours know a household by to its entry of a draft, where namesakes would look alike.

    The list is another than the one somebody may be looking at in order to post it: its version moves. Invalid for a
    word with a personal number or any long run of digits in it.
    """
    _check_state(row.notice, states.DRAFTED)
    if any(personal.numbers_in(text)) or naming.has_date(text):
        raise Invalid(N_("Use a word, such as a part of the village: no number, no birthday."), field="remark")
    row.remark = text or None
    flag_modified(row.notice, "state")
    session.flush()
    audit.record(REMARKED, row.notice.stream, at=at, by=by.id, row=row.public_id)


def discard(notice: Notice, *, by: Officer, at: datetime) -> None:
    """Throw a draft away; what was posted is never removed."""
    _check_state(notice, states.DRAFTED)
    audit.record(DISCARDED, notice.stream, at=at, by=by.id)
    for row in list(notice.rows):
        session.delete(row)
    session.flush()
    session.delete(notice)
    session.flush()


def post(notice: Notice, *, by: Officer, at: datetime) -> Period:
    """Put a drafted list up, by another person. The period starts with the server's own day and is never typed in.

    An entry goes online only with the household's recorded consent; without it the period runs on the paper list.
    """
    _check_state(notice, states.DRAFTED)
    if by.id == notice.drafted_by_id:
        raise Forbidden(N_("Whoever drafted a list does not post it; a second person must."))
    on = clock.local_date(at)
    period = periods.period(notice.pack, notice.kind, notice.days, on)
    _check_unchanged(notice, on)
    showing.check_apart(notice, on)
    showing.check_code(notice, on)
    agreed = queries.consenting(row.case.household_id for row in notice.rows)
    for row in notice.rows:
        row.online = row.case.household_id in agreed
    notice.state, notice.posted_by_id, notice.posted_at = states.POSTED, by.id, at
    notice.period, notice.last_on = period.as_dict(), period.last_day
    notice.ends_at = periods.ends_at(notice.pack, period.last_day, on)
    session.flush()
    for row in notice.rows:
        _post_case(row, period, by=by, at=at)
    audit.record(
        POSTED, notice.stream, at=at, by=by.id, days=notice.days, first_day=period.first_day.isoformat(),
        last_day=period.last_day.isoformat(), effective_on=period.effective_on.isoformat(),
        rows=[row.public_id for row in notice.rows], online=sum(row.online for row in notice.rows),
    )  # fmt: skip
    due.leave("notice", notice.public_id, at=at)
    return period


def _check_state(notice: Notice, wanted: str) -> None:
    if notice.state != wanted:
        raise Conflict(
            N_("This list is “%(state)s”: that step is not open any more."),
            state=states.NOTICE_LABELS.get(notice.state, notice.state),
        )


def _check_unchanged(notice: Notice, on: date) -> None:
    if left_out := _left_out([row.case for row in notice.rows]):
        raise Conflict(_EXCLUDED, number=left_out.number)
    for row in notice.rows:
        if (row.subject_to_approval, row.amount) != _standing(row.case, notice.pack, on):
            raise Conflict(
                N_("Case %(number)s has changed since this list was drafted. Discard it and draft it anew."),
                number=row.case.number,
            )


def _post_case(row: NoticeRow, period: Period, *, by: Officer, at: datetime) -> None:
    case, last = row.case, period.last_day
    told_here = case.channel == CAMPAIGN and not row.subject_to_approval  # the list itself tells who never applied
    answered = {"answered_at": at} if told_here else {}
    changed = moves.advance(case, Step.POST, at=at, next_on=next_day(case, last), **answered)
    audit.record(
        CASE_POSTED, case.stream, at=at, by=by.id, set=changed, notice=row.notice.public_id,
        first_day=period.first_day.isoformat(), last_day=last.isoformat(), subject_to_approval=row.subject_to_approval,
    )  # fmt: skip
    moves.tell_holder(case, at=at, notice=told(row))


def next_day(case: Case, last: date) -> date:
    """What is due next in a posted case: the last day of its notice, or the promise's where that comes first."""
    return min(last, case.due_on) if case.clock_state == RUNNING and case.due_on else last


def following(case: Case, due_on: date) -> date | None:
    """What is due next in a case whose promise runs until `due_on` now: never later than the last day of its notice."""
    row = queries.live_row(case) if case.state in (CaseState.POSTED, CaseState.FOREPOSTED) else None
    if row is None or row.notice.last_on is None:
        return cases.following(case, due_on)
    return min(row.notice.last_on, due_on)


def told(row: NoticeRow) -> dict[str, Any]:
    """What the holder of the case's receipt reads of its notice."""
    notice, period = row.notice, row.notice.period or {}
    where = {"id": notice.public_id, "kind": notice.kind, "state": notice.state}
    ends = {name: period.get(name) for name in ("first_day", "last_day", "effective_on")}
    longer = {"extensions": notice.extensions} if notice.extensions else {}
    return {**where, **ends, **longer, "online": row.online, "entry": row.state}


def take_off(row: NoticeRow, *, because: str, by: Officer | None, at: datetime) -> None:
    """Take an entry off the public page within its period (consent withdrawn); the period runs on on paper."""
    row.online = False
    audit.record(
        TAKEN_OFF, row.notice.stream, at=at, by=by.id if by else None, row=row.public_id, because=because
    )
    moves.tell_holder(row.case, at=at, notice=told(row))


def close(notice: Notice, *, by: Officer | None, at: datetime) -> list[NoticeRow]:
    """Close a notice after its last day; returns the entries that stand unopposed and were cleared.

    Slips that wait at the door are judged first: an objection handed in in time counts, whenever it is read. What an
    objection stands against stays held. Conflict before the last day is over.
    """
    _check_state(notice, states.POSTED)
    rules.check_over(clock.local_date(at), notice.last_on or clock.local_date(at))
    objecting.take_objections(by=by, at=at)
    notice.state, notice.closed_at = states.CLOSED, at
    _drop_ended(notice)
    held = [row for row in notice.rows if queries.open_objections(row)]
    cleared = [row for row in notice.rows if row.state == states.ON and row not in held]
    for row in cleared:
        clear(row, by=by, at=at)
    session.flush()
    audit.record(
        CLOSED, notice.stream, at=at, by=by.id if by else None,
        cleared=[row.public_id for row in cleared], held=[row.public_id for row in held],
    )  # fmt: skip
    return cleared


def _drop_ended(notice: Notice) -> None:
    """Entries whose case ended meanwhile (withdrawn, refused) are off the list."""
    for row in notice.rows:
        if not queries.stands(row):
            row.state = states.REMOVED


def clear(row: NoticeRow, *, by: Officer | None, at: datetime) -> None:
    """Let the case of an unopposed entry of a closed notice go on: payable, effective, or waiting for its approval."""
    if row.notice.state != states.CLOSED or queries.open_objections(row):
        raise Conflict(N_("Nothing is cleared while its notice runs or an objection stands against it."))
    case = row.case
    row.state = states.CLEARED
    step = Step.CLEAR_LOAN if row.notice.kind == "loan" else Step.CLEAR_LINE
    changed = moves.advance(case, step, at=at)
    audit.record(
        CLEARED, case.stream, at=at, by=by.id if by else None, set=changed, notice=row.notice.public_id
    )
    moves.tell_holder(case, at=at, notice=told(row))
