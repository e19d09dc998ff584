"""Forms of the ratings: finding a household, the rating sheet of each scheme, a tier's opinion."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import FieldList, SelectField
from wtforms.validators import InputRequired, ValidationError

from workflow.base.forms import HouseForm
from workflow.base.languages import current
from workflow.kernel import checks
from workflow.policy.pack import Term, Text
from workflow.staff.fields import IdNumber, Lines, Typed
from workflow.stages.appraisal.forms import YuanOrNought

_AMOUNT = _("Enter an amount; nought is an amount too.")


def in_words(text: Term | Text) -> str:
    """A word of a pack in the reader's language."""
    return text.en if current() == "en" else text.zh


class Score(Typed):
    """A score with at most two digits after the point; `data` is exact."""

    empty = None
    full = 0

    def pre_validate(self, form: Any) -> None:
        """From nought to the full number of points, which the form has from the rules."""
        if self.data is not None and not 0 <= self.data <= self.full:
            raise ValidationError(gettext("Write a number from 0 to %(full)s.", full=self.full))

    def meant(self, typed: str) -> Any:
        """A number; whether it is on the scale, `pre_validate` says."""
        try:
            score = Decimal(checks.narrow(typed))
            exact = score.is_finite() and score == round(score, 2)
        except InvalidOperation:  # no number, or one of more digits than anybody means
            exact = False
        if not exact:
            raise ValueError(gettext("Write a number."))
        return score

    def shown(self, value: Any) -> str:
        """The number as it is typed."""
        return "" if value is None else str(value)


class FindForm(HouseForm):
    """Whose household is rated."""

    id_number = IdNumber(
        _("Identity number of somebody of the household"), [InputRequired(_("Enter the identity number."))]
    )


class RatingForm(HouseForm):
    """What every scheme asks."""

    income = YuanOrNought(_("Household income, previous year"), [InputRequired(_AMOUNT)])
    asked = YuanOrNought(_("Line asked for"), [InputRequired(_AMOUNT)])

    def facts(self) -> dict[str, Any]:
        """What `operations.rate` takes beside income and wish."""
        raise NotImplementedError


class ScoreForm(RatingForm):
    """A score for each factor."""

    scores = FieldList(Score(_("Score"), [InputRequired(_("Enter a score."))]))
    building_needed = YuanOrNought(_("House under construction: funds it needs"))
    building_proven = YuanOrNought(_("House under construction: funds proven"))

    def __init__(self, factors: list[Term], full: int, **kwargs: Any) -> None:
        super().__init__(**({"data": {"scores": [None] * len(factors)}} | kwargs))
        self._factors, self.full = factors, full
        while len(self.scores) < len(factors):
            self.scores.append_entry()
        for field, factor in zip(self.scores, factors, strict=False):
            field.label.text, field.full = in_words(factor), full

    def facts(self) -> dict[str, Any]:
        """Scores by factor, and the house under construction if there is one."""
        scores = {factor.code: field.data for factor, field in zip(self._factors, self.scores, strict=False)}
        building = {name: self[name].data for name in ("building_needed", "building_proven")}
        return {"scores": scores} | {name: amount for name, amount in building.items() if amount is not None}


class CriteriaForm(RatingForm):
    """The criteria of 1999."""

    criterion = SelectField(_("Best criterion that is met"))
    income_per_head = YuanOrNought(_("Net income a head, previous year"), [InputRequired(_AMOUNT)])
    needs = YuanOrNought(_("Funds that production needs"), [InputRequired(_AMOUNT)])
    own_funds = YuanOrNought(_("Own funds"), [InputRequired(_AMOUNT)])

    def __init__(self, criteria: list[tuple[str, Text]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.criterion.choices = [*((grade, in_words(text)) for grade, text in criteria), ("", gettext("none"))]

    def facts(self) -> dict[str, Any]:
        """The criterion and the figures."""
        return {name: self[name].data for name in ("criterion", "income_per_head", "needs", "own_funds")}


class GradeForm(RatingForm):
    """The grade itself, each with its line."""

    grade = SelectField(_("Grade"))

    def __init__(self, grades: list[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.grade.choices = [(grade, grade) for grade in grades]

    def facts(self) -> dict[str, Any]:
        """The grade."""
        return {"grade": self.grade.data}


class OpinionForm(HouseForm):
    """One tier's opinion."""

    grade = SelectField(_("Grade"))
    word = Lines(_("Your opinion"), [InputRequired(_("Please write your opinion."))], most=400)

    def __init__(self, grades: list[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.grade.choices = [*((grade, grade) for grade in grades), ("", gettext("no grade"))]
