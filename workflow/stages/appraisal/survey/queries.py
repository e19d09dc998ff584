"""Finding the pool, surveys and questionnaires; who may read them; which rules hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from workflow.base.db import session
from workflow.kernel.errors import NotFound
from workflow.places import packs
from workflow.places import queries as places
from workflow.places.models import Village
from workflow.policy.money import fen
from workflow.policy.pack import Term
from workflow.staff import rights
from workflow.staff.models import Officer
from workflow.stages.appraisal.survey.models import Pick, Questionnaire, Respondent, Survey
from workflow.stages.appraisal.survey.rules import Answered
from workflow.stages.appraisal.survey.states import State
from workflow.stages.people.models import Household, Tie


@dataclass(frozen=True, slots=True)
class Progress:
    """A household of a village with its newest survey and how many questionnaires that has."""

    household: Household
    survey: Survey | None
    answers: int


@dataclass(frozen=True, slots=True)
class Ground:
    """A village as the thing that rights ask about."""

    village: Village

    @property
    def office(self) -> Any:
        """The office whose area it is."""
        return self.village.office


def village_for(code: str, person: Officer, verb: str) -> Village:
    """The village of that code, if `person` may do `verb` there; NotFound or Forbidden otherwise."""
    found = places.village_by_code(code)
    if found is None:
        raise NotFound
    rights.check(person, verb, Ground(found))
    return found


def villages_of(person: Officer) -> list[Village]:
    """The villages of a person's office and of those below it."""
    return places.villages(places.offices_below(person.office))


def survey_for(public_id: str, person: Officer, verb: str) -> Survey:
    """The survey of that id, if `person` may do `verb` with it; NotFound or Forbidden otherwise."""
    found = session.scalar(select(Survey).where(Survey.public_id == public_id))
    if found is None:
        raise NotFound
    rights.check(person, verb, found)
    return found


def pick_of(survey: Survey, rank: int) -> Pick:
    """The respondent drawn at that place; NotFound otherwise."""
    found = next((pick for pick in survey.picks if pick.rank == rank), None)
    if found is None:
        raise NotFound
    return found


def answered(pick: Pick) -> Questionnaire:
    """What a respondent said; NotFound before they have."""
    if pick.questionnaire is None:
        raise NotFound
    return pick.questionnaire


def pool(village: Village) -> list[Respondent]:
    """Who may be drawn in a village now, longest there first."""
    query = select(Respondent).where(Respondent.village_id == village.id, Respondent.left_at.is_(None))
    return list(session.scalars(query.order_by(Respondent.id)))


def respondent_of(village: Village, public_id: str) -> Respondent:
    """A person of this very pool; NotFound otherwise."""
    found = next((each for each in pool(village) if each.public_id == public_id), None)
    if found is None:
        raise NotFound
    return found


def eligible(household: Household) -> list[Respondent]:
    """Who may speak of a household: the pool of its village without its own members."""
    return [each for each in pool(household.village) if each.household_id != household.id]


def newest(household: Household) -> Survey | None:
    """The newest survey of a household."""
    query = select(Survey).where(Survey.household_id == household.id)
    return session.scalar(query.order_by(Survey.number.desc()).limit(1))


def progress(village: Village, *, after: int = 0, limit: int) -> list[Progress]:
    """Households of a village by row id, beginning behind `after`; a constant number of queries."""
    people = selectinload(Household.members)
    query = select(Household).where(Household.village_id == village.id, Household.id > after).options(people)
    found = list(session.scalars(query.order_by(Household.id).limit(limit)))
    surveys = _newest_of([household.id for household in found])
    counts = _counts([survey.id for survey in surveys.values()])
    return [
        Progress(household, survey, counts.get(survey.id, 0) if survey else 0)
        for household in found
        for survey in [surveys.get(household.id)]
    ]


def being_asked(village: Village) -> list[Survey]:
    """The surveys of a village that still take answers, with whoever was drawn and what they said; by household."""
    picks = selectinload(Survey.picks)
    people = joinedload(Survey.household).selectinload(Household.members)
    query = select(Survey).join(Household).where(Household.village_id == village.id)
    query = query.where(Survey.state.in_((State.OPEN, State.COMPLETE))).options(picks, people)
    return list(session.scalars(query.order_by(Household.group_id, Household.id)).unique())


def tied_in(village: Village, person: Officer) -> set[int]:
    """The households of a village that a person has a declared tie to."""
    query = select(Tie.household_id).join(Household, Household.id == Tie.household_id)
    return set(session.scalars(query.where(Tie.officer_id == person.id, Household.village_id == village.id)))


def _newest_of(household_ids: list[int]) -> dict[int, Survey]:
    query = select(Survey).where(Survey.household_id.in_(household_ids)).order_by(Survey.number)
    return {survey.household_id: survey for survey in session.scalars(query)}


def _counts(survey_ids: list[int]) -> dict[int, int]:
    query = select(Pick.survey_id, func.count()).join(Questionnaire, Questionnaire.pick_id == Pick.id)
    rows = session.execute(query.where(Pick.survey_id.in_(survey_ids)).group_by(Pick.survey_id))
    return {row[0]: row[1] for row in rows}


def waiting(person: Officer, *, limit: int) -> list[Survey]:
    """Surveys of a person's villages that wait for their summary, oldest first."""
    places_of = [village.id for village in villages_of(person)]
    tied = select(Tie.household_id).where(Tie.officer_id == person.id)
    query = select(Survey).join(Household).where(Household.village_id.in_(places_of), Survey.state == "complete")
    query = query.where(Household.id.not_in(tied)).options(joinedload(Survey.household))
    return list(session.scalars(query.order_by(Survey.id).limit(limit)))


def answers(survey: Survey) -> list[Answered]:
    """The questionnaires of a survey as its summary counts them."""
    return [Answered(said.line, said.reason, said.verdict) for pick in survey.picks if (said := pick.questionnaire)]


def least(survey: Survey) -> int:
    """The fewest questionnaires under the survey's rules; NotSet where they ask for none."""
    found: int = packs.required("survey.min_questionnaires", survey.rules_on).value
    return found


def reasons(survey: Survey) -> list[Term]:
    """The codes for deferring under the survey's rules."""
    return list(packs.value("eligibility.exclusions", survey.rules_on).value or ())


def businesses(survey: Survey) -> list[Term]:
    """The lines of business under the survey's rules."""
    return list(packs.value("business.lines", survey.rules_on).value or ())


def above_authority(survey: Survey, line: int) -> bool | None:
    """Whether a line in fen lies above what the household's office decides itself; None where that is open."""
    level = survey.office.level
    limit = packs.value(f"authority.limit.{level}", survey.rules_on).value
    return None if limit is None else line > fen(limit)
