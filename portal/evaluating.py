"""The evaluation card as a form: by the receipt of the business it judges, without a name."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import RadioField
from wtforms.validators import InputRequired

from portal.fields import Checked, passage
from portal.forms import DoorForm, listed, values
from workflow.doors.inbox import receive

BUSINESSES = {
    "application": _("Applying and being visited"),
    "decision": _("Being told the result"),
    "signing": _("Signing and drawing the money"),
    "repayment": _("Repaying"),
    "other": _("Something else at the counter"),
}
RATINGS = {"good": _("good"), "fair": _("fair"), "poor": _("poor")}


class EvaluationForm(DoorForm):
    """How one business went."""

    kind = "evaluation"
    receipt = Checked(_("Receipt number"), receive.read_receipt, needed=_("Write the sixteen digits of your receipt."))
    business = RadioField(
        _("After which business"), [InputRequired(_("Choose the business."))], choices=listed(BUSINESSES)
    )
    rating = RadioField(_("How was it?"), [InputRequired(_("Choose one."))], choices=listed(RATINGS))
    text = passage(_("What should we know?"))

    def payload(self) -> dict[str, Any]:
        """The card with whose business it is; the digits themselves are not kept."""
        told = {"receipt_key": receive.key_of(self.receipt.value), "business": self.business.data}
        return told | {"rating": self.rating.data} | values([self.text])
