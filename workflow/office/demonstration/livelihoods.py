"""What people of 澄城 borrow for, how much, and out of what they mean to repay. Amounts in yuan, terms in months."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from random import Random

#: (what for, out of what, usual amount in yuan, usual term)
_SMALL = (
    ("樱桃园搭建避雨棚", "樱桃销售收入", 30_000, 24),
    ("樱桃采摘季雇工和包装箱", "樱桃销售收入", 20_000, 12),
    ("苹果园更换矮化新品种苗木", "苹果销售收入", 40_000, 36),
    ("苹果套袋、化肥和农药", "苹果销售收入", 25_000, 12),
    ("购买小麦良种和复合肥", "小麦、玉米销售收入", 12_000, 12),
    ("承包三十亩地种植小麦玉米", "小麦、玉米销售收入和种粮补贴", 35_000, 12),
    ("花椒园扩种八亩", "花椒销售收入", 28_000, 24),
    ("购进关中奶山羊二十只", "羊奶和羊羔销售收入", 45_000, 24),
    ("购进能繁母猪和饲料", "生猪出栏收入", 40_000, 12),
    ("建一座日光温室种植甜瓜", "大棚瓜菜销售收入", 50_000, 24),
    ("大棚更换棚膜和卷帘机", "大棚瓜菜销售收入", 18_000, 12),
    ("村口小卖部进货", "小卖部经营收入", 20_000, 12),
    ("购买农用三轮车跑运输", "运输收入", 26_000, 18),
    ("翻修漏雨的房屋", "外出务工收入", 40_000, 36),
    ("孩子上大学的学费和生活费", "外出务工收入和农业收入", 16_000, 24),
    ("购买旋耕机和播种机", "农机作业收入", 32_000, 24),
    ("打机井、铺设滴灌管道", "苹果销售收入", 22_000, 18),
    ("散养土鸡五百只", "鸡蛋和土鸡销售收入", 15_000, 12),
    ("购买蜂箱四十个", "蜂蜜销售收入", 10_000, 12),
    ("家人住院手术的自付费用", "农业收入和务工收入", 20_000, 24),
)
_LARGE = (
    ("建樱桃保鲜冷库一座", "冷库租赁和樱桃销售收入", 90_000, 36),
    ("开办水盆羊肉店", "餐饮经营收入", 80_000, 24),
    ("尧头黑瓷作坊扩建窑炉", "瓷器销售收入", 95_000, 36),
    ("购买联合收割机", "跨区机收作业收入", 85_000, 24),
    ("扩建奶山羊圈舍并购羊一百只", "羊奶销售收入", 75_000, 24),
    ("苹果收购季周转资金", "苹果购销差价收入", 98_000, 6),
    ("面粉加工坊添置磨粉机组", "面粉加工收入", 70_000, 24),
)
_ABOVE_BRANCH = (
    ("建千吨苹果气调库", "苹果仓储和销售收入", 300_000, 36),
    ("标准化养猪场二期", "生猪出栏收入", 200_000, 24),
    ("流转二百亩地建樱桃示范园", "樱桃和采摘园收入", 260_000, 36),
    ("购置冷链运输车", "运输合同收入", 150_000, 24),
    ("农资门市扩大经营", "农资销售收入", 180_000, 12),
)
_REVOLVING = (
    ("苹果收购和冷库周转资金", "苹果购销差价和仓储收入", 160_000, 24),
    ("奶山羊养殖场饲料和防疫周转", "羊奶销售收入", 90_000, 24),
    ("农资门市旺季进货", "农资销售收入", 120_000, 24),
    ("花椒烘干加工周转", "花椒销售收入", 80_000, 24),
)
#: How a household of good standing scores in each factor of its credit grade.
SCORES = {
    factor: Decimal(score)
    for factor, score in {
        "character": 90, "record": 88, "education": 70, "property": 75, "income": 80, "repayment": 95,
    }.items()
}  # fmt: skip
_SECURITY = {
    "micro_credit": "unsecured",
    "guaranteed": "guaranteed",
    "joint_guarantee": "joint",
    "mortgage": "mortgage",
    "revolving_mortgage": "mortgage",
    "pledge": "pledge",
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What a household applies for; `amount` in yuan, `product` a key of the pack."""

    product: str
    amount: int
    term_months: int
    purpose: str
    repayment_source: str

    @property
    def guarantee(self) -> str:
        """The code of the security that goes with the product (cases.rules.GUARANTEES)."""
        return _SECURITY[self.product]


def small(chance: Random) -> Wish:
    """Up to the boundary of a small loan: micro-credit, now and then jointly guaranteed or pledged."""
    product = chance.choices(("micro_credit", "joint_guarantee", "pledge"), (10, 1, 1))[0]
    return _wish(chance, product, chance.choice(_SMALL), (5_000, 50_000))


def large(chance: Random) -> Wish:
    """Above the small loan's boundary, within the branch's authority."""
    product = chance.choices(("guaranteed", "joint_guarantee", "mortgage"), (6, 2, 2))[0]
    return _wish(chance, product, chance.choice(_LARGE), (55_000, 100_000))


def above_branch(chance: Random) -> Wish:
    """More than a branch may decide: it escalates to the county."""
    purpose, source, amount, term = chance.choice(_ABOVE_BRANCH)
    product = "mortgage" if amount > 200_000 else chance.choice(("guaranteed", "mortgage"))
    return Wish(product, amount, term, purpose, source)


def revolving(chance: Random) -> Wish:
    """Drawn and repaid at will on a mortgage: the only kind of loan with a credit grade first and two committees."""
    purpose, source, amount, term = chance.choice(_REVOLVING)
    return Wish("revolving_mortgage", amount, term, purpose, source)


def any_of(chance: Random) -> Wish:
    """As they come through the door."""
    return chance.choices((small, large, above_branch), (74, 21, 5))[0](chance)


def _wish(chance: Random, product: str, livelihood: tuple[str, str, int, int], bounds: tuple[int, int]) -> Wish:
    least, most = bounds
    purpose, source, usual, term = livelihood
    amount = min(most, round(usual * chance.choice((0.5, 0.75, 1, 1, 1, 1.25)) / 1000) * 1000)
    return Wish(product, max(amount, least), term, purpose, source)
