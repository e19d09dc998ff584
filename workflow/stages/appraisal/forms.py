"""The investigation report as a form."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from workflow.base.forms import HouseForm
from workflow.kernel import checks
from workflow.staff.fields import Line, Lines, Yuan, read
from workflow.staff.models import Officer

_WRITE = _("Please write this down.")
_AMOUNT = _("Enter an amount; nought is an amount too.")
_TERM = _("Enter the term in whole months.")


class YuanOrNought(Yuan):
    """An amount that may be nought: who earns or owes nothing says so."""

    def meant(self, typed: str) -> Any:
        """The amount in fen."""
        return read(checks.yuan_or_nought, typed)


class InvestigationForm(HouseForm):
    """What was seen on site, and the proposal."""

    visited_on = DateField(
        _("Day of the visit"), [InputRequired(_("Without a visit there is no investigation. Enter its day."))]
    )
    early_reason = Line(_("Why a visit before the hand-in counts"), most=400, default="")
    place = Line(_("Place of the visit"), [InputRequired(_WRITE)], most=120)
    assistant = SelectField(_("Assisting officer"))
    income = YuanOrNought(_("Family's yearly income"), [InputRequired(_AMOUNT)])
    spending = YuanOrNought(_("Family's yearly spending"), [InputRequired(_AMOUNT)])
    assets = YuanOrNought(_("Assets"), [InputRequired(_AMOUNT)])
    debts = YuanOrNought(_("Debts"), [InputRequired(_AMOUNT)])
    unsecured_debts = YuanOrNought(_("Of these, owed to us without security"), [Optional()])
    credit_status = Line(_("Credit status of borrower and family"), [InputRequired(_WRITE)], most=400)
    character = Lines(_("Character, as village committee and elders see it"), [InputRequired(_WRITE)], most=400)
    purpose_opinion = Lines(_("Purpose, return and risk"), [InputRequired(_WRITE)], most=400)
    repayment_source = Lines(_("What the loan is repaid from"), [InputRequired(_WRITE)], most=400)
    bureau_checked = BooleanField(_("The credit bureau was asked about borrower and guarantor"))
    family_signed = BooleanField(_("The family members have signed their consent"))
    proposed_amount = Yuan(_("Amount you propose"), [InputRequired(_("Enter the amount you propose."))])
    proposed_term_months = IntegerField(
        _("Term you propose"), [InputRequired(_TERM), NumberRange(1, checks.LONGEST_MONTHS, _TERM)]
    )
    opinion = Lines(_("Your opinion"), [InputRequired(_WRITE)], most=800)

    def __init__(self, assistants: list[Officer], *, limited: bool, **kwargs: Any) -> None:
        """`limited`: the rules limit what a household owes without security, so that is asked after."""
        super().__init__(**kwargs)
        if not limited:
            del self.unsecured_debts
        self._assistants = {officer.public_id: officer for officer in assistants}
        named = ((key, officer.name) for key, officer in self._assistants.items())
        self.assistant.choices = [("", _("Nobody")), *named]

    def report(self) -> dict[str, Any]:
        """What `operations.investigate` takes."""
        named = {name: field.data for name, field in self._fields.items() if name not in ("token", "seen", "assistant")}
        return named | {"assistant": self._assistants.get(self.assistant.data)}
