"""The way of a case as its product's template lays it: which stages, in whose hands, from which level on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflow.base import clock as time
from workflow.kernel.errors import Conflict, Forbidden, Invalid, N_
from workflow.places import packs
from workflow.policy import flows, lookup, tables
from workflow.policy.flows import Kind, Way
from workflow.policy.money import fen
from workflow.policy.pack import Pack, Value
from workflow.policy.products import Product, Stage
from workflow.staff.models import Officer
from workflow.staff.roles import NAMES as ROLES
from workflow.stages.cases import rules
from workflow.stages.cases.models import Case
from workflow.stages.cases.states import State
from workflow.stages.people import queries as people


def product_of(case: Case) -> Product | None:
    """The kind of loan of a case, as its pack has it; None where the pack offers it no more."""
    return next((each for each in packs.pack(case.pack).products if each.key == case.product), None)


def stage(case: Case, kind: Kind) -> Stage | None:
    """What the case's product says of one of its stages."""
    return flows.stage_of(product_of(case), kind)


def facts(case: Case) -> dict[str, str | None]:
    """What a table of the pack may ask about a case (`tables.AXES`, as far as a case knows)."""
    customer = people.customers_of([case.household_id]).get(case.household_id)
    return {"level": case.level, "product": case.product, "guarantee": case.guarantee, "customer": customer}


def ceiling(pack: Pack, on: date, told: Mapping[str, str | None]) -> int | None:
    """The most that the rules of a day let such a customer have, in fen; None where they set none.

    `told` as `facts` tells it. A kind of customer that only one person stands for is none yet: the row for every
    customer holds.
    """
    most = tables.pick(lookup.in_force(pack, "line.by_customer", on).value or (), told)
    return None if most is None else fen(most)


def begun(case: Case, pack: Pack, on: date, *, level: str) -> dict[str, Any]:
    """The columns with which a case accepted on a day for a level sets out: its stages, and its ceiling where nobody
    proposes one.

    Invalid where the procedure leaves out a stage that the rules of the day demand of such a case, and where nobody
    proposes an amount and the one asked for is above what they let such a customer have.
    """
    kinds, told = flows.kinds_of(product_of(case), pack, on), facts(case) | {"level": level}
    check_demands(kinds, pack, on, told)
    bare = Kind.INVESTIGATION not in kinds and Kind.REVIEW not in kinds
    if bare:
        rules.check_ceiling(case.amount, ceiling(pack, on, told))
    return {"flow": flows.written(kinds)} | ({"passed_amount": case.amount} if bare else {})


def settled(product: Product, pack: Pack, on: date, told: Mapping[str, str | None]) -> str:
    """The stages, as a case keeps them, of a line that a village's meeting settled (`flows.settled`). Invalid as in
    `begun`."""
    kinds = flows.settled(product, pack, on)
    check_demands(kinds, pack, on, told)
    return flows.written(kinds)


def check_demands(kinds: Iterable[Kind], pack: Pack, on: date, told: Mapping[str, str | None]) -> None:
    """Invalid where a procedure leaves out a stage that the rules of a day demand of such a case.

    The village's appraisal stands for the investigation and the review.
    """
    present = set(kinds)
    if Kind.APPRAISAL in present:
        present |= {Kind.INVESTIGATION, Kind.REVIEW}
    missing = flows.lacking(present, pack, on, told)
    if missing:
        kind, text = missing
        message = N_("The rules demand the stage “%(stage)s” (%(cite)s), but the procedure of this loan leaves it out.")
        raise Invalid(message, stage=NAMES[kind], cite=text.cite)


def check_demands_at(case: Case, level: str) -> None:
    """As `check_demands`, for a case on its way to another level than the one it was accepted for."""
    told = facts(case) | {"level": level}
    check_demands(case.way.kinds, packs.pack(case.pack), accepted_on(case), told)


def floor(product: Product | None) -> str:
    """The lowest level that may decide about a kind of loan whatever its amount; "" where the amount alone says it."""
    found = flows.stage_of(product, Kind.DECISION)
    return found.level if found else ""


def acts(case: Case, kind: Kind, person: Officer) -> bool:
    """Whether the template lets a person act in a stage; who may at all is the table of rights' answer."""
    found = stage(case, kind)
    return not found or not found.by or any(role in found.by for role in person.roles)


def check_acts(case: Case, kind: Kind, person: Officer) -> None:
    """Forbidden for whoever holds none of the posts that the template names for a stage."""
    if not acts(case, kind, person):
        raise Forbidden(N_("The procedure of this loan leaves this stage to another post than yours."))


def check_people(case: Case, kind: Kind, number: int) -> None:
    """Invalid where fewer act in a stage than the template asks for."""
    found = stage(case, kind)
    if found and number < found.people:
        message = N_("The procedure of this loan asks for at least %(number)s people here.")
        raise Invalid(message, number=found.people, field="assistant")


#: Which stage a case stands in; a state that several ways share belongs to the first of these that its way has.
_STANDS: dict[State, tuple[Kind, ...]] = {
    State.ACCEPTED: (Kind.INVESTIGATION, Kind.REVIEW, Kind.DECISION),
    State.INVESTIGATED: (Kind.REVIEW, Kind.DECISION),
    State.REVIEWED: (Kind.REVIEW,),
    State.PRESENTED: (Kind.SECOND_REVIEW,),
    State.EXAMINED: (Kind.SECOND_REVIEW,),
    State.PASSED: (Kind.DECISION,),
    State.FAILED: (Kind.DECISION,),
    State.CLEARED: (Kind.DECISION,),
    State.FOREPOSTED: (Kind.NOTICE,),
    State.APPROVED: (Kind.NOTICE,),
    State.POSTED: (Kind.NOTICE,),
    State.DISPUTED: (Kind.NOTICE,),
    State.SIGNABLE: (Kind.CONTRACT,),
}


#: Where a case can wait for the household's credit grade: nobody visits, reviews or decides before it is settled.
BEFORE_THE_GRADE = frozenset({State.ACCEPTED, State.INVESTIGATED})
#: Where what comes next is refused without it.
HELD_BY_THE_GRADE = BEFORE_THE_GRADE | {State.PRESENTED}


def awaits_grade(case: Case) -> bool:
    """Whether the clock of the credit grade runs for a case: nothing else is done in it before the grade is settled."""
    return (case.stage_clock or {}).get("kind") == Kind.RATING


def lacks_grade(case: Case) -> bool:
    """Whether a case's way asks for a credit grade that its household does not have: no committee sits on it before."""
    return Kind.RATING in case.way.kinds and case.household.graded_at is None


def held_by_grade(case: Case) -> bool:
    """Whether nothing but the household's grade lets a case go on: the grade's clock runs, or what goes on beside it,
    the visit, is done."""
    visited = case.state in HELD_BY_THE_GRADE and stands_in(case) is not Kind.INVESTIGATION
    return awaits_grade(case) or (visited and lacks_grade(case))


def check_graded(case: Case) -> None:
    """Conflict while a case waits for its household's credit grade."""
    if awaits_grade(case):
        message = N_("This case waits for the household's credit grade. It is settled first, then the case goes on.")
        raise Conflict(message)


def stands_in(case: Case) -> Kind | None:
    """The stage that a case stands in; None before its acceptance and after its end."""
    return entered(case, State(case.state), case.way, accepted_on(case))


def entered(case: Case, state: State, way: Way, on: date) -> Kind | None:
    """The stage in which a case stands in a state, by the rules of the day of its acceptance.

    Where these give the credit grade a time of its own, the case stands in that stage until the household has a grade;
    where they give none, a grade is settled beside the other stages and holds up none of their clocks.
    """
    waits = state in BEFORE_THE_GRADE and Kind.RATING in way.kinds and case.household.graded_at is None
    if waits and flows.limit_of_stage(product_of(case), Kind.RATING, packs.pack(case.pack), on):
        return Kind.RATING
    return standing(state, way)


def standing(state: State, way: Way) -> Kind | None:
    """The stage to which a state belongs in a way; None before its first and after its last."""
    return next((kind for kind in _STANDS.get(state, ()) if kind in way.kinds), None)


@dataclass(frozen=True, slots=True)
class Part:
    """One stage of a case's way as its reader sees it: its kind, the house's name for it, the product's own words if it
    has any, the roles that alone act there, the promised limits, and whether the case stands in it now."""

    kind: Kind
    name: str
    stage: Stage | None
    roles: tuple[str, ...]
    limits: tuple[Value, ...]
    now: bool


def parts(case: Case) -> list[Part]:
    """The whole way of a case, in order."""
    product, now, on = product_of(case), stands_in(case), accepted_on(case)
    return [_part(case, kind, flows.stage_of(product, kind), kind is now, on) for kind in case.way.kinds]


def _part(case: Case, kind: Kind, found: Stage | None, now: bool, on: date) -> Part:
    keys = found.limit_keys if found else ()
    named = [value for key in keys if (value := packs.value(key, on, slug=case.pack)).is_set]
    own = flows.limit_of_stage(product_of(case), kind, packs.pack(case.pack), on)
    limits = tuple({value.key: value for value in (*named, *([own] if own else []))}.values())
    roles = tuple(word for code, word in ROLES.items() if found and code in found.by)
    return Part(kind, NAMES[kind], found, roles, limits, now)


#: What each stage is called where the house itself speaks of it.
NAMES = {
    Kind.APPRAISAL: N_("appraisal by the village"),
    Kind.RATING: N_("credit grade"),
    Kind.INVESTIGATION: N_("investigation"),
    Kind.REVIEW: N_("review by the committee"),
    Kind.SECOND_REVIEW: N_("review by the second committee"),
    Kind.DECISION: N_("decision"),
    Kind.NOTICE: N_("public notice"),
    Kind.CONTRACT: N_("signing of the contracts"),
}


def accepted_on(case: Case) -> date:
    """The day whose rules hold for the way of a case: that of its acceptance, before it that of its hand-in."""
    return time.local_date(case.accepted_at or case.recorded_at)
