"""The forms of a complaint: what happened, what its holder adds later, and disagreeing with an answer; with photos."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import RadioField
from wtforms.validators import InputRequired, ValidationError

from portal.enclosing import EnclosingForm, Photos
from portal.fields import TEXT, Checked, Choice, line, passage
from portal.forms import listed, values
from workflow.doors.inbox import receive

CATEGORIES = {
    "cold": _("Cold or rude service"),
    "deflecting": _("Sent from one to another"),
    "stalling": _("Stalling"),
    "limit_missed": _("Promised time not kept"),
    "unlisted_fee": _("A fee that is not on the list"),
    "unclean": _("Asked for gifts or favours"),
    "favours": _("Relatives or friends preferred"),
    "false_name": _("A loan under a false name"),
    "unlawful": _("Against the rules"),
    "other": _("Something else"),
}
HOW = {"named": _("With my name"), "anonymous": _("Without my name")}


class ComplaintForm(EnclosingForm):
    """A complaint, with a name or without one."""

    kind = "complaint"
    category = RadioField(
        _("What it is about"), [InputRequired(_("Choose what fits best."))], choices=listed(CATEGORIES)
    )
    text = passage(_("What happened"), needed=_("Write what happened."))
    about = line(_("Whom it concerns"), most=TEXT)
    photos = Photos(_("Photos"))
    office = Choice(_("Which office"))
    receipt = Checked(_("Receipt number of the application it is about"), receive.read_receipt)
    how = RadioField(_("Do you give your name?"), [InputRequired(_("Choose one."))], choices=listed(HOW))
    name = line(_("Your name"))
    contact = line(_("Telephone or address"), most=TEXT)

    def __init__(self, offices: dict[str, str]) -> None:
        super().__init__()
        self.office.choices = listed({"": gettext("I do not know, or none"), **offices})

    def validate_name(self, field: Checked) -> None:
        """Whoever gives a name must write it."""
        if self.how.data == "named" and field.value is None:
            raise ValidationError(gettext("Write your name, or choose to complain without it."))

    def validate_contact(self, field: Checked) -> None:
        """And say where the answer may reach them."""
        if self.how.data == "named" and field.value is None:
            raise ValidationError(gettext("Write where the answer may reach you."))

    def payload(self) -> dict[str, Any]:
        """The complaint; without a name neither name nor contact is handed in, whatever the fields hold."""
        anonymous = self.how.data == "anonymous"
        told = values([self.text, self.about] + ([] if anonymous else [self.name, self.contact]))
        told |= {"receipt_key": receive.key_of(self.receipt.value)} if self.receipt.value else {}
        told |= {"office": self.office.data} if self.office.data else {}
        return told | {"category": self.category.data, "anonymous": anonymous}


class ReplyForm(EnclosingForm):
    """What the holder of a complaint's receipt adds to it, or answers to a question; no name is asked for."""

    kind = "complaint_reply"
    receipt = Checked(_("Receipt number"), receive.read_receipt, needed=_("Write the sixteen digits of your receipt."))
    text = passage(_("What you want to say"), needed=_("Write what you want to say."))
    photos = Photos(_("Photos"))

    def payload(self) -> dict[str, Any]:
        """The words and whose complaint they belong to; the digits themselves are not kept."""
        return values([self.text]) | {"receipt_key": receive.key_of(self.receipt.value)}


class DisagreementForm(ReplyForm):
    """Asking the superior office to look at an answer again."""

    kind = "complaint_review"
    text = passage(_("What is not solved"), needed=_("Write what is not solved."))
