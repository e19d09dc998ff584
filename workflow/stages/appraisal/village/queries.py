"""Households, surveys, answers and forms of a whole village, each in one question."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import joinedload

from workflow.base.db import session
from workflow.places.models import Village
from workflow.staff.models import Officer
from workflow.stages.appraisal.panel.models import Appraisal, Panel
from workflow.stages.appraisal.survey.models import Pick, Questionnaire, Survey
from workflow.stages.appraisal.survey.rules import Answered
from workflow.stages.appraisal.survey.states import RUNNING, State
from workflow.stages.people.models import Household, Tie
from workflow.stages.people.queries import left_out


def unasked(village: Village, person: Officer, *, since: datetime | None, limit: int) -> list[Household]:
    """Households without a survey since an instant (None: ever) that was not given up, neither tied to a person nor
    left out by a ground of the rules."""
    recent = true() if since is None else (Survey.drawn_at >= since) | Survey.state.in_(RUNNING)
    drawn = select(Survey.household_id).where(recent, Survey.state != State.ABANDONED)
    query = select(Household).where(Household.village_id == village.id, Household.id.not_in(drawn), *_open_to(person))
    return list(session.scalars(query.order_by(Household.group_id, Household.id).limit(limit)))


def _open_to(person: Officer) -> tuple[ColumnElement[bool], ...]:
    """Whom a person may go on with: no tie binds them, and no ground of the rules leaves the household out (S22)."""
    tied = select(Tie.household_id).where(Tie.officer_id == person.id)
    return Household.id.not_in(tied), ~left_out()


def answered(village: Village, person: Officer) -> list[Survey]:
    """Surveys with enough answers, without those of households a person is tied to or a ground leaves out."""
    query = select(Survey).join(Household).where(Household.village_id == village.id, *_open_to(person))
    return list(session.scalars(query.where(Survey.state == State.COMPLETE).order_by(Survey.id)))


def answers_of(survey_ids: Iterable[int]) -> dict[int, list[Answered]]:
    """By survey: its questionnaires as the summary counts them."""
    query = select(Pick.survey_id, Questionnaire.line, Questionnaire.reason, Questionnaire.verdict)
    query = query.join(Questionnaire, Questionnaire.pick_id == Pick.id).where(Pick.survey_id.in_(list(survey_ids)))
    rows = session.execute(query.order_by(Pick.survey_id, Pick.rank))
    return {key: [Answered(*row[1:]) for row in found] for key, found in groupby(rows, key=lambda row: row[0])}


def to_prepare(panel: Panel, person: Officer) -> list[Survey]:
    """Surveys that were sent to a panel and have no form, without those of households a person is tied to or a ground
    leaves out."""
    query = select(Survey).join(Household, Household.id == Survey.household_id)
    query = query.outerjoin(Appraisal, Appraisal.survey_id == Survey.id).where(Appraisal.id.is_(None))
    query = query.where(*_open_to(person), Survey.state == State.SENT, Household.village_id == panel.village_id)
    return list(session.scalars(query.order_by(Survey.id)))


def forms_of(panel: Panel) -> list[Appraisal]:
    """Every form of a panel with its household, by village group."""
    people = joinedload(Appraisal.survey).joinedload(Survey.household).selectinload(Household.members)
    query = select(Appraisal).join(Survey, Survey.id == Appraisal.survey_id).join(Household)
    query = query.where(Appraisal.panel_id == panel.id).options(people)
    return list(session.scalars(query.order_by(Household.group_id, Household.id)))


def tied(person: Officer, panel: Panel) -> set[int]:
    """The households of a panel's village that a person is tied to."""
    query = select(Tie.household_id).join(Household, Household.id == Tie.household_id)
    return set(session.scalars(query.where(Tie.officer_id == person.id, Household.village_id == panel.village_id)))
