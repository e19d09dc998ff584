"""Supervision in the story: villages counted, draws before witnesses, posted lists, ten-day reports, a study, an audit.

What is drawn differs from one telling to the next: its secret is nobody's choice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from workflow.base.clock import local_date, start_of
from workflow.office.demonstration.world import Acts, World
from workflow.office.outlets import queries as outlets
from workflow.office.supervision.audits import operations as audits
from workflow.office.supervision.audits import queries as auditing
from workflow.office.supervision.coverage import operations as coverage
from workflow.office.supervision.draws import operations as draws
from workflow.office.supervision.draws import queries, rules
from workflow.office.supervision.draws.models import Draw, DrawnItem
from workflow.office.supervision.inspections import operations as inspections
from workflow.office.supervision.inspections import queries as inspecting
from workflow.office.supervision.inspections.rules import POINTS
from workflow.office.supervision.progress import operations as reporting
from workflow.office.supervision.progress import queries as progress
from workflow.office.supervision.sanctions import operations as sanctions
from workflow.office.supervision.sanctions import queries as waiting
from workflow.office.supervision.studies import operations as studies
from workflow.office.supervision.studies.operations import Task
from workflow.places import queries as places
from workflow.places.models import Office
from workflow.policy.terms import add_months
from workflow.staff.roles import Role
from workflow.stages.feedback import queries as voices
from workflow.stages.feedback.rules import PROVEN

_NINE, _LATE = timedelta(hours=9), timedelta(hours=16)
#: Working days ago of each act; the draw follows its announcement, so that a night's anchor lies between.
_COUNTED, _ANNOUNCED, _DRAWN, _INSPECTED, _CONFIRMED, _NEXT = 60, 30, 29, 24, 10, 3
_STUDIED, _AUDITED = 12, 6
_ROUND = 1
_PROPOSED, _DECIDED, _TOLD = 20, 18, 15
#: Calendar days of ten-day reports, and the outlet (in their order) that has not signed the newest.
_REPORTED, _SILENT = 34, 1
_WITNESSES = (("村民代表冯德厚", "七十二"), ("社会监督员姚继贤", "2608"))
_MEASURE_DAYS = 30
#: What was found in the drawn, in turn; None is sound.
_FOUND = {
    rules.VILLAGE: (
        ("入户十户，情况与档案一致。", None), ("公示栏玻璃破损，公示单看不清。", "更换公示栏玻璃，补贴公示单"),
        ("村民知道利率和办结时限。", None),
    ),
    rules.LOAN: (("资金用途与申请一致，有购肥票据。", None), ("借款申请书缺配偶签字。", "上门补签并归档")),
}  # fmt: skip
_TEN = 10
#: What was seen on the round before each list, in turn: the kind of check, its occasion, the points, the words, the
#: measure. The last list that hangs is still to be looked at.
_SEEN = (
    ("general", "", ("right", "right", "right"), "公示榜在村务公开栏，户数、金额和起止日期与系统一致。", ""),
    (
        "sample", "", ("right", "right", "wrong"), "公示榜未写截止日期，村民不知公示到哪天。",
        "当日补写公示起止日期，拍照留存",
    ),
    (
        "key", "村民来电反映没有看到公示榜", ("wrong", "unseen", "unseen"),
        "村务公开栏未见公示榜，村会计称被风吹落。", "重新张贴并加覆透明膜",
    ),
)  # fmt: skip
_WEEK = timedelta(days=7)
#: What follows from upheld complaints, the oldest first: kind, points, fen.
_FOLLOWS = (("points", 2, None), ("pay", None, 20_000))
_MANY = 100
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
    yield _reports(world)
    yield _on(world, _STUDIED, partial(_study, world))
    yield _on(world, _AUDITED, partial(_audit, world, second))
    yield from (_on(world, day, partial(act, world)) for day, act in ((_PROPOSED, _propose), (_DECIDED, _decide)))
    yield _on(world, _TOLD, partial(_tell, world))
    yield _on(world, _ROUND, partial(_round, world))
    yield _on(world, _ROUND, partial(_mend, world), hours=_LATE)


def _on(world: World, back: int, act: partial[None], hours: timedelta = _NINE) -> Acts:
    at = start_of(world.hours.workday(back)) + hours
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
    running = queries.period(local_date(at) - timedelta(days=_ANNOUNCED - _DRAWN))
    draw = queries.standing(office.id, running.first) if running else None
    if draw is not None:
        draws.draw_lots(draw, _WITNESSES, by=world.cast.named["auditor.north"], at=at)


def _inspect(world: World, office: Office, at: datetime) -> None:
    draw = _newest(office)
    items = [each for each in draw.items if each.kind in rules.INSPECTED] if draw else []
    for number, item in enumerate(items[:-1]):  # the last one is still to be inspected
        found = _FOUND[item.kind]
        _find(world, item, *found[number % len(found)], at=at)


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


def _reports(world: World) -> Acts:
    """Every outlet's head signs each period on the day it is due; one has not signed the newest."""
    day = world.hours.today - timedelta(days=_REPORTED)
    while day < world.hours.today:
        at = start_of(day) + _NINE
        yield at
        _report(world, at)
        day += timedelta(days=1)


def _report(world: World, at: datetime) -> None:
    on = local_date(at)
    period = next(progress.periods(on), None)
    if period is None or period.due_on != on:
        return
    newest = on + timedelta(days=_TEN) > world.hours.today
    for number, office in enumerate(outlets.outlets()):
        if not (newest and number == _SILENT):
            head = world.cast.of(Role.BRANCH_HEAD, office)
            reporting.sign(office, period, remark="", by=head, at=at)


def _study(world: World, at: datetime) -> None:
    on, first = local_date(at), outlets.outlets()[0]
    head, county = world.cast.of(Role.BRANCH_HEAD, first), world.cast.named["county.credit"]
    month = timedelta(days=_MEASURE_DAYS)
    studies.hold(
        held_on=on, present="分管信贷领导、分管稽核领导、信贷部、稽核部", by=world.cast.named["leader"], at=at,
        matters="研究本季度办结时限、投诉和抽查发现的问题，明确整改部门、责任人和期限。",
        tasks=[
            Task("清理超过承诺时限未答复的业务", "信贷部", county, on + month),
            Task("更换破损的公示栏，逐村检查公示单", first.name, head, on + timedelta(days=7)),
        ],
    )  # fmt: skip


def _audit(world: World, office: Office, at: datetime) -> None:
    officer = world.cast.of(Role.CREDIT_OFFICER, office)
    audit = audits.open_audit(
        office, officer=officer, since_on=add_months(local_date(at), -3), until_on=local_date(at),
        cause="抽查中发现两笔业务受理登记晚于申请书日期，原因不明。",
        questions=["受理登记为什么晚于申请日期？", "调查是否双人到户？"], by=world.cast.named["audit"], at=at,
    )  # fmt: skip
    for act in auditing.acts(audit, 1):
        found = "登记时间与申请书日期相差一天以上。"
        by = world.cast.named["auditor.north"]
        audits.find(audit.questions[0], found=found, references=[act.reference], by=by, at=at)


def _round(world: World, at: datetime) -> None:
    """The area auditor goes from list to list."""
    by, on = world.cast.named["auditor.north"], local_date(at)
    for number, each in enumerate(inspecting.hanging(by, on)[:-1][: len(_SEEN)]):
        kind, occasion, points, found, measure = _SEEN[number]
        inspections.inspect(
            each.notice, kind=kind, occasion=occasion, checked_on=on, points=dict(zip(POINTS, points, strict=True)),
            found=found, measure=measure, due_on=on + _WEEK if measure else None, by=by, at=at,
            answerable=world.cast.of(Role.BRANCH_HEAD, each.notice.office) if measure else None,
        )  # fmt: skip


def _mend(world: World, at: datetime) -> None:
    """The first measure is confirmed; the others still wait."""
    by = world.cast.named["audit"]
    for found in inspecting.due(by, local_date(at) + _WEEK, 1):
        inspections.confirm(found, how="现场查看，公示榜已写明起止日期。", by=by, at=at)


def _propose(world: World, at: datetime) -> None:
    """What follows from the complaints that were upheld: points for one, a deduction for the next."""
    by = world.cast.named["discipline"]
    proven = [each for each in voices.ended_for(by, limit=_MANY) if each.came_to in PROVEN and each.exclusions]
    for complaint, (kind, points, amount) in zip(reversed(proven), _FOLLOWS, strict=False):
        sanctions.propose(
            complaint, complaint.exclusions[0].officer, kind=kind, points=points, amount=amount, until_on=None,
            cite="实施方案 二（六）", grounds="查实服务不规范，未按承诺办理。", by=by, at=at,
        )  # fmt: skip


def _decide(world: World, at: datetime) -> None:
    """The leader orders the first; the other waits."""
    by = world.cast.named["leader"]
    for found in waiting.to_decide(by, 1):
        sanctions.decide(found, ordered=True, why="", by=by, at=at)


def _tell(world: World, at: datetime) -> None:
    by = world.cast.named["hr"]
    for found in waiting.to_carry_out(by, 1):
        sanctions.carry_out(found, how="当面告知本人，已登记违规积分。", by=by, at=at)
