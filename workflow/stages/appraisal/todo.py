"""What waits for the investigator, the survey team, the appraisers and the tiers of a rating."""

from __future__ import annotations

from datetime import datetime

from workflow.base.clock import local_date
from workflow.kernel.errors import N_
from workflow.policy.flows import Kind
from workflow.staff.models import Officer
from workflow.staff.rights import may
from workflow.stages.appraisal.book import queries as books
from workflow.stages.appraisal.rating import queries as ratings
from workflow.stages.appraisal.survey import queries as surveys
from workflow.stages.cases.states import State
from workflow.stages.cases.todo import Next, Todo
from workflow.stages.people.models import Household

_INVESTIGATE = Next("case.investigate", "appraisal.investigate", N_("Investigate"), within=Kind.INVESTIGATION)
_RATE = Next(
    "rating.score", "rating.of_case", N_("Rate the household"), for_grade=True, where=ratings.none_running
)  # fmt: skip
NEXT = {State.ACCEPTED: (_INVESTIGATE, _RATE), State.INVESTIGATED: _RATE, State.PRESENTED: _RATE}

_SURVEY = N_("The survey of the household of %(name)s has enough answers.")
_BOOK = N_("Your appraisal book of %(name)s is open.")
_RATING = N_("The rating of the household of %(name)s waits for your opinion.")


def rows(person: Officer, *, now: datetime, limit: int) -> list[Todo]:
    """Surveys to summarise, one's own book to fill in, ratings to judge."""
    return [*_surveys(person, limit), *_books(person, limit), *_ratings(person, limit)]


def _surveys(person: Officer, limit: int) -> list[Todo]:
    waiting = surveys.waiting(person, limit=limit) if may(person, "survey.write") else []
    return [
        Todo(
            _SURVEY, N_("Summarise"), "survey.show", {"public_id": each.public_id}, _named(each.household),
            local_date(each.drawn_at), False,
        )
        for each in waiting
    ]  # fmt: skip


def _books(person: Officer, limit: int) -> list[Todo]:
    waiting = books.own_open(person, limit=limit) if may(person, "book.write") else []
    return [
        Todo(
            _BOOK, N_("Fill in"), "book.write", {"public_id": each.public_id}, {"name": each.seat.panel.name},
            local_date(each.opened_at), False,
        )
        for each in waiting
    ]  # fmt: skip


def _ratings(person: Officer, limit: int) -> list[Todo]:
    waiting = ratings.waiting(person, limit=limit) if may(person, "rating.judge") else []
    return [
        Todo(
            _RATING, N_("Give your opinion"), "rating.show", {"public_id": each.public_id}, _named(each.household),
            local_date(each.recorded_at), False,
        )
        for each in waiting
    ]  # fmt: skip


def _named(household: Household) -> dict[str, str]:
    return {"name": household.named_by.name}
