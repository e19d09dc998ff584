"""What officers of the story wrote into their work logs, and who was trained when.

No chance is drawn here, so that the rest of the story stays as it was told.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from workflow.base.clock import local_date, start_of
from workflow.office.demonstration.world import Acts, World
from workflow.office.registers.areas import kept
from workflow.office.registers.areas import operations as handovers
from workflow.office.registers.areas import queries as areas
from workflow.office.registers.training import operations as training
from workflow.office.registers.worklog import operations as worklog
from workflow.policy.terms import add_months
from workflow.staff.roles import LENDING, Role

_NINE, _FIVE = timedelta(hours=9), timedelta(hours=17)
#: Working days ago that everybody was trained and tested, and that the last whole month was scored.
_TRAINED, _SCORED = (119, 58), 12
_TOPICS = ("服务礼仪、职业操守、贷款规程", "警示案例、反腐倡廉")
_SCORES = {"fengyuan.officer": 96, "chengguan.officer": 91}
#: Working days ago, kind, plan, result, households visited; what is newer than this many days nobody has signed yet.
_DAYS = (
    (34, "rating", "走访六户，复核评级资料", "核完五户，一户外出打工", 6),
    (29, "collect_interest", "上门提醒结息", "四户当天到网点结清", 4),
    (23, "survey", "看果园挂果情况", "花椒减产，苹果与去年持平", 7),
    (17, "deliver_certificate", "送贷款证到户", "三户签收", 3),
    (8, "publicity", "村委会讲贷款条件和利率", "到会二十三户，发联系卡二十三张", 23),
    (4, "collect_principal", "催收到期贷款两笔", "收回一笔，一笔约定卖果后还", 2),
    (1, "deliver_information", "送苹果收购价和贴息消息", "张贴村务栏，入户五家", 5),
)
_SIGNED = 3
_HANDOVER = ("chengguan.officer", "chengguan.officer.two")
_DUTIES = "两村农户档案三十一份、贷款证登记簿、逾期催收单四份；与村委会约定的走访日期。"


def acts(world: World) -> Iterator[Acts]:
    """The trainings, each officer's days, and the score of the month before."""
    for back, topics in zip(_TRAINED, _TOPICS, strict=True):
        yield _train(world, back, topics)
    for officer in _SCORES:
        for told in _DAYS:
            yield _work(world, officer, *told)
    yield _score(world)
    yield _hand_over(world)


def _train(world: World, back: int, topics: str) -> Acts:
    """Everyone who lends comes and passes; the first time their letters are filed."""
    at = start_of(world.hours.workday(back)) + _NINE
    yield at
    hr, people = world.cast.named["hr"], [each for each in world.cast.by_id.values() if each.roles & set(LENDING)]
    results = dict.fromkeys(people, True)
    training.train(hr.office, on=local_date(at), topics=topics, teacher="韩秋生", results=results, by=hr, at=at)
    for number, each in enumerate(people if back == _TRAINED[0] else (), 1):
        training.file_letter(each, signed_on=local_date(at), number=f"承-{number:03d}", by=hr, at=at)


def _work(world: World, name: str, back: int, category: str, plan: str, result: str, households: int) -> Acts:
    at = start_of(world.hours.workday(back)) + _FIVE
    yield at
    officer = world.cast.named[name]
    village = next(each for each in world.villages.values() if each.office_id == officer.office_id)
    entry = worklog.write(
        officer, on=local_date(at), category=category, plan=plan, result=result, village=village,
        households=households, late_why="", at=at,
    )  # fmt: skip
    if back >= _SIGNED:
        yield at + timedelta(hours=1)
        worklog.sign(entry, by=world.cast.of(Role.BRANCH_HEAD, officer.office), at=at + timedelta(hours=1))


def _hand_over(world: World) -> Acts:
    """Drawn up yesterday, of the two villages with most in hand; neither of the two has signed yet."""
    at = start_of(world.hours.workday(1)) + _NINE
    yield at
    giver, taker = (world.cast.named[name] for name in _HANDOVER)
    villages = areas.villages_of(giver, local_date(at))
    stands = kept.in_villages(villages, giver, local_date(at))
    fullest = sorted(villages, key=lambda village: (-stands[village.id].cases, village.code))[:2]
    head = world.cast.of(Role.BRANCH_HEAD, giver.office)
    handovers.draw_up(giver, taker, villages=fullest, duties=_DUTIES, by=head, at=at)


def _score(world: World) -> Acts:
    at: datetime = start_of(world.hours.workday(_SCORED)) + _NINE
    yield at
    month = add_months(local_date(at).replace(day=1), -1)
    for name, points in _SCORES.items():
        officer = world.cast.named[name]
        head = world.cast.of(Role.BRANCH_HEAD, officer.office)
        worklog.score(officer, month=month, score=points, remark="", by=head, at=at)
