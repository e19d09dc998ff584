"""Supervision in the story: villages counted, draws announced and drawn before witnesses, what was found in them.

What is drawn differs from one telling to the next: its secret is nobody's choice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from workflow.base.clock import local_date, start_of
from workflow.office.demonstration.world import Acts, World
from workflow.office.outlets import queries as outlets
from workflow.office.supervision.coverage import operations as coverage
from workflow.office.supervision.draws import operations as draws
from workflow.office.supervision.draws import queries, rules
from workflow.office.supervision.draws.models import Draw, DrawnItem
from workflow.places import queries as places
from workflow.places.models import Office
from workflow.staff.roles import Role

_NINE = timedelta(hours=9)
#: Working days ago of each act; the draw follows its announcement, so that a night's anchor lies between.
_COUNTED, _ANNOUNCED, _DRAWN, _INSPECTED, _CONFIRMED, _NEXT = 60, 30, 29, 24, 10, 3
_WITNESSES = (("村民代表冯德厚", "七十二"), ("社会监督员姚继贤", "2608"))
_MEASURE_DAYS = 30
#: What was found in the drawn, in turn; None is sound.
_FOUND = (
    ("档案齐全，户主在家，情况属实。", None), ("公示栏玻璃破损，公示单看不清。", "更换公示栏玻璃，补贴公示单"),
    ("与登记一致。", None), ("资金用途与申请一致，有购肥票据。", None), ("借款申请书缺配偶签字。", "上门补签并归档"),
)  # fmt: skip
_HOUSEHOLDS = 40  # of a village of the story, with a few more from one to the next


def acts(world: World) -> Iterator[Acts]:
    """Each act on its day."""
    first, second = outlets.outlets()[:2]
    yield _on(world, _COUNTED, partial(_count, world))
    yield _on(world, _ANNOUNCED, partial(_announce, world, first))
    yield _on(world, _DRAWN, partial(_draw, world, first))
    yield _on(world, _INSPECTED, partial(_inspect, world, first))
    yield _on(world, _CONFIRMED, partial(_confirm, world, first))
    yield _on(world, _NEXT, partial(_announce, world, second))


def _on(world: World, back: int, act: partial[None]) -> Acts:
    at = start_of(world.hours.workday(back)) + _NINE
    yield at
    act(at)


def _count(world: World, at: datetime) -> None:
    """Some villages of every outlet; the others are still to be counted."""
    for office in outlets.outlets():
        for number, village in enumerate(places.villages([office.id])[:4]):
            households = _HOUSEHOLDS + 7 * number
            coverage.count(
                village, counted_on=local_date(at), households=households, fit=households - number,
                source="村委会户册", by=world.cast.of(Role.BRANCH_HEAD, office), at=at,
            )  # fmt: skip


def _announce(world: World, office: Office, at: datetime) -> None:
    draws.announce(office, by=world.cast.named["audit"], at=at)


def _newest(office: Office) -> Draw | None:
    found = [draw for draw in queries.drawn() if draw.office_id == office.id]
    return found[-1] if found else None


def _draw(world: World, office: Office, at: datetime) -> None:
    for draw in queries.waiting(office):
        draws.draw_lots(draw, _WITNESSES, by=world.cast.named["auditor.north"], at=at)


def _inspect(world: World, office: Office, at: datetime) -> None:
    draw = _newest(office)
    items = [each for each in draw.items if each.kind in rules.INSPECTED] if draw else []
    for number, item in enumerate(items[: 2 * len(_FOUND)]):
        _find(world, item, *_FOUND[number % len(_FOUND)], at=at)


def _find(world: World, item: DrawnItem, found: str, measure: str | None, *, at: datetime) -> None:
    on, office = local_date(at), item.draw.office
    draws.find(
        item, checked_on=on, fault=measure is not None, found=found, measure=measure or "",
        answerable=world.cast.of(Role.BRANCH_HEAD, office) if measure else None,
        due_on=on + timedelta(days=_MEASURE_DAYS) if measure else None, by=world.cast.named["auditor.north"], at=at,
    )  # fmt: skip


def _confirm(world: World, office: Office, at: datetime) -> None:
    draw = _newest(office)
    found = [finding for item in (draw.items if draw else ()) for finding in item.findings if finding.open()]
    for finding in found[:1]:
        draws.confirm(finding, how="现场查看，玻璃已更换，公示单清楚。", by=world.cast.named["audit"], at=at)
