"""Forms of the batch line form: which groups' lines are signed, for which product, and why one goes back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import SelectField, SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from workflow.base.forms import HouseForm
from workflow.policy.products import Product
from workflow.staff.fields import Lines
from workflow.stages.appraisal.panel.models import Appraisal
from workflow.stages.people.words import named

_WHY = _("Please give the reason in writing.")


class SignForm(HouseForm):
    """Which village groups' settled lines stand on the form, and what they are used for."""

    groups = SelectMultipleField(
        _("Village groups"), [InputRequired(_("Choose at least one village group."))],
        option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False),
    )  # fmt: skip
    product = SelectField(_("Kind of loan"))

    def __init__(self, forms: Iterable[Appraisal], products: Iterable[Product], *, seen: str, **kwargs: Any) -> None:
        groups: dict[str, list[Appraisal]] = {}
        for form in forms:
            group = form.survey.household.group
            groups.setdefault(group.name if group else "–", []).append(form)
        self.by_group = groups
        super().__init__(**{"data": {"groups": list(groups), "seen": seen}} | kwargs)
        self.groups.choices = [(name, f"{name} ({len(found)})") for name, found in groups.items()]
        self.product.choices = [(product.key, named(product.name)) for product in products]

    def chosen(self) -> list[Appraisal]:
        """The settled lines of the ticked groups."""
        return [form for name in self.groups.data or () for form in self.by_group.get(name, ())]


class ApproveForm(HouseForm):
    """A button that approves."""


class ReturnForm(HouseForm):
    """Why a form, or a household's line, goes back."""

    why = Lines(_("Reason"), [InputRequired(_WHY)], most=400)
