"""What a draw is made from, whether its announcement stands in the public log, what was drawn and found."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection
from contextlib import closing
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import joinedload, selectinload

from workflow.base import audit
from workflow.base.audit import Event
from workflow.base.db import session
from workflow.doors.published.models import LogLeaf, Record
from workflow.kernel.errors import NotFound
from workflow.office.publication.operations.anchoring import MARK
from workflow.office.registers import queries as registers
from workflow.office.supervision.draws import numbers, rules
from workflow.office.supervision.draws.models import Draw, DrawFinding, DrawnItem
from workflow.office.supervision.draws.rules import Shares
from workflow.places import packs
from workflow.places import queries as places
from workflow.places.models import Office, Village
from workflow.policy.turns import Turn, turn_of
from workflow.staff import queries as staff
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.cases.models import Case
from workflow.stages.cases.states import State
from workflow.stages.credit.models import CreditLine

ANNOUNCED = "draw_announced"
#: The kind of a draw's record.
PUBLIC = "draw"
#: How many anchors are read at a time: it is nearly always the first; no rule of credit.
_FEW = 10
_STEP = 1000


def period(on: date) -> Turn | None:
    """The period in which a draw is due by the rules of a day; None where they ask for none."""
    months = packs.value("review.every", on).value
    return turn_of(on, months) if months else None


def shares(on: date) -> Shares:
    """How much is drawn by the rules of a day; NotSet where they leave it open."""
    wanted = (packs.required(key, on).value for key in ("review.village_share", "review.officers", "review.loan_share"))
    return Shares(*wanted)


def offices_with_villages(person: Officer, verb: str) -> list[Office]:
    """The offices in a person's reach that look after villages: there is something to draw."""
    known = set(session.scalars(select(Village.office_id).distinct()))
    return [office for office in registers.offices_for(person, verb) if office.id in known]


def standing(office_id: int, on: date) -> Draw | None:
    """The draw of an office for the period that begins on a day, unless it was given up."""
    return session.scalar(
        select(Draw).where(Draw.office_id == office_id, Draw.period_on == on, Draw.struck_at.is_(None))
    )


def due(person: Officer, today: date) -> list[Office]:
    """The offices in a person's reach whose draw of the running period has not been announced yet."""
    running = period(today)
    if running is None:
        return []
    made = select(Draw.office_id).where(Draw.period_on == running.first, Draw.struck_at.is_(None))
    done = set(session.scalars(made))
    return [office for office in offices_with_villages(person, "draw.announce") if office.id not in done]


def villages_before(office: Office, on: date) -> list[set[str]]:
    """Which villages each earlier draw of an office drew, oldest first."""
    query = select(Draw.id, DrawnItem.key).join(DrawnItem).order_by(Draw.period_on, Draw.id)
    query = query.where(Draw.office_id == office.id, Draw.period_on < on, DrawnItem.kind == rules.VILLAGE)
    found: dict[int, set[str]] = defaultdict(set)
    for draw_id, key in session.execute(query):
        found[draw_id].add(key)
    return list(found.values())


def officers_with_loans(office: Office) -> dict[str, list[str]]:
    """The numbers of what each credit officer of an office has granted and is not over, by the officer's public id.

    Whoever has nothing outstanding is not drawn: there would be nothing to inspect.
    """
    here = [each.id for each in staff.officers_with(Role.CREDIT_OFFICER, office_ids=[office.id])]
    found: dict[str, list[str]] = defaultdict(list)
    query = select(Officer.public_id, Case.number).join(Case, Case.officer_id == Officer.id)
    for key, number in session.execute(query.where(Officer.id.in_(here), outstanding()).order_by(Case.number)):
        found[key].append(number)
    return dict(found)


def outstanding() -> ColumnElement[bool]:
    """Granted, and no line that has ended."""
    over = exists().where(CreditLine.case_id == Case.id, CreditLine.state != "effective")
    return Case.state.in_((State.PAYABLE, State.EFFECTIVE)) & ~over


def villages_of(office: Office) -> dict[str, str]:
    """The villages of an office: code and name."""
    return {each.code: each.name for each in places.villages([office.id])}


def cases_by_number(numbers: Collection[str]) -> dict[str, Case]:
    """Loans and lines by their numbers, with household and officer."""
    query = select(Case).where(Case.number.in_(numbers)).options(joinedload(Case.household), joinedload(Case.officer))
    return {each.number: each for each in session.scalars(query).unique()}


def names(draw: Draw) -> dict[tuple[str, str], str]:
    """What the numbers in a list are called, by kind and number."""
    called = {(rules.VILLAGE, code): name for code, name in villages_of(draw.office).items()}
    return called | {(rules.OFFICER, key): each.name for key, each in officers_on(draw).items()}


def officers_on(draw: Draw) -> dict[str, Officer]:
    """Whoever stands on a list, by public id, wherever they work now."""
    listed = rules.listed(draw.population)[1]
    stands = {
        own: number
        for own in session.scalars(select(Officer.public_id))
        for number in numbers.both(draw.promise, rules.OFFICER, own)
        if number in listed
    }
    query = select(Officer).where(Officer.public_id.in_(stands))
    return {stands[each.public_id]: each for each in session.scalars(query).unique()}


def loans_on(draw: Draw, keys: Collection[str]) -> dict[str, Case]:
    """The loans and lines that stand under these numbers on a list, whoever is in charge of them now."""
    wanted, own = set(keys), dict[str, str]()
    for number in session.scalars(select(Case.number).execution_options(yield_per=_STEP)):
        own |= {key: number for key in numbers.both(draw.promise, rules.LOAN, number) if key in wanted}
    cases = cases_by_number(own.values())
    return {key: cases[number] for key, number in own.items()}


def witnesses(draw: Draw) -> list[dict[str, str]]:
    """Who looked on and which word each gave; empty before the draw."""
    found: list[dict[str, str]] = json.loads(draw.witnesses or "[]")
    return found


def anchored(draw: Draw) -> int | None:
    """The entry of the public log that holds the announcement fast; None while it stands in none."""
    event = _announcement(draw)
    if event is None:
        return None
    anchors = select(LogLeaf.position, LogLeaf.statement).where(LogLeaf.statement.startswith(MARK, autoescape=True))
    later = anchors.where(LogLeaf.at >= event.at).order_by(LogLeaf.position).execution_options(yield_per=_FEW)
    with closing(session.execute(later)) as found:
        return next((position for position, told in found if json.loads(told)["upto"] >= event.id), None)


def _announcement(draw: Draw) -> Event | None:
    """The event of this very draw: another one of the office may have been given up in the same period."""
    mine = select(Event).where(Event.stream == draw.stream, Event.kind == ANNOUNCED, Event.at >= draw.recorded_at)
    found = session.scalars(mine.order_by(Event.id))
    return next((each for each in found if audit.opened(each).payload["draw"] == draw.public_id), None)


def shown(draw: Draw) -> list[DrawnItem]:
    """What was drawn, with what was found in each and who answers for it."""
    findings = selectinload(DrawnItem.findings)
    query = select(DrawnItem).where(DrawnItem.draw_id == draw.id).order_by(DrawnItem.id)
    query = query.options(findings.joinedload(DrawFinding.answerable), joinedload(DrawnItem.subject))
    return list(session.scalars(query).unique())


def item_of(draw: Draw, item_id: int) -> DrawnItem:
    """One that was drawn and is to be inspected; NotFound."""
    found = session.get(DrawnItem, item_id)
    if found is None or found.draw_id != draw.id or found.kind not in rules.INSPECTED:
        raise NotFound
    return found


def answerable_for(item: DrawnItem) -> list[Officer]:
    """Who can answer for a fault in it: everyone at the office."""
    return registers.people_of(item.draw.office)


def file_of(draw: Draw) -> dict[str, Any]:
    """Everything that anybody needs to repeat a draw; NotFound before it is drawn."""
    if draw.drawn_at is None:
        raise NotFound
    items = [rules.Drawn(each.kind, each.key) for each in draw.items]
    words = [each["word"] for each in witnesses(draw)]
    return rules.told(draw.population, draw.promise, draw.secret or "", words, items) | {
        "checksum": draw.checksum, "seed": draw.seed,
    }  # fmt: skip


def drawn() -> list[Draw]:
    """Every draw that was drawn, oldest first."""
    return list(session.scalars(select(Draw).where(Draw.drawn_at.is_not(None)).order_by(Draw.id)).unique())


def untold() -> list[Draw]:
    """Draws that the public does not know yet, or knew before they were drawn or given up; oldest first."""
    shown = (Record.kind == PUBLIC) & (Record.key == Draw.public_id) & Record.ended_at.is_(None)
    since = Record.id.is_(None) | (Record.published_at <= func.coalesce(Draw.drawn_at, Draw.struck_at))
    query = select(Draw).outerjoin(Record, shown).where(since).options(selectinload(Draw.items))
    return list(session.scalars(query.order_by(Draw.id)).unique())


def overdue_measures(person: Officer, today: date, limit: int) -> list[DrawFinding]:
    """Measures in a person's reach that are due and not confirmed, the oldest first."""
    query = select(DrawFinding).where(registers.reached(DrawFinding, person, "finding.write"), DrawFinding.fault)
    query = query.where(DrawFinding.done_at.is_(None), DrawFinding.struck_at.is_(None), DrawFinding.due_on <= today)
    return list(session.scalars(query.order_by(DrawFinding.due_on, DrawFinding.id).limit(limit)).unique())
