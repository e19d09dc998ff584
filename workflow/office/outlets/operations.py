"""Writing down who is on duty, what hangs where, what an inspection found; taking in officers' photos."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import delete

from workflow.base import audit, clock
from workflow.base.db import session
from workflow.kernel.errors import Forbidden, Invalid, N_
from workflow.office.outlets import queries, rules
from workflow.office.outlets.models import Display, DutyShift, Portrait
from workflow.places.models import Office
from workflow.staff.models import Officer

ROSTERED = audit.declare("duty_rostered", "on", "people", "windows")
DISPLAYED = audit.declare("display_recorded", "subject", "channel", "code", "name", "put_up_on")
INSPECTED = audit.declare("display_inspected", "subject", "channel", "code", "inspected_on", "result")
PORTRAYED = audit.declare("portrait_taken_in", "officer", "bytes")


class Shift(NamedTuple):
    """Who is on duty, and at which window."""

    officer: Officer
    window: str


def stream(office: Office) -> str:
    """The name of an outlet's chain of events."""
    return f"outlet:{office.id}"


def roster(office: Office, on: date, shifts: Sequence[Shift], *, by: Officer, at: datetime) -> None:
    """Write down who is on duty at an outlet on a day, instead of whoever stood there; none clears the day.

    Invalid for a day that is over, for anyone who does not work there and for a person named twice.
    """
    if on < clock.local_date(at):
        raise Invalid(N_("That day is over; its roster stands as it was."))
    known = {each.id for each in queries.people_of(office)}
    if any(shift.officer.id not in known for shift in shifts):
        raise Invalid(N_("Only people of this outlet can be on duty here."))
    if len({shift.officer.id for shift in shifts}) < len(shifts):
        raise Invalid(N_("One person was named twice for the same day."))
    session.execute(delete(DutyShift).where(DutyShift.office_id == office.id, DutyShift.on == on))
    session.add_all(
        DutyShift(office_id=office.id, on=on, officer_id=shift.officer.id, window=shift.window) for shift in shifts
    )
    session.flush()
    people, windows = [shift.officer.id for shift in shifts], [shift.window for shift in shifts]
    audit.record(ROSTERED, stream(office), at=at, by=by.id, on=on.isoformat(), people=people, windows=windows)


def display(
    office: Office, place: queries.Place, *, put_up_on: date | None, name: str = "", by: Officer, at: datetime
) -> Display:
    """Write down since when something is shown; None: it is not any more.

    What differs asks for a new inspection, by somebody else than whoever wrote it down; the same again changes nothing.

    Invalid for what the rules do not know, for a day to come and for a free slot without a name.
    """
    if place not in queries.places_of(clock.local_date(at)):
        raise Invalid(N_("The rules do not ask for that."), field="place")
    if put_up_on and put_up_on > clock.local_date(at):
        raise Invalid(N_("That day has not come yet."), field="put_up_on")
    subject, channel, code = place
    if rules.is_free(code) and not name:
        raise Invalid(N_("Say what hangs in this slot."), field="name")
    found = queries.displays(office.id)[office.id].get(place) or Display(
        office_id=office.id, subject=subject, channel=channel, code=code
    )
    if found.id is None or (found.name, found.put_up_on) != (name, put_up_on):
        found.name, found.put_up_on, found.recorded_by_id, found.recorded_at = name, put_up_on, by.id, at
        found.inspected_on, found.inspected_by_id, found.result = None, None, None
    session.add(found)
    session.flush()
    day = put_up_on.isoformat() if put_up_on else None
    audit.record(
        DISPLAYED, stream(office), at=at, by=by.id, subject=subject, channel=channel, code=code, name=name,
        put_up_on=day,
    )  # fmt: skip
    return found


def inspect(display: Display, *, on: date, result: str, by: Officer, at: datetime) -> None:
    """Write down what an inspection found; Forbidden for whoever recorded that it hangs."""
    if display.recorded_by_id == by.id:
        raise Forbidden(N_("Nobody inspects what they recorded themselves; a second person does."))
    if result not in rules.RESULTS:
        raise Invalid(N_("Say what you found."), field="result")
    if on > clock.local_date(at):
        raise Invalid(N_("That day has not come yet."), field="inspected_on")
    if display.put_up_on is None or on < display.put_up_on:
        raise Invalid(N_("It did not hang yet on that day."), field="inspected_on")
    display.inspected_on, display.inspected_by_id, display.result = on, by.id, result
    session.flush()
    audit.record(
        INSPECTED, stream(display.office), at=at, by=by.id, subject=display.subject, channel=display.channel,
        code=display.code, inspected_on=on.isoformat(), result=result,
    )  # fmt: skip


def portray(officer: Officer, image: bytes, size: tuple[int, int], *, at: datetime, by: Officer | None = None) -> None:
    """Keep an officer's photo for the public page, instead of the one before; it is published by two people."""
    found = session.get(Portrait, officer.id) or Portrait(officer_id=officer.id)
    found.image, (found.width, found.height) = image, size
    session.add(found)
    session.flush()
    audit.record(
        PORTRAYED, f"officer:{officer.public_id}", at=at, by=by.id if by else None, officer=officer.public_id,
        bytes=len(image),
    )  # fmt: skip
