"""What stands in the story's registers: boxes and their openings, social supervisors, the publicity log.

No chance is drawn here, so that the rest of the story stays as it was told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from workflow.base.clock import local_date, start_of
from workflow.carriers.darkroom import develop
from workflow.office.demonstration.drawings import sealed_packet
from workflow.office.demonstration.outlets import publish
from workflow.office.demonstration.world import Acts, World
from workflow.office.outlets import queries as outlets
from workflow.office.registers.boxes import operations as boxes
from workflow.office.registers.boxes import queries as hanging
from workflow.office.registers.boxes.models import BoxOpening, OpinionBox
from workflow.office.registers.boxes.photos import operations as photos
from workflow.office.registers.publicity import operations as publicity
from workflow.office.registers.supervisors import operations as supervisors
from workflow.office.registers.supervisors import queries as watching
from workflow.office.registers.supervisors.rules import STAGES
from workflow.policy.terms import add_months
from workflow.staff.roles import Role

_NINE, _LATER = timedelta(hours=9), timedelta(minutes=40)
#: Working days ago that the boxes were hung and the supervisors appointed, and for how many months.
_BEGUN, _TERM = 118, 24
#: Working days ago that the first outlets' boxes were opened, and where each item went; `card` is one of them.
_OPENINGS = ((84, ("filed", "filed")), (63, ("filed",)), (41, ()), (20, ("filed",)), (2, ("card", "filed")))
_CARD = {"business": "other", "rating": "fair", "text": "大厅饮水机没有热水。"}
_SUPERVISORS = (("姚继贤", "退休教师", "supervisor"), ("雷天顺", "县人大代表、种粮大户", ""))
_OBSERVED = (
    (55, "application", "受理台上没有材料清单样表，两位老人来回跑了两趟。", "样表已补齐，压在受理台玻璃板下。"),
    (30, "answer", "抽问五户，都在承诺时限内得到答复。", "谢谢监督，已转告当班人员。"),
    (4, "handling", "下午三点后只开一个信贷窗口，等候超过四十分钟。", ""),
)
#: Working days ago that the publicity log was published by two people.
_PUBLISHED = 5
_TOLD = (
    (70, "cadre_meeting", "镇政府会议室", "各村干部", 46),
    (52, "market_stall", "镇集市", "赶集群众", 210),
    (33, "name_card", "村委会", "全村农户", 130),
    (18, "broadcast", "村广播室", "全村", 0),
    (6, "leaflet", "卫生院门口", "候诊群众", 85),
)


def acts(world: World) -> Iterator[Acts]:
    """Each act of the registers, on its day."""
    yield _on(world, _BEGUN, partial(_begin, world))
    for back, contents in _OPENINGS:
        yield _on(world, back, partial(_open, world, contents))
    for back, stage, text, reply in _OBSERVED:
        yield _on(world, back, partial(_observe, world, stage, text, reply))
    yield _on(world, _PUBLISHED, partial(publish, world, "publicity"))
    for back, channel, place, audience, number in _TOLD:
        yield _on(world, back, partial(_tell, world, channel, place, audience, number))


def _on(world: World, back: int, act: Callable[[datetime], None]) -> Acts:
    at = start_of(world.hours.workday(back)) + _NINE
    yield at
    act(at)


def _begin(world: World, at: datetime) -> None:
    by, on = world.cast.discipline, local_date(at)
    for office in outlets.outlets():
        keepers = [world.cast.of(role, office) for role in (Role.BRANCH_HEAD, Role.DESK_CLERK)]
        boxes.hang(office, place="营业厅大门外右侧", hung_on=on, keepers=keepers, by=by, at=at)
    for name, standing, account in _SUPERVISORS:
        supervisors.appoint(
            by.office, name=name, standing=standing, appointed_by="县联社理事会", appointed_on=on,
            until_on=add_months(on, _TERM), stages=list(STAGES), account=world.cast.named.get(account), by=by, at=at,
        )  # fmt: skip


def _open(world: World, contents: tuple[str, ...], at: datetime) -> None:
    """Two outlets' boxes; the newest packet of the second one is still on its way."""
    for number, box in enumerate(hanging.boxes_for(world.cast.discipline, "box.see")[:2]):
        opening = _opened(world, box, len(contents), at)
        if number == 0 or "card" not in contents:
            _empty(world, opening, contents, at + _LATER)


def _opened(world: World, box: OpinionBox, items: int, at: datetime) -> BoxOpening:
    keepers = [each.officer for each in box.keepers]
    opening = boxes.open_box(
        box, opened_at=at, head=world.cast.of(Role.BRANCH_HEAD, box.office), keepers=keepers, items=items,
        packet=f"{box.id:02d}-{local_date(at):%m%d}", by=world.cast.named["auditor.north"], at=at,
    )  # fmt: skip
    if items:
        photos.add_photo(opening, develop(sealed_packet()), by=world.cast.named["auditor.north"], at=at)
    for keeper in keepers:
        boxes.sign(opening, by=keeper, at=at)
    return opening


def _empty(world: World, opening: BoxOpening, contents: tuple[str, ...], at: datetime) -> None:
    by = world.cast.discipline
    boxes.receive(opening, counted=len(contents), seal_intact=True, remark="", by=by, at=at)
    for kind in contents:
        if kind == "card":
            boxes.enter_card(opening, **_CARD, by=by, at=at)
        else:
            boxes.file_item(opening, by=by, at=at)
    boxes.settle(opening, by=by, at=at)


def _observe(world: World, stage: str, text: str, reply: str, at: datetime) -> None:
    by, office = world.cast.named["supervisor"], outlets.outlets()[0]
    own = watching.speaking_for(by)[0]
    seen = supervisors.observe(own, office, on=local_date(at), stage=stage, text=text, by=by, at=at)
    if reply:
        supervisors.reply(seen, text=reply, by=world.cast.of(Role.BRANCH_HEAD, office), at=at + _LATER)


def _tell(world: World, channel: str, place: str, audience: str, number: int, at: datetime) -> None:
    for office in outlets.outlets():
        person = world.cast.of(Role.CREDIT_OFFICER, office)
        village = next(each for each in world.villages.values() if each.office_id == office.id)
        publicity.publicise(
            office, on=local_date(at), channel=channel, village=village if number else None, place=place,
            audience=audience, handed_out=number, person=person, by=person, at=at,
        )  # fmt: skip
