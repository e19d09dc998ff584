"""Forms of the notices room: the list, the last look before posting, objections and their rulings."""

from __future__ import annotations

import hashlib
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from workflow.base.forms import HouseForm
from workflow.kernel.errors import Conflict, Invalid, N_
from workflow.policy.pack import Span
from workflow.staff.fields import Line, Lines, Moment, Yuan
from workflow.stages.cases.models import Case
from workflow.stages.notices.rules import AUDIENCES, CHANNELS, RECORDED_CHANNELS, STANDINGS
from workflow.stages.notices.states import State

#: Up to so many cases are ticked one by one, of more their village groups: no form holds more than some hundred fields.
FEW = 100


class DraftForm(HouseForm):
    """Which cases, or of many which village groups' cases; how long, and where the list hangs.

    `seen` tells of many whether others came since the page was made: nobody lists whom they were not shown.
    """

    cases = SelectMultipleField(
        _("Cases"), [InputRequired(_("Choose at least one case."))],
        option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False),
    )  # fmt: skip
    days = SelectField(_("Length in days"), coerce=int)
    place = Line(_("Where the list hangs"), [InputRequired(_("Say where the list hangs."))], most=120)

    def __init__(self, cases: list[Case], span: Span, **kwargs: Any) -> None:
        self.by_group, self._cases = len(cases) > FEW, dict[str, list[Case]]()
        for case in cases:
            self._cases.setdefault(_group(case) if self.by_group else case.public_id, []).append(case)
        self.now = _told([case.public_id for case in cases])
        super().__init__(**{"data": kwargs.pop("data", {}) | {"cases": list(self._cases), "seen": self.now}} | kwargs)
        self.cases.choices = [(key, self._named(key)) for key in self._cases]
        self.days.choices = [(days, str(days)) for days in range(span.min, span.max + 1)]

    def chosen(self) -> list[Case]:
        """The cases that were ticked; Conflict where the ticked groups have others by now."""
        if self.by_group and self.seen.data != self.now:
            raise Conflict(N_("The cases have changed since this page was made. Open it again."))
        return [case for key in self.cases.data or () for case in self._cases.get(key, ())]

    def _named(self, key: str) -> str:
        found = self._cases[key]
        return f"{key} ({len(found)})" if self.by_group else f"{found[0].number} {found[0].borrower.name}"


def _group(case: Case) -> str:
    return case.household.group.name if case.household.group else "–"


def _told(public_ids: list[str]) -> str:
    return hashlib.sha256(" ".join(public_ids).encode()).hexdigest()


class StepForm(HouseForm):
    """A button that does one thing to a list."""


class RemarkForm(HouseForm):
    """What neighbours know a household by."""

    remark = Line(_("A word that tells it from its namesake"), most=40)


class CodeForm(HouseForm):
    """A fresh code for a village's lists."""

    audience = SelectField(
        _("For whom"), [InputRequired()], choices=lambda: [(code, _(word)) for code, word in AUDIENCES.items()]
    )

    def check_seen(self, now: str) -> None:
        """Invalid where the village got another code since this page was made."""
        if self.seen.data != now:
            raise Invalid(N_("A code was made since you opened this page. If you did not get it, make another one."))


class ObjectionForm(HouseForm):
    """An objection that came on paper or by word of mouth."""

    channel = SelectField(_("How it came"), choices=lambda: [(code, _(CHANNELS[code])) for code in RECORDED_CHANNELS])
    received_at = Moment(_("Received at"), [InputRequired(_("Say when it was received."))])
    standing = SelectField(_("Who objects"), choices=lambda: [(code, _(name)) for code, name in STANDINGS.items()])
    name = Line(_("Name of the objector"), [InputRequired(_("Write down who objects."))], most=60)
    contact = Line(_("How to reach them"), most=80)
    reason = Lines(_("What is objected, and why"), [InputRequired(_("Write down the reason."))], most=2000)

    def told(self) -> dict[str, Any]:
        """What `operations.record_objection` takes."""
        names = ("channel", "received_at", "standing", "name", "contact", "reason")
        return {name: self._fields[name].data for name in names}


class DismissForm(HouseForm):
    """Why an objection is not admissible."""

    reason = Lines(_("Why it is not admissible"), [InputRequired(_("Say why; the objector reads it."))], most=800)


class RulingForm(HouseForm):
    """The ruling after re-review."""

    verdict = RadioField(
        _("Ruling"), [InputRequired(_("Choose the ruling."))],
        choices=lambda: [(str(State.REJECTED), _("Rejected: the entry stands")), (str(State.UPHELD), _("Upheld"))],
    )  # fmt: skip
    new_amount = Yuan(_("New amount, if upheld"))
    ruling = Lines(_("Reasons"), [InputRequired(_("Give the reasons; the objector reads them."))], most=800)
