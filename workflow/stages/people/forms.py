"""Forms of the people room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, RadioField, SelectField
from wtforms.validators import InputRequired

from workflow.base.forms import HouseForm
from workflow.staff.fields import IdNumber, Line, Phone
from workflow.stages.people import rules

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
#: What the household sends by itself needs nobody to say so.
_TOLD = {code: label for code, label in rules.SAID.items() if code != "online"}


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
        _("How was it said?"), [InputRequired(_("Choose how it was said."))], choices=lambda: _said(_TOLD)
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


class KeyForm(HouseForm):
    """One field of the archive: what is known, from where, of which day. The view fills whose and which."""

    whose = SelectField(_("Person or household"))
    name = SelectField(_("What"))
    value = Line(_("What is known"), [InputRequired(_("Enter what is known."))], most=200)
    source = SelectField(_("Where it is known from"), choices=lambda: _said(rules.SOURCES))
    source_on = DateField(_("Known since"), [InputRequired(_("Enter the day."))])


class LeaveForm(HouseForm):
    """Why and when somebody left; the view fills who may follow a head, and takes the question out for anybody else."""

    why = RadioField(
        _("Why"), [InputRequired(_("Say why this person left the household."))], choices=lambda: _said(rules.LEAVING)
    )
    left_on = DateField(_("Left on"), [InputRequired(_("Enter the day."))])
    follower = SelectField(_("Head of the household from now on"))


class FindForm(HouseForm):
    """Whom to look for: exactly this identity number."""

    id_number = IdNumber(_("Identity number"), [InputRequired(_("Enter the identity number."))])


def verify_form(fields: Iterable[tuple[str, str, bool]], documents: Iterable[tuple[str, str]], **kwargs: Any) -> Any:
    """A form with one line for each thing to compare: (public id, words, whether it is read from the paper and typed
    again rather than ticked), and a tick for each document (public id, words)."""

    class VerifyForm(HouseForm):
        how = SelectField(_("How did you compare it?"), choices=lambda: _said(rules.HOWS))

    for public_id, words, typed in fields:
        setattr(VerifyForm, public_id, Line(words, most=40) if typed else BooleanField(words))
    for public_id, words in documents:
        setattr(VerifyForm, public_id, BooleanField(words))
    return VerifyForm(**kwargs)


def _said(words: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(code, gettext(label)) for code, label in words.items()]
