"""Questions that change nothing: a form whose answers stand in the address and whose page is never kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request
from wtforms import Form

from portal.fields import Checked
from portal.forms import DoorForm
from workflow.doors.inbox.receive import Invalid, N_, checks


class AskForm(Form):
    """Reads what the address asks; `blank` asks nothing, whatever the address says: for a page that is kept."""

    class Meta(DoorForm.Meta):
        """The library's own sentences in the reader's language."""

    def __init__(self, *, blank: bool = False) -> None:
        self.asked = bool(request.args) and not blank
        super().__init__(request.args if self.asked else None)

    def answered(self) -> bool:
        """Whether something was asked and every answer can be read."""
        return self.asked and self.validate()

    @property
    def status(self) -> int:
        """The answer's status: 422 where a field is wrong."""
        return 422 if self.errors else 200


def day(label: Any, *, needed: Any, name: str | None = None) -> Any:
    """A day as browsers send it, its value a date; `name` is what the address calls it."""
    return Checked(label, _day, needed=needed, name=name)


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(checks.narrow(typed))
    except ValueError:
        raise Invalid(N_("Please write the day as in 2025-06-01.")) from None
