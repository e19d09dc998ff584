"""Forms of contracts: what is agreed, why they are printed again, the sitting in which they are signed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import SelectField
from wtforms.validators import InputRequired

from workflow.base import languages
from workflow.base.forms import HouseForm
from workflow.policy.cost import METHODS
from workflow.policy.pack import Term
from workflow.staff.fields import Line, Moment
from workflow.staff.models import Officer
from workflow.stages.credit.contract.queries import Terms
from workflow.stages.credit.contract.rules import PARTS, PAYMENTS


class DrawUpForm(HouseForm):
    """What borrower and lender agree on."""

    method = SelectField(_("Way to repay"), [InputRequired(_("Choose how the loan is repaid."))])
    payment = SelectField(
        _("Paid out"), [InputRequired()], choices=lambda: [(code, gettext(word)) for code, word in PAYMENTS.items()]
    )
    payee = Line(_("Payee and account"), most=120, default="")

    def __init__(self, methods: Iterable[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.method.choices = [(code, gettext(METHODS[code])) for code in methods]

    def terms(self) -> Terms:
        """What was agreed."""
        return Terms(self.method.data, self.payment.data, self.payee.data or "")


class ReasonForm(HouseForm):
    """A reason in one line: why the contracts are printed again, or why they are void."""

    reason = Line(_("Reason"), most=200, default="")


class SignForm(HouseForm):
    """The sitting: when, where, before whom, and by which means each signer was made sure of."""

    signed_at = Moment(_("Signed on"), [InputRequired(_("Enter when it was signed."))])
    place = Line(_("Place of signing"), [InputRequired(_("Say where it was signed."))], most=120)
    witness = SelectField(_("Witness"), [InputRequired(_("Choose the second person who was there."))])
    borrower = SelectField(_("Borrower"))
    spouse = SelectField(_("Spouse"))
    guarantor = SelectField(_("Guarantor or owner"))

    def __init__(self, witnesses: Sequence[Officer], means: Iterable[Term], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._witnesses = {each.public_id: each for each in witnesses}
        self.witness.choices = [(key, each.name) for key, each in self._witnesses.items()]
        english = languages.current() == "en"
        known = [(term.code, term.en if english else term.zh) for term in means]
        for part in PARTS:
            self._fields[part].choices = [("", gettext("did not sign")), *known]

    def sitting(self) -> dict[str, Any]:
        """What `operations.sign` takes."""
        means: Mapping[str, str] = {part: self._fields[part].data or "" for part in PARTS}
        who = self._witnesses[self.witness.data]
        return {"means": means, "place": self.place.data, "signed_at": self.signed_at.data, "witness": who}
