"""What lies on the publishing desk when the story ends: one proposal that waits, one announcement, one check made."""

from __future__ import annotations

from datetime import date, timedelta

from workflow.base import clock
from workflow.base.db import session
from workflow.office.demonstration.staff import VILLAGE_WITHOUT_OFFICER
from workflow.office.demonstration.world import Acts, World
from workflow.office.publication import operations as publication
from workflow.policy.calendar import ONE_DAY
from workflow.staff.models import AreaAssignment
from workflow.staff.roles import Role

#: Working days ago.
_CHECKED, _ANNOUNCED, _PROPOSED = 15, 3, 1
#: No chance is drawn for these hours, so that the rest of the story stays the same.
_MORNING, _AFTERNOON = timedelta(hours=9, minutes=40), timedelta(hours=15, minutes=5)
_DUTIES = "包村客户经理，兼反假币和金融知识宣传"


def acts(world: World) -> Acts:
    """Rates compared with their source; the village without an officer gets one next month; other duties proposed."""
    first, second = world.cast.named["publisher"], world.cast.named["publisher.two"]
    days = [clock.start_of(world.hours.workday(ago)) for ago in (_CHECKED, _ANNOUNCED, _PROPOSED)]
    yield days[0] + _MORNING
    publication.check("rate", by=first, at=days[0] + _MORNING)
    yield days[1] + _MORNING
    village, begins = world.villages[VILLAGE_WITHOUT_OFFICER], _next_month(world.hours.today)
    officer = world.cast.of(Role.CREDIT_OFFICER, village.office)
    session.add(AreaAssignment(officer_id=officer.id, village_id=village.id, from_on=begins))
    announced = publication.propose("officer", officer.public_id, on=begins, by=first, at=days[1] + _MORNING)
    yield days[1] + _AFTERNOON
    publication.confirm(announced, by=second, at=days[1] + _AFTERNOON)
    yield days[2] + _MORNING
    other = world.cast.named["chengguan.officer"]
    other.duties = _DUTIES
    publication.propose("officer", other.public_id, by=first, at=days[2] + _MORNING)


def _next_month(today: date) -> date:
    """The first day of the month after today's."""
    day = today.replace(day=28)
    while day.month == today.month:
        day += ONE_DAY
    return day
