"""Products with conditions, papers and procedure, each statement with its source."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from workflow.kernel.errors import N_
from workflow.office.publication.concept import wording
from workflow.places import packs
from workflow.policy.money import fen
from workflow.policy.products import FACTS, Amount, Fact, Material, Product, Stage, paper_key, products

#: Who brings a paper.
BRINGERS = {
    "borrower": N_("the borrower"),
    "guarantor": N_("the guarantor"),
    "pledgor": N_("the pledgor"),
    "mortgagor": N_("the mortgagor"),
    "each_member": N_("each member of the group"),
    "group": N_("the group"),
}


def payloads(on: date) -> dict[str, dict[str, Any]]:
    """What the institution offers on a day, by product."""
    ends = packs.value("clock.ends", on).value
    offered = enumerate(products(packs.pack(), on))
    return {product.key: _payload(product, ends) | {"order": place} for place, product in offered}


def _payload(product: Product, ends: str | None) -> dict[str, Any]:
    return {
        "key": product.key, "name": wording.pair(product.name), "cite": product.cite, "default": product.default,
        **{name: _fact(getattr(product, name)) for name in FACTS},
        "amount": _amount(product.amount),
        "materials": [_material(at, paper) for at, paper in enumerate(product.materials, 1)],
        "materials_from": _fact(product.materials_from),
        "stages": [_stage(stage, product.limit_keys if stage.ends == ends else ()) for stage in product.stages],
        "stages_from": _fact(product.stages_from),
        "borrower_notes": [_fact(note) for note in product.borrower_notes],
        "guarantor_notes": [_fact(note) for note in product.guarantor_notes],
        "limits": list(product.limit_keys), "methods": list(product.methods),
    }  # fmt: skip


def _fact(fact: Fact) -> dict[str, Any]:
    return {"zh": fact.zh, "en": fact.en, "cite": fact.cite, "default": fact.default, "example": fact.example}


def _amount(amount: Amount) -> dict[str, Any]:
    bounds = {"min": amount.min, "max": amount.max}
    exact = {name: None if bound is None else fen(bound) for name, bound in bounds.items()}
    return {**exact, "cite": amount.cite, "default": amount.default, "example": amount.example}


def _material(position: int, paper: Material) -> dict[str, Any]:
    by = wording.both(BRINGERS[paper.by]) if paper.by in BRINGERS else {"zh": paper.by, "en": paper.by}
    shown = {"key": paper_key(position), "zh": paper.zh, "en": paper.en}
    return {**shown, "original": int(paper.original), "copy": paper.copies, "by": by}


def _stage(stage: Stage, kept_here: Iterable[str]) -> dict[str, Any]:
    """One stage; `limits` are the keys of the commitments that are kept in it."""
    words = {"post": wording.pair(stage.post), "customer": wording.pair(stage.customer)}
    return {"zh": stage.zh, "en": stage.en, **words, "limits": [*stage.limit_keys, *kept_here]}
