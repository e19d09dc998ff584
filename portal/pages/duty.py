"""Who is on duty at which outlet today, and in the days that follow (S75)."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from flask import Blueprint, abort, render_template

from portal.cache import made_of
from workflow.doors.published import read

bp = Blueprint("duty", __name__, url_prefix="/duty")


class Day(NamedTuple):
    """One day of one outlet; no people: nobody is named. `sit_in`: who receives visitors where and at which hours."""

    on: date
    people: list[dict[str, str]]
    sit_in: list[dict[str, Any]]


class Outlet(NamedTuple):
    """An outlet with its published days from today on."""

    office: read.Public
    records: list[read.Public]
    days: list[Day]

    @property
    def today(self) -> Day | None:
        """Today's entry; None where no roster speaks of today: a day of rest, or nothing published."""
        return next((day for day in self.days if day.on == read.today()), None)

    @property
    def works_today(self) -> bool:
        """Whether a roster covers today at all, be it by leaving it out as a day of rest."""
        return any(each.payload["from"] <= read.today().isoformat() <= each.payload["until"] for each in self.records)


@bp.get("")
def index() -> str:
    """Every outlet with who is on duty today."""
    made_of("duty", "office")
    return render_template("portal/duty.html", outlets=outlets())


@bp.get("/<int:office_id>")
def show(office_id: int) -> str:
    """One outlet's roster."""
    made_of("duty", "office")
    outlet = next((each for each in outlets() if each.office.key == str(office_id)), None) or abort(404)
    return render_template("portal/duty_outlet.html", outlet=outlet, office=outlet.office.payload)


def outlets() -> list[Outlet]:
    """Every outlet, in the order of their keys, with the days of its rosters from today on."""
    rosters = read.in_force("duty")
    return [_outlet(office, rosters) for office in offices()]


def offices() -> list[read.Public]:
    """The offices that serve customers."""
    found = [record for record in read.in_force("office") if record.payload.get("outlet")]
    return sorted(found, key=lambda record: (len(record.key), record.key))


def _outlet(office: read.Public, rosters: list[read.Public]) -> Outlet:
    own = [record for record in rosters if str(record.payload["office_id"]) == office.key]
    days = [_day(day) for record in own for day in record.payload["days"]]
    return Outlet(office, own, sorted(day for day in days if day.on >= read.today()))


def _day(said: dict[str, Any]) -> Day:
    return Day(date.fromisoformat(said["on"]), said["people"], said.get("sit_in", []))


def sit_ins(village: str) -> list[tuple[date, dict[str, Any]]]:
    """The coming days on which somebody sits in a village, by its code, the next one first."""
    days = [_day(day) for record in read.in_force("duty") for day in record.payload["days"]]
    return [
        (day.on, each)
        for day in sorted(days, key=lambda day: day.on)
        if day.on >= read.today()
        for each in day.sit_in
        if each["village"] == village
    ]
