"""What the public may fill in: one base that keeps what was typed whatever happens, and the forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, ClassVar

from flask import g, request
from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, Form, HiddenField, RadioField
from wtforms.fields import SelectChoice
from wtforms.i18n import get_translations
from wtforms.validators import InputRequired

from portal.fields import TEXT, Checked, Choice, Ticks, line, passage, whole, yuan
from workflow.doors.inbox import receive
from workflow.doors.inbox.receive import N_, checks

_ = lazy_gettext

STALE = N_("This page was open too long. What you typed is still here: please send it again.")
LEAST_FEN = 100  # one yuan: less is a slip of the finger


@cache
def _sentences(language: str) -> Any:
    """The library's own sentences, which it would look for on the disk anew for every form."""
    return get_translations([language])


class DoorForm(Form):
    """A form with a signed token instead of a session: it names the form, its age and one nonce.

    `status` is the answer's: 200, 422 for a field, 400 for a stale page (values kept, new token), 429 for a quota.
    """

    kind: ClassVar[str]
    #: The receipt that the form is for, where only its holder has the form.
    holder: str = ""
    token = HiddenField()

    class Meta:
        """The library's own sentences in the reader's language."""

        def get_translations(self, form: Form) -> Any:
            return _sentences("zh" if g.language.startswith("zh") else "en")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(request.form if request.method == "POST" else None, **kwargs)
        self.status, self.nonce = 200, ""
        self.opened_at: datetime | None = None
        if request.method != "POST":
            self.renew()

    def renew(self) -> None:
        """A fresh token."""
        self.token.data = receive.token(self.kind, holder=self.holder)

    def accepted(self) -> bool:
        """Whether this is a post of a fresh page whose every field can be read."""
        if request.method != "POST":
            return False
        valid = self.validate()
        self.status = 200 if valid else 422
        return self._is_fresh() and valid

    def validate(self, extra_validators: Any = None) -> bool:
        """The fields' own judgement, and no single field sent twice."""
        valid = super().validate(extra_validators)
        for field in (each for each in self if not isinstance(each, Ticks) and len(each.raw_data or ()) > 1):
            field.errors = [*field.errors, gettext("This was sent more than once. Please check what stands here.")]
            valid = False
        return bool(valid)

    def hand_in(self) -> receive.Receipt | None:
        """Stamp it; None where a quota is used up, with the reason above the form."""
        try:
            return self._stamped({"address": request.remote_addr or "", "opened_at": self.opened_at})
        except receive.TooOften as error:
            self.refuse(error)
        return None

    def _stamped(self, sender: dict[str, Any]) -> receive.Receipt | None:
        return receive.hand_in(self.kind, self.payload(), nonce=self.nonce, **sender)

    def refuse(self, error: receive.Invalid | receive.TooOften) -> None:
        """Say a refusal on its field, or above the form."""
        self.status = error.status
        sentence, name = gettext(error.message, **error.params), getattr(error, "field", None)
        if name in self:
            self[name].errors = [*self[name].errors, sentence]
        else:
            self.form_errors.append(sentence)

    def payload(self) -> dict[str, Any]:
        """What is handed in; fields left empty are left out."""
        raise NotImplementedError

    def _is_fresh(self) -> bool:
        try:
            if request.headers.get("Sec-Fetch-Site") == "cross-site":
                raise receive.StaleToken
            opened = receive.check_token(self.token.data or "", self.kind, holder=self.holder)
        except receive.StaleToken:
            self.form_errors.append(gettext(STALE))
            self.status = 400
            self.renew()
            return False
        self.nonce, self.opened_at = opened
        return True


def values(fields: Iterable[Any]) -> dict[str, Any]:
    """The values of checked fields by name, without the empty ones."""
    return {field.short_name: field.value for field in fields if field.value is not None}


def listed(words: Mapping[str, Any]) -> list[SelectChoice]:
    """Codes and their words as a field's choices."""
    return [SelectChoice(code, label) for code, label in words.items()]


METHODS = {
    "unsecured": _("On good credit, without security"),
    "joint": _("Joint guarantee of a group"),
    "guaranteed": _("A guarantor"),
    "mortgage": _("Mortgage"),
    "pledge": _("Pledge"),
}
PRESET_METHOD = {
    "micro_credit": "unsecured", "joint_guarantee": "joint", "guaranteed": "guaranteed",
    "mortgage": "mortgage", "revolving_mortgage": "mortgage", "pledge": "pledge",
}  # fmt: skip

#: The words a household agrees to, and their version, which is kept with the answer: change both together.
CONSENT_VERSION = "2026-1"
CONSENT = _("I agree that my entry is shown on my village's page of this site while the notice stands.")


class ApplicationForm(DoorForm):
    """An application for one product, as the household tells it."""

    kind = "application"
    village = Choice(_("Your village"), needed=_("Choose your village."))
    group = line(_("Village group"))
    name = line(_("Name of the borrower"), needed=_("Write the borrower's name as it stands on the identity card."))
    id_number = Checked(_("Identity number"), checks.id_number, needed=_("Write the number of the identity card."))
    phone = Checked(_("Telephone"), checks.phone, needed=_("Write a number at which we can reach you."))
    address = line(_("Address"), most=TEXT, needed=_("Write where you live."))
    spouse_name = line(_("Name of the spouse"))
    spouse_id_number = Checked(_("Identity number of the spouse"), checks.id_number)
    amount = yuan(_("Amount"), least=LEAST_FEN, most=checks.LARGEST_FEN, needed=_("Write how much you want to borrow."))
    term_months = whole(
        _("For how many months"), least=1, most=checks.LONGEST_MONTHS, needed=_("Write for how many months.")
    )
    purpose = line(_("What the money is for"), most=TEXT, needed=_("Write what you need the money for."))
    repayment_source = line(_("What you will repay from"), most=TEXT, needed=_("Write what you will repay it from."))
    guarantee = RadioField(_("Security"), [InputRequired(_("Choose one."))], choices=listed(METHODS))
    guarantor_name = line(_("Name of the guarantor"))
    materials = Ticks(_("Papers you have at hand"))
    consent_publication = BooleanField(CONSENT)

    def __init__(self, product: dict[str, Any], villages: list[SelectChoice], papers: dict[str, str]) -> None:
        self.product = product["key"]
        super().__init__(data={"guarantee": PRESET_METHOD.get(self.product)})
        self.village.choices = [SelectChoice("", gettext("Please choose"), optgroup=gettext("Your village")), *villages]
        self.materials.choices = listed(papers)
        self.amount.check = lambda typed: checks.yuan(typed, **_bounds(product.get("amount") or {}))

    def payload(self) -> dict[str, Any]:
        """The application with codes, fen and months."""
        told = values(field for field in self if isinstance(field, Checked))
        return told | {
            "product": self.product, "village": self.village.data, "guarantee": self.guarantee.data,
            "materials": sorted(self.materials.data or []), "consent_publication": self.consent_publication.data,
            "consent_text_version": CONSENT_VERSION, "language": g.language,
        }  # fmt: skip


def _bounds(amount: dict[str, Any]) -> dict[str, int]:
    return {"least": amount.get("min") or LEAST_FEN, "most": amount.get("max") or checks.LARGEST_FEN}


STANDINGS = {"household": _("I belong to a farm household"), "staff": _("I work for this institution")}


class ObjectionForm(DoorForm):
    """A written objection to one entry of a notice."""

    kind = "objection"
    standing = RadioField(_("Who you are"), [InputRequired(_("Choose one."))], choices=listed(STANDINGS))
    name = line(_("Your name"), needed=_("Write your name: an objection is made in writing and signed."))
    contact = line(_("Telephone or address"), most=TEXT, needed=_("Write where the answer may reach you."))
    reason = passage(_("What is wrong, and how you know"), needed=_("Write what is wrong with this entry."))

    def __init__(self, notice: str, row: str) -> None:
        self.of = {"notice": notice, "row": row}
        super().__init__()

    def payload(self) -> dict[str, Any]:
        """The objection with the entry it is about."""
        told = values([self.name, self.contact, self.reason])
        return self.of | told | {"standing": self.standing.data, "in_writing": True}


class TrackForm(DoorForm):
    """A receipt, to see what became of it."""

    kind = "track"
    receipt = Checked(_("Receipt number"), receive.read_receipt, needed=_("Write the sixteen digits of your receipt."))


class CodeForm(DoorForm):
    """The code of a village, to read the lists that are for it alone."""

    kind = "village_code"
    code = Checked(
        _("Code of the village"), receive.read_code, needed=_("Write the ten digits of your village's code.")
    )


class ConsentWithdrawalForm(DoorForm):
    """The withdrawal of the consent given with an application."""

    kind = "consent_withdrawal"
    receipt = Checked(_("Receipt number"), receive.read_receipt, needed=_("Write the sixteen digits of your receipt."))

    def payload(self) -> dict[str, Any]:
        """Only whose application it is; the digits themselves are not kept."""
        return {"receipt_key": receive.key_of(self.receipt.value)}
