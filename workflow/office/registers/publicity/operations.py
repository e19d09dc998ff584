"""Writing down how people were told."""

from __future__ import annotations

from datetime import date, datetime

from workflow.base import audit
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.kernel.errors import Invalid, N_
from workflow.office.registers.publicity import rules
from workflow.office.registers.publicity.models import Publicity
from workflow.places.models import Office, Village
from workflow.staff.models import Officer

PUBLICISED = audit.declare("publicity_recorded", "entry", "on", "channel", "village", "handed_out", "person")


def publicise(
    office: Office, *, on: date, channel: str, village: Village | None, place: str, audience: str, handed_out: int,
    person: Officer, by: Officer, at: datetime,
) -> Publicity:  # fmt: skip
    """Write down one act of telling people.

    Invalid for a day to come, an unknown way, and a village or a person of another office.
    """
    if on > local_date(at):
        raise Invalid(N_("That day has not come yet."), field="on")
    if channel not in rules.CHANNELS:
        raise Invalid(N_("Choose the way."), field="channel")
    if village is not None and village.office_id != office.id:
        raise Invalid(N_("That village belongs to another office."), field="village")
    if person.office_id != office.id:
        raise Invalid(N_("This person does not work at that office."), field="person")
    made = Publicity(
        office_id=office.id, on=on, channel=channel, village_id=village.id if village else None, place=place,
        audience=audience, handed_out=handed_out, by_id=person.id, recorded_by_id=by.id, recorded_at=at,
    )  # fmt: skip
    session.add(made)
    session.flush()
    audit.record(
        PUBLICISED, made.stream, at=at, by=by.id, entry=made.public_id, on=on.isoformat(), channel=channel,
        village=village.code if village else None, handed_out=handed_out, person=person.id,
    )  # fmt: skip
    return made
