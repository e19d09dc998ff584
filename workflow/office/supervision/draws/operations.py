"""Announcing a draw, drawing before witnesses, writing down what an inspection found, confirming a measure."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import TypedDict, Unpack

from workflow.base import audit
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.kernel import personal
from workflow.kernel.canonical import canonical
from workflow.kernel.errors import Conflict, Forbidden, Invalid, N_
from workflow.office.supervision.draws import numbers, queries, rules
from workflow.office.supervision.draws.models import Draw, DrawFinding, DrawnItem
from workflow.office.supervision.measures import operations as measures
from workflow.office.supervision.measures.operations import OWN, check_measure
from workflow.places import packs
from workflow.places.models import Office
from workflow.policy.turns import turn_of
from workflow.staff.models import Officer
from workflow.stages.people.keyed import refuse_tied

ANNOUNCED = audit.declare(queries.ANNOUNCED, "draw", "period", "checksum", "promise", "villages", "officers")
DRAWN = audit.declare("draw_drawn", "draw", "secret", "words", "seed", "drawn")
FOUND = audit.declare("draw_finding_recorded", "finding", "item", "fault", "answerable", "due_on")
CONFIRMED = audit.declare("draw_measure_confirmed", "finding")

_SECRET_BYTES = 16


def announce(office: Office, *, by: Officer, at: datetime) -> Draw:
    """Fix the list of the running period and promise a secret that nobody chose; nothing is drawn yet.

    NotSet where the rules ask for no such draw, Conflict for a second one in the period, Invalid where there is nothing
    to draw, Forbidden for whoever could be drawn.
    """
    months = packs.required("review.every", local_date(at)).value
    period = turn_of(local_date(at), months)
    if queries.standing(office.id, period.first) is not None:
        raise Conflict(N_("The draw of this office for this period is announced already."))
    secret = secrets.token_hex(_SECRET_BYTES)
    promise = rules.promise(secret)
    text = _population(office, period.first, promise, by=by, at=at)
    draw = Draw(
        office_id=office.id, period_on=period.first, until_on=period.last, population=text,
        checksum=rules.checksum(text), promise=promise, recorded_by_id=by.id, recorded_at=at,
    )  # fmt: skip
    draw.secret = secret
    session.add(draw)
    session.flush()
    villages, loans = rules.listed(text)
    audit.record(
        ANNOUNCED, draw.stream, at=at, by=by.id, draw=draw.public_id, period=period.first.isoformat(),
        checksum=draw.checksum, promise=draw.promise, villages=len(villages), officers=len(loans),
    )  # fmt: skip
    return draw


def _population(office: Office, period_on: date, promise: str, *, by: Officer, at: datetime) -> str:
    shares = queries.shares(local_date(at))
    villages, loans = queries.villages_of(office), queries.officers_with_loans(office)
    if not villages:
        raise Invalid(N_("This office looks after no village: there is nothing to draw."), field="office")
    if by.public_id in loans:
        raise Forbidden(N_("Your own loans are on this list: somebody else announces the draw and draws."))
    fresh = rules.still_fresh(villages, queries.villages_before(office, period_on))
    numbered = {
        numbers.of(promise, rules.OFFICER, officer): [numbers.of(promise, rules.LOAN, own) for own in owns]
        for officer, owns in loans.items()
    }
    return rules.population(office.name, period_on.isoformat(), shares, villages, fresh, numbered)


def draw_lots(draw: Draw, witnesses: Sequence[tuple[str, str]], *, by: Officer, at: datetime) -> None:
    """Draw, before witnesses who each give their name and a word of their own; what is drawn can never be changed.

    Conflict while the announcement does not stand in the public log: before that, nobody could tell later that list
    and promise were there first. Invalid without another person as a witness, Forbidden for whoever stands on the list.
    """
    if draw.drawn_at is not None or draw.struck_at is not None:
        raise Conflict(N_("This draw is drawn or given up already."))
    if draw.bars(by):
        raise Forbidden(N_("Your own loans are on this list: somebody else announces the draw and draws."))
    if any(not name or name == by.name for name, _word in witnesses):
        raise Invalid(N_("A witness is named, and is somebody else than whoever draws."), field="witnesses")
    seed = rules.seed(draw.secret or "", [word for _name, word in witnesses])
    if any(any(personal.numbers_in(word)) for _name, word in witnesses):
        raise Invalid(N_("Everyone can read the words of the witnesses: give none that is a personal number."),
                      field="witnesses")  # fmt: skip
    if queries.anchored(draw) is None:
        message = N_("The announcement does not stand in the public log yet. The worker enters it within minutes.")
        raise Conflict(message)
    _take(draw, rules.chosen(draw.population, seed))
    draw.seed, draw.drawn_at, draw.drawn_by_id = seed, at, by.id
    draw.witnesses = canonical([{"name": name, "word": word} for name, word in witnesses]).decode()
    session.flush()
    audit.record(
        DRAWN, draw.stream, at=at, by=by.id, draw=draw.public_id, secret=draw.secret, seed=seed,
        words=[word for _name, word in witnesses], drawn=[[each.kind, each.key] for each in draw.items],
    )  # fmt: skip


def _take(draw: Draw, found: Sequence[rules.Drawn]) -> None:
    called = queries.names(draw)
    cases = queries.loans_on(draw, [each.key for each in found if each.kind == rules.LOAN])
    people = queries.officers_on(draw)
    for each in found:
        name = cases[each.key].number if each.kind == rules.LOAN else called.get((each.kind, each.key), each.key)
        subject = None if each.kind == rules.VILLAGE else people[each.officer or each.key].id
        draw.items.append(DrawnItem(kind=each.kind, key=each.key, name=name, subject_id=subject))


class Found(TypedDict):
    """What an inspection found; `measure`, `answerable` and `due_on` with a fault only."""

    checked_on: date
    fault: bool
    found: str
    measure: str
    answerable: Officer | None
    due_on: date | None


def find(item: DrawnItem, *, by: Officer, at: datetime, **told: Unpack[Found]) -> DrawFinding:
    """Write down what an inspection found in one of the drawn.

    Invalid for a day before the draw or to come, for a fault without measure, person and day, and for these without a
    fault; Forbidden for whoever's work it is or who is tied to the household.
    """
    _check_inspector(item, told["answerable"], by)
    _check_days(item.draw, told, local_date(at))
    answerable = told["answerable"]
    check_measure(
        fault=told["fault"], measure=told["measure"], answerable=answerable, checked_on=told["checked_on"],
        due_on=told["due_on"],
    )  # fmt: skip
    made = DrawFinding(
        office_id=item.draw.office_id, item=item, checked_on=told["checked_on"], fault=told["fault"],
        found=told["found"], measure=told["measure"], answerable_id=answerable.id if answerable else None,
        due_on=told["due_on"], recorded_by_id=by.id, recorded_at=at,
    )  # fmt: skip
    session.add(made)
    session.flush()
    audit.record(
        FOUND, made.stream, at=at, by=by.id, finding=made.public_id, item=[item.kind, item.key], fault=made.fault,
        answerable=made.answerable_id, due_on=made.due_on.isoformat() if made.due_on else None,
    )  # fmt: skip
    return made


def _check_inspector(item: DrawnItem, answerable: Officer | None, by: Officer) -> None:
    if by.id in (item.subject_id, answerable.id if answerable else None):
        raise Forbidden(OWN)
    if item.kind == rules.LOAN:
        case = queries.cases_by_number([item.name]).get(item.name)
        if case is not None:
            refuse_tied(case.household, by)


def _check_days(draw: Draw, told: Found, today: date) -> None:
    if draw.drawn_at is None or not local_date(draw.drawn_at) <= told["checked_on"] <= today:
        raise Invalid(N_("The day lies between the draw and today."), field="checked_on")


def confirm(finding: DrawFinding, *, how: str, by: Officer, at: datetime) -> None:
    """Confirm that a measure was carried out, and how one can see it.

    Forbidden for who answers for it and for whose work it is.
    """
    measures.confirm(finding, kind=CONFIRMED, how=how, by=by, at=at)
