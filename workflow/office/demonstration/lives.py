"""The life of one application, told through the rooms' own operations, each at its instant of the past.

A life is a generator: it yields the instant of its next act and does the act when it is resumed, so that the acts of
all lives happen in the order of time.
"""

from __future__ import annotations

from datetime import datetime

from workflow.base.clock import local_date
from workflow.doors.inbox import past
from workflow.office.demonstration import slips, texts
from workflow.office.demonstration.households import Kin
from workflow.office.demonstration.livelihoods import SCORES
from workflow.office.demonstration.plans import Ending, Plan
from workflow.office.demonstration.world import Acts, World
from workflow.places import packs
from workflow.places.models import Village
from workflow.policy.flows import Kind
from workflow.policy.money import fen
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.appraisal import operations as appraisal
from workflow.stages.appraisal.operations import Report
from workflow.stages.appraisal.rating import operations as ratings
from workflow.stages.approval import operations as approval
from workflow.stages.approval import queries as committees
from workflow.stages.approval.models import Review
from workflow.stages.approval.rules import Choice, Verdict
from workflow.stages.cases import operations as cases
from workflow.stages.cases import rules
from workflow.stages.cases.models import Case
from workflow.stages.cases.states import State
from workflow.stages.people import operations as people
from workflow.stages.people.operations import Person

#: Who gives the three opinions on a credit grade, in their turn.
_TIERS = (Role.PANEL_MEMBER, Role.BRANCH_HEAD, Role.COUNTY_CREDIT)


class Life:
    """One application from the hand-in until the household knows the result."""

    case: Case
    at: datetime

    def __init__(self, plan: Plan, world: World) -> None:
        self.plan, self.world = plan, world
        self.cast, self.hours, self.chance = world.cast, world.hours, world.chance

    def acts(self) -> Acts:
        """Everything that happens, in order."""
        yield from self._hand_in()
        parts = (
            self._check_papers, self._accept, self._rate, self._visit, self._review, self._review_again, self._decide,
            self._tell,
        )  # fmt: skip
        for part in parts:
            if self._over():
                return
            yield from part()

    def _over(self) -> bool:
        """Ended for good, or left in the state the plan says; approved is still answered, sent up is sent up."""
        if self.case.state != self.plan.stop or self.plan.stop is State.APPROVED:
            return not self.case.open
        return not (self.plan.stop is State.PASSED and self._goes_up())

    def _goes_up(self) -> bool:
        return self.plan.ending is Ending.SENT_UP and self.case.level != self.case.office.chain()[-1].level

    def _until(self, at: datetime) -> Acts:
        self.at = at
        yield at

    def soon(self) -> Acts:
        """A little later, in office hours."""
        yield from self._until(self.hours.later(self.at))

    def next_day(self) -> Acts:
        """On the morning of the next working day."""
        yield from self._until(self.hours.later(self.at, 1))

    def _on_workday(self, number: int) -> Acts:
        """The `number`-th working day after acceptance, or a little later where that is not in the future any more."""
        accepted = self.case.accepted_at or self.at
        then = self.hours.later(accepted, number)
        yield from self._until(then if local_date(then) > local_date(self.at) else self.hours.later(self.at))

    def _who(self, role: Role) -> Officer:
        return self.cast.of(role, self.case.office)

    def _line(self, kind: str) -> str:
        return texts.line(self.chance, kind)

    # intake

    def _hand_in(self) -> Acts:
        yield from self._until(self.plan.received_at)
        if self.plan.channel == "online":
            handed = past.handed_in("application", slips.application(self.plan), at=self.at)
            yield from self.soon()
            self.case = cases.take_application(handed, by=self._clerk(), at=self.at)
        else:
            self.case = cases.register(self._application(), by=self._clerk(), at=self.at)
            cases.issue_receipt(self.case, nonce=f"{self.chance.getrandbits(128):032x}", by=self._clerk(), at=self.at)
        if self.plan.stop is State.APPROVED or self.plan.board:
            self.world.kept_off.add(self.case.id)
        if self.plan.tied:
            member = committees.committee(self.case.office).members[0]
            people.declare_tie(self.case.household, officer=member, nature="relative", by=member, at=self.at)

    def _clerk(self) -> Officer:
        return self.cast.of(Role.DESK_CLERK, self._village().office)

    def _village(self) -> Village:
        return self.world.villages[self.plan.family.village]

    def _application(self) -> cases.Application:
        family, wish = self.plan.family, self.plan.wish
        return cases.Application(
            village=self._village(), group=family.group, borrower=_person(family.head), address=family.address,
            spouse=_person(family.spouse) if family.spouse else None, product=wish.product, amount=fen(wish.amount),
            term_months=wish.term_months, purpose=wish.purpose, guarantee=wish.guarantee, guarantor=self.plan.guarantor,
            repayment_source=wish.repayment_source, in_hand=self._on_the_counter(), channel=self.plan.channel,
            consent_text=slips.CONSENT_TEXT if self.plan.consent else None, received_at=self.plan.received_at,
        )  # fmt: skip

    def _on_the_counter(self) -> tuple[str, ...]:
        """All but the last papers, as many as the plan lets be missing."""
        product = rules.product_named(packs.pack(), self.plan.wish.product, local_date(self.at))
        keys = [paper.key for paper in rules.papers(product, oral=self.plan.channel == "oral")]
        return tuple(keys[: max(len(keys) - self.plan.gaps, 0)])

    def _check_papers(self) -> Acts:
        yield from self.soon()
        by, ending = self._who(Role.DESK_CLERK), self.plan.ending
        if ending is Ending.UNACCEPTABLE:
            cases.reject(self.case, reason=self._line("rejection"), by=by, at=self.at)
        elif ending is Ending.WITHDRAWN_EARLY:
            cases.withdraw(self.case, reason=self._line("withdrawal"), by=by, at=self.at)
        else:
            yield from self._find_gaps(by)

    def _find_gaps(self, by: Officer) -> Acts:
        papers = [material.key for material in self.case.materials]
        there = len(papers) - min(self.plan.gaps, len(papers))
        for material in self.case.materials[:there]:
            if material.state != rules.PRESENT:
                cases.check_material(self.case, key=material.key, state=rules.PRESENT, by=by, at=self.at)
        for key in papers[there:]:
            self._check_missing(key, by)
        if papers[there:]:
            cases.tell_gaps(self.case, how=self.chance.choice(("counter", "phone")), by=by, at=self.at)
            yield from self._bring(papers[:there], papers[there:], by)

    def _check_missing(self, key: str, by: Officer) -> None:
        defective = self.chance.random() < 0.4
        state, note = (rules.DEFECTIVE, self._line("gap")) if defective else (rules.MISSING, "")
        cases.check_material(self.case, key=key, state=state, note=note, by=by, at=self.at)

    def _bring(self, first: list[str], missing: list[str], by: Officer) -> Acts:
        """The household comes back; a second notice names what the first one should have named."""
        if self.plan.second_notice and first:
            yield from self._until(self.hours.later(self.at, self.plan.gap_days))
            note = self._line("gap")
            cases.check_material(self.case, key=first[0], state=rules.DEFECTIVE, note=note, by=by, at=self.at)
            cases.tell_gaps(self.case, how="phone", by=by, at=self.at)
            missing = [first[0], *missing]
        if self.plan.stop is not State.INCOMPLETE:
            yield from self._until(self.hours.later(self.at, self.plan.gap_days))
            for key in missing:
                cases.check_material(self.case, key=key, state=rules.PRESENT, by=by, at=self.at)

    def _accept(self) -> Acts:
        yield from ()
        cases.accept(self.case, by=self._who(Role.DESK_CLERK), at=self.at)

    # appraisal

    def _rate(self) -> Acts:
        """The household's credit grade, where the procedure asks for one: scored, then three opinions in turn."""
        if Kind.RATING not in self.case.way.kinds:
            return
        yield from self.soon()
        household, asked = self.case.household, self.case.amount
        officer, facts = self._who(Role.CREDIT_OFFICER), {"scores": SCORES}
        rating = ratings.rate(household, income=asked * 2, asked=asked, facts=facts, by=officer, at=self.at)
        for role in _TIERS:
            yield from self.soon()
            word = self._line("character")
            ratings.judge(rating, grade=rating.grade, word=word, by=self._who(role), at=self.at)

    def _visit(self) -> Acts:
        yield from self._on_workday(self.plan.pace.visited)
        by = self.case.officer
        if by is None:
            return
        for kin in self.plan.family.kin:
            if kin.relation not in ("head", "spouse"):
                people.add_member(self.case.household, person=_person(kin), by=by, at=self.at)
        appraisal.investigate(self.case, assistant=None, by=by, at=self.at, **self._report())
        if self.plan.ending is Ending.WITHDRAWN:
            yield from self.soon()
            reason = self._line("withdrawal")
            cases.withdraw(self.case, reason=reason, by=self._who(Role.DESK_CLERK), at=self.at)

    def _report(self) -> Report:
        line, pick, asked = self._line, self.chance.choice, self.case.amount
        income = fen(self.chance.randint(30, 120) * 1000)
        return Report(
            visited_on=local_date(self.at), place=line("place"), income=income, spending=income * 2 // 5,
            assets=fen(self.chance.randint(60, 400) * 1000), debts=fen(pick((0, 0, 0, 5, 10, 20)) * 1000),
            credit_status=line("credit"), character=line("character"), purpose_opinion=line("purpose"),
            repayment_source=self.case.repayment_source, family_signed=True, bureau_checked=True, proposed_amount=asked,
            proposed_term_months=self.case.term_months, opinion=line("opinion"),
        )  # fmt: skip

    # approval

    def _review(self) -> Acts:
        yield from self._on_workday(self.plan.pace.reviewed)
        yield from self._sit(self._who(Role.BACK_OFFICE))

    def _review_again(self) -> Acts:
        """Before the second committee, where the procedure has one and the first has passed it."""
        if self.case.state != State.PRESENTED:
            return
        yield from self.soon()
        yield from self._sit(self.cast.of(Role.BACK_OFFICE, committees.sitting_committee(self.case).office))

    def _sit(self, clerk: Officer) -> Acts:
        substitutes = self._substitutes()
        review = approval.open_review(self.case, substitutes=substitutes, by=clerk, at=self.at)
        yield from self._vote(review, [self.cast.by_id[member] for member in review.members])
        if self.case.state == self.plan.stop:
            return
        yield from self.soon()
        checklist = [True] * len(committees.checklist(self.case))
        amount = None if self.plan.ending is Ending.FAILED else review.proposed_amount
        approval.close_review(review, passed_amount=amount, checklist=checklist, by=clerk, at=self.at)

    def _substitutes(self) -> list[Officer]:
        if not self.plan.tied:
            return []
        bench = committees.bench(self.case, on=local_date(self.at))
        return bench.substitutes[: len(bench.recused)]

    def _vote(self, review: Review, members: list[Officer]) -> Acts:
        failing = self.plan.ending is Ending.FAILED
        if self.case.state == self.plan.stop:
            members = members[: self.chance.randint(0, 1) + 1]
        yes = 1 if failing else len(members) - (self.chance.random() < 0.12 and len(members) > 2)
        for number, member in enumerate(members):
            yield from self.soon()
            choice, words = (Choice.YES, "yes") if number < yes else (Choice.NO, "no")
            approval.vote(review, choice=choice, opinion=self._line(words), by=member, at=self.at)

    def _decide(self) -> Acts:
        yield from self._on_workday(self.plan.pace.decided)
        if self._goes_up():
            self._decided(Verdict.ESCALATE, reason=self._line("sent_up"))
            yield from self.soon()
            if self.plan.stop is State.PASSED:
                return
        passed = self.case.passed_amount
        if passed is None:
            self._decided(Verdict.REFUSE, reason=self._line("failed"))
        elif self.plan.ending is Ending.REFUSED:
            self._decided(Verdict.REFUSE, reason=self._line("refusal"))
        elif self.plan.ending is Ending.LOWERED:
            self._decided(Verdict.LOWER, amount=passed * 4 // 5, reason=self._line("lowered"))
        else:
            self._decided(Verdict.GRANT)

    def _decided(self, verdict: Verdict, *, amount: int | None = None, reason: str = "") -> None:
        by = self.cast.of(Role.DECISION_MAKER, committees.deciding_office(self.case))
        approval.decide(self.case, verdict=verdict, amount=amount, reason=reason, by=by, at=self.at)

    def _tell(self) -> Acts:
        if not self.plan.answered:
            return
        yield from self._on_workday(self.plan.pace.told)
        how, by = self.chance.choice(("phone", "visit", "counter")), self.case.officer or self._who(Role.DESK_CLERK)
        if approval.tell_result(self.case, told_at=self.at, how=how, whom="本人", by=by, at=self.at).late:
            self.world.late.append(self.case)


def _person(kin: Kin) -> Person:
    return Person(kin.name, kin.id_number, kin.phone, kin.relation)
