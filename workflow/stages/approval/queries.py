"""Committees, reviews and decisions; who may sit, vote and decide on a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.kernel.errors import Conflict, Forbidden, N_, NotFound
from workflow.places import packs
from workflow.places.models import Office
from workflow.policy.flows import Kind
from workflow.policy.pack import Text, Value
from workflow.staff import queries as staff
from workflow.staff import rights
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.appraisal.queries import taken
from workflow.stages.approval import rules
from workflow.stages.approval.models import CommitteeSeat, Decision, ResultNotice, Review, Vote
from workflow.stages.approval.rules import Powers, Verdict
from workflow.stages.cases import moves, ways
from workflow.stages.cases.models import Case
from workflow.stages.cases.queries import case_for
from workflow.stages.cases.states import State, Step

#: A committee sits on cases in these states.
SITTING = (State.REVIEWED, State.EXAMINED)


@dataclass(frozen=True, slots=True)
class Committee:
    """An office's review committee as it sits now."""

    office: Office
    seats: list[CommitteeSeat]

    @property
    def members(self) -> list[Officer]:
        """Who holds a seat."""
        return [seat.officer for seat in self.seats]

    @property
    def stream(self) -> str:
        """The name of this committee's chain of events."""
        return f"committee:{self.office.id}"


@dataclass(frozen=True, slots=True)
class Bench:
    """Who would review a case: the seated members fit for it, those recused, and who could stand in for them."""

    office: Office
    fit: list[Officer]
    recused: list[Officer]
    substitutes: list[Officer]


def committee(office: Office) -> Committee:
    """The committee of one office."""
    query = select(CommitteeSeat).where(CommitteeSeat.office_id == office.id, CommitteeSeat.until_at.is_(None))
    return Committee(office, list(session.scalars(query.order_by(CommitteeSeat.id))))


def committee_for(person: Officer, verb: str) -> Committee:
    """The committee of a person's own office, with the right to it."""
    found = committee(person.office)
    rights.check(person, verb, found)
    return found


def candidates(found: Committee, *, on: date) -> list[Officer]:
    """Who may take a seat: holders of the role in this office or above it, not seated yet, no decision-maker (Q13)."""
    chain = [office.id for office in found.office.chain()]
    seated = {member.id for member in found.members}
    able = staff.officers_with(Role.COMMITTEE_MEMBER, office_ids=chain)
    return [officer for officer in able if officer.id not in seated and not barred(officer, on=on)]


def barred(officer: Officer, *, on: date) -> bool:
    """Whether the officer decides cases and the pack keeps deciders off the committee (Q13)."""
    return Role.DECISION_MAKER in officer.roles and not packs.value("vote.decision_maker", on).value


def bench(case: Case, *, on: date) -> Bench:
    """Who would review a case: the committee whose turn it is, less those with a tie or another part, as the members of
    a first committee have one when the second sits.

    Substitutes are looked for only where somebody is recused.
    """
    kind = reviewing(case)
    found = sitting_committee(case)
    kept_out = taken(case) | {each.id for each in found.members if not ways.acts(case, kind, each)}
    fit = [member for member in found.members if member.id not in kept_out]
    recused = [member for member in found.members if member.id in kept_out]
    able = candidates(found, on=on) if recused else []
    able = [officer for officer in able if ways.acts(case, kind, officer)]
    kept_out |= _of_the_next(case, kind, found)
    substitutes = [officer for officer in able if officer.id not in kept_out]
    return Bench(found.office, fit, recused, substitutes)


def reviewing(case: Case) -> Kind:
    """Which of its committees a case is before."""
    return Kind.SECOND_REVIEW if ways.stands_in(case) is Kind.SECOND_REVIEW else Kind.REVIEW


def _of_the_next(case: Case, kind: Kind, first: Committee) -> set[int]:
    """Who sits on the second committee of a case before the first: they stand in for nobody there."""
    if kind is Kind.SECOND_REVIEW or Kind.SECOND_REVIEW not in case.way.kinds:
        return set()
    return {member.id for member in _committee_in(case, Kind.SECOND_REVIEW, first.office.chain()[1:]).members}


def sitting_committee(case: Case) -> Committee:
    """The committee whose turn it is: that of the office whose level the procedure names, or else the nearest at or
    above the case's office, a second one above the first. Conflict where no office is of that level."""
    kind, first = reviewing(case), review_of(case)
    above = first.office.chain()[1:] if kind is Kind.SECOND_REVIEW and first else case.office.chain()
    return _committee_in(case, kind, above)


def _committee_in(case: Case, kind: Kind, offices: list[Office]) -> Committee:
    found = ways.stage(case, kind)
    if found and found.level:
        offices = [office for office in case.office.chain() if office.level == found.level]
    if not offices:
        raise Conflict(N_("There is no office whose committee could sit on this case."))
    return next((each for each in map(committee, offices) if each.seats), committee(offices[0]))


def rule(case: Case, key: str) -> Value:
    """A value of the pack the case was accepted under, as it stood on that day; its `.value` may be None."""
    return packs.value(key, _accepted_on(case), slug=case.pack)


def required(case: Case, key: str) -> Value:
    """As `rule`, but NotSet where the pack leaves it open."""
    return packs.required(key, _accepted_on(case), slug=case.pack)


def _accepted_on(case: Case) -> date:
    if case.accepted_at is None:
        raise Conflict(N_("This case has not been accepted yet."))
    return local_date(case.accepted_at)


def checklist(case: Case) -> list[Text]:
    """What the review examines under the case's pack."""
    return list(rule(case, "review.checklist").value or ())


def review_of(case: Case) -> Review | None:
    """The review of a case, if it was opened; of two committees' the latest."""
    return session.scalar(select(Review).where(Review.case_id == case.id).order_by(Review.turn.desc()).limit(1))


def reviews_of(case: Case) -> list[Review]:
    """Every committee's review of a case, in turn."""
    return list(session.scalars(select(Review).where(Review.case_id == case.id).order_by(Review.turn)))


def review_for(public_id: str, person: Officer, verb: str) -> Review:
    """The review of the case with this public id, with the right to it; NotFound where none was opened."""
    found = review_of(case_for(public_id, person, verb))
    if found is None:
        raise NotFound
    return found


def check_open(review: Review) -> None:
    """Conflict once a review is closed, or its case has left it."""
    if review.closed_at is not None or review.case.state not in SITTING:
        raise Conflict(N_("This review is closed. No vote is cast or changed any more."))


def check_member(review: Review, person: Officer) -> None:
    """Whether a person may vote now: Forbidden for whoever is no member, Conflict after closing or a second time."""
    check_open(review)
    if person.id not in review.members:
        raise Forbidden(N_("You are not a member of the committee that sits on this case."))
    if any(cast.officer_id == person.id for cast in review.votes):
        raise Conflict(N_("You have voted already. A vote is never changed."))


def passing(review: Review) -> bool:
    """Whether the votes cast so far are enough of all members."""
    share = required(review.case, "vote.share").value
    return rules.passes(rules.yes(review.votes), len(review.members), share)


@dataclass(frozen=True, slots=True)
class Place:
    """A member's place at a sitting: the vote, once cast."""

    officer: Officer
    vote: Vote | None


def sitting(review: Review) -> list[Place]:
    """Every member of a review with the vote cast, if any."""
    cast = {vote.officer_id: vote for vote in review.votes}
    return [Place(officer, cast.get(officer.id)) for officer in officers(review.members)]


def officers(ids: list[int]) -> list[Officer]:
    """Officers by row id, in the order asked for."""
    found = {officer.id: officer for officer in session.scalars(select(Officer).where(Officer.id.in_(ids))).unique()}
    return [found[each] for each in ids if each in found]


def powers(case: Case) -> Powers:
    """What the decision-maker of the case's present level may do with it."""
    levels = [term.code for term in required(case, "authority.levels").value]
    limit = rule(case, f"authority.limit.{case.level}")
    return Powers(
        top=case.level == levels[-1],
        limit=limit.fen if limit.is_set else None,
        may_lower=bool(rule(case, "decision.may_lower").value),
        may_refuse=bool(rule(case, "decision.may_refuse").value),
        reason_for=tuple(rule(case, "decision.reason_for").value or ()),
    )


def deciding_office(case: Case) -> Office:
    """The office at or above the case's own that decides at its present level."""
    for office in case.office.chain():
        if office.level == case.level:
            return office
    raise Conflict(N_("There is no office of the level that must decide this case."))


def office_above(case: Case) -> Office:
    """The next office up that is a level of authority of the case's pack; Conflict where there is none."""
    levels = {term.code for term in required(case, "authority.levels").value}
    for office in deciding_office(case).chain()[1:]:
        if office.level in levels and office.level != case.level:
            return office
    raise Conflict(N_("There is no office of a higher level to send this case to."))


def level_name(case: Case) -> Text:
    """What the pack calls the case's present level."""
    for term in required(case, "authority.levels").value:
        if term.code == case.level:
            return Text(term.zh, term.en)
    return Text(case.level, case.level)


def check_decider(case: Case, person: Officer) -> None:
    """Forbidden for whoever does not belong to the office that decides now; Conflict for a case that is not waiting."""
    moves.check(case, Step.REFUSE)
    if settled(case) is not None:
        raise Conflict(N_("This case has been decided already."))
    if person.office_id != deciding_office(case).id:
        raise Forbidden(N_("This case is decided at another level than yours."))


def decisions_of(case: Case) -> list[Decision]:
    """Every decision on a case, in order: escalations, then the one that settled it."""
    return list(session.scalars(select(Decision).where(Decision.case_id == case.id).order_by(Decision.id)))


def settled(case: Case) -> Decision | None:
    """The decision that settled a case, if there is one."""
    query = select(Decision).where(Decision.case_id == case.id, Decision.verdict != Verdict.ESCALATE)
    return session.scalar(query.order_by(Decision.id.desc()).limit(1))


def untold(case: Case) -> Decision:
    """The decision whose result still has to be told; Conflict where there is none, or it was told."""
    made = settled(case)
    if made is None:
        raise Conflict(N_("There is no result to tell yet."))
    if result_notice(case) is not None:
        raise Conflict(N_("The applicant has been told already."))
    return made


def result_notice(case: Case) -> ResultNotice | None:
    """How the applicant was told of the result, if that was done."""
    return session.scalar(select(ResultNotice).where(ResultNotice.case_id == case.id))
