"""A public board as office.publication would fill it: believable records of the Chengcheng county union."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from workflow.base import clock
from workflow.base.db import transaction
from workflow.doors.published import write
from workflow.policy.calendar import load_calendar
from workflow.policy.terms import notice_period

TOWNS = {
    "610525101": ("冯原镇", ["冯原村", "山头村", "迪家河村", "长宁社区"]),
    "610525102": ("王庄镇", ["王庄村", "水洼村", "埝村"]),
    "610525001": ("城关街道", ["阳庄村", "雷庄村", "镇基村"]),
}
OFFICERS = {
    "mq3k7v2ha5tzpw4c": ("马秋生", "冯原信用社", "0913-6811203"),
    "b6xr2ny7dj4gkq5e": ("党文娟", "王庄信用社", "0913-6822417"),
}
EXAMPLE = {"cite": "示例:演示用,非文件规定", "example": True, "default": False}
DEFAULT = {"cite": "默认 S02", "example": False, "default": True}
PLAN = {"cite": "实施方案 二(五)", "example": False, "default": False}


def publish(kind: str, key: str, payload: dict[str, Any], **more: Any) -> None:
    """One record in force from today on, as the system publishes it."""
    at = clock.now()
    write.publish(kind, key, payload, **({"at": at, "valid_from": clock.local_date(at), "generated": True} | more))


def publish_board() -> None:
    """Everything a reader may see, with one notice that stands and one that is over."""
    with transaction():
        for fill in (_house, _villages, _products, _rates, _promises, _rules, _notices):
            fill()
        write.sign_checkpoint(clock.now())


def _pair(zh: str, en: str, **more: Any) -> dict[str, Any]:
    return {"zh": zh, "en": en, **more}


def _house() -> None:
    self_ = {"name": "澄城县农村信用合作联社", "name_en": "Chengcheng County Rural Credit Union", "hotline": "0913-6860110"}
    publish("institution", "self", self_ | {"address": "澄城县古徵街", "pack_name": _pair("澄城县信用联社", "Chengcheng"), "demonstration": True})
    publish("office", "2", {"name": "冯原信用社", "level": "branch", "outlet": True, "phone": "0913-6811200", "address": "冯原镇街道"})
    publish("office", "3", {"name": "王庄信用社", "level": "branch", "outlet": True, "phone": "0913-6822400", "address": "王庄镇街道"})
    channels = [_pair("网点举报箱", "Report box at every outlet"), _pair("24小时监督举报电话", "Hotline, day and night")]
    publish("supervision", "self", {"channels": channels, "cite": "实施方案 二(四)"})
    forbidden = [_pair("不收借款人的礼金、礼品。", "No money or gifts from borrowers."), _pair("不另加收费。", "No fee beyond the list.")]
    publish("conduct", "clean", {"title": _pair("信贷人员纪律", "Conduct of our officers"), "items": forbidden, "cite": "默认 S09"})
    publish("panel", "冯原信用社", {"title": _pair("贷款审查小组", "Review committee"), "members": ["赵会民", "李秀英", "王建国"]})


def _villages() -> None:
    homes = {"610525101": "mq3k7v2ha5tzpw4c", "610525102": "b6xr2ny7dj4gkq5e"}
    served: dict[str, list[dict[str, str]]] = {key: [] for key in OFFICERS}
    for town_code, (town, names) in TOWNS.items():
        for number, name in enumerate(names, 200):
            key = None if name == "埝村" else homes.get(town_code)
            served.get(key or "", []).append({"code": f"{town_code}{number}", "name": name, "town": town})
            _village(f"{town_code}{number}", name, town, town_code, key)
    for key, (name, office, phone) in OFFICERS.items():
        duties = _pair("接受咨询、受理申请、入户调查、贷后走访", "Advice, applications, visits before and after a loan")
        publish("officer", key, {"name": name, "office": office, "phone": phone, "duties": duties, "villages": served[key]})


def _village(code: str, name: str, town: str, town_code: str, key: str | None) -> None:
    officer = None
    if key:
        who, office, phone = OFFICERS[key]
        officer = {"name": who, "phone": phone, "office": office, "duties": _pair("包村客户经理", "Officer in charge of the village")}
    pinyin = {"冯原村": "feng yuan cun"}.get(name, "")
    payload = {"code": code, "name": name, "pinyin": pinyin, "town": town, "town_code": town_code, "officer": officer}
    publish("village", code, payload | {"office": "冯原信用社", "office_phone": "0913-6811200", "groups": ["一组", "二组"]}, village=code)


def _products() -> None:
    for key, zh, en, largest in (
        ("micro_credit", "农户小额信用贷款", "Farmer micro-credit", 5_000_000),
        ("guaranteed", "保证贷款", "Guaranteed loan", 20_000_000),
    ):
        publish("product", key, _product(key, zh, en, largest))


def _product(key: str, zh: str, en: str, largest: int) -> dict[str, Any]:
    post, customer = _pair("贷款受理专岗", "Acceptance desk"), _pair("填写申请书,交齐材料", "Fill in the form and hand in the papers")
    return {
        "key": key, "name": _pair(zh, en), "cite": "实施方案 二(五)“小额农贷”", "limits": ["reply_limit.small_loan"],
        "amount": {"min": 100_000, "max": largest, **EXAMPLE},
        "who": _pair("服务辖区内信用良好、用途合法、有还款能力的农户。", "Farm households of the area with good credit, a lawful purpose and the ability to repay.", **DEFAULT),
        "purpose": _pair("种植、养殖等生产费用和家庭生活所需。", "Costs of planting and breeding and needs of the household.", **DEFAULT),
        "term": _pair("按生产周期和还款能力商定。", "Agreed by the cycle of production and the ability to repay.", **DEFAULT),
        "guarantee": _pair("信用,无需担保", "Unsecured", **DEFAULT),
        "repayment": _pair("按合同分期还本付息。", "In instalments, as the contract says.", **DEFAULT),
        "how_to_apply": _pair("到就近网点,或在网上提交。", "At the nearest outlet, or online.", **DEFAULT),
        "introduction": _pair("凭信用借款,一次核定,随用随贷,周转使用。", "Lent on good credit: approved once, drawn when needed.", **DEFAULT),
        "materials": [
            {"key": "id", **_pair("借款人及配偶身份证", "Identity cards of borrower and spouse"), "original": 1, "copy": 1},
            {"key": "register", **_pair("户口簿", "Household register"), "original": 1, "copy": 1},
            {"key": "marriage", **_pair("结婚证或婚姻关系证明", "Proof of marriage"), "original": 0, "copy": 1},
        ],
        "stages": [
            _pair("申请", "Application", post=post, customer=customer),
            _pair("调查", "Investigation", post=_pair("片区客户经理", "Area officer"), customer=_pair("按预约时间在家等候", "Be at home at the agreed time")),
        ],
        "borrower_notes": [_pair("除公示的利息和费用外不必交任何钱。", "Pay nothing beyond the published interest and fees.", **DEFAULT)],
        "guarantor_notes": [],
    }  # fmt: skip


def _rates() -> None:
    basis = _pair("按文件公开的定价方法", "By the published way of pricing")
    for key, zh, en, rate in (("micro_credit", "农户小额信用贷款", "Farmer micro-credit", 5450), ("guaranteed", "保证贷款", "Guaranteed loan", 4950)):
        publish("rate", key, {"label": _pair(zh, en), "rate": rate, "basis": basis, "from": "2025-06-01", **EXAMPLE})
    publish("rate", "mortgage", {"label": _pair("抵押贷款", "Mortgage loan"), "rate": None, "basis": basis, "from": "2012-08-25", **PLAN})


def _promises() -> None:
    as_of = clock.now().isoformat()
    for size, zh, en, days in (("small", "小额贷款答复时限", "Answer on a small loan", 3), ("large", "大额贷款答复时限", "Answer on a large loan", 7)):
        key = f"reply_limit.{size}_loan"
        promise = {"key": key, "label": _pair(zh, en), "days": days, "unit": "workday", "from": "2012-08-25", "kind": "time", **PLAN}
        publish("commitment", key, promise)
    actual = {"key": "reply_limit.small_loan", "as_of": as_of, "n": 148, "median": 2, "p90": "3.5", "on_time": 953, "open": 9}
    publish("performance", "reply_limit.small_loan", actual | {"open_overdue": 2, "longest": 6, "unit": "workday", "from": "2026-05-21", "suppressed": False})
    clean = {"key": "commitment.clean", "label": _pair("廉洁承诺", "Clean lending"), "days": None, "unit": None, "kind": "clean", **DEFAULT}
    publish("commitment", "commitment.clean", clean | {"from": "2000-01-01", "text": [_pair("不吃请,不收礼。", "We accept no meals and no gifts.")]})


def _rules() -> None:
    pack = _pair("澄城县信用联社阳光信贷工程实施方案", "Chengcheng plan of 2012")
    for key, zh, en, text, is_set in (
        ("reply_limit.small_loan", "小额贷款答复时限", "Answer on a small loan", _pair("3个工作日", "3 working days"), True),
        ("stage_limit", "各环节时限", "Limit of each stage", _pair("", ""), False),
    ):
        note = _pair("", "") if is_set else _pair("各环节均要合理确定办结时间,未定天数", "Every stage is to have a limit, no number")
        rule = {"key": key, "label": _pair(zh, en), "unit": "workday", "value": 3, "text": text, "from": "2012-08-25", "pack": pack}
        publish("rules", key, rule | {"set": is_set, "note": note, **PLAN})


def _notices() -> None:
    today = clock.today()
    notice("standingnotice23", "610525101200", "冯原村", posted_on=today - timedelta(days=2))
    notice("endednotice23456", "610525101201", "山头村", posted_on=today - timedelta(days=40))


def notice(key: str, code: str, village: str, *, posted_on: date) -> None:
    """A loan notice of five days with three entries, one of them only on paper."""
    period = notice_period(posted_on, 5, load_calendar(), cite="实施方案 二(四)", label="贷款公示期", label_en="Loan notice period")
    rows = [
        {"id": f"{key[:12]}aaaa", "name": "雷*民", "group": "一组", "amount": 5_000_000, "guarantee": "unsecured", "subject_to_approval": False},
        {"id": f"{key[:12]}bbbb", "name": "党*娃", "group": "二组", "amount": 12_000_050, "guarantee": "guaranteed", "subject_to_approval": True, "guarantor": "王*强"},
    ]  # fmt: skip
    payload = {
        "id": key, "kind": "loan", "village": code, "village_name": village, "town": "冯原镇", "place": "村委会公告栏",
        "posted_at": datetime.combine(posted_on, datetime.min.time(), clock.SHANGHAI).isoformat(), "days": 5, "unit": "calendar",
        "period": period.as_dict(), "first_day": period.first_day.isoformat(), "last_day": period.last_day.isoformat(),
        "columns": ["name", "group", "amount", "guarantee", "dates"], "mark": None, "rows": rows, "hidden": 1,
        "how_to_object": _pair("公示期内书面向联社风险管理部提出。", "In writing to the risk management department before the period ends."),
    }  # fmt: skip
    publish("notice", key, payload, village=code, valid_from=posted_on, valid_until=period.last_day)
