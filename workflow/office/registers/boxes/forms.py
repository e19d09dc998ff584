"""Forms of the opinion boxes."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, RadioField, SelectField
from wtforms.validators import InputRequired

from workflow.base.forms import HouseForm
from workflow.office.registers.boxes import queries
from workflow.office.registers.boxes.models import OpinionBox
from workflow.office.registers.forms import Count, Ticks, worded
from workflow.office.registers.queries import people_of
from workflow.places.models import Office
from workflow.staff.fields import Line, Lines, Moment
from workflow.staff.models import Officer
from workflow.stages.feedback.cards.rules import BUSINESSES, RATINGS
from workflow.stages.feedback.rules import CATEGORIES

#: What a person can still read at one sitting; no rule of credit.
_TEXT = 4000


class BoxForm(HouseForm):
    """Where a box hangs and who keeps it."""

    place = Line(_("Where it hangs"), [InputRequired(_("Say where it hangs."))], most=120)
    hung_on = DateField(_("Since"), [InputRequired(_("Enter a day."))])
    keepers = Ticks(_("Keepers"), choices=[])

    @classmethod
    def of(cls, office: Office, **kwargs: Any) -> BoxForm:
        """The people of the outlet; how many of them keep its box, the rules say."""
        form = cls(**kwargs)
        form.keepers.choices = named(people_of(office))
        return form


class KeepersForm(HouseForm):
    """Who keeps a box from now on."""

    keepers = Ticks(_("Keepers"), choices=[])

    @classmethod
    def of(cls, box: OpinionBox, **kwargs: Any) -> KeepersForm:
        """The people of the outlet, those ticked who keep it now."""
        there = people_of(box.office)
        kept = [each.public_id for each in there if each.id in box.keeper_ids]
        form = cls(data={"keepers": kept, "seen": box.version}, **kwargs)
        form.keepers.choices = named(there)
        return form


class OpeningForm(HouseForm):
    """One opening of one box."""

    opened_at = Moment(_("Box opened"), [InputRequired(_("Say when it was opened."))], format="%Y-%m-%dT%H:%M")
    head = RadioField(_("Head looking on"), [InputRequired(_("The head of this outlet must look on."))], choices=[])
    keepers = Ticks(_("Keepers there"), choices=[])
    items = Count(_("Items in the box"), [InputRequired(_("Count the items; write 0 if there were none."))])
    packet = Line(_("Number of the sealed packet"), [InputRequired(_("Write down the number of the sealed packet."))],
                  most=40)  # fmt: skip

    @classmethod
    def of(cls, box: OpinionBox, **kwargs: Any) -> OpeningForm:
        """With the people of this box to choose from."""
        form = cls(**kwargs)
        form.head.choices = named(queries.heads_of(box))
        form.keepers.choices = named([each.officer for each in box.keepers])
        return form


def named(found: list[Officer]) -> list[tuple[str, str]]:
    """People as choices."""
    return [(each.public_id, each.name) for each in found]


class ReceiveForm(HouseForm):
    """What the department found of a packet."""

    counted = Count(_("Items found"), [InputRequired(_("Count the items; write 0 if there were none."))])
    seal_intact = BooleanField(_("The seal was whole"))
    remark = Line(_("What was wrong"), most=200)


class ComplaintForm(HouseForm):
    """An item that is a complaint."""

    category = SelectField(
        _("What it is about"), [InputRequired(_("Choose what it is about."))], choices=worded(CATEGORIES)
    )
    text = Lines(_("What is written"), [InputRequired(_("Write down what is written."))], most=_TEXT)
    name = Line(_("Name of the complainant"), most=60)
    contact = Line(_("How to reach the complainant"), most=120)


class CardForm(HouseForm):
    """An item that is an evaluation card."""

    business = SelectField(
        _("After which business"), [InputRequired(_("Choose the business."))], choices=worded(BUSINESSES)
    )
    rating = SelectField(_("How it was"), [InputRequired(_("Choose what is ticked."))], choices=worded(RATINGS))
    words = Lines(_("What the customer wrote"), most=_TEXT)
