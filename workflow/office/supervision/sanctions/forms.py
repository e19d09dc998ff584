"""Forms of the sanctions."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, RadioField, SelectField
from wtforms.validators import InputRequired, Optional

from workflow.base.forms import HouseForm
from workflow.office.registers.forms import Count, worded
from workflow.office.supervision.models import Breach
from workflow.office.supervision.sanctions import queries
from workflow.office.supervision.sanctions.rules import KINDS
from workflow.staff.fields import Line, Lines, Yuan
from workflow.stages.feedback.models import Complaint

ORDER, DROP = "order", "drop"


class ProposeForm(HouseForm):
    """For whom, which, how much, on which rule."""

    officer = SelectField(_("Whom it is about"), [InputRequired(_("Choose a person."))], choices=[])
    kind = SelectField(_("Sanction"), [InputRequired(_("Choose the sanction."))], choices=worded(KINDS))
    points = Count(_("Violation points"), description=_("With violation points only."))
    amount = Yuan(_("Amount in yuan"), description=_("With a deduction or a fine only."))
    until_on = DateField(_("Suspended until"), [Optional()], description=_("With a suspension for study only."))
    cite = Line(
        _("Rule it rests on"), [InputRequired(_("Name the rule that it rests on."))], most=120,
        description=_("Document and article."),
    )  # fmt: skip
    grounds = Lines(
        _("Grounds"), [InputRequired(_("Write the grounds."))], most=800,
        description=_("Name neither the complainant nor the complaint: those who carry it out read this."),
    )  # fmt: skip

    @classmethod
    def of(cls, ground: Complaint | Breach, **kwargs: Any) -> ProposeForm:
        """With those whom it concerns to choose from."""
        form = cls(**kwargs)
        people = queries.concerned(ground)
        form.officer.choices = [("", "–"), *((each.public_id, f"{each.name} · {each.office.name}") for each in people)]
        return form


class DecideForm(HouseForm):
    """Ordered or not, and why."""

    verdict = RadioField(
        _("Decision"), [InputRequired(_("Say how you decide."))],
        choices=lambda: [(ORDER, gettext("order it")), (DROP, gettext("do not order it"))],
    )  # fmt: skip
    why = Lines(_("Reason"), most=400, description=_("Needed where it is not ordered."))


class CarryOutForm(HouseForm):
    """How it was carried out."""

    how = Lines(_("How it was carried out"), [InputRequired(_("Say how one can see that it was done."))], most=400)
