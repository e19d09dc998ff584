"""Forms of the people room."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired

from workflow.base.forms import HouseForm
from workflow.staff.fields import IdNumber, Line, Phone

TIES = {
    "own_household": _("Own household"),
    "relative": _("Relative"),
    "guarantor": _("Guarantor"),
    "business": _("Business partner"),
    "other": _("Other tie"),
}
PURPOSES = {
    "call the household": _("Call the household"),
    "check an identity": _("Check an identity"),
    "bureau enquiry": _("Enquiry at the credit bureau"),
    "audit": _("Audit"),
}
HOWS = {"paper": _("Signed paper"), "counter": _("In person at the counter"), "visit": _("During a visit")}


class TieForm(HouseForm):
    """Declare what binds an officer to this household."""

    officer = SelectField(_("Officer"))
    nature = SelectField(_("Tie"), choices=lambda: list(TIES.items()))


class RevealForm(HouseForm):
    """Why the full numbers are needed."""

    purpose = RadioField(
        _("What do you need the numbers for?"),
        [InputRequired(_("Say what you need the numbers for."))],
        choices=lambda: list(PURPOSES.items()),
    )


class ConsentForm(HouseForm):
    """How the household's word reached us."""

    how = RadioField(
        _("How was it said?"), [InputRequired(_("Choose how it was said."))], choices=lambda: list(HOWS.items())
    )


class MemberForm(HouseForm):
    """One more member of the household."""

    name = Line(_("Name"), [InputRequired(_("Enter a name."))], most=40)
    relation = SelectField(
        _("Belongs to the household as"),
        choices=lambda: [
            ("spouse", _("Spouse")),
            ("parent", _("Parent")),
            ("child", _("Child")),
            ("other", _("Other member")),
        ],
    )
    id_number = IdNumber(_("Identity number"))
    phone = Phone(_("Telephone"))
