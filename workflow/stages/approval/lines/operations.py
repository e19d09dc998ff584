"""Signing a batch line form, approving or returning it, and having a meeting sit again; each act one event.

Whoever surveyed a household, sat on its panel, recorded its meeting or signed the form does not approve its line; nor
does who has a tie to it. They keep out of that row alone: it waits for somebody else.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm.attributes import flag_modified

from workflow.base import audit
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.kernel import ids
from workflow.kernel.errors import Conflict, Forbidden, Invalid, N_
from workflow.places.models import Village
from workflow.staff.models import Officer
from workflow.stages.appraisal.panel.models import Appraisal
from workflow.stages.appraisal.panel.states import State as Form
from workflow.stages.appraisal.panel.states import Step as FormStep
from workflow.stages.appraisal.panel.states import after as form_after
from workflow.stages.approval.lines import queries
from workflow.stages.approval.lines.models import LineBatch, LineRow
from workflow.stages.approval.lines.states import State, Step, after
from workflow.stages.approval.operations import decide, send_on
from workflow.stages.approval.rules import Verdict
from workflow.stages.cases.models import Case
from workflow.stages.cases.operations import Settled, check_lines, propose
from workflow.stages.people.keyed import refuse_tied

SIGNED = audit.declare("line_batch_signed", "village", "product", "lines")
APPROVED = audit.declare("line_batch_approved", "state", "cases", "granted", "sent_up", "left")
RETURNED = audit.declare("line_batch_returned", "state", "why", "lines")
REOPENED = audit.declare("appraisal_reopened", "state", "why", "settled_line")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a form's rows: granted here, proposed to the level above, left for another approver, or not ready
    because the rules do not carry the line with the household's credit grade."""

    granted: int
    sent_up: int
    left: int
    unready: int = 0


def sign(village: Village, forms: Collection[Appraisal], *, product: str, by: Officer, at: datetime) -> LineBatch:
    """Put settled lines on a form and sign it; whoever has a tie to a household leaves its line to another one.

    Invalid without a line or where the rules do not let such lines be made of the product, Conflict for a line that is
    not ready (any more).
    """
    on = local_date(at)
    mine = _signable(village, forms, by, at)
    settled = [(form.survey.household, form.settled_line or 0) for form in mine]
    check_lines(settled, product=product, on=on)
    batch = LineBatch(
        public_id=ids.public_id(), village=village, state=str(State.SIGNED), product=product, rules_on=on, signed_at=at,
        signed_by=by,
    )  # fmt: skip
    batch.rows = [LineRow(appraisal=form, amount=form.settled_line, live=True) for form in mine]
    session.add(batch)
    for form in mine:
        if form.state == Form.ESCALATED:
            form.state = str(form_after(form.state, FormStep.PROPOSE))
    session.flush()
    lines = [[row.appraisal.public_id, row.amount] for row in batch.rows]
    audit.record(SIGNED, batch.stream, at=at, by=by.id, village=village.code, product=product, lines=lines)
    return batch


def _signable(village: Village, forms: Collection[Appraisal], by: Officer, at: datetime) -> list[Appraisal]:
    known = queries.ready(village, local_date(at))
    if not set(forms) <= set(known):
        raise Conflict(N_("A line has changed since this page was made. Open it again."))
    tied = queries.tied(by.id, (form.survey.household_id for form in forms))
    mine = [form for form in known if form in forms and form.survey.household_id not in tied]
    if not mine:
        raise Invalid(N_("There is no settled line here that you may sign."), field="groups")
    return mine


def approve(batch: LineBatch, *, by: Officer, at: datetime) -> Outcome:
    """Make cases of the signed lines: granted where they lie within the office's authority. Of a line above it the
    approval is a proposal: it goes up and is decided there, once.

    Lines that the rules do not carry stay on the form: a credit grade is lacking, or the household would owe too much
    without security. Forbidden for whoever signed it, for another office, and where a tie or another part leaves no row
    to this person; Conflict where none of the rest is ready.
    """
    after(batch.state, Step.APPROVE)
    if by.id == batch.signed_by_id:
        raise Forbidden(N_("Whoever signed a batch line form does not approve it."))
    if by.office_id != batch.office.id:
        raise Forbidden(N_("A batch line form is approved in the office of its village."))
    share = queries.to_approve_here(batch, by, local_date(at))
    _check_any(share)
    batch.state = str(after(batch.state, Step.APPROVE_SOME if share.left + share.unready else Step.APPROVE))
    if batch.state == State.APPROVED:
        batch.approved_by, batch.ended_at = by, at
    flag_modified(batch, "state")  # also where rows are left: of two who approve at once, one is told to look again
    session.flush()
    made = _cases(batch, share.mine, by=by, at=at)
    granted = [case for case in made if case.level == batch.office.level]
    for case in made:
        if case in granted:
            decide(case, verdict=Verdict.GRANT, by=by, at=at)
        else:
            send_on(case, level=batch.office.level, by=by, at=at)
    session.flush()
    done = Outcome(len(granted), len(made) - len(granted), share.left, share.unready)
    audit.record(
        APPROVED, batch.stream, at=at, by=by.id, state=batch.state, cases=[case.public_id for case in made],
        granted=done.granted, sent_up=done.sent_up, left=done.left + done.unready,
    )  # fmt: skip
    return done


def _check_any(share: queries.Share[LineRow]) -> None:
    if share.mine:
        return
    if share.unready:
        raise Conflict(N_("No line of this form is ready: each row says what it lacks."))
    raise Forbidden(N_("You have a tie to or another part in every line of this form."))


def _cases(batch: LineBatch, rows: Sequence[LineRow], *, by: Officer, at: datetime) -> list[Case]:
    hands = queries.hands(rows, batch.signed_by_id)
    lines = [_settled(row, hands[row.id]) for row in rows]
    made = propose(lines, product=batch.product, by=by, at=at)
    for row, case in zip(rows, made, strict=True):
        row.case = case
    session.flush()
    return made


def _settled(row: LineRow, hands: dict[int, str]) -> Settled:
    household = row.appraisal.survey.household
    return Settled(household, household.named_by, row.amount, row.appraisal.public_id, tuple(hands.items()))


def approve_above(batch: LineBatch, *, by: Officer, at: datetime) -> int:
    """Grant every line of a form that waits for this person's level; returns how many. Conflict where none waits.

    Lines of households this person has a tie to, or another part in, wait for somebody else.
    """
    share = queries.to_approve_above(batch, by)
    mine = share.mine
    if not mine:
        raise Conflict(N_("No line of this form waits for you."))
    for case in mine:
        decide(case, verdict=Verdict.GRANT, by=by, at=at)
    public_ids = [case.public_id for case in mine]
    audit.record(
        APPROVED, batch.stream, at=at, by=by.id, state=batch.state, cases=public_ids, granted=len(mine), sent_up=0,
        left=share.left + share.unready,
    )  # fmt: skip
    return len(mine)


def send_back(batch: LineBatch, *, why: str, by: Officer, at: datetime) -> None:
    """Return a form, in writing: lines that are no cases yet stand on no form again.

    Forbidden for whoever signed it, Invalid without a reason.
    """
    state = after(batch.state, Step.RETURN)
    if by.id == batch.signed_by_id:
        raise Forbidden(N_("Whoever signed a batch line form does not approve it."))
    if not why:
        raise Invalid(N_("Please give the reason in writing."), field="why")
    freed = [row for row in queries.rows_of(batch) if row.case_id is None]
    for row in freed:
        row.live = False
        if row.appraisal.state == Form.PROPOSED:
            row.appraisal.state = str(form_after(row.appraisal.state, FormStep.RETURN))
    batch.state, batch.why, batch.ended_at = str(state), why, at
    session.flush()
    lines = [row.appraisal.public_id for row in freed]
    audit.record(RETURNED, batch.stream, at=at, by=by.id, state=batch.state, why=why, lines=lines)


def reopen(form: Appraisal, *, why: str, by: Officer, at: datetime) -> None:
    """Have the meeting sit again on a household whose line stands on no form; what was settled stays in the event."""
    refuse_tied(form.survey.household, by)
    state, was = form_after(form.state, FormStep.REOPEN), form.settled_line
    if not why:
        raise Invalid(N_("Please give the reason in writing."), field="why")
    if queries.row_of(form) is not None:
        raise Conflict(N_("This line stands on a batch line form. Have that returned first."))
    for signature in list(form.signatures):
        session.delete(signature)
    session.flush()
    session.expire(form, ["signatures"])
    form.state, form.settled_line, form.opinion, form.above_authority = str(state), None, "", False
    form.appraised_at = form.recorded_by_id = None
    session.flush()
    audit.record(REOPENED, form.stream, at=at, by=by.id, state=form.state, why=why, settled_line=was)
