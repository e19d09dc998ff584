"""Evaluation cards: taken in or typed from paper, each one checked, problems decided by the leader, months filed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from workflow.base import audit, vault
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.doors.inbox import take
from workflow.doors.inbox.take import Handed
from workflow.kernel import ids
from workflow.kernel.errors import Conflict, Invalid, N_
from workflow.places.models import Office
from workflow.staff.models import Officer
from workflow.stages.cases import queries as cases
from workflow.stages.cases.moves import plain
from workflow.stages.feedback.cards import queries, rules
from workflow.stages.feedback.cards.models import EvaluationCard
from workflow.stages.feedback.cards.states import State, Step, after
from workflow.stages.feedback.operations.standing import change

TAKEN = audit.declare("card_taken", "set")
SET_ASIDE = audit.declare("card_set_aside", "received_at")
RECORDED = audit.declare("card_recorded", "set")
CLASSIFIED = audit.declare("card_classified", "set")
DECIDED = audit.declare("card_decided", "set")
FILED = audit.declare("cards_filed", "month", "cards", "good", "fair", "poor", "problem")

_FIRST = ("state", "channel", "business", "rating", "office_id", "officer_id", "done_on", "month", "received_at")


def take_waiting(*, at: datetime) -> int:
    """Take in a portion of the cards that were handed in online; returns how many.

    A card on an application that nobody has taken in hand yet waits with it: only then is it known whom it judges.
    """
    slips = take.ripe("evaluation", take.PORTION)
    for handed in slips:
        take_card(handed, at=at)
    return len(slips)


def take_card(handed: Handed, *, at: datetime) -> EvaluationCard:
    """Make a card of a slip: the receipt names office and officer, and is forgotten.

    A second card on the same business with the same receipt is set aside; the first one is returned.
    """
    given = handed.payload
    once = vault.current().blind(f"card:{given['receipt_key']}:{given['business']}")
    earlier = queries.by_once_key(once)
    if earlier is not None:
        return _set_aside(handed, earlier, at=at)
    case = cases.by_receipt_key(given["receipt_key"])
    card = _new(
        channel="online", business=given["business"], rating=given["rating"], text=given.get("text"),
        office_id=case.office_id if case else None, officer_id=case.officer_id if case else None, done_on=None,
        received_at=handed.received_at, recorded_at=at, receipt_key=handed.receipt_key, once_key=once,
    )  # fmt: skip
    take.take(handed, became=card.stream, by=None, at=at)
    audit.record(TAKEN, card.stream, at=at, set=_first(card))
    _tell_holder(card, at=at)
    return card


def _set_aside(handed: Handed, earlier: EvaluationCard, *, at: datetime) -> EvaluationCard:
    take.take(handed, became=earlier.stream, by=None, at=at)
    audit.record(SET_ASIDE, earlier.stream, at=at, received_at=plain(handed.received_at))
    take.reply(handed.receipt_key, {"state": "repeated", "updated_at": plain(at)}, at=at)
    return earlier


def record_card(
    *, office: Office, officer: Officer | None, business: str, rating: str, text: str, done_on: date | None,
    received_at: datetime, by: Officer, at: datetime,
) -> EvaluationCard:  # fmt: skip
    """Type in a paper card; when it came and when it was typed are both kept.

    Invalid for an instant to come, for a business after the card, and for an officer of another office.
    """
    if received_at > at:
        raise Invalid(N_("A card cannot have come later than now."), field="received_at")
    if done_on and done_on > local_date(received_at):
        raise Invalid(N_("The business cannot be later than the card."), field="done_on")
    if officer and officer.office_id != office.id:
        raise Invalid(N_("This person does not work at that office."), field="officer")
    card = _new(
        channel="paper", business=business, rating=rating, text=text or None, office_id=office.id,
        officer_id=officer.id if officer else None, done_on=done_on, received_at=received_at, recorded_at=at,
        recorded_by_id=by.id,
    )  # fmt: skip
    audit.record(RECORDED, card.stream, at=at, by=by.id, set=_first(card))
    return card


def classify(card: EvaluationCard, *, classification: str, by: Officer, at: datetime) -> None:
    """Say what a card is; a problem goes before the leader by that very act."""
    if classification not in rules.CLASSES:
        raise Invalid(N_("Say what the card is."), field="classification")
    state = after(card.state, Step.RAISE if classification == rules.PROBLEM else Step.CLASSIFY)
    changed = change(card, state=str(state), classification=classification, checked_by_id=by.id, checked_at=at)
    audit.record(CLASSIFIED, card.stream, at=at, by=by.id, set=changed)
    _tell_holder(card, at=at)


def decide(card: EvaluationCard, *, decision: str, by: Officer, at: datetime) -> None:
    """The leader's decision on a problem; Conflict for whoever classified the card."""
    state = after(card.state, Step.DECIDE)
    if card.checked_by_id == by.id:
        raise Conflict(N_("Whoever classified a card does not decide on it; another person does."))
    card.decision = decision
    changed = change(card, state=str(state), decided_by_id=by.id, decided_at=at)
    audit.record(DECIDED, card.stream, at=at, by=by.id, set=changed)
    _tell_holder(card, at=at)


def file_month(month: str, *, by: Officer, at: datetime) -> int:
    """Total and file the cards of a month that is over; returns how many.

    Conflict while the month runs, where nothing is left to file, and while a card of it waits for anyone.
    """
    if month >= queries.month_of(at):
        raise Conflict(N_("This month is not over yet."))
    cards = queries.of_month(month)
    left = sum(card.state in (State.RECEIVED, State.RAISED) for card in cards)
    if left:
        raise Conflict(N_("%(number)s cards of this month still wait to be checked or decided."), number=left)
    if not cards:
        raise Conflict(N_("Nothing of this month is left to file."))
    for card in cards:
        change(card, state=str(after(card.state, Step.FILE)), filed_at=at)
        _tell_holder(card, at=at)
    audit.record(FILED, f"cards:{month}", at=at, by=by.id, month=month, **_counted(cards))
    return len(cards)


def _counted(cards: list[EvaluationCard]) -> dict[str, Any]:
    told = {rating: sum(card.rating == rating for card in cards) for rating in rules.RATINGS}
    problems = sum(card.classification == rules.PROBLEM for card in cards)
    return told | {"problem": problems, "cards": [card.public_id for card in cards]}


def _new(*, received_at: datetime, **columns: Any) -> EvaluationCard:
    card = EvaluationCard(
        public_id=ids.public_id(), state=str(State.RECEIVED), month=queries.month_of(received_at),
        received_at=received_at, **columns,
    )  # fmt: skip
    session.add(card)
    session.flush()
    return card


def _first(card: EvaluationCard) -> dict[str, Any]:
    return {name: plain(getattr(card, name)) for name in _FIRST}


def _tell_holder(card: EvaluationCard, *, at: datetime) -> None:
    """The state alone: what the department and the leader wrote is theirs."""
    if card.receipt_key:
        take.reply(card.receipt_key, {"state": card.state, "updated_at": plain(at)}, at=at)
