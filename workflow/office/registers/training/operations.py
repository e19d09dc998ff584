"""Writing down trainings with their tests, filing commitment letters, taking either back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from workflow.base import audit
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.kernel.errors import Forbidden, Invalid, N_
from workflow.office.registers import operations as registers
from workflow.office.registers.training import queries
from workflow.office.registers.training.models import CommitmentLetter, Training, TrainingResult
from workflow.places.models import Office
from workflow.staff import operations as staff
from workflow.staff.models import Officer

TRAINED = audit.declare("training_recorded", "training", "on", "topics", "teacher", "results")
LETTER_FILED = audit.declare("commitment_letter_filed", "letter", "officer", "signed_on", "number")


def train(
    office: Office, *, on: date, topics: str, teacher: str, results: Mapping[Officer, bool], by: Officer, at: datetime
) -> Training:
    """Write down a training: who came, and who passed the test.

    Invalid for a day to come and where nobody came; Forbidden for one's own result.
    """
    if on > local_date(at):
        raise Invalid(N_("That day has not come yet."), field="on")
    if not results:
        raise Invalid(N_("Say who came."), field="came")
    if by.id in {each.id for each in results}:
        raise Forbidden(N_("Nobody writes down their own test."))
    made = Training(office_id=office.id, on=on, topics=topics, teacher=teacher, recorded_by_id=by.id, recorded_at=at)
    made.results = [TrainingResult(officer_id=each.id, passed=passed) for each, passed in results.items()]
    session.add(made)
    session.flush()
    told = {each.username: passed for each, passed in results.items()}
    audit.record(
        TRAINED, made.stream, at=at, by=by.id, training=made.public_id, on=on.isoformat(), topics=topics,
        teacher=teacher, results=told,
    )  # fmt: skip
    _bring_up_to_date(*results)
    return made


def file_letter(officer: Officer, *, signed_on: date, number: str, by: Officer, at: datetime) -> CommitmentLetter:
    """File somebody's commitment letter; Forbidden for one's own, Invalid for a day to come."""
    if officer.id == by.id:
        raise Forbidden(N_("Nobody files their own commitment letter."))
    if signed_on > local_date(at):
        raise Invalid(N_("That day has not come yet."), field="signed_on")
    made = CommitmentLetter(
        office_id=officer.office_id, officer_id=officer.id, signed_on=signed_on, number=number, recorded_by_id=by.id,
        recorded_at=at,
    )  # fmt: skip
    session.add(made)
    session.flush()
    told = {"officer": officer.username, "signed_on": signed_on.isoformat(), "number": number}
    audit.record(LETTER_FILED, made.stream, at=at, by=by.id, letter=made.public_id, **told)
    _bring_up_to_date(officer)
    return made


def _bring_up_to_date(*people: Officer) -> None:
    """Tell the staff's table since when these are ready."""
    for each in people:
        staff.keep_readiness(each, passed_on=queries.passed_on(each.id), letter_on=queries.letter_on(each.id))


def strike_training(training: Training, *, why: str, by: Officer, at: datetime) -> None:
    """Strike a training out; whoever passed only there is no longer ready."""
    registers.strike(training, why=why, by=by, at=at)
    _bring_up_to_date(*(each.officer for each in training.results))


def strike_letter(letter: CommitmentLetter, *, why: str, by: Officer, at: datetime) -> None:
    """Strike a letter out; whoever has no other is no longer ready."""
    registers.strike(letter, why=why, by=by, at=at)
    _bring_up_to_date(letter.officer)
