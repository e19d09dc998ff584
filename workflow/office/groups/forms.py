"""The form of one group: its duties, its term, its members."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, FieldList, FormField, SelectField
from wtforms.validators import InputRequired, Optional

from workflow.base.forms import HouseForm, Row
from workflow.office.groups.models import WorkingGroup
from workflow.office.groups.rules import PARTS, Named
from workflow.staff.fields import Line, Lines

#: Rows of the page; a bound of the page, no rule.
ROWS = 9


class MemberRow(Row):
    """One member as typed; an empty name is no member."""

    name = Line(_("Name"), most=40)
    part = SelectField(
        _("Part in the group"),
        choices=lambda: [(code, gettext(label)) for code, label in reversed(PARTS.items())],
    )
    post = Line(_("Post"), most=60)


class GroupForm(HouseForm):
    """Who sits in a group from which day on."""

    duties = Lines(_("Duties"), [InputRequired(_("Say what the group does."))], most=400)
    from_on = DateField(_("First day of the term"), [InputRequired(_("Enter a day."))])
    until_on = DateField(_("Last day of the term"), [Optional()], description=_("Empty: until further notice."))
    members = FieldList(FormField(MemberRow), _("Members"), min_entries=ROWS, max_entries=ROWS)

    def named(self) -> list[Named]:
        """The rows that were filled in."""
        rows = [row.form for row in self.members if row.form.name.data]
        return [Named(row.name.data, row.part.data, row.post.data or "") for row in rows]


class WithdrawForm(HouseForm):
    """Withdraw a composition."""


def written(group: WorkingGroup | None) -> dict[str, Any]:
    """What stands of a group, as the form's data for the next composition."""
    if group is None:
        return {}
    members = [{"name": each.name, "part": each.part, "post": each.post} for each in group.members]
    return {"duties": group.duties, "until_on": group.until_on, "members": members}
