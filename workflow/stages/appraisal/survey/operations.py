"""The pool, the draw, the questionnaires and their summary; each act one event, none of which tells who said what.

Every act on a household's survey is Forbidden for whoever has a declared tie to it.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, TypedDict, Unpack

from workflow.base import audit
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.kernel import ids
from workflow.kernel.checks import narrow
from workflow.kernel.errors import Conflict, Invalid, N_
from workflow.places import packs
from workflow.places.models import Village
from workflow.staff.models import Officer
from workflow.stages.appraisal.survey import queries, rules
from workflow.stages.appraisal.survey.models import Pick, Questionnaire, Respondent, Survey
from workflow.stages.appraisal.survey.states import RUNNING, State, Step, after
from workflow.stages.people import queries as people
from workflow.stages.people.keyed import refuse_tied, refuse_tied_to_any
from workflow.stages.people.models import Household, Member

ADDED = audit.declare("respondent_added", "respondent", "standing")
LEFT = audit.declare("respondent_left", "respondent")
DREW = audit.declare("respondents_drawn", "household", "seed", "pool", "drawn")
REPLACED = audit.declare("respondent_replaced", "replaced", "why", "drawn")
ASKED_MORE = audit.declare("respondent_drawn_more", "drawn")
RECORDED = audit.declare("questionnaire_recorded", "state", "answers", "asked_on")
JUDGED = audit.declare("deferral_judged", "verdict", "state", "drawn")
SUMMARISED = audit.declare("survey_summarised", "state", "answers", "line", "above_authority")
SENT = audit.declare("survey_sent", "state")
ABANDONED = audit.declare("survey_abandoned", "state", "why")

_SEED_BYTES = 16
#: How many answers go to the database together: one statement for all of them, and no more memory than for these.
_AT_ONCE = 500


class Said(TypedDict):
    """What a questionnaire holds; amounts in fen, exactly one of `line` and `reason`."""

    asked_on: date
    asked_alone: bool
    business: list[str]
    members_away: bool
    assets: int
    debts: int
    net: int
    representative: Member | None
    line: int | None
    reason: str | None
    reason_member: Member | None


def add_respondent(
    village: Village, *, name: str, standing: str, household: Household | None, by: Officer, at: datetime
) -> Respondent:
    """Put a person of public influence in a village's pool, with their own household where it is known.

    Invalid for somebody in it already: two of one name are told apart by their households alone, and whoever stood
    there twice could be drawn twice and speak for two.
    """
    namesakes = [each for each in queries.pool(village) if narrow(each.name) == narrow(name)]
    if any(household is None or each.household_id in (None, household.id) for each in namesakes):
        message = N_("Somebody of this name is in the pool already. Two of one name need the identity number of each.")
        raise Invalid(message, field="name")
    made = Respondent(
        public_id=ids.public_id(), village=village, standing=standing, added_by_id=by.id, added_at=at,
        household_id=household.id if household else None,
    )  # fmt: skip
    made.name = name
    session.add(made)
    session.flush()
    audit.record(ADDED, _pool(village), at=at, by=by.id, respondent=made.public_id, standing=standing)
    return made


def let_go(respondent: Respondent, *, by: Officer, at: datetime) -> None:
    """Take a person out of the pool; draws that were made stay as they are."""
    if respondent.left_at is not None:
        raise Conflict(N_("This person is no longer in the pool."))
    respondent.left_at = at
    audit.record(LEFT, _pool(respondent.village), at=at, by=by.id, respondent=respondent.public_id)


def draw(household: Household, *, by: Officer, at: datetime) -> Survey:
    """Begin a survey: draw as many respondents as the rules ask for, from a seed that nobody chose.

    NotSet where the rules know no questionnaires, Invalid for a pool too small, Conflict while a survey runs, Forbidden
    for whoever has a tie to the household.
    """
    refuse_tied(household, by)
    if people.is_excluded(household):
        raise Conflict(N_("A ground for exclusion stands for this household: nobody is asked about it."))
    earlier = queries.newest(household)
    if earlier is not None and earlier.state in RUNNING:
        raise Conflict(N_("A survey of this household is running already."))
    on = local_date(at)
    numbers = sorted(each.public_id for each in queries.eligible(household))
    survey = Survey(
        public_id=ids.public_id(), household=household, number=earlier.number + 1 if earlier else 1, rules_on=on,
        state=str(State.OPEN), seed=secrets.token_hex(_SEED_BYTES), pool="\n".join(numbers), drawn_at=at, drawn_by=by,
    )  # fmt: skip
    chosen = rules.drawn(numbers, survey.seed, _wanted(survey, len(numbers)))
    session.add(survey)
    _pick(survey, chosen, at)
    audit.record(
        DREW, survey.stream, at=at, by=by.id, household=household.public_id, seed=survey.seed, pool=numbers,
        drawn=chosen,
    )  # fmt: skip
    return survey


def _wanted(survey: Survey, number: int) -> int:
    least = packs.required("survey.pool_min", survey.rules_on).value
    if number < least:
        message = N_("The pool has %(number)s people who may speak of this household; at least %(least)s are needed.")
        raise Invalid(message, number=number, least=least)
    return queries.least(survey)


def replace(pick: Pick, *, why: str, by: Officer, at: datetime) -> Pick:
    """Draw another respondent in the same order for one who cannot answer."""
    refuse_tied(pick.survey.household, by)
    if why not in rules.REPLACEMENTS:
        raise Invalid(N_("Say why this person does not answer."), field="why")
    if pick.replaced_at is not None or pick.questionnaire is not None:
        raise Conflict(N_("This person has answered or been replaced already."))
    after(pick.survey.state, Step.ASK)
    pick.replaced_at, pick.why = at, why
    made = _pick_next(pick.survey, at)
    audit.record(
        REPLACED, pick.survey.stream, at=at, by=by.id, replaced=pick.respondent.public_id, why=why,
        drawn=made.respondent.public_id,
    )  # fmt: skip
    return made


def draw_more(survey: Survey, *, by: Officer, at: datetime) -> Pick:
    """Draw one more respondent in the same order, where an item cannot be settled."""
    refuse_tied(survey.household, by)
    after(survey.state, Step.ASK)
    made = _pick_next(survey, at)
    audit.record(ASKED_MORE, survey.stream, at=at, by=by.id, drawn=made.respondent.public_id)
    return made


def record(pick: Pick, *, by: Officer, at: datetime, **said: Unpack[Said]) -> Questionnaire:
    """Write down what one respondent said, asked alone.

    Invalid for a line and a reason at once or neither, for a day to come or before the draw, and where respondents were
    asked together; Forbidden for whoever has a tie to the household.
    """
    refuse_tied(pick.survey.household, by)
    made, told = _write(pick, said, by, at)
    session.flush()
    audit.record(RECORDED, pick.survey.stream, at=at, by=by.id, **told)
    return made


def record_all(answers: Iterable[tuple[Pick, Said]], *, by: Officer, at: datetime) -> int:
    """Write down what many respondents of a village said, each as `record` does and whole or not at all; returns how
    many they were."""
    answers = list(answers)
    refuse_tied_to_any({pick.survey.household_id for pick, _said in answers}, by)
    for start in range(0, len(answers), _AT_ONCE):
        told = defaultdict(list)
        with session.no_autoflush:
            for pick, said in answers[start : start + _AT_ONCE]:
                told[pick.survey.stream].append(_write(pick, said, by, at)[1])
        session.flush()
        audit.record_runs(RECORDED, told, at=at, by=by.id)
    return len(answers)


def _write(pick: Pick, said: Said, by: Officer, at: datetime) -> tuple[Questionnaire, dict[str, Any]]:
    """One answer with the state of its survey that follows, and what its event tells."""
    survey = pick.survey
    after(survey.state, Step.ASK)
    check_said(survey, said, local_date(at))
    if pick.questionnaire is not None or pick.replaced_at is not None:
        raise Conflict(N_("This person has answered or been replaced already."))
    columns: dict[str, Any] = {**said, "business": ",".join(said["business"])}  # codes become one column
    made = Questionnaire(public_id=ids.public_id(), surveyor=by, recorded_at=at, **columns)
    pick.questionnaire = made
    _settle(survey)
    count = len(queries.answers(survey))
    return made, {"state": survey.state, "answers": count, "asked_on": made.asked_on.isoformat()}


def judge(questionnaire: Questionnaire, *, verdict: str, by: Officer, at: datetime) -> None:
    """The team's word on a reason code: confirmed defers the household, rejected draws another respondent (Q08)."""
    survey = questionnaire.pick.survey
    refuse_tied(survey.household, by)
    after(survey.state, Step.DEFER)
    if verdict not in rules.VERDICTS:
        raise Invalid(N_("Say whether the reason holds."), field="verdict")
    if questionnaire.reason is None or questionnaire.verdict is not None:
        raise Conflict(N_("There is no reason here to decide on."))
    questionnaire.verdict = verdict
    made = _pick_next(survey, at) if verdict == rules.REJECTED and _may_ask(survey) else None
    _settle(survey)
    session.flush()
    number = made.respondent.public_id if made else None
    audit.record(JUDGED, survey.stream, at=at, by=by.id, verdict=verdict, state=survey.state, drawn=number)


def summarise(survey: Survey, *, by: Officer, at: datetime) -> None:
    """Close the survey: the line that all valid questionnaires make, marked where above the office's authority."""
    refuse_tied(survey.household, by)
    kind = packs.required("survey.aggregate", survey.rules_on).value
    line = rules.summary(kind, queries.answers(survey), queries.least(survey))
    survey.state = str(after(survey.state, Step.SUMMARISE))
    survey.line, survey.above_authority = line, bool(queries.above_authority(survey, line))
    survey.summarised_at, survey.summarised_by = at, by
    session.flush()
    count = len(queries.answers(survey))
    audit.record(
        SUMMARISED, survey.stream, at=at, by=by.id, state=survey.state, answers=count, line=line,
        above_authority=survey.above_authority,
    )  # fmt: skip


def send(survey: Survey, *, by: Officer, at: datetime) -> None:
    """Hand the summary to the panel: the line, never who said what."""
    refuse_tied(survey.household, by)
    survey.state = str(after(survey.state, Step.SEND))
    survey.sent_at = at
    session.flush()
    audit.record(SENT, survey.stream, at=at, by=by.id, state=survey.state)


def abandon(survey: Survey, *, why: str, by: Officer, at: datetime) -> None:
    """Give a survey up, in writing; its draw stays on record, so that nobody can draw until the lot pleases."""
    refuse_tied(survey.household, by)
    if not why:
        raise Invalid(N_("Please give the reason in writing."), field="why")
    survey.state = str(after(survey.state, Step.ABANDON))
    session.flush()
    audit.record(ABANDONED, survey.stream, at=at, by=by.id, state=survey.state, why=why)


def _pool(village: Village) -> str:
    return f"respondents:{village.code}"


def check_said(survey: Survey, said: Said, today: date) -> None:
    """Invalid for an answer that `record` would refuse, on the field it belongs to."""
    if not said["asked_alone"]:
        message = N_("Respondents are asked one by one. Ask this person alone, then write it down.")
        raise Invalid(message, field="asked_alone")
    if not local_date(survey.drawn_at) <= said["asked_on"] <= today:
        raise Invalid(N_("The day lies between the draw and today."), field="asked_on")
    rules.check_answer(said["line"], said["reason"], [term.code for term in queries.reasons(survey)])


def _pick(survey: Survey, numbers: list[str], at: datetime) -> list[Pick]:
    known = {each.public_id: each for each in queries.eligible(survey.household)}
    made = [
        Pick(respondent=known[number], rank=len(survey.picks) + place, picked_at=at)
        for place, number in enumerate(numbers, 1)
    ]
    survey.picks.extend(made)
    session.flush()
    return made


def _pick_next(survey: Survey, at: datetime) -> Pick:
    gone = set(survey.pool.split("\n")) - {each.public_id for each in queries.eligible(survey.household)}
    taken = gone | {pick.respondent.public_id for pick in survey.picks}
    return _pick(survey, [rules.next_drawn(survey.pool.split("\n"), survey.seed, taken)], at)[0]


def _may_ask(survey: Survey) -> bool:
    """Whether those drawn who can still answer are too few for the least number of lines."""
    open_picks = sum(pick.replaced_at is None and pick.questionnaire is None for pick in survey.picks)
    return open_picks + len(rules.amounts(queries.answers(survey))) < queries.least(survey)


def _settle(survey: Survey) -> None:
    """The state that follows from the answers there are."""
    answers = queries.answers(survey)
    reason = rules.confirmed(answers)
    complete = rules.is_complete(answers, queries.least(survey))
    if reason is not None:
        survey.state, survey.reason = str(after(survey.state, Step.DEFER)), reason
    elif complete != (survey.state == State.COMPLETE):
        survey.state = str(after(survey.state, Step.COMPLETE if complete else Step.REOPEN))
