"""Borrowers of a village with their granted loans and lines, and the villages whose register a person may open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from workflow.base.db import session
from workflow.kernel.errors import NotFound
from workflow.office.archive import data_sheets
from workflow.places import packs
from workflow.places import queries as places
from workflow.places.models import Office, Village
from workflow.policy.pack import Term
from workflow.staff import rights
from workflow.staff.models import Officer
from workflow.staff.queries import officer_in_charge
from workflow.stages.cases import queries as cases
from workflow.stages.cases.models import Case
from workflow.stages.cases.states import State
from workflow.stages.people import queries as people

#: Cases that made somebody of the village a borrower.
_LENT = (State.PAYABLE, State.EFFECTIVE)


@dataclass(frozen=True, slots=True)
class Register:
    """A village's register: it belongs to the village's office and to the officer in charge of the village."""

    village: Village
    officer_id: int | None

    @property
    def office(self) -> Office:
        """The office in whose area the village lies."""
        return self.village.office


def register_for(code: str, person: Officer, verb: str) -> Register:
    """The register of a village, if `person` may do `verb` with it; NotFound or Forbidden otherwise."""
    village = places.village_by_code(code)
    if village is None:
        raise NotFound
    found = Register(village, officer_in_charge(village.id))
    rights.check(person, verb, found)
    return found


def borrowers(village: Village) -> list[Case]:
    """The granted loans and lines of a village, by village group and number."""
    query = select(Case).where(Case.village_code == village.code, Case.state.in_(_LENT)).options(
        joinedload(Case.borrower), joinedload(Case.household), joinedload(Case.officer)
    )  # fmt: skip
    return sorted(session.scalars(query).unique(), key=_place)


def phones(cases: Iterable[Case], person: Officer) -> dict[int, str]:
    """The borrowers' telephone numbers that `person` may take along, by the case's row id: those of a household that
    they are tied to stay at home."""
    tied = people.tied_households(person)
    return {case.id: case.borrower.phone for case in cases if case.borrower.phone and case.household_id not in tied}


def _place(case: Case) -> tuple[str, str]:
    group = case.household.group
    return (group.name if group else "", case.number)


def sheets(case: Case, on: date) -> list[Term]:
    """The data sheets that the rules of a case ask for."""
    return list(packs.value("archive.sheets", on, slug=case.pack).value or ())


def asked(case: Case, on: date) -> list[Term]:
    """Those of them that the case asks for: of a customer who is on file unchanged not the customer's own."""
    return data_sheets.asked(case, sheets(case, on), known=_is_known(case))


def _is_known(case: Case) -> bool:
    """Whether the household had a case before, and nothing was keyed of it since that one was accepted."""
    earlier = [each.accepted_at for each in cases.cases_of(case.household) if each.id < case.id and each.accepted_at]
    return bool(earlier) and not any(field.keyed_at > max(earlier) for field in people.fields_of(case.household))


def sheet(terms: Iterable[Term], code: str) -> Term:
    """One of them; NotFound for a sheet that these rules do not know."""
    found = next((term for term in terms if term.code == code), None)
    if found is None:
        raise NotFound
    return found
