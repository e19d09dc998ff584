"""Forms of the approval room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from workflow.base import languages
from workflow.base.forms import HouseForm
from workflow.kernel.errors import N_
from workflow.policy.pack import Text
from workflow.staff.fields import Lines, Moment, Yuan
from workflow.staff.models import Officer
from workflow.stages.approval.rules import CHOICES, VERDICTS, Verdict

HOWS = {
    "counter": N_("At the counter"),
    "phone": N_("By telephone"),
    "sms": N_("By text message"),
    "letter": N_("By letter"),
    "visit": N_("By a visit"),
}
WHOM = {"borrower": N_("The borrower"), "family": N_("A family member")}


def _said(words: dict[Any, str]) -> list[tuple[str, str]]:
    return [(str(code), gettext(word)) for code, word in words.items()]


class Ticks(SelectMultipleField):
    """Several answers to one question, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class SeatForm(HouseForm):
    """Give somebody a seat."""

    officer = SelectField(_("Person"))

    def __init__(self, candidates: Iterable[Officer], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._candidates = {officer.public_id: officer for officer in candidates}
        self.officer.choices = [
            (key, f"{officer.name} · {officer.office.name}") for key, officer in self._candidates.items()
        ]

    def chosen(self) -> Officer:
        """The officer chosen."""
        return self._candidates[self.officer.data]


class OpenForm(HouseForm):
    """Open a review; name who stands in for whom is recused."""

    substitutes = Ticks(_("Substitutes"))

    def __init__(self, substitutes: Iterable[Officer], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._substitutes = {officer.public_id: officer for officer in substitutes}
        self.substitutes.choices = [
            (key, f"{officer.name} · {officer.office.name}") for key, officer in self._substitutes.items()
        ]

    def chosen(self) -> list[Officer]:
        """The officers ticked."""
        return [self._substitutes[key] for key in self.substitutes.data or ()]


class VoteForm(HouseForm):
    """One vote with its signed opinion."""

    choice = RadioField(_("Your vote"), [InputRequired(_("Choose how you vote."))], choices=lambda: _said(CHOICES))
    opinion = Lines(_("Your opinion"), [InputRequired(_("Please write and sign your opinion."))], most=400)


class CloseForm(HouseForm):
    """Count the votes: what was in order, and the amount that passed."""

    checklist = Ticks(_("Found in order"))
    passed_amount = Yuan(_("Amount passed"))

    def __init__(self, points: Sequence[Text], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._points = points
        english = languages.current() == "en"
        self.checklist.choices = [
            (str(number), point.en if english else point.zh) for number, point in enumerate(points)
        ]

    def found(self) -> list[bool]:
        """For each point of the pack's checklist whether it was in order."""
        ticked = set(self.checklist.data or ())
        return [str(number) in ticked for number in range(len(self._points))]


class DecisionForm(HouseForm):
    """A decision: exactly the verdicts that the rules leave open at this level."""

    verdict = RadioField(_("Decision"), [InputRequired(_("Choose your decision."))])
    amount = Yuan(_("Lower amount"))
    reason = Lines(_("Reason"), most=400, default="")

    def __init__(self, allowed: Iterable[Verdict], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.verdict.choices = _said({verdict: VERDICTS[verdict] for verdict in allowed})


class ResultForm(HouseForm):
    """When, how and whom the result was told."""

    told_at = Moment(_("Told on"), [InputRequired(_("Enter when it was told."))])
    how = SelectField(_("How it was told"), choices=lambda: _said(HOWS))
    whom = SelectField(_("Who was told"), choices=lambda: _said(WHOM))
