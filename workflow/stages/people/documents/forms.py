"""Forms for documents and photographs."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import DateField, MultipleFileField, RadioField, SelectField
from wtforms.validators import InputRequired
from wtforms.validators import Optional as MayBeEmpty

from workflow.base.forms import HouseForm
from workflow.staff.fields import Line
from workflow.stages.people.forms import PURPOSES


class DocumentForm(HouseForm):
    """A document that was seen; the view fills kinds and holders."""

    kind = SelectField(_("Kind of document"))
    holder = SelectField(_("Whose it is"))
    number = Line(_("Number on it"), most=60)
    valid_until = DateField(_("Valid until"), [MayBeEmpty()])
    expected_on = DateField(_("New card expected by"), [MayBeEmpty()])


class MistakeForm(HouseForm):
    """Why something comes off the file."""

    reason = Line(_("Why"), [InputRequired(_("Say why."))], most=200)


class PhotoForm(HouseForm):
    """Photographs and what they show; the view fills `shows` and reads the files."""

    shows = SelectField(_("What the photos show"))
    photos = MultipleFileField(_("Photos"))


class LookForm(HouseForm):
    """What a sensitive photograph is needed for."""

    purpose = RadioField(
        _("What do you need it for?"),
        [InputRequired(_("Say what you need it for."))],
        choices=lambda: list(PURPOSES.items()),
    )
