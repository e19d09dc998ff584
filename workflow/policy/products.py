"""Loan products as the public reads them (S02, S03): each statement with its own source.

`products.toml` beside this module holds our own default wording (S02). A pack's `products.toml` names the
products that it offers and overrides what its source, or a demonstration example, says differently.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from workflow.policy.cost import METHODS
from workflow.policy.flows import check_order
from workflow.policy.pack import NOT_SET, Text

if TYPE_CHECKING:
    from workflow.policy.pack import Pack


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One statement about a product in both languages, and where it comes from."""

    zh: str
    en: str
    cite: str
    example: bool = False
    default: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """How much may be lent, in yuan; a bound is None where the source leaves it open."""

    min: Decimal | None
    max: Decimal | None
    cite: str
    example: bool = False
    default: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """One paper to bring: whether the original is shown, how many copies are left, and who brings it."""

    zh: str
    en: str
    original: bool
    copies: int
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage of the procedure: what happens, which post answers for it, what the customer does.

    `limit_keys` name the time limits of this very stage; `ends` says which end of the promise's clock (`clock.ends`)
    it is, so that the product's own limits stand where they are kept. With a `kind` (`flows.Kind`) the case itself goes
    through it: only holders of one of the roles `by` act there (empty: whoever may anyway), at least `people` of them,
    and a decision is never below `level`.
    """

    zh: str
    en: str
    post: Text
    customer: Text
    limit_keys: tuple[str, ...]
    ends: str = ""
    kind: str = ""
    by: tuple[str, ...] = ()
    people: int = 1
    level: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One kind of loan. `limit_keys` name the committed time limits, so that a page prints the very values
    that the clock obeys, `methods` the ways to repay that the calculator offers (codes of `cost.METHODS`).
    Materials and stages share one source each (`materials_from`, `stages_from`)."""

    key: str
    name: Text
    from_: date
    until: date | None
    cite: str
    default: bool
    limit_keys: tuple[str, ...]
    methods: tuple[str, ...]
    who: Fact
    purpose: Fact
    amount: Amount
    term: Fact
    guarantee: Fact
    repayment: Fact
    how_to_apply: Fact
    introduction: Fact
    borrower_notes: tuple[Fact, ...]
    guarantor_notes: tuple[Fact, ...]
    materials: tuple[Material, ...]
    materials_from: Fact
    stages: tuple[Stage, ...]
    stages_from: Fact


FACTS = ("who", "purpose", "term", "guarantee", "repayment", "how_to_apply", "introduction")
SOURCES = ("materials_from", "stages_from")
NOTES = ("borrower_notes", "guarantor_notes")
STAGE_FIELDS = frozenset({"zh", "en", "post", "customer", "limit_keys", "ends", "kind", "by", "people", "level"})
OWN = ("key", "name", "from", "until", "cite", "default", "limit_keys", "methods", "amount", "materials", "stages")


def paper_key(position: int) -> str:
    """What a paper of a product is called in forms and checklists; `position` counts from 1."""
    return f"paper_{position}"


def products(pack: Pack, on: date) -> list[Product]:
    """What the institution offers on a day, in the order of its pack."""
    return [
        product
        for product in pack.products
        if product.from_ <= on and (product.until is None or on <= product.until)
    ]


@cache
def default_wording() -> Mapping[str, dict[str, Any]]:
    """The wording of S02 by product key; "" has what is common to all, also to kinds of loan that are new."""
    raw = tomllib.loads((files("workflow.policy") / "products.toml").read_text(encoding="utf-8"))
    common = raw["common"]
    return {"": common, **{entry["key"]: {**common, **entry} for entry in raw["product"]}}


def read_product(entry: Mapping[str, Any]) -> Product:
    """One product of a pack, completed by the default wording; ValueError or KeyError for a fault."""
    known = default_wording()
    full = {**known.get(entry["key"], known[""]), **entry}
    unknown = full.keys() - {*FACTS, *SOURCES, *NOTES, *OWN}
    if unknown or not full["cite"].strip():
        raise ValueError(f"unknown field {min(unknown)}" if unknown else "no citation")
    stages = tuple(_stage(item) for item in full["stages"])
    check_order(stages)
    return Product(
        key=full["key"],
        name=Text(**full["name"]),
        from_=full["from"],
        until=full.get("until"),
        cite=full["cite"],
        default=full.get("default", False),
        limit_keys=tuple(full.get("limit_keys", ())),
        methods=_methods(full["methods"]),
        amount=_amount(full["amount"]),
        materials=tuple(Material(**item) for item in full["materials"]),
        stages=stages,
        **_facts(full),
    )


def _methods(raw: Sequence[str]) -> tuple[str, ...]:
    """The ways to repay among which the customer chooses, the usual one first."""
    unknown = [code for code in raw if code not in METHODS]
    if unknown or not raw:
        raise ValueError(f"unknown method of repayment {unknown[0]}" if unknown else "no method of repayment")
    return tuple(raw)


def _facts(full: Mapping[str, Any]) -> dict[str, Any]:
    single = {name: Fact(**full[name]) for name in (*FACTS, *SOURCES)}
    return {**single, **{name: tuple(Fact(**note) for note in full[name]) for name in NOTES}}


def _amount(raw: Mapping[str, Any]) -> Amount:
    bounds = {name: None if raw[name] == NOT_SET else Decimal(raw[name]) for name in ("min", "max")}
    return Amount(**{**raw, **bounds})


def _stage(raw: Mapping[str, Any]) -> Stage:
    words: dict[str, Any] = {name: Text(**raw[name]) for name in ("post", "customer")}
    unknown = raw.keys() - STAGE_FIELDS
    if unknown:
        raise ValueError(f"a stage has no field {min(unknown)}")
    own = {name: raw[name] for name in ("ends", "kind", "people", "level") if name in raw}
    own |= {name: tuple(raw.get(name, ())) for name in ("limit_keys", "by")}
    return Stage(zh=raw["zh"], en=raw["en"], **words, **own)
