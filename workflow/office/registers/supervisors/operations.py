"""Appointing social supervisors, writing down what they observe, answering it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from workflow.base import audit
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.kernel.errors import Conflict, Forbidden, Invalid, N_
from workflow.office.registers.supervisors import queries, rules
from workflow.office.registers.supervisors.models import Observation, SocialSupervisor
from workflow.places.models import Office
from workflow.staff.models import Officer

APPOINTED = audit.declare("supervisor_appointed", "supervisor", "name", "stages", "appointed_on", "until_on")
TERM_ENDED = audit.declare("supervisor_term_ended", "supervisor", "until_on")
OBSERVED = audit.declare("observation_recorded", "observation", "supervisor", "on", "stage")
REPLIED = audit.declare("observation_replied", "observation")


def appoint(
    office: Office, *, name: str, standing: str, appointed_by: str, appointed_on: date, until_on: date | None,
    stages: Sequence[str], account: Officer | None, by: Officer, at: datetime,
) -> SocialSupervisor:  # fmt: skip
    """Enter somebody appointed as social supervisor; Invalid without a stage to watch, or for a term turned round."""
    if not rules.joined(stages):
        raise Invalid(N_("Say which stages this person watches."), field="stages")
    if until_on is not None and until_on < appointed_on:
        raise Invalid(N_("The term cannot end before it begins."), field="until_on")
    made = SocialSupervisor(
        office_id=office.id, name=name, standing=standing, appointed_by=appointed_by, appointed_on=appointed_on,
        until_on=until_on, stages=rules.joined(stages), officer_id=account.id if account else None,
        recorded_by_id=by.id, recorded_at=at,
    )  # fmt: skip
    session.add(made)
    session.flush()
    audit.record(
        APPOINTED, made.stream, at=at, by=by.id, supervisor=made.public_id, name=name, stages=made.stages,
        appointed_on=appointed_on.isoformat(), until_on=until_on.isoformat() if until_on else None,
    )  # fmt: skip
    return made


def end_term(supervisor: SocialSupervisor, on: date, *, by: Officer, at: datetime) -> None:
    """Say with which day somebody's term ends."""
    if supervisor.struck_at is not None:
        raise Conflict(N_("This entry is struck out already."))
    if on < supervisor.appointed_on:
        raise Invalid(N_("The term cannot end before it begins."), field="until_on")
    supervisor.until_on = on
    session.flush()
    audit.record(
        TERM_ENDED, supervisor.stream, at=at, by=by.id, supervisor=supervisor.public_id, until_on=on.isoformat()
    )


def observe(
    supervisor: SocialSupervisor, office: Office, *, on: date, stage: str, text: str, by: Officer, at: datetime
) -> Observation:
    """Write down what a supervisor saw at an office.

    Forbidden in another supervisor's name; Invalid for a day to come or outside the term, and for a stage that this
    supervisor does not watch.
    """
    if supervisor.id not in {each.id for each in queries.speaking_for(by)}:
        raise Forbidden(N_("A supervisor writes in their own name only."))
    if on > local_date(at):
        raise Invalid(N_("That day has not come yet."), field="on")
    if on < supervisor.appointed_on or (supervisor.until_on and on > supervisor.until_on):
        raise Invalid(N_("On that day this person was no supervisor."), field="on")
    if stage not in rules.parted(supervisor.stages):
        raise Invalid(N_("This person does not watch that stage."), field="stage")
    made = Observation(
        supervisor=supervisor, office_id=office.id, on=on, stage=stage, recorded_by_id=by.id, recorded_at=at
    )
    made.text = text
    session.add(made)
    session.flush()
    told = {"supervisor": supervisor.public_id, "on": on.isoformat(), "stage": stage}
    audit.record(OBSERVED, made.stream, at=at, by=by.id, observation=made.public_id, **told)
    return made


def reply(observation: Observation, *, text: str, by: Officer, at: datetime) -> None:
    """Answer an observation, once; Forbidden for whoever wrote it down."""
    if observation.struck_at is not None or observation.replied_at is not None:
        raise Conflict(N_("This was answered or struck out already."))
    if observation.recorded_by_id == by.id:
        raise Forbidden(N_("Whoever wrote an observation down does not answer it; another person does."))
    observation.reply, observation.replied_by_id, observation.replied_at = text, by.id, at
    session.flush()
    audit.record(REPLIED, observation.stream, at=at, by=by.id, observation=observation.public_id)
