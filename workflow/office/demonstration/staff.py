"""The demonstration's offices, villages and staff: one log-in per role, two outlets deep."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path

from sqlalchemy import insert

from workflow.base import vault
from workflow.base.db import session
from workflow.kernel import ids
from workflow.places.models import Institution, Office, Town, Village, VillageGroup
from workflow.staff.models import AreaAssignment, Officer, RoleGrant
from workflow.staff.operations import hash_password
from workflow.staff.roles import SENSITIVE, Role
from workflow.stages.approval.models import CommitteeSeat

#: The one password of every demonstration log-in, and the seed of its second factors: they open play data only.
PASSWORD = "sunshine-credit-2026"  # noqa: S105 - public on purpose
TOTP = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

R = Role


@dataclass(frozen=True, slots=True)
class Post:
    """A log-in of the demonstration: `town` names the outlet, '' the county union."""

    username: str
    name: str
    town: str
    roles: tuple[Role, ...]
    duties: str = ""


_COUNTY = (
    Post("county.credit", "成建国", "", (R.COUNTY_CREDIT,), "信贷管理"),
    Post("county.clerk", "雷小燕", "", (R.BACK_OFFICE,), "县联社贷审会秘书"),
    Post("county.head", "党志强", "", (R.DECISION_MAKER,), "县联社有权决策人"),
    Post("risk", "郝敏", "", (R.RISK_DEPT,), "异议受理与复议"),
    Post("audit", "权正平", "", (R.AUDIT_DEPT,), "稽核"),
    Post("auditor.north", "白立新", "", (R.AREA_AUDITOR,), "北片稽核"),
    Post("discipline", "韩秋生", "", (R.DISCIPLINE_DEPT,), "纪检监察、投诉受理"),
    Post("discipline.two", "石雅琴", "", (R.DISCIPLINE_DEPT,), "纪检监察、投诉办理"),
    Post("leader", "张维民", "", (R.LEADER,), "分管信贷与监督"),
    Post("publisher", "刘文静", "", (R.PUBLISHER,), "公开信息编制"),
    Post("publisher.two", "王晓东", "", (R.PUBLISHER,), "公开信息复核"),
    Post("admin", "周磊", "", (R.ADMINISTRATOR,), "系统管理"),
    Post("admin.two", "秦雪", "", (R.ADMINISTRATOR,), "系统管理"),
    Post("hr", "连秀芳", "", (R.HR,), "人力资源"),
    Post("archivist", "马文清", "", (R.ARCHIVIST,), "档案管理"),
    Post("supervisor", "姚继贤", "", (R.SOCIAL_SUPERVISOR,), "社会监督员（退休教师）"),
    Post("committee.c1", "袁海波", "", (R.COMMITTEE_MEMBER,), "县联社贷审会成员"),
    Post("committee.c2", "孙玉兰", "", (R.COMMITTEE_MEMBER,), "县联社贷审会成员"),
    Post("committee.c3", "陈永刚", "", (R.COMMITTEE_MEMBER,), "县联社贷审会成员"),
)

#: The two outlets whose every post has a log-in.
FULL = ("冯原镇", "城关街道")
_TAGS = {"冯原镇": "fengyuan", "城关街道": "chengguan"}
_NAMES = {
    "冯原镇": (
        "李春梅",
        "路长安",
        "杨少军",
        "赵雪莲",
        "高宏伟",
        "曹建设",
        "任大鹏",
        "郭彩霞",
        "蒲军旗",
        "卫东方",
        "井水泉",
        "问小娟",
    ),
    "城关街道": (
        "王丽娜",
        "田振华",
        "吴晓峰",
        "贺文娟",
        "樊志远",
        "董卫国",
        "鲁建平",
        "段亚萍",
        "和平安",
        "南风琴",
        "车永红",
        "靳小梅",
    ),
}


def _branch(town: str) -> tuple[Post, ...]:
    tag, names = _TAGS[town], iter(_NAMES[town])
    plan = (
        ("desk", (R.DESK_CLERK,), "贷款受理、一次性告知"),
        ("duty", (R.DUTY_OFFICER,), "值岗受理与转交"),
        ("officer", (R.CREDIT_OFFICER,), "包村客户经理"),
        ("officer.two", (R.CREDIT_OFFICER,), "包村客户经理"),
        ("clerk", (R.BACK_OFFICE,), "信贷内勤、审查小组秘书"),
        ("head", (R.BRANCH_HEAD,), "信用社主任"),
        ("decider", (R.DECISION_MAKER,), "有权决策人"),
        ("committee1", (R.COMMITTEE_MEMBER,), "贷款审查小组成员"),
        ("committee2", (R.COMMITTEE_MEMBER,), "贷款审查小组成员"),
        ("committee3", (R.COMMITTEE_MEMBER,), "贷款审查小组成员"),
        ("publisher", (R.PUBLISHER,), "公示张贴"),
        ("operator", (R.SYSTEM_OPERATOR, R.ACCOUNTANT, R.CASHIER, R.TELLER), "柜面与录入"),
    )
    return tuple(Post(f"{tag}.{word}", next(names), town, roles, duties) for word, roles, duties in plan)


_OTHER = {
    "交道镇": "耿志刚", "安里镇": "柳建荣", "寺前镇": "屈文学", "尧头镇": "雷春生",
    "庄头镇": "许红卫", "王庄镇": "苏建军", "赵庄镇": "宋文杰", "韦庄镇": "常西平",
}  # fmt: skip

_LAST = (
    Post("panel", "冯有才", "冯原镇", (R.PANEL_MEMBER, R.SURVEY_TEAM), "村民代表"),
    *(
        Post(f"officer.{index}", name, town, (R.CREDIT_OFFICER,), "包村客户经理")
        for index, (town, name) in enumerate(_OTHER.items(), 1)
    ),
)

#: The other outlets are small: the county's clerk and committee review for them. Nobody needs these log-ins to play.
_SMALL = {
    "交道镇": ("jiaodao", "蒲秀云", "耿明理", "路遥远"), "安里镇": ("anli", "雷会玲", "柳长青", "党建民"),
    "寺前镇": ("siqian", "屈小芹", "范志杰", "孙立民"), "尧头镇": ("yaotou", "白亚丽", "雷振江", "石成林"),
    "庄头镇": ("zhuangtou", "许改玲", "高永信", "周建文"), "王庄镇": ("wangzhuang", "苏晓玲", "惠民政", "韩拴虎"),
    "赵庄镇": ("zhaozhuang", "宋粉玲", "杜宏斌", "赵文魁"), "韦庄镇": ("weizhuang", "常爱琴", "侯志勇", "韦立新"),
}  # fmt: skip


def _small(town: str) -> tuple[Post, ...]:
    tag, desk, head, decider = _SMALL[town]
    return (
        Post(f"{tag}.desk", desk, town, (R.DESK_CLERK,), "贷款受理、一次性告知"),
        Post(f"{tag}.head", head, town, (R.BRANCH_HEAD,), "信用社主任"),
        Post(f"{tag}.decider", decider, town, (R.DECISION_MAKER,), "有权决策人"),
    )


COLLEAGUES: tuple[Post, ...] = tuple(post for town in _SMALL for post in _small(town))
POSTS: tuple[Post, ...] = (*_COUNTY, *(post for town in FULL for post in _branch(town)), *_LAST)
#: Nobody is in charge of this village: the portal and the desk must say so.
VILLAGE_WITHOUT_OFFICER = "610525101220"


def build(*, since: date, at: datetime) -> dict[str, Officer]:
    """Make institution, offices, villages and staff; returns the officers by user name."""
    institution = Institution(
        pack="chengcheng2012", name="澄城县农村信用合作联社", name_en="Chengcheng County Rural Credit Union",
        hotline="0913-6890000", demonstration=True,
    )  # fmt: skip
    session.add(institution)
    session.flush()
    county = Office(
        institution_id=institution.id, level="county", name="澄城县联社", phone="0913-6890001", address="澄城县城关街道"
    )
    session.add(county)
    session.flush()
    offices = {"": county} | _villages(institution, county)
    officers = _officers(offices, at)
    _areas(officers, since)
    _seats(officers, at)
    return officers


def _villages(institution: Institution, county: Office) -> dict[str, Office]:
    offices: dict[str, Office] = {}
    towns: dict[str, Town] = {}
    villages = []
    with (Path(str(files(__package__))) / "chengcheng.csv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            if row["town"] not in offices:
                offices[row["town"]] = _outlet(institution, county, row["town"], len(offices))
                towns[row["town"]] = Town(code=row["code"][:9], name=row["town"])
            villages.append(_village(row, towns[row["town"]], offices[row["town"]]))
    session.add_all(villages)
    session.flush()
    groups = [{"village_id": each.id, "name": f"{number}组"} for each in villages for number in "一二三四"]
    session.execute(insert(VillageGroup), groups)
    return offices


def _outlet(institution: Institution, county: Office, town: str, index: int) -> Office:
    short = town.removesuffix("镇").removesuffix("街道")
    outlet = Office(
        institution_id=institution.id, parent_id=county.id, level="branch", name=f"{short}信用社", outlet=True,
        phone=f"0913-68901{index:02d}", address=f"澄城县{town}中心街12号",
    )  # fmt: skip
    session.add(outlet)
    session.flush()
    return outlet


def _village(row: dict[str, str], town: Town, office: Office) -> Village:
    from pypinyin import lazy_pinyin  # 55 MB that no serving worker needs: only where a demonstration is made

    name = row["village"]
    short = name.removesuffix("村委会").removesuffix("社区居委会").removesuffix("居委会")
    return Village(code=row["code"], town=town, office=office, name=name, pinyin="".join(lazy_pinyin(short)))


def _officers(offices: dict[str, Office], at: datetime) -> dict[str, Officer]:
    password = hash_password(PASSWORD)
    officers = {}
    for index, post in enumerate((*POSTS, *COLLEAGUES)):
        officer = Officer(
            public_id=ids.public_id(), username=post.username, name=post.name, duties=post.duties,
            password_hash=password, id_key=vault.current().blind(f"demo:{post.username}"),
            office_id=offices[post.town].id, phone=f"0913-6891{index:03d}", email=f"{post.username}@example.cn",
        )  # fmt: skip
        if set(post.roles) & SENSITIVE:
            officer.totp = TOTP
        officer.grants = [RoleGrant(role=role, granted_at=at) for role in post.roles]
        session.add(officer)
        officers[post.username] = officer
    session.flush()
    return officers


def _areas(officers: dict[str, Officer], since: date) -> None:
    by_office: dict[int, list[Officer]] = {}
    for officer in officers.values():
        if R.CREDIT_OFFICER in officer.roles:
            by_office.setdefault(officer.office_id, []).append(officer)
    for index, village in enumerate(session.query(Village).order_by(Village.code)):
        if village.code != VILLAGE_WITHOUT_OFFICER:
            there = by_office[village.office_id]
            officer = there[index % len(there)]
            session.add(AreaAssignment(officer_id=officer.id, village_id=village.id, from_on=since))


def _seats(officers: dict[str, Officer], at: datetime) -> None:
    for officer in officers.values():
        if R.COMMITTEE_MEMBER in officer.roles:
            session.add(CommitteeSeat(office_id=officer.office_id, officer_id=officer.id, from_at=at))
    session.flush()
