"""The outlets' registers: who is on duty, what hangs and stands where, and what inspections found."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import clock, languages
from workflow.kernel.errors import HouseError
from workflow.office.outlets import operations, queries, rules, weeks
from workflow.office.outlets.forms import (
    DisplayForm,
    InspectionForm,
    RosterForm,
    place_code,
    place_of,
    seated,
)
from workflow.places import packs
from workflow.places.models import Office
from workflow.staff.guard import requires

bp = Blueprint("outlets", __name__, url_prefix="/outlets")


@bp.get("/")
@requires("outlet.see")
def index() -> Any:
    """The outlets whose registers this person may see."""
    return render_template("workflow/outlets/index.html", outlets=queries.outlets_for(current_user, "outlet.see"))


@bp.get("/<int:office_id>/roster")
@requires("outlet.see")
def roster(office_id: int) -> Any:
    """A week's roster."""
    office, monday = queries.outlet_for(office_id, current_user, "outlet.see"), _monday()
    return _roster_page(office, monday, _roster_form(office, monday))


@bp.post("/<int:office_id>/roster")
@requires("roster.write")
def save_roster(office_id: int) -> Any:
    """Write the week down."""
    office, monday = queries.outlet_for(office_id, current_user, "roster.write"), _monday()
    form = _roster_form(office, monday)
    if form.validate():
        try:
            for day, shifts in _changed(office, monday, form):
                operations.roster(office, day, shifts, by=current_user, at=g.now)
            flash(_("Written down. The publishing desk shows it as new."))
            return redirect(url_for("outlets.roster", office_id=office.id, week=monday.isoformat()), 303)
        except HouseError as error:
            form.blame(error)
    return _roster_page(office, monday, form, 422)


def _changed(office: Office, monday: date, form: RosterForm) -> list[tuple[date, list[operations.Shift]]]:
    """The days that are to read differently."""
    known = queries.shifts(monday, weeks.sunday_of(monday), office.id)
    stood = {day: [(each.officer.id, each.window) for each in shifts] for (_office, day), shifts in known.items()}
    wanted = [(day, shifts) for day, shifts in form.shifts()]
    return [
        (day, shifts)
        for day, shifts in wanted
        if stood.get(day, []) != [(shift.officer.id, shift.window) for shift in shifts]
    ]


def _monday() -> date:
    try:
        day = date.fromisoformat(request.values.get("week", ""))
    except ValueError:
        day = clock.local_date(g.now)
    return weeks.monday_of(day)


def _roster_form(office: Office, monday: date) -> RosterForm:
    today, calendar = clock.local_date(g.now), packs.calendar()
    days = [day for day in weeks.days_of(monday) if day >= today and calendar.works(day)]
    known = queries.shifts(monday, weeks.sunday_of(monday), office.id)
    data = {
        name: key
        for day in days
        for name, key in seated(day, [shift.officer.public_id for shift in known.get((office.id, day), [])]).items()
    }
    window = next((shift.window for shifts in known.values() for shift in shifts), "")
    return RosterForm.of(days, queries.people_of(office), data=data | {"window": window})


def _roster_page(office: Office, monday: date, form: RosterForm, status: int = 200) -> Any:
    known = queries.shifts(monday, weeks.sunday_of(monday), office.id)
    page = {
        "office": office, "monday": monday, "form": form, "before": monday - weeks.WEEK, "after": monday + weeks.WEEK,
        "over": {day: shifts for (_office, day), shifts in sorted(known.items()) if day not in form.days},
        "belongs": queries.Belongs(office),
    }  # fmt: skip
    return render_template("workflow/outlets/roster.html", **page), status


@bp.get("/<int:office_id>/displays")
@requires("outlet.see")
def displays(office_id: int) -> Any:
    """What the outlet must show, since when it does, and what inspections found."""
    return _displays_page(queries.outlet_for(office_id, current_user, "outlet.see"))


@bp.post("/<int:office_id>/displays")
@requires("display.write")
def record_display(office_id: int) -> Any:
    """Write down since when something is shown."""
    office, form = queries.outlet_for(office_id, current_user, "display.write"), _display_form()
    if form.validate():
        said = {"put_up_on": form.put_up_on.data, "name": form.name.data or ""}
        try:
            operations.display(office, place_of(form.place.data), **said, by=current_user, at=g.now)
            return redirect(url_for("outlets.displays", office_id=office.id), 303)
        except HouseError as error:
            form.blame(error)
    return _displays_page(office, 422, display=form)


@bp.post("/<int:office_id>/inspections")
@requires("display.inspect")
def inspect(office_id: int) -> Any:
    """Write down what an inspection found."""
    office = queries.outlet_for(office_id, current_user, "display.inspect")
    form, known = _inspection_form(office), queries.displays(office.id)[office.id]
    if form.validate():
        found, result = known[place_of(form.shown.data)], form.result.data
        try:
            operations.inspect(found, on=form.inspected_on.data, result=result, by=current_user, at=g.now)
            return redirect(url_for("outlets.displays", office_id=office.id), 303)
        except HouseError as error:
            form.blame(error)
    return _displays_page(office, 422, inspection=form)


def _display_form(**kwargs: Any) -> DisplayForm:
    form = DisplayForm(**kwargs)
    form.place.choices = [("", "–"), *((place_code(place), said) for place, said in _said().items())]
    return form


def _inspection_form(office: Office, **kwargs: Any) -> InspectionForm:
    form, said = InspectionForm(data={"inspected_on": clock.local_date(g.now)}, **kwargs), _said()
    shown = [place for place, each in queries.displays(office.id)[office.id].items() if each.put_up_on]
    form.shown.choices = [("", "–"), *((place_code(place), said[place]) for place in shown if place in said)]
    return form


def _said() -> dict[queries.Place, str]:
    """Everything an outlet can be asked to show, in the reader's words."""
    language = "en" if languages.current() == "en" else "zh"
    named = {place: words[language] for place, words in queries.named(clock.local_date(g.now)).items()}
    free = [place for place in queries.places_of(clock.local_date(g.now)) if rules.is_free(place[2])]
    return named | {place: _("Free slot %(number)s", number=place[2].removeprefix(rules.FREE)) for place in free}


def _displays_page(office: Office, status: int = 200, **forms: Any) -> Any:
    blank = {"display": _display_form(formdata=None), "inspection": _inspection_form(office, formdata=None)}
    page = {"office": office, "known": queries.displays(office.id)[office.id], "places": _said()}
    page |= {"belongs": queries.Belongs(office), **blank, **forms}
    return render_template("workflow/outlets/displays.html", results=rules.RESULTS, **page), status
