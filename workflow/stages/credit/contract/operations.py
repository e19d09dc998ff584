"""Contracts are drawn up as a set, printed as often as somebody says why, and signed face to face before two people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from workflow.base import audit, clock
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.kernel import ids
from workflow.kernel.errors import Conflict, Forbidden, Invalid, N_
from workflow.policy.flows import Kind
from workflow.staff.models import Officer
from workflow.stages.cases import moves, ways
from workflow.stages.cases.models import Case
from workflow.stages.cases.states import State, Step
from workflow.stages.credit import operations as lines
from workflow.stages.credit.contract import facts, queries, rules
from workflow.stages.credit.contract.models import Contract, ContractPrint, Signature
from workflow.stages.credit.contract.queries import Terms

DRAWN_UP = audit.declare("contracts_drawn_up", "numbers")
PRINTED = audit.declare("contracts_printed", "numbers", "copy", "reason")
SIGNED = audit.declare("contracts_signed", "set", "numbers", "signed_at", "place", "witness", "means")
VOIDED = audit.declare("contracts_voided", "numbers", "reason")


def draw_up(case: Case, terms: Terms, *, by: Officer, at: datetime) -> list[Contract]:
    """Draw up what the set still lacks, each with the next number of the case and the values of this moment.

    Conflict before anything is granted, where the whole set stands or the line has ended; Forbidden for whoever has a
    tie.
    """
    _check_apart(case, by)
    _check_line(case)
    missing = rules.lacking(queries.wanted(case), {each.kind for each in queries.standing(case)})
    if case.state not in queries.DRAWABLE or case.granted_amount is None or not missing:
        raise Conflict(N_("There is no contract to draw up for this case now."))
    if terms.method not in queries.methods(case):
        raise Invalid(N_("This kind of loan is not repaid in this way."), field="method")
    count, told = queries.how_many(case), facts.of_case(case, terms, on=local_date(at))
    made = [_made(case, term.code, number, told | {"title": term.zh, "title_en": term.en}, by=by, at=at)
            for number, term in enumerate(missing, start=count + 1)]  # fmt: skip
    session.add_all(made)
    session.flush()
    audit.record(DRAWN_UP, case.stream, at=at, by=by.id, numbers=[each.number for each in made])
    return made


def _made(case: Case, kind: str, number: int, told: Mapping[str, Any], *, by: Officer, at: datetime) -> Contract:
    contract = Contract(
        public_id=ids.public_id(), case=case, kind=kind, number=f"{case.number}-{number:02d}", drawn_up_by_id=by.id,
        drawn_up_at=at, place="",
    )  # fmt: skip
    contract.facts = json.dumps(told, ensure_ascii=False)
    return contract


def print_set(case: Case, *, reason: str, by: Officer, at: datetime) -> list[Contract]:
    """Write down that the standing contracts of a case are printed: from the second copy on, with the reason.

    Conflict where nothing is granted (any more), the line has ended or another amount was granted since; Forbidden for
    whoever has a tie.
    """
    _check_apart(case, by)
    _check_line(case)
    found = _standing(case)
    _check_amount(case, found)
    copies = max(len(each.prints) for each in found)
    rules.check_reprint(copies, reason)
    for contract in found:
        contract.prints.append(
            ContractPrint(number=len(contract.prints) + 1, printed_by_id=by.id, printed_at=at, reason=reason)
        )
    session.flush()
    numbers = [each.number for each in found]
    audit.record(PRINTED, case.stream, at=at, by=by.id, numbers=numbers, copy=copies + 1, reason=reason)
    return found


def void(case: Case, *, reason: str, by: Officer, at: datetime) -> list[Contract]:
    """Void the contracts that nobody signed yet, so that they can be drawn up anew; the reason stays.

    Conflict where there are none or nothing is granted (any more); Forbidden for whoever has a tie.
    """
    _check_apart(case, by)
    found = [each for each in queries.standing(case) if each.signed_at is None]
    if case.state not in queries.DRAWABLE or not found:
        raise Conflict(N_("There is no unsigned contract of this case."))
    if not reason:
        raise Invalid(N_("Please give the reason in writing."), field="reason")
    for contract in found:
        contract.voided_at, contract.void_reason = at, reason
    session.flush()
    audit.record(VOIDED, case.stream, at=at, by=by.id, numbers=[each.number for each in found], reason=reason)
    return found


def sign(
    case: Case, *, means: Mapping[str, str], place: str, signed_at: datetime, witness: Officer, by: Officer,
    at: datetime,
) -> Case:  # fmt: skip
    """Record one sitting in which everybody signed every contract that stands: `by` and a witness saw the faces.

    `means` says by part (borrower, spouse, guarantor) how the person was made sure of. A case that waits for its
    contracts goes on. Conflict while an objection is open, or a contract of the set is not drawn up, not printed or of
    another amount than the granted one; Invalid for a missing signer or an instant before the drawing up, before the
    end of the notice or in the future.
    """
    _check_apart(case, by, witness)
    ways.check_acts(case, Kind.CONTRACT, by)
    _check_line(case)
    found, signed_at = _unsigned(case), signed_at.astimezone(UTC)
    rules.check_signers((each.kind for each in found), means)
    _check_moment(case, found, signed_at, at)
    for contract in found:
        _sign(contract, means, place, signed_at, witness, by, at)
    session.flush()
    changed = moves.advance(case, Step.SIGN, at=at) if case.state == State.SIGNABLE else {}
    session.flush()
    audit.record(
        SIGNED, case.stream, at=at, by=by.id, set=changed, numbers=[each.number for each in found],
        signed_at=moves.plain(signed_at), place=place, witness=witness.id, means=dict(means),
    )  # fmt: skip
    moves.tell_holder(case, at=at)
    if changed and case.state == State.EFFECTIVE:
        lines.line_from_case(case, on=clock.local_date(at), by=by, at=at)
    return case


def _unsigned(case: Case) -> list[Contract]:
    found = [each for each in _standing(case) if each.signed_at is None]
    if case.state not in queries.SIGNABLE or not found:
        raise Conflict(N_("There is no contract of this case to be signed now."))
    if rules.lacking(queries.wanted(case), {each.kind for each in queries.standing(case)}):
        raise Conflict(N_("Not every contract of the set is drawn up."))
    if any(not each.prints for each in found):
        raise Conflict(N_("Print the contracts first: what is signed is on paper."))
    if queries.opposed(case):
        raise Conflict(N_("An objection to this case is open: nothing is signed before it is settled."))
    _check_amount(case, found)
    return found


def _check_amount(case: Case, contracts: Iterable[Contract]) -> None:
    """An objection that was upheld may have lowered what the paper still says."""
    unsigned = (each for each in contracts if each.signed_at is None)
    if any(json.loads(each.facts)["amount"] != case.granted_amount for each in unsigned):
        raise Conflict(N_("Another amount is granted than the contracts say. Void them and draw them up anew."))


def _check_line(case: Case) -> None:
    if queries.over(case):
        raise Conflict(N_("The line of this case is not in effect any more; nothing is agreed on it."))


def _check_moment(case: Case, contracts: Iterable[Contract], signed_at: datetime, at: datetime) -> None:
    """Nothing is signed before it is drawn up and before the public notice has ended unopposed."""
    drawn_up = max(each.drawn_up_at for each in contracts).replace(second=0, microsecond=0)
    if not drawn_up <= signed_at <= at:
        raise Invalid(N_("Contracts are signed after they were drawn up, and not in the future."), field="signed_at")
    clear = queries.clear_since(case)
    if clear and signed_at < clear.replace(second=0, microsecond=0):
        raise Invalid(N_("Contracts are signed only after the public notice has ended."), field="signed_at")


def _sign(
    contract: Contract, means: Mapping[str, str], place: str, signed_at: datetime, witness: Officer, by: Officer,
    at: datetime,
) -> None:  # fmt: skip
    told = json.loads(contract.facts)
    for part, how in means.items():
        if how:
            signature = Signature(public_id=ids.public_id(), part=part, means=how)
            signature.name = told["parties"].get(part) or part
            contract.signatures.append(signature)
    contract.place, contract.signed_at, contract.recorded_at = place, signed_at, at
    contract.signed_by_id, contract.witness_id = by.id, witness.id


def _standing(case: Case) -> list[Contract]:
    found = queries.standing(case)
    if case.state not in queries.DRAWABLE or not found:
        raise Conflict(N_("There is no contract of this case to be printed or signed now."))
    return found


def _check_apart(case: Case, *people: Officer) -> None:
    if len({each.id for each in people}) < len(people):
        raise Invalid(N_("The witness is a second person."), field="witness")
    if any(moves.tied(case, each.id) for each in people):
        raise Forbidden(N_("You have a declared tie to this household and are recused from its case."))
