"""Forms of the special audits."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_login import current_user
from wtforms import DateField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired

from workflow.base.forms import HouseForm
from workflow.kernel.errors import Invalid
from workflow.office.registers import queries as registers
from workflow.office.registers.forms import offices
from workflow.office.supervision.audits import rules
from workflow.office.supervision.audits.rules import Reference
from workflow.staff import queries as staff
from workflow.staff.fields import Line, Lines


def _officers() -> list[tuple[str, str]]:
    reached = {each.id for each in registers.offices_for(current_user, "special.open")}
    known = [each for each in staff.everyone() if each.office_id in reached]
    named = [(each.public_id, f"{each.name} · {each.office.name}") for each in known]
    return [("", gettext("the whole office")), *named]


class OpenForm(HouseForm):
    """Whom, which days, why, and the questions."""

    office = SelectField(_("Office"), [InputRequired(_("Choose the office."))], choices=offices("special.open"))
    officer = SelectField(_("Officer"), choices=_officers)
    since_on = DateField(_("From"), [InputRequired(_("Enter a day."))])
    until_on = DateField(_("Until"), [InputRequired(_("Enter a day."))])
    cause = Lines(_("Why"), [InputRequired(_("Say why."))], most=800)
    questions = Lines(
        _("Questions"), [InputRequired(_("Write at least one question, each on a line of its own."))], most=4000,
        description=_("One question a line. They are fixed once the audit is opened."),
    )  # fmt: skip


class FindForm(HouseForm):
    """What was found on a question; `events` are ticked, `others` typed."""

    found = Lines(_("What was found"), [InputRequired(_("Write down what you found."))], most=800)
    events = SelectMultipleField(_("Events it rests on"), choices=[], validate_choice=False)
    others = Line(_("Other events"), most=400)

    def references(self) -> list[Reference]:
        """The events that were ticked or typed; Invalid on the field `others`."""
        try:
            return rules.referred(",".join([*(self.events.data or []), self.others.data or ""]))
        except Invalid as error:
            raise Invalid(error.message, field="others", **error.params) from error


class AnswerForm(HouseForm):
    """The office's word."""

    answer = Lines(_("The office's word"), [InputRequired(_("Write what the office says to it."))], most=800)


class CloseForm(HouseForm):
    """What follows."""

    conclusion = Lines(_("What follows"), [InputRequired(_("Write what follows from it."))], most=800)
