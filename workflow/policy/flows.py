"""Through which stages a kind of loan goes, in whose hands each lies and what the rules let nobody leave out. Pure.

A product's `stages` (its own, or those of the template it names) are what a villager reads. A stage with a `kind` is
also what the case does: the state table of cases is cut to the kinds named, in their order. Where no stage has one, the
case goes the `USUAL` way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from workflow.policy import lookup, tables
from workflow.policy.pack import Value

if TYPE_CHECKING:
    from workflow.policy.pack import Pack
    from workflow.policy.products import Product, Stage


class Kind(StrEnum):
    """The stages that the house knows how to run, in the only order in which they can follow each other."""

    APPRAISAL = "appraisal"  # a village's meeting settled the line: cases are born of it, no product names it
    RATING = "rating"  # the household's credit grade is settled before anybody reviews or decides
    INVESTIGATION = "investigation"
    REVIEW = "review"
    SECOND_REVIEW = "second_review"  # another committee, on what the first one passed
    DECISION = "decision"
    NOTICE = "notice"
    CONTRACT = "contract"


USUAL = (Kind.INVESTIGATION, Kind.REVIEW, Kind.DECISION, Kind.NOTICE)
#: How a line goes on that a village's meeting settled, where the rules ask for a public notice.
SETTLED = (Kind.APPRAISAL, Kind.DECISION, Kind.NOTICE)
#: Kinds that a product may name.
NAMED = frozenset(Kind) - {Kind.APPRAISAL}
NO_NOTICE = "none"
#: Stages in which a committee sits, in turn.
REVIEWS = (Kind.REVIEW, Kind.SECOND_REVIEW)
#: Kinds for which a template can say from which level of office on: who decides there, whose committee sits.
_LEVELLED = frozenset({*REVIEWS, Kind.DECISION})
#: What a limit of one stage is called, and what is called so for all stages that name none of their own. A notice
#: stands for its period and a grade is settled by other rules: neither is hurried by what holds for all.
STAGE_LIMIT, _BY_THEMSELVES = "stage_limit", frozenset({Kind.APPRAISAL, Kind.RATING, Kind.NOTICE})
#: Kinds that other rules put in somebody's hands: the panel's seats, the two people of a list.
_BY_OTHERS = frozenset({Kind.RATING, Kind.NOTICE})
#: How many a template can ask for at most: an officer and the one who assists. Elsewhere one acts, or as the rules say.
_MOST = {str(Kind.INVESTIGATION): 2}


class Way(NamedTuple):
    """The way of one case: its stages as it keeps them (None: the usual ones), and what is granted at its end."""

    flow: str | None
    subject: str

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The stages in their order."""
        return USUAL if self.flow is None else tuple(Kind(word) for word in self.flow.split())


def written(kinds: Iterable[Kind]) -> str:
    """The stages as a case keeps them."""
    return " ".join(kinds)


def check_order(stages: Sequence[Stage]) -> None:
    """ValueError for stages that no case could go through: unknown, twice, out of order, more committees than a case
    goes before, or nobody decides."""
    names = [stage.kind for stage in stages if stage.kind]
    unknown = [name for name in names if name not in NAMED]
    if unknown:
        raise ValueError(f"{unknown[0]!r} is none of the stages {', '.join(sorted(NAMED))}")
    kinds = [Kind(name) for name in names]
    _check_committees(stages)
    if kinds != [kind for kind in Kind if kind in kinds]:
        raise ValueError(f"the stages {', '.join(kinds)} stand twice or out of order")
    if kinds and Kind.DECISION not in kinds:
        raise ValueError("somebody decides in every procedure: there is no stage of the kind decision")
    if Kind.SECOND_REVIEW in kinds and Kind.REVIEW not in kinds:
        raise ValueError("a second committee sits on what a first one passed: there is no stage of the kind review")
    idle = [stage.zh for stage in stages if not stage.kind and (stage.by or stage.level or stage.people > 1)]
    if idle:
        raise ValueError(f"{idle[0]} says who acts, but has no kind that anybody could act in")
    unclocked = [stage.zh for stage in stages if not stage.kind and own_limits(stage)]
    if unclocked:
        raise ValueError(f"{unclocked[0]} has a limit of its own, but no case ever stands in it")
    for stage in stages:
        _check_kept(stage)


def _check_committees(stages: Sequence[Stage]) -> None:
    found, most = [stage.zh for stage in stages if stage.kind in REVIEWS], len(REVIEWS)
    if len(found) > most:
        known = " and ".join(REVIEWS)
        raise ValueError(f"{found[most]} is one committee too many: a case goes before {most} at most, as {known}")


def _check_kept(stage: Stage) -> None:
    """ValueError for what a stage asks for and nobody would see to: a promise on paper that binds no one."""
    if stage.by and stage.kind in _BY_OTHERS:
        raise ValueError(f"{stage.zh} names who acts (by), which a stage of the kind {stage.kind} cannot")
    if stage.level and stage.kind not in _LEVELLED:
        raise ValueError(f"{stage.zh} names a level, which only a committee and a decision have")
    most = _MOST.get(stage.kind, 1)
    if not 1 <= stage.people <= most:
        raise ValueError(f"{stage.zh} asks for {stage.people} people; a stage of the kind {stage.kind} has {most}")


def kinds_of(product: Product | None, pack: Pack, on: date) -> tuple[Kind, ...]:
    """The stages of a case of this product accepted on a day: the template's, or the usual ones as far as the rules
    ask for a public notice at all."""
    own = tuple(Kind(stage.kind) for stage in product.stages if stage.kind) if product else ()
    if own:
        return own
    return _as_posted(USUAL, pack, on)


def settled(product: Product, pack: Pack, on: date) -> tuple[Kind, ...]:
    """The stages of a line that a village's meeting settled: besides the decision, and the notice if the rules ask for
    one, what the product's template adds before and after them."""
    added = {kind for kind in (Kind.RATING, Kind.CONTRACT) if stage_of(product, kind)}
    kinds = {*_as_posted(SETTLED, pack, on), *added}
    return tuple(kind for kind in Kind if kind in kinds)


def _as_posted(kinds: Iterable[Kind], pack: Pack, on: date) -> tuple[Kind, ...]:
    """These stages, the notice only as far as the rules ask for one."""
    posted = lookup.in_force(pack, "flow.notice", on).value != NO_NOTICE
    return tuple(kind for kind in kinds if posted or kind is not Kind.NOTICE)


def stage_of(product: Product | None, kind: Kind) -> Stage | None:
    """What a product says of one of its stages; None where it names none of that kind."""
    return next((stage for stage in product.stages if stage.kind == kind), None) if product else None


def own_limits(stage: Stage) -> tuple[str, ...]:
    """The limits that a stage names for itself alone; the others it names are kept by the promise's clock."""
    return tuple(key for key in stage.limit_keys if key.partition(".")[0] == STAGE_LIMIT)


def limit_of_stage(product: Product | None, kind: Kind, pack: Pack, on: date) -> Value | None:
    """How long a stage may take by the rules of a day: as the product's stage says, else as the rules say for stages of
    its kind, else for all stages. None where none of them gives a figure."""
    stage = stage_of(product, kind)
    named = own_limits(stage) if stage else ()
    general = () if kind in _BY_THEMSELVES else (STAGE_LIMIT,)
    found = (lookup.in_force(pack, key, on) for key in (*named, f"{STAGE_LIMIT}.{kind}", *general))
    return next((value for value in found if value.is_set), None)


def lacking(
    kinds: Iterable[Kind], pack: Pack, on: date, facts: Mapping[str, str | None]
) -> tuple[Kind, Value] | None:
    """The first stage that some text in force demands of such a case and that is left out, with that text.

    Every text is asked for itself: a regulation's demand does not take back the institution's own. Rules that want a
    public notice (`flow.notice`) demand that stage.
    """
    found, present = lookup.in_force(pack, "flow.demands", on), set(kinds)
    for text in (found, *found.beside):
        for demanded in tables.pick(text.value or (), facts) or ():
            if demanded.code not in present:
                return Kind(demanded.code), text
    posted = lookup.in_force(pack, "flow.notice", on)
    if posted.is_set and posted.value != NO_NOTICE and Kind.NOTICE not in present:
        return Kind.NOTICE, posted
    return None
