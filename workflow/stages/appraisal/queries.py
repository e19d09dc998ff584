"""Finding investigations, and who may assist in one."""

from __future__ import annotations

from sqlalchemy import select

from workflow.base.db import session
from workflow.kernel.errors import NotFound
from workflow.places import packs
from workflow.places import queries as places
from workflow.staff import queries as staff
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.appraisal.models import Investigation
from workflow.stages.cases.models import Case, CaseHand
from workflow.stages.cases.queries import case_for
from workflow.stages.cases.rules import UNSECURED
from workflow.stages.cases.ways import accepted_on
from workflow.stages.people.models import Tie


def investigation_of(case: Case) -> Investigation | None:
    """The investigation of a case, if there is one."""
    return session.scalar(select(Investigation).where(Investigation.case_id == case.id))


def investigation_for(public_id: str, person: Officer) -> Investigation:
    """The investigation of the case with this public id, for whoever may see the case; NotFound without one."""
    found = investigation_of(case_for(public_id, person, "case.see"))
    if found is None:
        raise NotFound
    return found


def limits_unsecured(case: Case) -> bool:
    """Whether a case asks for money without security, of which the rules let a household owe only so much."""
    found = packs.value("micro.max_balance", accepted_on(case), slug=case.pack)
    return case.guarantee == UNSECURED and found.is_set


def taken(case: Case) -> set[int]:
    """The ids of officers who can take no further part in a case: they have one, or a tie to the household."""
    hands = select(CaseHand.officer_id).where(CaseHand.case_id == case.id)
    ties = select(Tie.officer_id).where(Tie.household_id == case.household_id)
    return set(session.scalars(hands.union(ties)))


def assistants(case: Case, person: Officer) -> list[Officer]:
    """Who may assist `person`: credit officers of the case's office or below it, untied and with no other part."""
    found = staff.officers_with(Role.CREDIT_OFFICER, office_ids=places.offices_below(case.office))
    kept_out = taken(case) | {person.id}
    return [officer for officer in found if officer.id not in kept_out]
