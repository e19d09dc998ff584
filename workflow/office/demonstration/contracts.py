"""Contracts of the story: some signed face to face, some printed, one just drawn up."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import select

from workflow.base.db import session
from workflow.office.demonstration.hours import Hours
from workflow.office.demonstration.world import Acts, World
from workflow.staff.models import Officer
from workflow.stages.cases.models import Case
from workflow.stages.cases.states import State
from workflow.stages.credit.contract import operations, queries
from workflow.stages.credit.contract.queries import Terms

_SEED = 42
#: Working days ago, and how many of the payable cases come how far.
_DAYS_AGO, _SIGNED, _PRINTED, _DRAWN_UP = 3, 4, 2, 1
_SOON = timedelta(minutes=50)


def acts(world: World) -> Acts:
    """One morning at the counter: contracts are drawn up and printed, then signed."""
    hours = Hours.seeded(_SEED, like=world.hours)
    at = hours.morning(hours.workday(_DAYS_AGO))
    yield at
    found = _payable(world.cast.named["fengyuan.officer"])
    for number, case in enumerate(found):
        operations.draw_up(case, Terms(queries.methods(case)[0], "own_account", ""), by=_officer(case), at=at)
        if number < _SIGNED + _PRINTED:
            operations.print_set(case, reason="", by=_officer(case), at=at)
    yield at + _SOON
    for case in found[:_SIGNED]:
        _sign(case, at + _SOON)


def _payable(first: Officer) -> list[Case]:
    """Some cases that are granted and free of objections, whose officer is nobody's relative; `first`'s first."""
    query = select(Case).where(Case.state == State.PAYABLE, Case.officer_id.is_not(None))
    query = query.order_by(Case.officer_id != first.id, Case.id)
    free = (case for case in session.scalars(query) if case.officer_id not in case.household.tied_ids)
    return list(islice(free, _SIGNED + _PRINTED + _DRAWN_UP))


def _officer(case: Case) -> Officer:
    if case.officer is None:
        raise LookupError(case.number)
    return case.officer


def _sign(case: Case, at: datetime) -> None:
    officer = _officer(case)
    means = {"borrower": "fingerprint", "guarantor": "fingerprint" if case.guarantor else ""}
    told: dict[str, Any] = {"means": means, "place": case.office.name, "signed_at": at}
    witness = queries.witnesses(case, officer)[0]
    operations.sign(case, **told, witness=witness, by=officer, at=at)
