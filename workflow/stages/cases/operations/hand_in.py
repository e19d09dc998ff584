"""An application becomes a case: handed in online, brought to the counter, or told and taken down there (S15, Q34)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text

from workflow.base import audit
from workflow.base import clock as time
from workflow.base.db import is_sqlite, session
from workflow.carriers import outbox
from workflow.doors.inbox import take
from workflow.doors.inbox.take import DeskReceipt, Handed
from workflow.kernel import ids
from workflow.kernel.errors import Invalid, N_
from workflow.places import packs
from workflow.places import queries as places
from workflow.places.models import Village
from workflow.policy import lookup
from workflow.policy.pack import Pack
from workflow.staff import queries as staff
from workflow.staff.models import Officer
from workflow.stages.cases import moves, queries, replay, rules, ways
from workflow.stages.cases.models import Case, Material
from workflow.stages.people import operations as people
from workflow.stages.people import queries as households
from workflow.stages.people.models import Member
from workflow.stages.people.operations import Person
from workflow.stages.people.rules import PUBLICATION

REGISTERED = audit.declare("case_registered", "set", "papers", "slip")
SLIP_DECLINED = audit.declare("slip_declined", "slip", "reason")
RECEIPT_ISSUED = audit.declare("case_receipt_issued", "set")

_NUMBER_LOCK = 7_201_102


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What an application says (S15). `amount` in fen; `in_hand` the keys of the papers that the household has.

    `received_at` is when it was handed in, whenever it is typed in. `consent_text` is the version of the words that the
    household ticked, None where it did not.
    """

    village: Village
    group: str
    borrower: Person
    spouse: Person | None
    address: str
    product: str
    amount: int
    term_months: int
    purpose: str
    guarantee: str
    guarantor: str
    repayment_source: str
    in_hand: tuple[str, ...]
    consent_text: str | None
    channel: str
    received_at: datetime
    receipt_key: str | None = None


def take_application(handed: Handed, *, by: Officer, at: datetime) -> Case:
    """Make a case of an application handed in online; whoever comes second is refused."""
    public_id = ids.public_id()
    take.take(handed, became=f"case:{public_id}", by=by.id, at=at)
    return _register(_from_slip(handed), public_id, rules.UNCHECKED, handed.id, by, at)


def register(application: Application, *, by: Officer, at: datetime) -> Case:
    """Make a case of an application brought to the counter, or told and taken down there.

    Papers `in_hand` lie on the counter and count as present. Raises Invalid for a hand-in later than now, an unknown
    product, or an oral application where the rules do not know of them being signed afterwards.
    """
    if application.received_at > at:
        raise Invalid(N_("It cannot have been handed in later than now."), field="received_at")
    return _register(application, ids.public_id(), rules.PRESENT, None, by, at)


def _from_slip(handed: Handed) -> Application:
    said = handed.payload
    village = places.village_by_code(str(said["village"]))
    if village is None:
        raise Invalid(N_("This village is not known here; please register the application at the counter."))
    return Application(
        village=village, group=said.get("group") or "",
        borrower=Person(said["name"], said["id_number"], said.get("phone")),
        spouse=_spouse(said), address=said.get("address") or "", product=said["product"], amount=said["amount"],
        term_months=said["term_months"], purpose=said["purpose"], guarantee=said.get("guarantee") or "unsecured",
        guarantor=said.get("guarantor_name") or "", repayment_source=said.get("repayment_source") or "",
        in_hand=tuple(said.get("materials") or ()), consent_text=_ticked(said), channel="online",
        received_at=handed.received_at, receipt_key=handed.receipt_key,
    )  # fmt: skip


def _spouse(said: dict[str, Any]) -> Person | None:
    name = said.get("spouse_name")
    return Person(name, said.get("spouse_id_number") or None, None, "spouse") if name else None


def _ticked(said: dict[str, Any]) -> str | None:
    return str(said.get("consent_text_version") or "1") if said.get("consent_publication") is True else None


def _register(
    application: Application, public_id: str, in_hand: str, slip: int | None, by: Officer, at: datetime
) -> Case:
    pack, on = packs.pack(), time.local_date(at)
    product = rules.product_named(pack, application.product, on)
    borrower = people.record_household(
        village=application.village, group=application.group, address=application.address,
        borrower=application.borrower, spouse=application.spouse, by=by, at=at,
    )  # fmt: skip
    case = _case(application, public_id, pack, borrower, at)
    case.materials = [
        _material(paper, in_hand if paper.key in application.in_hand else rules.MISSING, application.received_at)
        for paper in rules.papers(product, oral=application.channel == "oral")
    ]
    session.add(case)
    session.flush()
    _consent(application, borrower, by, at)
    papers = {material.key: material.state for material in case.materials}
    audit.record(REGISTERED, case.stream, at=at, by=by.id, set=replay.stored(case), papers=papers, slip=slip)
    moves.tell_holder(case, at=at)
    _tell_officer(case, at)
    return case


def _case(application: Application, public_id: str, pack: Pack, borrower: Member, at: datetime) -> Case:
    on = time.local_date(at)
    floor = ways.floor(rules.product_named(pack, application.product, on))
    level, _settled = rules.level_for(pack, amount=application.amount, on=on, floor=floor)
    case = Case(
        public_id=public_id, number=next_numbers(on.year, 1)[0], state="submitted", household=borrower.household,
        borrower=borrower, office=application.village.office, village_code=application.village.code,
        officer_id=staff.officer_in_charge(application.village.id, on), product=application.product,
        amount=application.amount, term_months=application.term_months, purpose=application.purpose,
        guarantee=application.guarantee, repayment_source=application.repayment_source, channel=application.channel,
        subject=lookup.required(pack, "flow.subject", on).value, receipt_key=application.receipt_key,
        received_at=application.received_at, recorded_at=at, pack=pack.slug, pack_digest=pack.digest, level=level,
        next_on=time.local_date(application.received_at), priority=False, open=True,
    )  # fmt: skip
    case.guarantor = application.guarantor
    return case


def next_numbers(year: int, how_many: int) -> list[str]:
    """The next readable numbers of a year; nobody else takes one before this transaction ends."""
    if not is_sqlite():  # SQLite's writers queue anyway
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _NUMBER_LOCK})
    found, last = [], queries.last_number(year)
    for _each in range(how_many):
        last = rules.number(year, last)
        found.append(last)
    return found


def _material(paper: rules.Paper, state: str, received_at: datetime) -> Material:
    came = received_at if state == rules.PRESENT else None
    return Material(key=paper.key, label=paper.label, label_en=paper.label_en, state=state, note="", received_at=came)


def _consent(application: Application, borrower: Member, by: Officer, at: datetime) -> None:
    if application.consent_text:
        people.give_consent(
            borrower.household, text_version=application.consent_text, how=application.channel, by=by, at=at,
            given_at=application.received_at,
        )  # fmt: skip


def _tell_officer(case: Case, at: datetime) -> None:
    officer = staff.officer_by_id(case.officer_id) if case.officer_id else None
    if officer and officer.email:
        due = case.next_on.isoformat() if case.next_on else ""
        outbox.add(
            "case-yours",
            channel="email",
            to=officer.email,
            language=officer.language,
            at=at,
            number=case.number,
            due=due,
        )


def decline_slip(handed: Handed, *, reason: str, by: Officer, at: datetime) -> None:
    """Put aside a slip that is no application (a joke, a robot, a double); its holder reads why."""
    if not reason:
        raise Invalid(N_("Give the reason: the household will read it."), field="reason")
    take.take(handed, became="declined", by=by.id, at=at)
    audit.record(SLIP_DECLINED, f"slip:{handed.id}", at=at, by=by.id, slip=handed.id, reason=reason)
    told = {"state": "unacceptable", "reason": reason, "updated_at": at.isoformat()}
    take.reply(handed.receipt_key, told, at=at)


def issue_receipt(case: Case, *, nonce: str, by: Officer, at: datetime) -> DeskReceipt:
    """Give the household a receipt at the counter, the first or a new one for a lost one (Q41).

    The same form again gives the same digits; an earlier receipt says from now on only that it was replaced.
    """
    given = take.desk_receipt(nonce, queries.APPLICATION, case.received_at, kept=case.receipt_key)
    if given.key == case.receipt_key:
        return given
    if case.receipt_key:
        take.reply(given.key, take.read_reply(case.receipt_key) or {}, at=at)
        ended = {"kind": queries.APPLICATION, "state": "replaced", "updated_at": at.isoformat()}
        take.reply(case.receipt_key, ended, at=at)
    changed = moves.change(case, receipt_key=given.key)
    session.flush()
    audit.record(RECEIPT_ISSUED, case.stream, at=at, by=by.id, set=changed)
    moves.tell_holder(case, at=at, kind=queries.APPLICATION, received_at=moves.plain(case.received_at))
    return given


def take_consent_withdrawals(*, at: datetime) -> int:
    """Obey every withdrawal of consent handed in online; called by each tick. Returns how many there were.

    One that came before its application was taken in hand waits for it: the consent still stands in that slip.
    """
    ready = take.ripe(queries.CONSENT_WITHDRAWAL)
    for handed in ready:
        _withdraw_consent(handed, at)
    return len(ready)


def _withdraw_consent(handed: Handed, at: datetime) -> None:
    case = queries.by_receipt_key(str(handed.payload.get("receipt_key", "")))
    if case is None or households.consent_in_force(case.household_id, PUBLICATION) is None:
        take.take(handed, became="nothing to withdraw", by=None, at=at)
        return
    people.withdraw_consent(case.household, how="online", by=None, at=at)
    take.take(handed, became=f"household:{case.household.public_id}", by=None, at=at)
