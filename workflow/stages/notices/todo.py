"""What waits on the desk: cases to be put on a list, lists to be posted or closed, objections to be judged."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import false, true

from workflow.base import clock
from workflow.kernel.errors import N_
from workflow.places import packs
from workflow.staff.models import Officer
from workflow.staff.rights import may
from workflow.stages.cases.states import State
from workflow.stages.cases.todo import Next, Todo
from workflow.stages.notices import queries, rules, states
from workflow.stages.notices.models import Notice, Objection


def _posted_here(_person: Officer) -> Any:
    """Only where the rules ask for a public notice at all."""
    return true() if packs.value("flow.notice", clock.today()).value in rules.SPANS else false()


NEXT = {State.APPROVED: Next("notice.draft", "notices.for_case", N_("Put it on the village's list"), _posted_here)}


def rows(person: Officer, *, now: datetime, limit: int) -> list[Todo]:
    """Lists and objections that wait for this person."""
    found: list[Todo] = []
    if may(person, "notice.post") or may(person, "notice.close"):
        found += [todo for notice in queries.notices_of(person, most=limit) if (todo := _list(notice, person, now))]
    if may(person, "objection.see"):
        found += [_objection(each) for each in queries.objections_of(person, most=limit) if each.state in states.OPEN]
    if may(person, "objection.record") and may(person, "objection.see") and queries.slips_waiting():
        found.append(Todo(N_("Objections wait at the door."), N_("Take them in"), "notices.objections"))
    return found[:limit]


def _list(notice: Notice, person: Officer, now: datetime) -> Todo | None:
    told = {"village": notice.village.name}
    where = {"public_id": notice.public_id}
    if notice.state == states.DRAFTED and notice.drafted_by_id != person.id and may(person, "notice.post", notice):
        title, label = N_("A list of %(village)s waits to be posted."), N_("Post it")
        return Todo(title, label, "notices.post", where, told, clock.local_date(notice.drafted_at))
    over = notice.last_on is not None and notice.last_on < clock.local_date(now)
    if notice.state == states.POSTED and over and may(person, "notice.close", notice):
        title, label = N_("The notice of %(village)s has ended."), N_("Close it")
        return Todo(title, label, "notices.show", where, told, notice.last_on)
    return None


def _objection(found: Objection) -> Todo:
    admitted = found.state == states.State.ADMITTED
    title = N_("An objection is under re-review.") if admitted else N_("An objection waits for its admission.")
    label = N_("Rule on it") if admitted else N_("Judge it")
    on = clock.local_date(found.received_at)
    return Todo(title, label, "notices.objection", {"public_id": found.public_id}, on=on)
