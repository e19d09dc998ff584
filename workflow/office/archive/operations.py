"""Taking a village's register along, with the full telephone numbers of its borrowers."""

from __future__ import annotations

from datetime import datetime

from workflow.base import audit
from workflow.kernel.errors import Invalid, N_
from workflow.office.archive.queries import Register
from workflow.staff.models import Officer

TAKEN = audit.declare("village_register_taken", "village", "purpose")


def take_register(register: Register, *, purpose: str, by: Officer, at: datetime) -> None:
    """Record who took the full register of a village along, and why; the view then prints it."""
    if not purpose:
        raise Invalid(N_("Say what you need the numbers for."), field="purpose")
    code = register.village.code
    audit.record(TAKEN, f"village:{code}", at=at, by=by.id, village=code, purpose=purpose)
    audit.look(by=by.id, what=f"village_register:{code}", purpose=purpose, at=at)
