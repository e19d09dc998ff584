"""This room's panel on the case page, and what the pages of intake show: checklist, gaps told, the promise ahead."""

from __future__ import annotations

from datetime import date
from typing import Any

from workflow.base import clock as time
from workflow.kernel.errors import NotSet
from workflow.places import packs
from workflow.policy import lookup
from workflow.policy.pack import Term
from workflow.staff.models import Officer
from workflow.stages.cases import clock, moves, queries, rules, ways
from workflow.stages.cases.models import Case
from workflow.stages.cases.photos.queries import photos_of
from workflow.stages.cases.states import Step


def panel(case: Case, person: Officer) -> dict[str, Any] | None:
    """The checklist and what was told of it; always shown, since every case begins here."""
    materials = queries.materials_of(case)
    missing = [material for material in materials if material.state != rules.PRESENT]
    at_counter = Step.ACCEPT in moves.steps(case)
    return {
        "materials": materials, "gaps": missing, "told": queries.gap_notices_of(case), "at_counter": at_counter,
        "photos": photos_of(case),
    }  # fmt: skip


def ahead(case: Case, today: date) -> dict[str, Any]:
    """What accepting today would promise: level, whether the rules settle it, the deadline or why there is none."""
    pack = packs.pack(case.pack)
    level, settled = rules.level_for(pack, amount=case.amount, on=today, floor=ways.floor(ways.product_of(case)))
    found: dict[str, Any] = {"level": level, "settled": settled, "levels": levels(case, today), "deadline": None}
    if not lookup.in_force(pack, "clock.basis", today).stated:
        return found
    try:
        deadline = clock.start(
            pack, packs.calendar(), accepted_on=today, product=case.product, level=level, amount=case.amount
        )
    except NotSet as error:
        return found | {"open": error}
    return found | {"deadline": deadline.as_dict()}


def levels(case: Case, on: date | None = None) -> dict[str, Term]:
    """The levels of authority of a case's pack, by code."""
    day = on or time.local_date(case.recorded_at)
    return {term.code: term for term in lookup.required(packs.pack(case.pack), "authority.levels", day).value}
