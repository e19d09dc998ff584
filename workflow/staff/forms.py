"""Forms of the staff room: log-in, second factor, password, roles."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from workflow.base.forms import HouseForm
from workflow.staff.roles import NAMES, Role

MIN_PASSWORD = 12


class LoginForm(HouseForm):
    """Name and password; `to` and `held` carry what was interrupted."""

    username = StringField(_("User name"), [InputRequired(_("Enter your user name.")), Length(max=40)])
    password = PasswordField(_("Password"), [InputRequired(_("Enter your password.")), Length(max=200)])
    to = HiddenField()
    held = HiddenField()


class CodeForm(HouseForm):
    """The six digits of the second factor; `ticket` says who passed the first."""

    code = StringField(
        _("Six-digit code"), [InputRequired(_("Enter the six digits your device shows.")), Length(max=12)]
    )
    ticket = HiddenField()
    to = HiddenField()
    held = HiddenField()


class PasswordForm(HouseForm):
    """Change one's own password."""

    old = PasswordField(_("Present password"), [InputRequired(_("Enter your present password."))])
    new = PasswordField(
        _("New password"),
        [InputRequired(_("Enter a new password.")), Length(MIN_PASSWORD, 200, _("At least 12 characters, please."))],
    )
    again = PasswordField(_("New password again"), [EqualTo("new", _("The two do not match."))])


class GrantForm(HouseForm):
    """Give a person a role."""

    role = SelectField(_("Role"), choices=lambda: [(role.value, _(NAMES[role])) for role in Role])


class ConfirmForm(HouseForm):
    """A button that does one thing."""
