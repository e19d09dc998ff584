"""Forms of the panels: composing one, a member's tie, the meeting's result."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import FieldList, FormField, HiddenField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from workflow.base.forms import HouseForm, Row
from workflow.places.models import Village
from workflow.staff.fields import IdNumber, Line, Lines
from workflow.staff.models import Officer
from workflow.stages.appraisal.forms import YuanOrNought
from workflow.stages.appraisal.panel.models import Panel, Seat
from workflow.stages.appraisal.panel.rules import CAPACITIES, KINDS, Member
from workflow.stages.people.forms import TIES

#: Rows of the composing page; a bound of the page, no rule.
ROWS = 12


def _worded(words: dict[str, str]) -> list[tuple[str, str]]:
    return [(code, gettext(label)) for code, label in words.items()]


class MemberRow(Row):
    """One member as typed; an empty name is no member."""

    name = Line(_("Name"), most=40)
    capacity = SelectField(_("As"), choices=lambda: _worded(CAPACITIES))
    officer = SelectField(_("Log-in"))


class PanelForm(HouseForm):
    """Compose a panel."""

    kind = SelectField(_("Kind of panel"), choices=lambda: _worded(KINDS))
    name = Line(_("What it is called"), [InputRequired(_("Enter a name."))], most=80)
    village = SelectField(_("Village"))
    members = FieldList(FormField(MemberRow), _("Members"), min_entries=ROWS, max_entries=ROWS)

    def __init__(self, villages: list[Village], people: list[Officer], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._villages = {village.code: village for village in villages}
        self._people = {officer.public_id: officer for officer in people}
        self.village.choices = [("", _("none")), *((code, each.name) for code, each in self._villages.items())]
        named = [(key, f"{officer.name} · {officer.office.name}") for key, officer in self._people.items()]
        for row in self.members:
            row.form.officer.choices = [("", _("none")), *named]

    def composed(self) -> dict[str, Any]:
        """What `operations.form_panel` takes."""
        rows = [row.form for row in self.members if row.form.name.data or row.form.officer.data]
        return {
            "kind": self.kind.data,
            "name": self.name.data,
            "village": self._villages.get(self.village.data),
            "members": [self._member(row) for row in rows],
        }

    def _member(self, row: MemberRow) -> Member:
        officer = self._people.get(row.officer.data)
        name = officer.name if officer else row.name.data
        return Member(name, row.capacity.data, officer.id if officer else None)


class DissolveForm(HouseForm):
    """Why a panel ends."""

    why = Line(_("Why the panel ends"), [InputRequired(_("Please give the reason in writing."))], most=120)


class RecusalForm(HouseForm):
    """A member's tie to a household, found by the identity number of one of its people."""

    seat = SelectField(_("Member"))
    id_number = IdNumber(
        _("Identity number of somebody of the household"), [InputRequired(_("Enter the identity number."))]
    )
    nature = SelectField(_("Tie"), choices=lambda: list(TIES.items()))

    def __init__(self, panel: Panel, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.seat.choices = [(str(seat.position), seat.name) for seat in panel.seats]


class MeetingForm(HouseForm):
    """What the meeting settled, and who signed."""

    line = YuanOrNought(_("Settled line"), [InputRequired(_("Enter the settled line."))])
    opinion = Lines(_("Opinion of the meeting"), most=400)
    signed = SelectMultipleField(
        _("Signed by"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), coerce=int
    )

    def __init__(self, seats: list[Seat], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.signed.choices = [(seat.id, seat.name) for seat in seats]


class RuleForm(HouseForm):
    """Approve or refuse a line above the office's authority."""

    verdict = HiddenField()
