"""Forming a panel, declaring a tie, and the meeting that settles a household's line; each act one event."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from workflow.base import audit
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.kernel import ids
from workflow.kernel.errors import Conflict, Invalid, N_
from workflow.places import packs
from workflow.places.models import Office, Village
from workflow.staff.models import Officer
from workflow.stages.appraisal.panel import queries, rules
from workflow.stages.appraisal.panel.models import Appraisal, Panel, Seat, SeatRecusal, Signature
from workflow.stages.appraisal.panel.states import State, Step, after
from workflow.stages.appraisal.survey import queries as surveys
from workflow.stages.appraisal.survey.models import Survey
from workflow.stages.people.keyed import refuse_tied
from workflow.stages.people.models import Household
from workflow.stages.people.rules import TIES

FORMED = audit.declare("panel_formed", "sort", "village", "members")
DISSOLVED = audit.declare("panel_dissolved", "why")
RECUSED = audit.declare("panel_member_recused", "seat", "household", "nature")
PREPARED = audit.declare("appraisal_prepared", "survey", "panel", "proposed_line")
SETTLED = audit.declare("appraisal_settled", "state", "settled_line", "said", "above_authority", "signed", "recused")
RULED = audit.declare("appraisal_ruled", "state")


def form_panel(
    *, kind: str, name: str, village: Village | None, office: Office, members: Sequence[rules.Member], by: Officer,
    at: datetime,
) -> Panel:  # fmt: skip
    """Form a panel as the rules compose it; Invalid names the rule that is broken."""
    on = local_date(at)
    if kind not in rules.KINDS:
        raise Invalid(N_("Choose a kind of panel."), field="kind")
    if kind in rules.LOCAL and village is None:
        raise Invalid(N_("Choose the village of this panel."), field="village")
    kept_out = queries.kept_out(village.id if village else None, on)
    rules.check_members(members, queries.composition(kind, on), kept_out=kept_out)
    panel = Panel(
        public_id=ids.public_id(), kind=kind, name=name, village=village, office=office, rules_on=on, formed_at=at,
        formed_by_id=by.id,
    )  # fmt: skip
    panel.seats = [
        Seat(position=place, name=member.name, capacity=member.capacity, officer_id=member.officer_id)
        for place, member in enumerate(members, 1)
    ]
    session.add(panel)
    session.flush()
    capacities = [member.capacity for member in members]
    code = village.code if village else None
    audit.record(FORMED, panel.stream, at=at, by=by.id, sort=kind, village=code, members=capacities)
    return panel


def dissolve(panel: Panel, *, why: str, by: Officer, at: datetime) -> None:
    """End a panel, in writing: members are not exchanged one by one, another panel is formed."""
    if panel.dissolved_at is not None:
        raise Conflict(N_("This panel is dissolved already."))
    if not why:
        raise Invalid(N_("Please give the reason in writing."), field="why")
    panel.dissolved_at = at
    session.flush()
    audit.record(DISSOLVED, panel.stream, at=at, by=by.id, why=why)


def recuse(seat: Seat, household: Household, *, nature: str, by: Officer, at: datetime) -> SeatRecusal:
    """Record that a member has a tie to a household: from now on no value and no signature of theirs on it."""
    if nature not in TIES:
        raise Invalid(N_("Choose what ties this member to the household."), field="nature")
    if (seat.id, household.id) in queries.recused(seat.panel, [household.id]):
        raise Conflict(N_("This tie is declared already."))
    made = SeatRecusal(seat_id=seat.id, household_id=household.id, nature=nature, declared_by_id=by.id, declared_at=at)
    session.add(made)
    session.flush()
    audit.record(
        RECUSED, seat.panel.stream, at=at, by=by.id, seat=seat.position, household=household.public_id, nature=nature
    )
    return made


def prepare(panel: Panel, survey: Survey, *, by: Officer, at: datetime) -> Appraisal:
    """Put a household's summary before the panel, without respondents and questionnaires (Q08)."""
    if panel.dissolved_at is not None:
        raise Conflict(N_("This panel is dissolved already."))
    refuse_tied(survey.household, by)
    if survey not in queries.to_meet(panel) or survey.line is None:
        raise Conflict(N_("This household does not wait for this panel."))
    made = Appraisal(
        public_id=ids.public_id(), survey=survey, panel=panel, state=str(State.PREPARED), proposed_line=survey.line,
        prepared_at=at,
    )  # fmt: skip
    session.add(made)
    session.flush()
    audit.record(
        PREPARED, made.stream, at=at, by=by.id, survey=survey.public_id, panel=panel.public_id,
        proposed_line=survey.line,
    )  # fmt: skip
    return made


def settle(form: Appraisal, *, line: int, opinion: str, signed: Collection[int], by: Officer, at: datetime) -> None:
    """Record what the meeting settled, signed by every member who is not recused (`signed`: ids of seats).

    Where the rules make one result of two bodies' (`survey.bodies`), the line is that of the survey's proposal and the
    meeting's word. A line (fen) above the office's authority takes effect only after approval (S31). One that the
    household holds is changed in its term only by as many members as the rules ask for, and with the reason (S48).
    """
    household = form.survey.household
    refuse_tied(household, by)
    recused = {seat for seat, _household in queries.recused(form.panel, [household.id])}
    rules.check_signed([seat.id for seat in form.panel.seats], signed, recused)
    said, line = line, queries.between_bodies(form.survey, line)
    _check_change(form, line, opinion, signed=len(signed), on=local_date(at))
    above = bool(surveys.above_authority(form.survey, line))
    state = after(form.state, Step.ESCALATE if above else Step.SETTLE)
    form.signatures = [Signature(seat_id=seat) for seat in sorted(signed)]
    form.settled_line, form.opinion, form.above_authority = line, opinion, above
    form.state, form.appraised_at, form.recorded_by_id = str(state), at, by.id
    session.flush()
    audit.record(
        SETTLED, form.stream, at=at, by=by.id, state=form.state, settled_line=line, said=said,
        above_authority=above, signed=len(signed), recused=len(recused),
    )  # fmt: skip


def _check_change(form: Appraisal, line: int, opinion: str, *, signed: int, on: date) -> None:
    share, held = packs.value("panel.change_share", on).value, queries.held_line(form.survey.household, on)
    if share is not None and held is not None and held.granted_amount != line:
        rules.check_change(signed, len(form.panel.seats), share, opinion)


def rule(form: Appraisal, *, approve: bool, by: Officer, at: datetime) -> None:
    """Propose a line that the office does not settle itself to the level above, or refuse it; what is proposed is
    decided there alone, once the line is a case.

    Conflict for whoever recorded the meeting, Forbidden for whoever has a tie to the household.
    """
    refuse_tied(form.survey.household, by)
    state = after(form.state, Step.APPROVE if approve else Step.REFUSE)
    if form.recorded_by_id == by.id:
        raise Conflict(N_("Whoever recorded the meeting does not approve its line."))
    form.state, form.approved_at, form.approved_by_id = str(state), at, by.id
    session.flush()
    audit.record(RULED, form.stream, at=at, by=by.id, state=form.state)
