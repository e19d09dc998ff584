"""Finding panels and forms; the composition their rules ask for; who is recused from a household."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.kernel.errors import NotFound
from workflow.places import packs
from workflow.places import queries as places
from workflow.policy import aggregate
from workflow.policy.terms import add_months
from workflow.staff import queries as staff
from workflow.staff import rights
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.appraisal.panel.models import Appraisal, Panel, Seat, SeatRecusal
from workflow.stages.appraisal.panel.rules import Composition
from workflow.stages.appraisal.survey.models import Survey
from workflow.stages.cases.models import Case
from workflow.stages.cases.states import State as CaseState
from workflow.stages.people.models import Household, Tie


def panels(person: Officer) -> list[Panel]:
    """The panels of a person's office and of those below it, newest first."""
    below = places.offices_below(person.office)
    query = select(Panel).where(Panel.office_id.in_(below)).options(selectinload(Panel.seats))
    return list(session.scalars(query.order_by(Panel.dissolved_at.is_not(None), Panel.id.desc())))


def panel_for(public_id: str, person: Officer, verb: str) -> Panel:
    """The panel of that id, if `person` may do `verb` with it; NotFound or Forbidden otherwise."""
    found = session.scalar(select(Panel).where(Panel.public_id == public_id))
    if found is None:
        raise NotFound
    rights.check(person, verb, found)
    return found


def seat_of(panel: Panel, position: int) -> Seat:
    """A seat of this very panel; NotFound otherwise."""
    found = next((seat for seat in panel.seats if seat.position == position), None)
    if found is None:
        raise NotFound
    return found


def composition(kind: str, on: date) -> Composition:
    """What the rules in force ask of a kind of panel."""

    def figure(key: str) -> int | None:
        found: int | None = packs.value(f"panel.{key}", on).value
        return found

    if kind in ("village", "street"):
        return Composition(size=figure("village_size"), cadres_max=figure("cadres_max"))
    if kind == "school_agency":
        return Composition(outsiders=figure("outsiders"), staff=figure("bank_staff"))
    if kind == "other":
        return Composition(least=figure("other_min"), staff_only=figure("other_min") is not None)
    return Composition()


def kept_out(village_id: int | None, on: date) -> list[int]:
    """The officer in charge of the village, where the rules keep the area's own officer off its panel."""
    if village_id is None or not packs.value("panel.area_officer_out", on).value:
        return []
    found = staff.officer_in_charge(village_id, on)
    return [] if found is None else [found]


def candidates(person: Officer) -> list[Officer]:
    """Staff and panel members with a log-in who can be named to a seat."""
    offices = places.offices_below(person.office)
    roles = (Role.PANEL_MEMBER, Role.SURVEY_TEAM, Role.CREDIT_OFFICER, Role.BRANCH_HEAD, Role.BACK_OFFICE)
    found = {each.id: each for role in roles for each in staff.officers_with(role, office_ids=offices)}
    return sorted(found.values(), key=lambda each: each.name)


def recused(panel: Panel, household_ids: Iterable[int]) -> set[tuple[int, int]]:
    """Pairs of seat and household that a declared tie keeps apart, officers' ties included."""
    ids, seats = list(household_ids), [seat.id for seat in panel.seats]
    told = select(SeatRecusal.seat_id, SeatRecusal.household_id).where(
        SeatRecusal.seat_id.in_(seats), SeatRecusal.household_id.in_(ids)
    )
    tied = select(Seat.id, Tie.household_id).join(Tie, Tie.officer_id == Seat.officer_id)
    tied = tied.where(Seat.panel_id == panel.id, Tie.household_id.in_(ids))
    return {(row[0], row[1]) for row in session.execute(told.union(tied))}


def recusals_of(panel: Panel) -> list[tuple[SeatRecusal, Household]]:
    """What members declared themselves, with the household."""
    query = select(SeatRecusal, Household).join(Household, Household.id == SeatRecusal.household_id)
    rows = session.execute(query.where(SeatRecusal.seat_id.in_([seat.id for seat in panel.seats])))
    return [(row[0], row[1]) for row in rows]


def to_meet(panel: Panel) -> list[Survey]:
    """Surveys of the panel's village that were sent and have no form yet."""
    query = select(Survey).join(Household, Household.id == Survey.household_id)
    query = query.outerjoin(Appraisal, Appraisal.survey_id == Survey.id).where(Appraisal.id.is_(None))
    query = query.where(Survey.state == "sent", Household.village_id == panel.village_id)
    return list(session.scalars(query.order_by(Survey.id)))


def survey_of(panel: Panel, public_id: str) -> Survey:
    """A survey that waits for this very panel; NotFound otherwise."""
    found = next((survey for survey in to_meet(panel) if survey.public_id == public_id), None)
    if found is None:
        raise NotFound
    return found


def held_line(household: Household, on: date) -> Case | None:
    """The case whose line the household has on a day, in its term; None where it has none or the term is over."""
    query = select(Case).where(Case.household_id == household.id, Case.state == CaseState.EFFECTIVE)
    found = session.scalar(query.where(Case.subject == "line").order_by(Case.ended_at.desc(), Case.id.desc()).limit(1))
    if found is None or found.ended_at is None:
        return None
    over = found.term_months and add_months(local_date(found.ended_at), found.term_months) < on
    return None if over else found


def between_bodies(survey: Survey, said: int) -> int:
    """What the rules make of the survey's proposal and the meeting's word, in fen: the word where they say nothing."""
    kind = packs.value("survey.bodies", survey.rules_on).value
    return aggregate.combined(kind, [survey.line, said]) if kind else said


def signing(form: Appraisal) -> list[Seat]:
    """The members who sign a form: all but the recused."""
    out = {seat for seat, _household in recused(form.panel, [form.survey.household_id])}
    return [seat for seat in form.panel.seats if seat.id not in out]


def forms_of(panel: Panel, *, after: int = 0, limit: int | None) -> list[Appraisal]:
    """The panel's forms by row id, beginning behind `after`."""
    people = selectinload(Appraisal.survey).selectinload(Survey.household).selectinload(Household.members)
    query = select(Appraisal).where(Appraisal.panel_id == panel.id, Appraisal.id > after).options(people)
    return list(session.scalars(query.order_by(Appraisal.id).limit(limit)))


def form_for(public_id: str, person: Officer, verb: str) -> Appraisal:
    """The form of that id, if `person` may do `verb` with it; NotFound or Forbidden otherwise."""
    found = session.scalar(select(Appraisal).where(Appraisal.public_id == public_id))
    if found is None:
        raise NotFound
    rights.check(person, verb, found)
    return found
