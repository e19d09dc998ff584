"""Fields that the forms of several registers share."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_login import current_user
from wtforms import SelectMultipleField, widgets
from wtforms.validators import InputRequired

from workflow.base.forms import HouseForm
from workflow.kernel import checks
from workflow.office.registers import queries
from workflow.office.registers.models import WHY
from workflow.staff import queries as staff
from workflow.staff.fields import Line, Typed, read

#: The most that one line of a register counts; no rule of credit.
_MOST = 99_999


class Count(Typed):
    """A whole number, nought included; `data` is None for an empty field."""

    empty = None

    def meant(self, typed: str) -> int:
        """The number, or refused."""
        found: int = read(lambda text: checks.whole(text, least=0, most=_MOST), typed)
        return found

    def shown(self, value: object) -> str:
        """The number as it is typed; nought too."""
        return "" if value is None else str(value)


class Ticks(SelectMultipleField):
    """Several of a few, to be ticked."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


class SignForm(HouseForm):
    """A button that does one thing."""


class StrikeForm(HouseForm):
    """Why an entry is struck out."""

    why = Line(_("Why it is struck out"), [InputRequired(_("Say why it is struck out."))], most=WHY)


def worded(words: Mapping[str, str]) -> Callable[[], list[tuple[str, str]]]:
    """Codes as choices of a list, in the reader's language, behind an empty one."""
    return lambda: [("", "–"), *((code, gettext(label)) for code, label in words.items())]


def offices(verb: str) -> Callable[[], list[tuple[str, str]]]:
    """The offices at which the reader may do something, as choices."""
    return lambda: [("", "–"), *((str(each.id), each.name) for each in queries.offices_for(current_user, verb))]


def people(verb: str) -> Callable[[], list[tuple[str, str]]]:
    """Everyone at the offices where the reader may do something, as choices."""

    def found() -> list[tuple[str, str]]:
        reached = {each.id for each in queries.offices_for(current_user, verb)}
        known = [each for each in staff.everyone() if each.active and each.office_id in reached]
        return [("", "–"), *((each.public_id, f"{each.name} · {each.office.name}") for each in known)]

    return found
