"""What an outlet keeps before everyone's eyes, as payloads: rosters, wall boards, disclosures; officers' photos.

`duty`, one record an outlet and week, key `<office id>-<ISO week>` (`7-2026-W48`), in force until its Sunday::

    {label: pair, office_id: 7, office: "冯原信用社", phone: "0913-…", address: "…",
     from: "2026-11-23", until: "2026-11-29", rule: pair | None, cite: "…",
     days: [{on: "2026-11-23", people: [{name, window, phone}],        business days only; people [] is a gap
             sit_in: [{name, where, hours, village_name, village}]}]}  if anybody does; village: its code | None

`board`, the wall boards of an outlet, key its office id::

    {label, office_id, office, cite, from, default, example, due: "2012-09-15" | None, due_cite, slots: 16 | None,
     free: 5,                                                       slots of the rules that nobody has filled
     boards: [{code, zh, en, put_up_on: day | None, inspected_on: day | None, inspected_by: "…" | None,
               result: "good" | "worn" | "wrong" | "missing" | None, result_words: pair | None}]}

`disclosure`, what the rules want disclosed and on which channels it is at an outlet, key its office id::

    {label, office_id, office, cite, from, default, example,
     items: [{code, zh, en, ways: [{code, zh, en, since: day | None, due: day | None}]}]}

The channel `website` has no `since`: the pages themselves show what stands on it.

`photo`, an officer's photo, key the officer's public id: {label, type: "image/jpeg", width, height, data: base64}.
"""

from __future__ import annotations

from base64 import b64encode
from datetime import date
from typing import Any

from workflow.kernel.errors import N_
from workflow.office.outlets import queries, rules, weeks
from workflow.office.outlets.models import Display, DutyShift, Portrait
from workflow.office.publication.concept import wording
from workflow.office.publication.queries import in_charge
from workflow.office.registers.duty import queries as registers
from workflow.office.registers.duty.models import DutySwap, SitInDay
from workflow.places import packs
from workflow.places.models import Office
from workflow.staff.models import Officer

_WALL = "board"


def duty(on: date) -> dict[str, dict[str, Any]]:
    """The rosters of this week and the coming ones as far as anybody is written down."""
    monday = weeks.monday_of(on)
    sitting = registers.sit_ins(monday)
    last = max([queries.last_shift_on() or monday, *(day for _office, day in sitting)])
    found = queries.shifts(monday, last)
    written = {(office_id, weeks.monday_of(day)) for office_id, day in (*found, *sitting)}
    return {
        weeks.key(office.id, monday): _roster(office, monday, found, sitting)
        for office in queries.outlets()
        for monday in weeks.mondays(on, last)
        if (office.id, monday) in written
    }


def _roster(
    office: Office, monday: date, found: dict[queries.Day, list[DutyShift]], sitting: dict[queries.Day, list[SitInDay]]
) -> dict[str, Any]:
    rule, calendar = packs.value("duty.rule", monday), packs.calendar()
    label = wording.both(N_("Duty roster of %(office)s from %(day)s"), office=office.name, day=monday.isoformat())
    places = [(office.id, day) for day in weeks.days_of(monday)]
    written = any(found.get(place) for place in places)  # else only who sits in is told, and no day is a gap
    days = [place for place in places if (written and calendar.works(place[1])) or place in found or place in sitting]
    return {
        "label": label, **_of(office), "phone": office.phone, "address": office.address,
        "from": monday.isoformat(), "until": weeks.sunday_of(monday).isoformat(),
        "rule": wording.pair(rule.value) if rule.is_set else None, "cite": rule.cite,
        "days": [_day(place[1], found.get(place, ()), sitting.get(place, ())) for place in days],
    }  # fmt: skip


def _day(on: date, shifts: Any, sitting: Any) -> dict[str, Any]:
    return {"on": on.isoformat(), "people": _people(shifts)} | ({"sit_in": _sitting(sitting)} if sitting else {})


def _sitting(found: Any) -> list[dict[str, Any]]:
    return [
        {
            "name": each.officer.name, "where": each.place, "hours": each.hours,
            "village_name": each.village.name if each.village else None,
            "village": each.village.code if each.village else None,
        }
        for each in found
    ]  # fmt: skip


def _people(shifts: Any) -> list[dict[str, str]]:
    return [_person(shift.officer, shift.window) for shift in shifts]


def _person(officer: Officer, window: str) -> dict[str, str]:
    return {"name": officer.name, "window": window, "phone": officer.phone or officer.office.phone}


def swapped(roster: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """A published roster with what was approved of swaps since, and nothing else that has changed.

    `wanted` is the same roster as it is written now: a day that somebody gave away is taken over only where it says so
    still. What a head wrote after the swap waits for two people, and is not turned back.
    """
    now = {day["on"]: day["people"] for day in wanted["days"]}
    first, last = date.fromisoformat(roster["from"]), date.fromisoformat(roster["until"])
    moves = [move for swap in registers.approved(roster["office_id"], first, last) for move in _moves(swap)]
    days = [
        {**day, "people": _follow(day["people"], now.get(day["on"], []), _on(moves, day["on"]))}
        for day in roster["days"]
    ]
    return {**roster, "days": days}


def _moves(swap: DutySwap) -> list[tuple[str, Officer, Officer]]:
    """The days that change hands: day, giver, taker."""
    there = (swap.on.isoformat(), swap.asker, swap.asked)
    return [there, (swap.back_on.isoformat(), swap.asked, swap.asker)] if swap.back_on else [there]


def _on(moves: list[tuple[str, Officer, Officer]], day: str) -> list[tuple[Officer, Officer]]:
    return [(giver, taker) for on, giver, taker in moves if on == day]


def _follow(
    people: list[dict[str, Any]], wanted: list[dict[str, Any]], moves: list[tuple[Officer, Officer]]
) -> list[dict[str, Any]]:
    """The people of a day, each as the last of these moves leaves it where the roster as written agrees."""
    ends = [_end(each, moves) for each in people]
    pairs = zip(people, ends, strict=True)
    return [end if end in wanted and each not in wanted else each for each, end in pairs]


def _end(person: dict[str, Any], moves: list[tuple[Officer, Officer]]) -> dict[str, Any]:
    """Who stands in somebody's place; they are told apart by name, window and telephone, all that is public of them."""
    window = person["window"]
    for giver, taker in moves:
        if person == _person(giver, window):
            person = _person(taker, window)
    return person


def _of(office: Office) -> dict[str, Any]:
    return {"office_id": office.id, "office": office.name}


def boards(on: date) -> dict[str, dict[str, Any]]:
    """The wall boards of every outlet; none where the rules ask for none."""
    named, slots = packs.value("disclosure.boards", on), packs.value("disclosure.board_slots", on).value
    if not named.is_set:
        return {}
    due, hung = packs.value("disclosure.boards_due", on), queries.displays()
    shared = {"slots": slots, "due": wording.plain(due.value), "due_cite": due.cite, **wording.source(named)}
    wanted = [wording.plain(term) for term in named.value]
    return {
        str(office.id): _boards(office, wanted, hung[office.id], slots or 0) | shared for office in queries.outlets()
    }


def _boards(
    office: Office, wanted: list[dict[str, Any]], hung: dict[queries.Place, Display], slots: int
) -> dict[str, Any]:
    own = [display for (subject, _, code), display in hung.items() if subject == rules.BOARD and rules.is_free(code)]
    filled = [{"code": each.code, "zh": each.name, "en": each.name} for each in own if each.name]
    every = [*wanted, *filled]
    return {
        "label": wording.both(N_("Wall boards of %(office)s"), office=office.name), **_of(office),
        "free": max(slots - len(every), 0),
        "boards": [{**term, **_hanging(hung.get((rules.BOARD, "", term["code"])))} for term in every],
    }  # fmt: skip


def _hanging(display: Display | None) -> dict[str, Any]:
    result = display.result if display else None
    inspector = display.inspected_by if display else None
    return {
        "put_up_on": wording.plain(display.put_up_on) if display else None,
        "inspected_on": wording.plain(display.inspected_on) if display else None,
        "inspected_by": inspector.office.name if inspector else None,
        "result": result, "result_words": wording.both(rules.RESULTS[result]) if result else None,
    }  # fmt: skip


def disclosures(on: date) -> dict[str, dict[str, Any]]:
    """What must be disclosed and where it is, at every outlet."""
    items, media = packs.value("disclosure.items", on), packs.value("disclosure.media", on)
    if not items.is_set or not media.is_set:
        return {}
    dues = {_WALL: packs.value("disclosure.boards_due", on).value}
    others = packs.value("disclosure.media_due", on).value
    ways = [wording.plain(term) | {"due": wording.plain(dues.get(term.code, others))} for term in media.value]
    source, shown = wording.source(items), queries.displays()
    return {
        str(office.id): _disclosures(office, [wording.plain(term) for term in items.value], ways, shown[office.id])
        | source
        for office in queries.outlets()
    }


def _disclosures(
    office: Office, items: list[dict[str, Any]], ways: list[dict[str, Any]], shown: dict[queries.Place, Display]
) -> dict[str, Any]:
    return {
        "label": wording.both(N_("Disclosures of %(office)s"), office=office.name), **_of(office),
        "items": [{**item, "ways": [_way(item, way, shown) for way in ways]} for item in items],
    }  # fmt: skip


def _way(item: dict[str, Any], way: dict[str, Any], shown: dict[queries.Place, Display]) -> dict[str, Any]:
    display = shown.get((rules.ITEM, way["code"], item["code"]))
    return {**way, "since": wording.plain(display.put_up_on) if display else None}


def photos(on: date) -> dict[str, dict[str, Any]]:
    """The photo of everyone who is in charge of villages, where there is one."""
    shown = {officer.id for officer in in_charge(on).values()}
    return {each.officer.public_id: _photo(each) for each in queries.portraits() if each.officer_id in shown}


def _photo(portrait: Portrait) -> dict[str, Any]:
    name = portrait.officer.name
    return {
        "label": {"zh": name, "en": name}, "type": "image/jpeg", "width": portrait.width, "height": portrait.height,
        "data": b64encode(portrait.image).decode(),
    }  # fmt: skip
