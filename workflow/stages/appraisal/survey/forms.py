"""Forms of the survey: the pool, one questionnaire, the team's word on a reason."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, RadioField, SelectField
from wtforms.validators import InputRequired, ValidationError

from workflow.base.forms import HouseForm
from workflow.base.languages import current
from workflow.policy.pack import Term
from workflow.staff.fields import IdNumber, Line, Typed
from workflow.stages.appraisal.forms import YuanOrNought
from workflow.stages.appraisal.survey.rules import REPLACEMENTS, VERDICTS
from workflow.stages.people.models import Member

_AMOUNT = _("Enter an amount; nought is an amount too.")


def worded(terms: list[Term]) -> list[tuple[str, str]]:
    """Codes of a pack as choices, the short code first, so that typing it finds the line."""
    return [(term.code, f"{short(term.code)} {in_words(term)}") for term in terms]


def in_words(term: Term) -> str:
    """A term in the reader's language."""
    return term.en if current() == "en" else term.zh


def short(code: str) -> str:
    """A code as it stands on paper: `rcb_p1.7` is 7."""
    return code.rpartition(".")[2]


def codes(typed: str) -> list[str]:
    """What stands between the signs that are neither letter nor digit, each once."""
    return list(dict.fromkeys("".join(sign if sign.isalnum() else " " for sign in typed).split()))


class Codes(Typed):
    """Several codes in one box, as "1 3" or "1,3"; `data` is a list, each once."""

    empty: Any = ()

    def shown(self, value: Any) -> str:
        """Codes with blanks between."""
        return " ".join(value or ())

    def meant(self, typed: str) -> Any:
        """The codes that were typed."""
        return codes(typed)


class RespondentForm(HouseForm):
    """A person of public influence, for the pool."""

    name = Line(_("Name"), [InputRequired(_("Enter a name."))], most=40)
    standing = Line(_("What this person is known for"), [InputRequired(_("Please write this down."))], most=60)
    id_number = IdNumber(_("Identity number"))


class QuestionnaireForm(HouseForm):
    """What one respondent said about a household."""

    asked_on = DateField(_("Day of the talk"), [InputRequired(_("Enter the day of the talk."))])
    business = Codes(_("Lines of business, by code"))
    members_away = BooleanField(_("Members work away from home"))
    assets = YuanOrNought(_("Total assets"), [InputRequired(_AMOUNT)])
    debts = YuanOrNought(_("Debts"), [InputRequired(_AMOUNT)])
    net = YuanOrNought(_("Net assets"))
    representative = SelectField(_("Credit representative"))
    line = YuanOrNought(_("Line that may be granted"))
    reason = SelectField(_("Or deferred, because"))
    reason_member = SelectField(_("Which member"))
    asked_alone = BooleanField(_("I asked this person alone"))

    def __init__(self, members: list[Member], businesses: list[Term], reasons: list[Term], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._businesses = {short(term.code) for term in businesses}
        self._members = {member.public_id: member for member in members}
        named = [(key, member.name) for key, member in self._members.items()]
        self.representative.choices = [("", _("not said")), *named]
        self.reason_member.choices = [("", _("not said")), *named]
        self.reason.choices = [("", "–"), *worded(reasons)]

    def validate_business(self, field: Codes) -> None:
        """Only numbers that stand in the rules' list; WTForms calls this by its name."""
        unknown = [code for code in field.data if code not in self._businesses]
        if unknown:
            raise ValidationError(gettext("There is no number %(number)s in the list.", number=unknown[0]))

    def said(self) -> dict[str, Any]:
        """What `operations.record` takes; net assets that were left empty are assets less debts."""
        plain = ("asked_on", "asked_alone", "members_away", "assets", "debts", "line")
        net = self.assets.data - self.debts.data if self.net.data is None else self.net.data
        return {name: self[name].data for name in plain} | {
            "net": net,
            "business": list(self.business.data),
            "reason": self.reason.data or None,
            "representative": self._members.get(self.representative.data),
            "reason_member": self._members.get(self.reason_member.data),
        }


class ReplaceForm(HouseForm):
    """Why a respondent who was drawn does not answer."""

    why = SelectField(
        _("Why this person does not answer"),
        choices=lambda: [(code, gettext(words)) for code, words in REPLACEMENTS.items()],
    )


class JudgeForm(HouseForm):
    """The team's word on a reason code."""

    verdict = RadioField(
        _("Does the reason hold?"),
        [InputRequired(_("Say whether the reason holds."))],
        choices=lambda: [(code, gettext(words)) for code, words in VERDICTS.items()],
    )


class AbandonForm(HouseForm):
    """Why a survey is given up."""

    why = Line(_("Why it is given up"), [InputRequired(_("Please give the reason in writing."))], most=120)
