"""Forms of the cases room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, IntegerField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from workflow.base.forms import HouseForm
from workflow.kernel import checks
from workflow.staff.fields import IdNumber, Line, Lines, Moment, Phone, Yuan
from workflow.stages.cases.models import Material

GUARANTEES = {
    "unsecured": _("Unsecured"),
    "joint": _("Joint guarantee"),
    "guaranteed": _("Guarantor"),
    "pledge": _("Pledge"),
    "mortgage": _("Mortgage"),
}
CHANNELS = {
    "online": _("online"),
    "desk": _("at the counter, in writing"),
    "oral": _("told by mouth and taken down"),
    "campaign": _("settled for the whole village"),
}
HOWS = {
    "counter": _("At the counter"),
    "phone": _("By telephone"),
    "sms": _("By text message"),
    "letter": _("By letter"),
    "visit": _("During a visit"),
}
PAPER_STATES = {"present": _("There"), "missing": _("Missing"), "defective": _("Defective")}
REMINDED = {"yes": _("Yes"), "no": _("No")}
DEMAND_KINDS = {"inquiry": _("Question"), "application": _("Wants to apply"), "other": _("Other matter")}


class Ticks(SelectMultipleField):
    """Check boxes of which any number may be ticked."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ApplicationForm(HouseForm):
    """An application as the clerk takes it down."""

    channel = RadioField(
        _("How did it come?"),
        [InputRequired(_("Choose how it came."))],
        choices=lambda: [(code, CHANNELS[code]) for code in ("desk", "oral")],
    )
    received_at = Moment(_("Handed in on"), [InputRequired(_("Enter date and time."))])
    village = SelectField(_("Village"), [InputRequired(_("Choose the household's village."))])
    group = Line(_("Village group"), most=40)
    name = Line(_("Borrower's name"), [InputRequired(_("Enter the borrower's name."))], most=40)
    id_number = IdNumber(_("Borrower's identity number"), [InputRequired(_("Enter the identity number."))])
    phone = Phone(_("Telephone"))
    address = Line(_("Address"), most=120)
    spouse_name = Line(_("Spouse's name"), most=40)
    spouse_id_number = IdNumber(_("Spouse's identity number"))
    amount = Yuan(_("Amount"), [InputRequired(_("Enter the amount."))])
    term_months = IntegerField(
        _("Term in months"), [InputRequired(_("Enter the term.")), NumberRange(1, checks.LONGEST_MONTHS)]
    )
    purpose = Lines(_("What the money is for"), [InputRequired(_("Say what the money is for."))], most=400)
    guarantee = SelectField(_("Security"), choices=lambda: list(GUARANTEES.items()))
    guarantor = Line(_("Guarantor"), most=40)
    repayment_source = Lines(_("What it is repaid from"), most=400)
    in_hand = Ticks(_("Papers on the counter"))
    consent = BooleanField(_("The household agrees in writing to be shown in the online notice."))


class DeclineForm(HouseForm):
    """Why something is not taken, ended or given back; the household reads it."""

    reason = Lines(_("Reason"), [InputRequired(_("Give the reason: the household will read it."))], most=400)


class EndForm(DeclineForm):
    """Why an application ends, and where photos wait that nobody has judged, what becomes of them."""

    keep_photos = BooleanField(_("The household wants the photos that it handed in kept in its file"))

    def __init__(self, *, photos: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not photos:
            del self.keep_photos


class TellForm(HouseForm):
    """How the household was told of all gaps."""

    how = RadioField(
        _("How was the household told?"), [InputRequired(_("Choose how the household was told."))],
        choices=lambda: list(HOWS.items()),
    )  # fmt: skip


class AcceptForm(HouseForm):
    """Accept; the level is asked only where the rules leave it open."""

    level = SelectField(_("Level of decision"), [Optional()], validate_choice=False)


class AssignForm(HouseForm):
    """Who has the case in charge."""

    officer = SelectField(_("Credit officer"))


class AppointmentForm(HouseForm):
    """The day of the visit."""

    on = DateField(_("Day of the visit"), [InputRequired(_("Enter a day."))])


class PriorityForm(HouseForm):
    """Set or take the green channel's mark."""

    priority = SelectField(choices=lambda: [("1", "1"), ("0", "0")])


class ReceiptForm(HouseForm):
    """A button: print a receipt."""


class DemandForm(HouseForm):
    """Who came and what for."""

    kind = RadioField(
        _("What was the visit about?"), [InputRequired(_("Choose what the visit was about."))],
        choices=lambda: list(DEMAND_KINDS.items()),
    )  # fmt: skip
    came_at = Moment(_("Came on"), [InputRequired(_("Enter date and time."))])
    visitor = Line(_("Visitor's name"), [InputRequired(_("Enter a name."))], most=40)
    phone = Phone(_("Telephone"))
    village = SelectField(_("Village"))
    amount = Yuan(_("Amount"))
    matter = Lines(_("Matter"), [InputRequired(_("Write down the matter."))], most=800)


class HandOnForm(HouseForm):
    """To whom it is handed on."""

    officer = SelectField(_("Hand on to"))


class AnswerForm(HouseForm):
    """What the visitor was told."""

    told = Lines(_("What the visitor was told"), [InputRequired(_("Write down what the visitor was told."))], most=800)


class CloseForm(HouseForm):
    """Close an entry, with the case that came of it."""

    number = Line(_("Number of the case that came of it"), most=20)


class ServiceForm(HouseForm):
    """A service asked for at the counter."""

    customer = Line(_("Customer's name"), [InputRequired(_("Enter a name."))], most=40)
    item = Line(_("Service"), [InputRequired(_("Say what is to be done."))], most=200)
    promised_on = DateField(_("Promised for"), [Optional()])


class FinishForm(HouseForm):
    """How a service ended."""

    result = Line(_("Result"), [InputRequired(_("Write down the result."))], most=200)
    reminded = RadioField(
        _("Was the customer reminded of the evaluation card?"), [InputRequired(_("Choose one."))],
        choices=lambda: list(REMINDED.items()),
    )  # fmt: skip


class PapersForm(HouseForm):
    """The checklist: for each paper whether it is there, and what is wrong with it."""

    @classmethod
    def of(cls, materials: Iterable[Material], labels: Mapping[str, str], **kwargs: Any) -> PapersForm:
        """A form with the fields of this very checklist."""
        fields: dict[str, Any] = {}
        for material in materials:
            checked = None if material.state == "unchecked" else material.state
            fields[f"state_{material.key}"] = RadioField(
                labels[material.key], [Optional()], choices=lambda: list(PAPER_STATES.items()), default=checked
            )
            fields[f"note_{material.key}"] = Line(_("What is wrong with it"), most=200, default=material.note)
        made: type[PapersForm] = type("PapersOfCase", (cls,), fields)
        return made(**kwargs)

    def checked(self) -> dict[str, tuple[str, str]]:
        """State and note by paper, of those that were judged."""
        states = {
            name.removeprefix("state_"): field.data for name, field in self._fields.items() if name.startswith("state_")
        }
        return {key: (state, self[f"note_{key}"].data) for key, state in states.items() if state}
