"""Whom the story's officers visited, what was decided at meetings, and which days on duty were swapped.

No chance is drawn here, so that the rest of the story stays as it was told.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from workflow.base.clock import local_date, start_of
from workflow.office.demonstration.world import Acts, World
from workflow.office.outlets import queries as outlets
from workflow.office.registers.duty import operations as duty
from workflow.office.registers.duty import queries as rosters
from workflow.office.registers.visits import operations as visits
from workflow.places.models import Office
from workflow.policy.calendar import ONE_DAY
from workflow.staff.models import Officer
from workflow.staff.roles import Role

_NINE, _FIVE = timedelta(hours=9), timedelta(hours=17)
_OFFICERS = ("fengyuan.officer", "chengguan.officer")
#: Working days ago, whom, spoken to, what was said, what follows, after how many working days, what came of it.
_VISITS = (
    (38, "cadre", "村主任", "今年苹果减产两成，有三户可能要展期。", "核对三户到期日", 5, "两户月底到期，已告知"),
    (16, "group_leader", "二组组长", "外出打工户增多，贷款到期前请提前一月打电话。", "", 0, ""),
    (7, "cadre", "村会计", "合作社要统一购果袋，约十五户要用钱。", "带申请表到村里讲一次", 3, ""),
)
#: Working days ago, topics, what the officers reported, what was decided, what follows, after how many working days.
_MEETINGS = (
    (44, "月例会：旺季服务", "收息二十六户，入户四十一家", "受理台午间不离人，两人轮换。", "", 0),
    (21, "月例会：到期贷款", "到期十九户，已收十五户", "四户由包村客户经理当面约定还款日。", "报四户约定日期", 2),
    (3, "月例会：年末安排", "存量三百一十户", "年审从山区村开始，每村提前三天贴通知。", "排出年审日程", 6),
)


def acts(world: World) -> Iterator[Acts]:
    """Each visit and meeting, and two swaps of the coming days: one approved, one that waits for the head."""
    for name in _OFFICERS:
        for visit in _VISITS:
            yield _visit(world, world.cast.named[name], *visit)
    for office in outlets.outlets()[:2]:
        for meeting in _MEETINGS:
            yield _meeting(world, office, *meeting)
    yield _swaps(world)


def _visit(
    world: World, officer: Officer, back: int, sort: str, met: str, told: str, follow_up: str, days: int, outcome: str
) -> Acts:
    at = start_of(world.hours.workday(back)) + _FIVE
    yield at
    village = next(each for each in world.villages.values() if each.office_id == officer.office_id)
    due = _workday(world, back - days) if follow_up else None
    words: dict[str, Any] = {"on": local_date(at), "met": met, "told": told, "follow_up": follow_up}
    made = visits.visit_village(village, sort, **words, follow_up_on=due, by=officer, at=at)
    if outcome and due:
        yield start_of(due) + _FIVE
        visits.follow(made, outcome=outcome, by=officer, at=start_of(due) + _FIVE)


def _meeting(
    world: World, office: Office, back: int, topics: str, report: str, decided: str, follow_up: str, days: int
) -> Acts:
    at = start_of(world.hours.workday(back)) + _FIVE
    yield at
    head, officer = world.cast.of(Role.BRANCH_HEAD, office), world.cast.of(Role.CREDIT_OFFICER, office)
    reports = {officer: report, world.cast.of(Role.DESK_CLERK, office): "", head: ""}
    due = _workday(world, back - days) if follow_up else None
    told: dict[str, Any] = {"on": local_date(at), "topics": topics, "decided": decided, "follow_up": follow_up}
    made = visits.meet(office, head, **told, reports=reports, follow_up_on=due, by=head, at=at)
    if due and due < world.hours.today:
        yield start_of(due) + _FIVE
        visits.follow(made, outcome="已办，见登记簿。", by=head, at=start_of(due) + _FIVE)


def _workday(world: World, back: int) -> date:
    """A working day ago or, below nought, ahead."""
    day = world.hours.workday(max(back, 0))
    for _number in range(-back):
        day = world.hours.calendar.next_working(day + ONE_DAY)
    return day


def _swaps(world: World) -> Acts:
    """Whoever is on duty on the next working days gives a day to the outlet's clerk or officer."""
    at: datetime = start_of(world.hours.workday(1)) + _FIVE
    yield at
    for number, office in enumerate(outlets.outlets()[:2]):
        giver, on = _next_duty(world, office)
        taker = next(each for each in outlets.people_of(office) if not rosters.shift_of(each, on))
        swap = duty.ask(taker, on=on, back_on=None, why="去县联社参加培训", by=giver, at=at)
        duty.agree(swap, by=taker, at=at)
        if number == 0:
            duty.approve(swap, by=world.cast.of(Role.BRANCH_HEAD, office), at=at)


def _next_duty(world: World, office: Office) -> tuple[Officer, date]:
    shifts = outlets.shifts(world.hours.today, rosters.until(world.hours.today), office.id)
    (_office, on), found = min(shifts.items(), key=lambda shift: shift[0][1])
    return found[0].officer, on
