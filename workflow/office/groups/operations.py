"""Forming and withdrawing a group; what stands in public of it, two people of the publishing desk decide."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from workflow.base import audit
from workflow.base.clock import local_date
from workflow.base.db import session, take_turns
from workflow.kernel.errors import Conflict, Invalid, N_
from workflow.office.groups import queries, rules
from workflow.office.groups.models import GroupMember, WorkingGroup
from workflow.places.models import Office
from workflow.policy.calendar import ONE_DAY
from workflow.staff.models import Officer

FORMED = audit.declare("working_group_formed", "code", "from_on", "until_on", "parts", "shortened", "withdrawn")
WITHDRAWN = audit.declare("working_group_withdrawn", "code", "from_on")


def form_group(
    office: Office, code: str, members: Sequence[rules.Named], *, duties: str, from_on: date, until_on: date | None,
    by: Officer, at: datetime,
) -> WorkingGroup:  # fmt: skip
    """Write down who sits in a group from a day on; whoever sat in it before does so until the day before.

    What would have begun within the new term is withdrawn, what begins after it stays. Invalid for a group the
    rules do not name, without duties, and for what `rules.check_whole` refuses.
    """
    if code not in queries.wanted(local_date(at)):
        raise Invalid(N_("The rules do not ask for that."), field="code")
    if not duties:
        raise Invalid(N_("Say what the group does."), field="duties")
    rules.check_whole(members, from_on, until_on)
    made = WorkingGroup(
        office_id=office.id, code=code, duties=duties, from_on=from_on, until_on=until_on, formed_by_id=by.id,
        formed_at=at, members=[GroupMember(position=place, **each._asdict()) for place, each in enumerate(members, 1)],
    )  # fmt: skip
    take_turns(session.connection(), made.stream)
    moved = _make_way(queries.reaching(office, code, from_on, until_on), from_on, by=by, at=at)
    session.add(made)
    session.flush()
    audit.record(
        FORMED, made.stream, at=at, by=by.id, code=code, from_on=from_on.isoformat(),
        until_on=until_on.isoformat() if until_on else None, parts=[member.part for member in members], **moved,
    )  # fmt: skip
    return made


def _make_way(standing: Sequence[WorkingGroup], from_on: date, *, by: Officer, at: datetime) -> dict[str, list[str]]:
    """End what reaches into the new term; what would only have begun in it never stands. Gives their first days."""
    earlier = [group for group in standing if group.from_on < from_on]
    within = [group for group in standing if group.from_on >= from_on]
    for group in earlier:
        group.until_on = from_on - ONE_DAY
    for group in within:
        group.ended_by_id, group.ended_at = by.id, at
    told = {"shortened": earlier, "withdrawn": within}
    return {name: [group.from_on.isoformat() for group in groups] for name, groups in told.items()}


def withdraw(group: WorkingGroup, *, by: Officer, at: datetime) -> None:
    """Say that a composition stands no more, or was written wrongly; Conflict where that was said already."""
    if group.ended_at is not None:
        raise Conflict(N_("This group is withdrawn already."))
    group.ended_by_id, group.ended_at = by.id, at
    session.flush()
    audit.record(WITHDRAWN, group.stream, at=at, by=by.id, code=group.code, from_on=group.from_on.isoformat())
