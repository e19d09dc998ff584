"""Forms of the studies."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, FieldList, FormField, SelectField, ValidationError
from wtforms.validators import InputRequired, Optional

from workflow.base.forms import HouseForm, Row
from workflow.office.supervision.studies.operations import Task
from workflow.staff import queries as staff
from workflow.staff.fields import Line, Lines
from workflow.staff.rights import may

#: How many tasks one form takes; no rule of credit.
_TASKS = 4


def _people() -> list[tuple[str, str]]:
    known = [each for each in staff.everyone() if each.active and may(each, "study.see")]
    return [("", "–"), *((each.public_id, f"{each.name} · {each.office.name}") for each in known)]


class TaskForm(Row):
    """One task; all of it or nothing."""

    what = Line(_("Task"), most=400)
    department = Line(_("Department"), most=80)
    officer = SelectField(_("Who answers for it"), choices=_people, default="")
    due_on = DateField(_("Until"), [Optional()])

    def filled(self) -> list[Any]:
        """What was typed, field by field."""
        return [field.data for field in (self.what, self.department, self.officer, self.due_on)]

    def validate_what(self, _field: Line) -> None:
        """Half a task is no task."""
        if any(self.filled()) and not all(self.filled()):
            raise ValidationError(gettext("A task names what, department, person and day."))


class StudyForm(HouseForm):
    """The minutes with their tasks."""

    held_on = DateField(_("Held on"), [InputRequired(_("Enter a day."))])
    present = Line(_("Present"), [InputRequired(_("Say who was there."))], most=400)
    matters = Lines(_("What was discussed"), [InputRequired(_("Write down what was discussed."))], most=2000)
    tasks = FieldList(FormField(TaskForm), min_entries=_TASKS, max_entries=_TASKS)

    def named(self) -> list[Task]:
        """The tasks that are filled in."""
        filled = [entry.form.filled() for entry in self.tasks if all(entry.form.filled())]
        people = [(staff.officer_by_public_id(key), what, department, day) for what, department, key, day in filled]
        return [Task(what, department, person, day) for person, what, department, day in people if person]


class DoneForm(HouseForm):
    """How one can see that a task was carried out."""

    how = Lines(_("How one can see it"), [InputRequired(_("Say how one can see that it was done."))], most=400)
