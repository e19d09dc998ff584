"""Reading rosters, displays and portraits."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlalchemy import select

from workflow.base.db import session
from workflow.kernel.errors import NotFound
from workflow.office.outlets import rules
from workflow.office.outlets.models import Display, DutyShift, Portrait
from workflow.places import packs
from workflow.places import queries as places
from workflow.places.models import Office
from workflow.staff import queries as staff
from workflow.staff.models import Officer
from workflow.staff.rights import check, may
from workflow.staff.roles import Role

Day = tuple[int, date]
#: What a display is called within its office: subject, channel, code.
Place = tuple[str, str, str]


def shifts(since: date, until: date, office_id: int | None = None) -> dict[Day, list[DutyShift]]:
    """Everyone on duty between two days (both included), by outlet and day, in the order they were written down."""
    query = select(DutyShift).where(DutyShift.on >= since, DutyShift.on <= until).order_by(DutyShift.id)
    query = query if office_id is None else query.where(DutyShift.office_id == office_id)
    found: dict[Day, list[DutyShift]] = defaultdict(list)
    for shift in session.scalars(query).unique():
        found[shift.office_id, shift.on].append(shift)
    return found


def last_shift_on() -> date | None:
    """The last day that any roster speaks of."""
    return session.scalar(select(DutyShift.on).order_by(DutyShift.on.desc()).limit(1))


def displays(office_id: int | None = None) -> dict[int, dict[Place, Display]]:
    """What is on record of boards and disclosures, by outlet."""
    query = select(Display).order_by(Display.id)
    query = query if office_id is None else query.where(Display.office_id == office_id)
    found: dict[int, dict[Place, Display]] = defaultdict(dict)
    for display in session.scalars(query):
        found[display.office_id][display.subject, display.channel, display.code] = display
    return found


def portraits() -> list[Portrait]:
    """Every officer's photo."""
    return list(session.scalars(select(Portrait).order_by(Portrait.officer_id)).unique())


def outlets() -> list[Office]:
    """Every office that serves customers, in the order they were founded."""
    return [office for office in places.offices() if office.outlet]


def outlets_for(person: Officer, verb: str) -> list[Office]:
    """The outlets at which a person may do something."""
    return [office for office in outlets() if may(person, verb, Belongs(office))]


def outlet_for(office_id: int, person: Officer, verb: str) -> Office:
    """An outlet, if the person may do this there; NotFound, Forbidden."""
    office = places.office(office_id)
    if office is None or not office.outlet:
        raise NotFound
    check(person, verb, Belongs(office))
    return office


class Belongs:
    """A thing that belongs to an office, for `may`."""

    def __init__(self, office: Office) -> None:
        self.office = office


def people_of(office: Office) -> list[Officer]:
    """Who may be put on a roster: the outlet's own duty officers, clerks, credit officers and head."""
    roles = (Role.DUTY_OFFICER, Role.DESK_CLERK, Role.CREDIT_OFFICER, Role.BACK_OFFICE, Role.BRANCH_HEAD)
    return staff.officers_with_any(roles, office_ids=[office.id])


def places_of(on: date) -> list[Place]:
    """Everything that an outlet can be asked to show: boards, free slots, each disclosure on each channel."""
    boards, slots = packs.value("disclosure.boards", on).value or (), packs.value("disclosure.board_slots", on).value
    codes = [term.code for term in boards] + rules.free_slots(slots, len(boards))
    items, media = packs.value("disclosure.items", on).value or (), packs.value("disclosure.media", on).value or ()
    ways = [term.code for term in media if term.code != rules.WEBSITE]
    shown = [(rules.ITEM, way, item.code) for item in items for way in ways]
    return [*((rules.BOARD, "", code) for code in codes), *shown]


def named(on: date) -> dict[Place, dict[str, str]]:
    """What each place is called in the rules, in both languages; free slots have no name there."""
    return {place: _named(place, on) for place in places_of(on) if not rules.is_free(place[2])}


def _named(place: Place, on: date) -> dict[str, str]:
    subject, channel, code = place
    if subject == rules.BOARD:
        return _term("disclosure.boards", code, on)
    item, way = _term("disclosure.items", code, on), _term("disclosure.media", channel, on)
    return {"zh": f"{item['zh']}（{way['zh']}）", "en": f"{item['en']} ({way['en']})"}


def _term(key: str, code: str, on: date) -> dict[str, str]:
    return next({"zh": term.zh, "en": term.en} for term in packs.value(key, on).value if term.code == code)
