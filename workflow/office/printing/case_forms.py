"""The forms of a case: demand, application, investigation report, approval. Without a case, the same form blank."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from workflow.base import clock, languages
from workflow.carriers import forms
from workflow.carriers.forms import Part
from workflow.places import packs
from workflow.policy.pack import Term
from workflow.staff.rights import may
from workflow.stages.appraisal import queries as appraisals
from workflow.stages.appraisal.models import Investigation
from workflow.stages.appraisal.rating import queries as ratings
from workflow.stages.appraisal.rating.models import Opinion, Rating
from workflow.stages.approval import queries as approvals
from workflow.stages.approval.models import Decision, Review
from workflow.stages.approval.rules import CHOICES, VERDICTS, Verdict
from workflow.stages.cases import ways
from workflow.stages.cases.forms import GUARANTEES
from workflow.stages.cases.models import Case
from workflow.stages.people.rules import masked_id, masked_phone

Facts = list[tuple[str, str]]
Thing = TypeVar("Thing")
#: Empty rows of a table that is filled in by hand.
_ROWS = 6


def _known(thing: Thing | None, read: Callable[[Thing], Any]) -> str:
    """What is known of a thing, "" for what is not, or where there is no thing: a line to write on."""
    return "" if thing is None else str(read(thing) or "")


def yuan(amount: int | None) -> str:
    """An amount in the reader's words; "" where there is none."""
    return "" if amount is None else _("%(amount)s yuan", amount=languages.yuan(amount))


def _household(case: Case | None) -> Part:
    rows = [
        (_("Borrower"), _known(case, lambda c: c.borrower.name)),
        (_("Identity number"), _known(case, lambda c: masked_id(c.borrower.id_number))),
        (_("Telephone"), _known(case, lambda c: masked_phone(c.borrower.phone))),
        (_("Village"), _known(case, lambda c: c.household.village.name)),
        (_("Village group"), _known(case, lambda c: c.household.group.name if c.household.group else "")),
        (_("Address"), _known(case, lambda c: c.household.address)),
        (_("Members"), _known(case, lambda c: "、".join(member.name for member in c.household.members))),
    ]
    return forms.part(_("The household"), facts=rows)


def _wish(case: Case | None) -> Facts:
    return [
        (_("Loan"), _known(case, _product)),
        (_("Amount"), _known(case, lambda c: yuan(c.amount))),
        (_("Purpose"), _known(case, lambda c: c.purpose)),
        (_("Term"), _known(case, lambda c: ngettext("%(num)s month", "%(num)s months", c.term_months))),
        (_("Security"), _known(case, lambda c: GUARANTEES.get(c.guarantee, c.guarantee))),
        (_("Guarantor"), _known(case, lambda c: c.guarantor)),
        (_("What it is repaid from"), _known(case, lambda c: c.repayment_source)),
    ]


def _product(case: Case) -> str:
    found = ways.product_of(case)
    return case.product if found is None else str(found.name.en if languages.current() == "en" else found.name.zh)


def demand(case: Case | None) -> dict[str, Any]:
    """The loan demand form (农户需求表): what the archive knows is printed, season and current loans are asked."""
    asked = [(_("Season in which it is wanted"), ""), (_("Current loans (lender, balance, due)"), "")]
    wanted = [*_wish(case)[1:4], *asked]
    parts = [_household(case), forms.part(_("What is wanted"), facts=wanted), forms.part(_("Remarks"), lines=3)]
    sign = [_("Household (signature)"), _("Officer"), _("Day"), _("Office")]
    return forms.sheet(_("Loan demand form"), parts, number=_number(case), sign=sign)


def application(case: Case | None) -> dict[str, Any]:
    """The loan application, to be signed; an oral one becomes a written one by it (Q34)."""
    papers = [f"{material.label}" for material in case.materials] if case else []
    statement = _("What I have stated here is true. I allow the institution to visit me and to ask the credit bureau.")
    parts = [
        _household(case), forms.part(_("What I apply for"), facts=_wish(case)),
        forms.part(_("Papers I bring"), items=papers, lines=0 if case else _ROWS),
        forms.part(sentences=[statement]),
    ]  # fmt: skip
    sign = [_("Applicant (signature, fingerprint)"), _("Spouse (signature)"), _("Taken in by"), _("Day")]
    return forms.sheet(_("Loan application"), parts, number=_number(case), sign=sign)


def report(case: Case | None) -> dict[str, Any]:
    """The investigation report, or the sheet that the officer takes along."""
    found = appraisals.investigation_of(case) if case else None
    visit = [
        (_("Visited on"), _known(found, lambda f: languages.day(f.visited_on))),
        (_("Place of the visit"), _known(found, lambda f: f.place)),
        (_("Investigated by"), _known(found, lambda f: f.officer.name)),
        (_("Assisting officer"), _known(found, lambda f: f.assistant.name if f.assistant else "")),
        (_("Why a visit before the hand-in counts"), _known(found, lambda f: f.early_reason)),
    ]
    parts = [
        _household(case), forms.part(_("What is applied for"), facts=_wish(case)),
        forms.part(_("The visit"), facts=visit), forms.part(_("What was found"), facts=_found(found)),
        forms.part(_("Proposal"), facts=_proposal(found)),
    ]  # fmt: skip
    sign = [_("Investigator"), _("Assisting officer"), _("Family members (consent)"), _("Day")]
    return forms.sheet(_("Investigation report"), parts, number=_number(case), sign=sign)


def _found(found: Investigation | None) -> Facts:
    bureau = _("asked") if found and found.bureau_checked else _("not asked") if found else ""
    return [
        (_("Family's yearly income"), _known(found, lambda f: yuan(f.income))),
        (_("Family's yearly spending"), _known(found, lambda f: yuan(f.spending))),
        (_("Assets"), _known(found, lambda f: yuan(f.assets))),
        (_("Debts"), _known(found, lambda f: yuan(f.debts))),
        *_unsecured(found),
        (_("Credit status of borrower and family"), _known(found, lambda f: f.credit_status)),
        (_("Credit bureau"), bureau),
        (_("Character, as village committee and elders see it"), _known(found, lambda f: f.character)),
        (_("Purpose, return and risk"), _known(found, lambda f: f.purpose_opinion)),
        (_("What the loan is repaid from"), _known(found, lambda f: f.repayment_source)),
    ]


def _unsecured(found: Investigation | None) -> Facts:
    """Only where somebody had to ask."""
    if found is None or found.unsecured_debts is None:
        return []
    return [(_("Of these, owed to us without security"), yuan(found.unsecured_debts))]


def _proposal(found: Investigation | None) -> Facts:
    months = _known(found, lambda f: ngettext("%(num)s month", "%(num)s months", f.proposed_term_months))
    return [
        (_("Proposed amount"), _known(found, lambda f: yuan(f.proposed_amount))), (_("Proposed term"), months),
        (_("Officer's opinion"), _known(found, lambda f: f.opinion)),
    ]  # fmt: skip


def approval(case: Case | None) -> dict[str, Any]:
    """The approval form (审批表) with the committee's record; votes are printed once the review is closed."""
    found = appraisals.investigation_of(case) if case else None
    sat: Sequence[Review | None] = (approvals.reviews_of(case) if case else []) or [None]
    parts = [
        _household(case), forms.part(_("What is applied for"), facts=_wish(case)),
        forms.part(_("Proposal"), facts=_proposal(found)), *_grading(case),
        *(_committee(case, review) for review in sat), _decisions(case),
    ]  # fmt: skip
    sign = [_("Chair of the committee"), _("Decision-maker"), _("Keeper of the record"), _("Day")]
    return forms.sheet(_("Approval form"), parts, number=_number(case), sign=sign)


def _grading(case: Case | None) -> list[Part]:
    """Grade, line and the word of each tier, where the rules have them on this form; written, or to be written."""
    tiers = _tiers(case)
    found = _rating(case) if case else None
    said = {each.tier: each for each in found.opinions} if found else {}
    heads = [_("Tier"), _("Grade"), _("Opinion"), _("Day and signature")]
    rows = [_tier(tier, said.get(tier.code)) for tier in tiers]
    facts = [
        (_("Grade"), _known(found, lambda f: f.grade or _("no grade"))),
        (_("The grade allows at most"), _known(found, lambda f: yuan(f.cap))),
        (_("Proposed line"), _known(found, lambda f: yuan(f.line))),
    ]
    table = forms.table(heads, rows, widths=[3, 1, 4, 3])
    return [forms.part(_("Rating and line"), table=table, facts=facts)] if tiers else []


def _rating(case: Case) -> Rating | None:
    """The rating that a case is judged by, for whoever may see it; to all others its part is blank."""
    found = ratings.of_case(case)
    return found if found and may(current_user, "rating.see", found) else None


def _tiers(case: Case | None) -> Sequence[Term]:
    on, slug = (ways.accepted_on(case), case.pack) if case else (clock.today(), None)
    return packs.value("approval.opinions", on, slug=slug).value or ()


def _tier(tier: Term, said: Opinion | None) -> list[str]:
    name = tier.en if languages.current() == "en" else tier.zh
    if said is None:
        return [name, "", "", ""]
    signed = f"{said.officer.name} {languages.moment(said.given_at)}"
    return [name, said.grade or _("no grade"), said.word, signed]


def _committee(case: Case | None, review: Review | None) -> Part:
    rows: list[list[str]] = [["", "", ""]] * _ROWS
    if review is not None:
        rows = [_place(place, review.closed_at is not None) for place in approvals.sitting(review)]
    passed = _known(review, lambda r: yuan(r.passed_amount) if r.passed else _("not passed") if r.closed_at else "")
    share = packs.value("vote.share", ways.accepted_on(case), slug=case.pack).value if case else None
    facts = [(_("Passed amount"), passed), (_("Passes with this share of all members"), str(share or ""))]
    heads = [_("Member"), _("Vote"), _("Opinion and signature")]
    second = review is not None and review.turn > 1
    head = _("Review by the second committee") if second else _("Review by the committee")
    return forms.part(head, table=forms.table(heads, rows, widths=[1, 1, 3]), facts=facts)


def _place(place: Any, open_votes: bool) -> list[str]:
    vote = place.vote if open_votes else None
    return [place.officer.name, _(CHOICES[vote.choice]) if vote else "", vote.opinion if vote else ""]


def _decisions(case: Case | None) -> Part:
    made = approvals.decisions_of(case) if case else []
    heads = [_("Decided by"), _("Decision"), _("Amount"), _("Reason"), _("Day and signature")]
    rows = [_decided(each) for each in made] or [[""] * len(heads)] * 2
    return forms.part(_("Decision"), table=forms.table(heads, rows, widths=[2, 3, 2, 4, 3]))


def _decided(made: Decision) -> list[str]:
    verdict = _(VERDICTS[Verdict(made.verdict)])
    return [made.officer.name, verdict, yuan(made.amount), made.reason, languages.moment(made.decided_at)]


def _number(case: Case | None) -> str:
    return _("Case %(number)s", number=case.number) if case else ""


#: Every form of a case by its name in addresses.
FORMS: dict[str, Callable[[Case | None], dict[str, Any]]] = {
    "demand": demand, "application": application, "report": report, "approval": approval,
}  # fmt: skip


def printable(case: Case) -> Iterable[str]:
    """The forms that say anything of a case so far."""
    judged = approvals.review_of(case) or case.decided_at or (_tiers(case) and _rating(case))
    later = {"report": appraisals.investigation_of(case), "approval": judged}
    return [name for name in FORMS if name not in later or later[name]]
