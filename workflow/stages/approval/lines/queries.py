"""Finding settled lines that no form has yet, batch line forms, and who must keep out of what stands on them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from workflow.base.db import session
from workflow.kernel.errors import NotFound
from workflow.places import packs
from workflow.places import queries as places
from workflow.places.models import Office, Village
from workflow.policy import flows
from workflow.policy.flows import Kind
from workflow.staff import rights
from workflow.staff.models import Officer
from workflow.staff.queries import officer_in_charge
from workflow.stages.appraisal.panel.models import Appraisal, Seat, Signature
from workflow.stages.appraisal.panel.states import State as Form
from workflow.stages.appraisal.rating import queries as ratings
from workflow.stages.appraisal.rating.models import Rating
from workflow.stages.appraisal.survey.models import Pick, Questionnaire, Survey
from workflow.stages.appraisal.survey.states import State as Drawn
from workflow.stages.approval.grades import Gap, line_gap, rating_gap
from workflow.stages.approval.lines.models import LineBatch, LineRow
from workflow.stages.approval.lines.states import State
from workflow.stages.cases import moves
from workflow.stages.cases.models import Case, CaseHand
from workflow.stages.cases.rules import product_named
from workflow.stages.cases.ways import accepted_on
from workflow.stages.people import queries as people
from workflow.stages.people.models import Household, Tie
from workflow.stages.people.rules import EXCLUDED

Line = TypeVar("Line", LineRow, Case)

#: A line that its form settled may go on; one above the authority only where the rules post it before its approval.
_SETTLED = (Form.APPRAISED, Form.APPROVED)


def ready(village: Village, on: date) -> list[Appraisal]:
    """Settled lines of a village that stand on no form and became no case, by village group; none of a household that
    a ground of the rules leaves out, and none under rules that grant loans alone."""
    query = select(Appraisal).join(Survey, Survey.id == Appraisal.survey_id).join(Household)
    query = query.where(Household.village_id == village.id, *_ready(on)).options(_household())
    return list(session.scalars(query.order_by(Household.group_id, Household.id)))


def seen(forms: Iterable[Appraisal]) -> str:
    """The standing of settled lines as one word: another one where any of them has moved."""
    standing = ",".join(f"{form.id}.{form.version}" for form in forms)
    return hashlib.sha256(standing.encode()).hexdigest()


def _ready(on: date) -> tuple[ColumnElement[bool], ...]:
    foreposted = bool(packs.value("flow.foreposting", on).value)
    states = (*_SETTLED, Form.ESCALATED) if foreposted else _SETTLED
    granted = packs.value("flow.subject", on).value == "line"  # or each loan has to be applied for
    taken = select(LineRow.appraisal_id).where(LineRow.live)
    held = Survey.state != Drawn.ABANDONED  # a household has one line: of its last survey that was not given up
    newest = select(func.max(Survey.id)).where(held).group_by(Survey.household_id)
    settled = (Appraisal.state.in_(states), Appraisal.settled_line > 0, ~people.left_out())
    return literal(granted), *settled, Appraisal.id.not_in(taken), Survey.id.in_(newest)


def _household() -> ExecutableOption:
    return joinedload(Appraisal.survey).joinedload(Survey.household).selectinload(Household.members)


def tied(person_id: int, household_ids: Iterable[int]) -> set[int]:
    """Which of these households an officer has a declared tie to."""
    query = select(Tie.household_id).where(Tie.officer_id == person_id, Tie.household_id.in_(list(household_ids)))
    return set(session.scalars(query))


def kept_out(person_id: int, cases: Iterable[Case]) -> set[int]:
    """Which of these cases an officer does not decide: a tie to the household, or another part in the case."""
    known = {case.id: case.household_id for case in cases}
    parts = select(CaseHand.case_id).where(CaseHand.officer_id == person_id, CaseHand.case_id.in_(known))
    other, out = set(session.scalars(parts.where(CaseHand.duty != moves.DECIDE))), tied(person_id, known.values())
    return other | {case_id for case_id, household_id in known.items() if household_id in out}


def batch_for(public_id: str, person: Officer, verb: str) -> LineBatch:
    """The form of that id, if `person` may do `verb` with it; NotFound or Forbidden otherwise."""
    found = session.scalar(select(LineBatch).where(LineBatch.public_id == public_id))
    if found is None:
        raise NotFound
    rights.check(person, verb, found)
    return found


def batches_of(village: Village) -> list[LineBatch]:
    """Every form of a village, newest first."""
    query = select(LineBatch).where(LineBatch.village_id == village.id).options(joinedload(LineBatch.signed_by))
    return list(session.scalars(query.order_by(LineBatch.id.desc())))


def rows_of(batch: LineBatch) -> list[LineRow]:
    """The rows of a form with their households and cases, in a handful of queries."""
    form = joinedload(LineRow.appraisal).joinedload(Appraisal.survey).joinedload(Survey.household)
    query = select(LineRow).where(LineRow.batch_id == batch.id).order_by(LineRow.id)
    return list(session.scalars(query.options(form.selectinload(Household.members), joinedload(LineRow.case))))


def row_of(form: Appraisal) -> LineRow | None:
    """The row on which a settled line stands now."""
    return session.scalar(select(LineRow).where(LineRow.appraisal_id == form.id, LineRow.live))


def hands(rows: Iterable[LineRow], signer_id: int) -> dict[int, dict[int, str]]:
    """By row: whoever surveyed the household, recorded its meeting, signed there, supported what is above the office's
    authority, or signed the form, with the duty.

    One person has one duty: a surveyor who also sits on the panel stays a surveyor. The tied had no part.
    """
    known = {row.appraisal_id: row for row in rows}
    found: dict[int, dict[int, str]] = {row.id: {signer_id: moves.SURVEY} for row in known.values()}
    for appraisal, officer in _surveyors(known):
        found[known[appraisal].id][officer] = moves.SURVEY
    for appraisal, officer in _signers(known):
        found[known[appraisal].id].setdefault(officer, moves.VOTE)
    for row_id, officer in _tied_pairs(known.values()):
        found[row_id].pop(officer, None)
    return found


def _surveyors(known: dict[int, LineRow]) -> list[tuple[int, int]]:
    asked = select(Appraisal.id, Questionnaire.surveyor_id).join(Pick, Pick.survey_id == Appraisal.survey_id)
    asked = asked.join(Questionnaire, Questionnaire.pick_id == Pick.id)
    closed = select(Appraisal.id, Survey.summarised_by_id).join(Survey, Survey.id == Appraisal.survey_id)
    wrote = select(Appraisal.id, Appraisal.recorded_by_id)
    parts: tuple[Any, ...] = tuple(query.where(Appraisal.id.in_(known)) for query in (asked, closed, wrote))
    return [(row[0], row[1]) for query in parts for row in session.execute(query.distinct()) if row[1] is not None]


def _signers(known: dict[int, LineRow]) -> list[tuple[int, int]]:
    """Whoever signed at the meeting, and whoever supported its line: the decision above is somebody else's."""
    supported = select(Appraisal.id, Appraisal.approved_by_id).where(Appraisal.id.in_(known))
    query = select(Signature.appraisal_id, Seat.officer_id).join(Seat, Seat.id == Signature.seat_id)
    query = query.where(Signature.appraisal_id.in_(known), Seat.officer_id.is_not(None))
    found = [*session.execute(query), *session.execute(supported)]
    return [(row[0], row[1]) for row in found if row[1] is not None]


def _tied_pairs(rows: Iterable[LineRow]) -> list[tuple[int, int]]:
    of = {row.appraisal.survey.household_id: row.id for row in rows}
    ties = session.execute(select(Tie.household_id, Tie.officer_id).where(Tie.household_id.in_(of)))
    return [(of[row[0]], row[1]) for row in ties]


@dataclass(frozen=True, slots=True)
class Share(Generic[Line]):
    """Of a form's lines those that a person can approve now, how many wait for somebody else, and how many are not
    ready: the rules do not carry them with the household's credit grade (yet)."""

    mine: list[Line]
    left: int
    unready: int


def to_approve_here(batch: LineBatch, person: Officer, on: date) -> Share[LineRow]:
    """The rows without a case that a person may approve on a day."""
    waiting = [row for row in rows_of(batch) if row.case_id is None]
    out = tied(person.id, (row.appraisal.survey.household_id for row in waiting))
    parts = hands(waiting, batch.signed_by_id)
    own = [row for row in waiting if row.appraisal.survey.household_id not in out and person.id not in parts[row.id]]
    gaps = unready(batch, own, on)
    mine = [row for row in own if row.id not in gaps]
    return Share(mine, len(waiting) - len(own), len(gaps))


def unready(batch: LineBatch, rows: Iterable[LineRow], on: date) -> dict[int, Gap]:
    """By row without a decision: why it cannot be granted on a day. A ground may leave the household out by now, the
    procedure of the kind of loan may ask for a credit grade, and the rules may let a household owe only so much without
    security."""
    asked = flows.stage_of(product_named(packs.pack(), batch.product, batch.rules_on), Kind.RATING) is not None
    open_rows = [row for row in rows if row.live and (row.case is None or row.case.decided_at is None)]
    homes = {row.id: row.appraisal.survey.household_id for row in open_rows}
    graded, out = ratings.all_in_force(homes.values()), people.excluded_among(homes.values())
    found = {
        row.id: Gap(EXCLUDED) if homes[row.id] in out else _gap(row, graded.get(homes[row.id]), on, asked=asked)
        for row in open_rows
    }
    return {row_id: why for row_id, why in found.items() if why}


def _gap(row: LineRow, rating: Rating | None, on: date, *, asked: bool) -> Gap | None:
    if row.case is not None:
        return _gap_of(row.case, rating)
    lacking = rating_gap(rating, row.amount) if asked else None
    return Gap(lacking) if lacking else line_gap(rating, row.amount, pack=packs.pack().slug, on=on)


def _gap_of(case: Case, rating: Rating | None) -> Gap | None:
    amount = case.passed_amount or case.amount
    lacking = rating_gap(rating, amount) if Kind.RATING in case.way.kinds else None
    return Gap(lacking) if lacking else line_gap(rating, amount, pack=case.pack, on=accepted_on(case))


def above_unsecured(forms: Iterable[Appraisal], on: date) -> dict[int, Gap]:
    """By form whose line stands on no batch yet: why the rules of a day would not let it be granted."""
    forms = list(forms)
    graded = ratings.all_in_force(form.survey.household_id for form in forms)
    slug = packs.pack().slug
    found = {
        form.id: line_gap(graded.get(form.survey.household_id), form.settled_line or 0, pack=slug, on=on)
        for form in forms
    }
    return {form_id: why for form_id, why in found.items() if why}


def to_approve_above(batch: LineBatch, person: Officer) -> Share[Case]:
    """Lines sent up to a person's level that they may approve."""
    query = select(Case).join(LineRow, LineRow.case_id == Case.id).where(LineRow.batch_id == batch.id)
    open_states = ("passed", "foreposted", "cleared")
    here = (Case.level == person.office.level, Case.state.in_(open_states))
    cases = list(session.scalars(query.where(*here).order_by(Case.id)))
    out = kept_out(person.id, cases)
    own = [case for case in cases if case.id not in out]
    homes = [case.household_id for case in own]
    graded, excluded = ratings.all_in_force(homes), people.excluded_among(homes)
    mine = [
        case for case in own
        if case.household_id not in excluded and not _gap_of(case, graded.get(case.household_id))
    ]  # fmt: skip
    return Share(mine, len(out), len(own) - len(mine))


def to_sign(person: Officer, on: date, *, limit: int) -> list[tuple[Village, int]]:
    """Villages whose settled lines a person may sign, with how many stand on no form; the fewest questions possible."""
    below = places.offices_below(person.office)
    query = select(Village, func.count()).join(Household, Household.village_id == Village.id)
    query = query.join(Survey, Survey.household_id == Household.id).join(Appraisal, Appraisal.survey_id == Survey.id)
    query = query.where(Village.office_id.in_(below), *_ready(on)).group_by(Village.id).order_by(Village.id)
    found = [(row[0], row[1]) for row in session.execute(query.limit(limit))]
    return [each for each in found if rights.may(person, "lines.sign", Ground(each[0]))]


def to_approve(person: Officer, *, limit: int) -> list[LineBatch]:
    """Signed forms of a person's own office, oldest first."""
    here = (LineBatch.state == State.SIGNED, Village.office_id == person.office_id)
    query = select(LineBatch).join(Village).where(*here, LineBatch.signed_by_id != person.id)
    query = query.options(selectinload(LineBatch.village))
    return list(session.scalars(query.order_by(LineBatch.id).limit(limit)))


class Ground:
    """A village as the thing that rights ask about: its office, and the officer in charge of it."""

    def __init__(self, village: Village) -> None:
        self.village = village

    @property
    def office(self) -> Office:
        """The office whose area it is."""
        return self.village.office

    @property
    def officer_id(self) -> int | None:
        """The officer in charge of it now, if any."""
        return officer_in_charge(self.village.id)
