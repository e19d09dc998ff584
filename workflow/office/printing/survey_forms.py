"""The forms of a household's survey: questionnaires, summary, the meeting's appraisal form. Without one, blank."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _

from workflow.base import languages
from workflow.carriers import forms
from workflow.carriers.forms import Part
from workflow.office.printing.case_forms import yuan
from workflow.places import packs
from workflow.policy.pack import Term
from workflow.stages.appraisal.survey import queries
from workflow.stages.appraisal.survey.models import Pick, Survey
from workflow.stages.people.models import Household
from workflow.stages.people.roll.rules import RELATIONS
from workflow.stages.people.rules import masked_id

#: Respondents for whom a blank summary has room; a rule of the paper, not of the survey.
_ROOM = 8
_SIGNERS = 6
#: Members of a household for whom a blank questionnaire has room.
_BELONG = 4


def questionnaires(survey: Survey | None, on: date) -> list[dict[str, Any]]:
    """A questionnaire for each respondent who has not answered, or one blank."""
    picks: Sequence[Pick | None] = [None]
    if survey is not None:
        picks = [pick for pick in survey.picks if not pick.replaced_at and not pick.questionnaire]
    return [_questionnaire(survey, pick, on) for pick in picks]


def _questionnaire(survey: Survey | None, pick: Pick | None, on: date) -> dict[str, Any]:
    household = survey.household if survey else None
    name, rank = (pick.respondent.name, str(pick.rank)) if pick else ("", "")
    asked = [(_("Asked"), name), (_("Place in the draw"), rank)]
    answers = [
        (_("Lines of business, by code"), ""), (_("Members work away from home"), _("yes / no")),
        (_("Total assets"), ""), (_("Debts"), ""), (_("Net assets"), ""), (_("Credit representative"), ""),
        (_("Line that may be granted"), ""), (_("Or deferred, because"), ""),
    ]  # fmt: skip
    parts = [
        forms.part(facts=[*asked, *_of(household), (_("Address"), household.address if household else "")]),
        forms.part(_("Members"), table=_members(household)),
        forms.part(_("What the respondent says"), facts=answers),
        forms.part(sentences=[_codes("business.lines", on), _codes("eligibility.exclusions", on)]),
    ]  # fmt: skip
    lead = _("Secret. Asked alone; kept by the survey team.")
    return forms.sheet(_("Household credit questionnaire"), parts, lead=lead, sign=[_("Surveyor"), _("Day")])


def _of(household: Household | None) -> list[tuple[str, str]]:
    head = household.named_by if household else None
    group = household.group.name if household and household.group else ""
    return [
        (_("Village"), f"{household.village.name} {group}".strip() if household else ""),
        (_("Household code"), (household.code or "") if household else ""),
        (_("Household"), head.name if head else ""),
    ]


def _names(household: Household | None) -> tuple[str, str]:
    return _("Members"), "、".join(member.name for member in household.members) if household else ""


def _members(household: Household | None) -> dict[str, Any]:
    """Who belongs to the household, printed beforehand (S28); a neighbour reads it, so no number is whole."""
    known = [
        [member.name, _(RELATIONS[member.relation]), masked_id(member.id_number)] for member in household.members
    ] if household else [[""] * 3] * _BELONG  # fmt: skip
    return forms.table([_("Name"), _("Relation"), _("Identity number")], known)


def _codes(key: str, on: date) -> str:
    terms: Sequence[Term] = packs.value(key, on).value or ()
    english = languages.current() == "en"
    return "; ".join(f"{term.code.rpartition('.')[2]} {term.en if english else term.zh}" for term in terms)


def summary(survey: Survey | None, on: date) -> list[dict[str, Any]]:
    """The summary sheet: values side by side, no respondent, to be signed by the team."""
    answers = queries.answers(survey) if survey else []
    lines = [yuan(answer.line) or "–" for answer in answers] or [""] * _ROOM
    heads = [str(number) for number in range(1, len(lines) + 1)]
    found = [
        (_("Proposed line"), yuan(survey.line) if survey else ""),
        (_("Above the authority of this office"), _("yes") if survey and survey.above_authority else ""),
    ]
    household = survey.household if survey else None
    parts = [
        forms.part(facts=[*_of(household), _names(household)]),
        forms.part(_("Line that may be granted"), table=forms.table(heads, [lines]), facts=found),
    ]
    sign = [_("Survey team")] * _SIGNERS + [_("Day")]
    return [forms.sheet(_("Questionnaire summary"), parts, sign=sign)]


def appraisal(survey: Survey | None, on: date) -> list[dict[str, Any]]:
    """The household credit appraisal form (家庭授信评议表) that the meeting fills in and every member signs."""
    facts = [
        (_("Proposed line"), yuan(survey.line) if survey else ""), (_("Settled line"), ""),
        (_("Opinion of the meeting"), ""), (_("Approval above the authority"), ""),
    ]  # fmt: skip
    household = survey.household if survey else None
    parts: list[Part] = [forms.part(facts=[*_of(household), _names(household)]), forms.part(facts=facts)]
    sign = [_("Member of the panel")] * _SIGNERS + [_("Chair of the panel"), _("Day")]
    return [forms.sheet(_("Household credit appraisal form"), parts, sign=sign)]


FORMS: dict[str, Callable[[Survey | None, date], list[dict[str, Any]]]] = {
    "questionnaire": questionnaires, "summary": summary, "appraisal": appraisal,
}  # fmt: skip
