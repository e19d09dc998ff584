"""Writing visits and meetings down, and what came of what was to follow."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from workflow.base import audit
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.kernel.errors import Conflict, Forbidden, Invalid, N_
from workflow.office.registers.visits import rules
from workflow.office.registers.visits.models import Meeting, MeetingReport, Visit
from workflow.places.models import Office, Village
from workflow.staff.models import Officer
from workflow.stages.people.models import Household

VISITED = audit.declare("visit_recorded", "entry", "on", "sort", "village", "household", "follow_up_on")
MET = audit.declare("meeting_recorded", "entry", "on", "people", "follow_up_on")
FOLLOWED = audit.declare("follow_up_recorded", "entry")


def visit_household(
    household: Household, *, on: date, met: str, told: str, follow_up: str, follow_up_on: date | None, by: Officer,
    at: datetime,
) -> Visit:  # fmt: skip
    """Write down a visit of one's own to a household; Forbidden to whoever has a tie to it."""
    if by.id in household.tied_ids:
        raise Forbidden(N_("You have a tie to this household: somebody else visits it."))
    made = Visit(sort=rules.HOUSEHOLD, village=household.village, household=household)
    return _visit(made, on, met, told, (follow_up, follow_up_on), by, at)


def visit_village(
    village: Village, sort: str, *, on: date, met: str, told: str, follow_up: str, follow_up_on: date | None,
    by: Officer, at: datetime,
) -> Visit:  # fmt: skip
    """Write down a visit of one's own to a cadre or a group leader of a village of one's office."""
    if sort not in rules.KNOWING:
        raise Invalid(N_("Choose who was visited."), field="sort")
    if village.office_id != by.office_id:
        raise Invalid(N_("That village belongs to another office."), field="village")
    return _visit(Visit(sort=sort, village=village), on, met, told, (follow_up, follow_up_on), by, at)


def _visit(
    made: Visit, on: date, met: str, told: str, follow_up: tuple[str, date | None], by: Officer, at: datetime
) -> Visit:
    made.office_id, made.recorded_by_id, made.recorded_at = by.office_id, by.id, at
    made.on, made.met, made.told = on, met, told
    _follows(made, on, follow_up, by, at)
    session.add(made)
    session.flush()
    household = made.household.public_id if made.household else None
    audit.record(
        VISITED, made.stream, at=at, by=by.id, entry=made.public_id, on=on.isoformat(), sort=made.sort,
        village=made.village.code, household=household, follow_up_on=_iso(made.follow_up_on),
    )  # fmt: skip
    return made


def meet(
    office: Office, leader: Officer, *, on: date, topics: str, reports: Mapping[Officer, str], decided: str,
    follow_up: str, follow_up_on: date | None, by: Officer, at: datetime,
) -> Meeting:  # fmt: skip
    """Write down a meeting: who came, what each reported ('' for who listened), what was decided.

    What follows is the leader's to see to. Invalid where nobody came, and for anyone of another office.
    """
    if not reports:
        raise Invalid(N_("Say who came."), field="came")
    if any(each.office_id != office.id for each in (leader, *reports)):
        raise Invalid(N_("This person does not work at that office."), field="leader")
    made = Meeting(office_id=office.id, on=on, topics=topics, recorded_by_id=by.id, recorded_at=at)
    made.decided = decided
    made.reports = [_report(each, text) for each, text in reports.items()]
    _follows(made, on, (follow_up, follow_up_on), leader, at)
    session.add(made)
    session.flush()
    people = [each.id for each in reports]
    audit.record(
        MET, made.stream, at=at, by=by.id, entry=made.public_id, on=on.isoformat(), people=people,
        follow_up_on=_iso(made.follow_up_on),
    )  # fmt: skip
    return made


def _report(officer: Officer, text: str) -> MeetingReport:
    made = MeetingReport(officer=officer)
    made.text = text
    return made


def _follows(
    made: Visit | Meeting, on: date, follow_up: tuple[str, date | None], officer: Officer, at: datetime
) -> None:
    """Whose it is and what follows; Invalid for a day to come, and for what follows without a day or before it."""
    words, day = follow_up
    if on > local_date(at):
        raise Invalid(N_("That day has not come yet."), field="on")
    if bool(words) != bool(day):
        raise Invalid(N_("What follows has a day, and a day says what follows."), field="follow_up_on")
    if day is not None and day < on:
        raise Invalid(N_("What follows comes after it."), field="follow_up_on")
    made.officer, made.follow_up, made.follow_up_on = officer, words, day


def follow(entry: Visit | Meeting, *, outcome: str, by: Officer, at: datetime) -> None:
    """Write down what came of what was to follow; Conflict where nothing waits for it."""
    if entry.struck_at is not None or entry.follow_up_on is None or entry.followed_at is not None:
        raise Conflict(N_("Nothing waits to be followed up here."))
    entry.outcome, entry.followed_by_id, entry.followed_at = outcome, by.id, at
    session.flush()
    audit.record(FOLLOWED, entry.stream, at=at, by=by.id, entry=entry.public_id)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
