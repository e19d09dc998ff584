"""What the rules say of intake: papers asked for, gaps, who decides how much. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflow.kernel.errors import Invalid, N_
from workflow.policy import lookup, products
from workflow.policy.money import yuan
from workflow.policy.pack import Pack
from workflow.policy.products import Product

UNCHECKED, PRESENT, MISSING, DEFECTIVE = "unchecked", "present", "missing", "defective"
SIGNED_APPLICATION = "signed_application"
UNSECURED = "unsecured"
GUARANTEES = (UNSECURED, "joint", "guaranteed", "pledge", "mortgage")
CHANNELS = ("online", "desk", "oral")
#: How a line comes that a whole village's panel settled: nobody applied, nobody holds a receipt.
CAMPAIGN = "campaign"
#: Why a clock was counted anew where nobody of the house changed its calendar.
NEWER_CALENDAR = N_("A newer official calendar of working days came with the program.")
HOWS = ("counter", "phone", "sms", "letter", "visit")


@dataclass(frozen=True, slots=True)
class Paper:
    """One required paper of an application, as the checklist keeps it."""

    key: str
    label: str
    label_en: str


class Gap(Invalid):
    """Acceptance with a gap: names every paper that is not there, in both languages."""

    def __init__(self, papers: Sequence[Paper]) -> None:
        message = N_("This application cannot be accepted yet: not every paper is there (%(papers)s).")
        super().__init__(message, papers="、".join(paper.label for paper in papers))
        self.papers_en = ", ".join(paper.label_en for paper in papers)


def product_named(pack: Pack, key: str, on: date) -> Product:
    """A product that the institution offers on a day; Invalid otherwise."""
    for product in products.products(pack, on):
        if product.key == key:
            return product
    raise Invalid(N_("This kind of loan is not offered."), field="product")


def papers(product: Product, *, oral: bool) -> list[Paper]:
    """The papers a product asks for; an oral application also needs its taken-down text, signed (Q34)."""
    asked = [
        Paper(products.paper_key(number), each.zh, each.en) for number, each in enumerate(product.materials, start=1)
    ]
    if oral:
        asked.insert(
            0, Paper(SIGNED_APPLICATION, "本人签字的书面申请(口述记录)", "The application as taken down, signed")
        )
    return asked


def gaps(states: Iterable[tuple[Paper, str]]) -> list[Paper]:
    """The papers that are not there in good order."""
    return [paper for paper, state in states if state != PRESENT]


def level_for(pack: Pack, *, amount: int, on: date, floor: str = "") -> tuple[str, bool]:
    """Which level of authority decides about `amount` fen, and whether the rules settle that.

    The lowest level whose limit covers it, from `floor` on where a product's template names one; a level whose limit
    the source leaves open is taken but not settled (Q30).
    """
    levels = _levels_from(floor, pack, on)
    for level in levels[:-1]:
        limit = lookup.in_force(pack, f"authority.limit.{level.code}", on)
        if not limit.is_set:
            return level.code, False
        if amount <= limit.fen:
            return level.code, True
    return levels[-1].code, True


def covering_level(pack: Pack, *, amount: int, on: date, floor: str = "") -> str:
    """The lowest level, from `floor` on where one is named, that may itself grant `amount` fen.

    Below the top that is only one whose limit is set and covers it.
    """
    levels = _levels_from(floor, pack, on)
    for level in levels[:-1]:
        limit = lookup.in_force(pack, f"authority.limit.{level.code}", on)
        if limit.is_set and amount <= limit.fen:
            return str(level.code)
    return str(levels[-1].code)


def _levels_from(floor: str, pack: Pack, on: date) -> Sequence[Any]:
    """The levels of authority, lowest first, from `floor` on; all of them where it names none."""
    levels: Sequence[Any] = lookup.required(pack, "authority.levels", on).value
    codes = [level.code for level in levels]
    return levels[codes.index(floor) if floor in codes else 0 :]


def check_ceiling(amount: int, most: int | None, *, field: str | None = None, whose: str = "") -> None:
    """Nothing (fen) goes above the most that the rules let such a customer have; `most` None: they set no limit.

    `whose`: the household's name, where many are looked at together.
    """
    if most is None or amount <= most:
        return
    if whose:
        message = N_("%(name)s, %(amount)s yuan: the rules let such a household have at most %(most)s yuan.")
        raise Invalid(message, name=whose, amount=f"{yuan(amount):,.0f}", most=f"{yuan(most):,.0f}")
    message = N_("The rules let such a household have at most %(most)s yuan.")
    raise Invalid(message, most=f"{yuan(most):,.0f}", field=field)


def chosen_level(pack: Pack, *, asked: str | None, amount: int, on: date, floor: str = "") -> str:
    """The level a case is accepted for: what the rules settle, or where they leave it open, what was `asked`."""
    level, settled = level_for(pack, amount=amount, on=on, floor=floor)
    codes = [each.code for each in lookup.required(pack, "authority.levels", on).value]
    if not asked or asked == level:
        return level
    if settled or asked not in codes or codes.index(asked) < codes.index(level):
        raise Invalid(N_("The rules settle which level decides about this amount; it cannot be chosen."), field="level")
    return asked


def is_breach(earlier: Iterable[Iterable[str]], items: Iterable[str]) -> bool:
    """Whether a further notice names something that the first ones should have named (一次性告知)."""
    told = [set(each) for each in earlier]
    return bool(told) and not set(items) <= set().union(*told)


def number(year: int, last: str | None) -> str:
    """The next readable case number of a year, for instance 2026-000123."""
    count = int(last.partition("-")[2]) if last else 0
    return f"{year}-{count + 1:06d}"
