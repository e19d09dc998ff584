"""What the story's outlets put before everyone's eyes: boards and disclosures at the opening, rosters for these weeks.

No chance is drawn here, so that the rest of the story stays as it was told.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from workflow.base.clock import local_date, start_of
from workflow.office.demonstration.world import Acts, World
from workflow.office.groups import operations as groups
from workflow.office.groups.rules import DEPUTY, LEADER, MEMBER, Named
from workflow.office.outlets import operations, queries, rules, weeks
from workflow.office.outlets.operations import Shift
from workflow.office.publication import changes
from workflow.office.publication import operations as publication
from workflow.office.registers.duty import operations as duty
from workflow.places.models import Office
from workflow.policy.calendar import ONE_DAY
from workflow.staff.models import Officer
from workflow.staff.roles import Role

_IN_OFFICE = timedelta(hours=9)
#: Working days ago that the inspection was, and that the rosters were written.
_INSPECTED, _ROSTERED = 60, 5
_WINDOW, _HOURS = "贷款专柜", "9:00–11:30"
#: What one outlet has not shown yet, and what another hung up wrong: both are to be seen.
_LATE, _WRONG = "officer_supervision", "commitments"
_FREE = {"free_1": "阳光信贷流程图", "free_2": "文明服务公约"}
#: What the groups do, in the words of such a house; whom one outlet has not named yet.
_DUTIES = {
    "rating_group": "组织农户资信调查和信用等级评定，复核村级评议结果。",
    "line_group": "按权限审定农户授信额度，研究年度授信调整。",
    "risk_group": "分析逾期和风险贷款，提出处置意见，跟踪落实。",
    "classification_group": "按季认定贷款五级分类，复核分类依据。",
}
_UNSEATED = "classification_group"
_TERM = 3


def hang_up(world: World, at: datetime, on: date) -> None:
    """Everything the rules ask for, at every outlet, but for one board of the last; who runs the outlet says so."""
    *others, last = queries.outlets()
    for office in (*others, last):
        head = world.cast.of(Role.BRANCH_HEAD, office)
        for place in queries.places_of(on):
            if not (place[2] == _LATE and office is last) and (place[2] in _FREE or not rules.is_free(place[2])):
                operations.display(office, place, put_up_on=on, name=_FREE.get(place[2], ""), by=head, at=at)


def seat(world: World, at: datetime, on: date) -> None:
    """The groups of every outlet that the rules name, but for one of the last: that nobody sits there is to be seen."""
    *others, last = queries.outlets()
    for office in (*others, last):
        head, deputy = world.cast.of(Role.BRANCH_HEAD, office), world.cast.of(Role.DECISION_MAKER, office)
        members = [Named(head.name, LEADER, "主任"), Named(deputy.name, DEPUTY, "副主任")]
        lending = [each for each in queries.people_of(office) if Role.CREDIT_OFFICER in each.roles]
        members += [Named(each.name, MEMBER, "客户经理") for each in lending]
        for code, duties in _DUTIES.items():
            if not (code == _UNSEATED and office is last):
                until = on.replace(year=on.year + _TERM)
                groups.form_group(office, code, members, duties=duties, from_on=on, until_on=until, by=head, at=at)


def acts(world: World) -> Acts:
    """An inspection of two outlets, and later the rosters of these weeks; each is published by two people."""
    day = world.hours.workday(_INSPECTED)
    at = start_of(day) + _IN_OFFICE
    yield at
    for office in queries.outlets()[:2]:
        _inspect(world, office, day, at)
    publish(world, "board", at)
    day = world.hours.workday(_ROSTERED)
    at = start_of(day) + _IN_OFFICE
    yield at
    for office in queries.outlets():
        _roster(world, office, day, at)
        _sit_in(world, office, at)
    publish(world, "duty", at)


def _inspect(world: World, office: Office, day: date, at: datetime) -> None:
    auditor = world.cast.named["auditor.north"]
    for (subject, _channel, code), display in queries.displays(office.id)[office.id].items():
        if subject == rules.BOARD and display.put_up_on:
            result = rules.WRONG if code == _WRONG and office.id % 2 else rules.GOOD
            operations.inspect(display, on=day, result=result, by=auditor, at=at)


def _roster(world: World, office: Office, since: date, at: datetime) -> None:
    """From a day to the end of the week after this one, the people of the outlet in turn."""
    people = [each for each in queries.people_of(office) if Role.BRANCH_HEAD not in each.roles]
    head = world.cast.of(Role.BRANCH_HEAD, office)
    last = weeks.sunday_of(weeks.monday_of(world.hours.today)) + weeks.WEEK
    days = [day for monday in weeks.mondays(since, last) for day in weeks.days_of(monday)]
    for number, day in enumerate(day for day in days if day >= since and world.hours.calendar.works(day)):
        operations.roster(office, day, [Shift(_next(people, number), _WINDOW)], by=head, at=at)


def _sit_in(world: World, office: Office, at: datetime) -> None:
    """The head in the hall today and on the next Monday; an officer in a village on the next working day."""
    head, officer = world.cast.of(Role.BRANCH_HEAD, office), world.cast.of(Role.CREDIT_OFFICER, office)
    today, calendar = world.hours.today, world.hours.calendar
    told: dict[str, Any] = {"hours": _HOURS, "by": head, "at": at}
    for day in sorted({calendar.next_working(each) for each in (today, weeks.monday_of(today) + weeks.WEEK)}):
        duty.sit_in(head, on=day, village=None, place="营业大厅", **told)
    village = next(each for each in world.villages.values() if each.office_id == office.id)
    duty.sit_in(officer, on=calendar.next_working(today + ONE_DAY), village=village, place="村委会", **told)


def _next(people: list[Officer], number: int) -> Officer:
    return people[number % len(people)]


def publish(world: World, kind: str, at: datetime) -> None:
    """Whatever of a kind differs from what stands in public, by two people."""
    first, second = world.cast.named["publisher"], world.cast.named["publisher.two"]
    found = [each for each in changes.changes(local_date(at)) if each.kind == kind and each.wanted]
    proposals = publication.propose_all([(each.kind, each.key) for each in found], by=first, at=at)
    publication.confirm_all(proposals, by=second, at=at)
