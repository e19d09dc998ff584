"""The desk: what is due, a case on one page, the calendar."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import clock, web
from workflow.kernel.errors import HouseError, Invalid
from workflow.office.desk import operations, pages, queries, ready, rooms
from workflow.office.desk.forms import CalendarForm, TakeBackForm
from workflow.office.desk.lines import Lines
from workflow.office.desk.queries import Filter
from workflow.places import queries as places
from workflow.places.models import CalendarDay
from workflow.policy.calendar import FESTIVALS
from workflow.staff.guard import requires
from workflow.staff.models import Officer
from workflow.stages.cases import queries as cases
from workflow.stages.cases.states import LABELS, State

bp = Blueprint("desk", __name__)
bp.record_once(lambda setup: setup.app.jinja_env.globals.update(FESTIVALS=FESTIVALS))

_TODOS = 8
_NARROWING = ("scope", "office", "state", "overdue", "priority", "village")


@bp.get("/")
@requires("desk.see")
def show() -> Any:
    """What is due, by the clock, with the one next action per row."""
    part = bool(request.htmx) and not request.htmx.history_restore_request  # type: ignore[attr-defined] # htmx-flask adds it
    person, today = current_user._get_current_object(), clock.local_date(g.now)
    reader = (person.id, person.office_id, person.roles, g.language, today)
    content = ready.content((reader, request.query_string, part), lambda: _content(person, today, part))
    return content if part else render_template("workflow/desk/show.html", content=content)


def _content(person: Officer, today: date, part: bool) -> str:
    """The list alone (`part`: a script asked for its next page), or with what waits beside it and how to narrow it."""
    wanted, size = _wanted(), web.settings().limits.page_size
    steps = rooms.nexts()
    rows = queries.waiting(person, steps, wanted, today=today, limit=size + 1)
    following = _following(rows[size - 1].public_id) if len(rows) > size else None
    narrowed = wanted != Filter()
    page = {"lines": Lines(rows[:size], steps, today), "following": following, "wanted": wanted, "narrowed": narrowed}
    if part:
        return render_template("workflow/desk/_list.html", **page)
    todos = [] if narrowed else rooms.todos(person, now=g.now, limit=_TODOS)
    return render_template("workflow/desk/_content.html", todos=todos, **page, **_choices())


def _wanted() -> Filter:
    asked = request.args
    office, state, scope = asked.get("office", ""), asked.get("state", ""), asked.get("scope", "")
    return Filter(
        scope=scope if scope in (queries.HOUSEHOLD, queries.ALL) else queries.WAITING,
        office_id=int(office) if office.isdecimal() and len(office) < 9 else None,
        state=state if state in set(State) else "",
        overdue=asked.get("overdue") == "1",
        priority=asked.get("priority") == "1",
        village=asked.get("village", "")[:12],
        after=asked.get("after", "")[:26],
    )


def _following(last: str) -> str:
    kept: dict[str, Any] = {name: value for name, value in request.args.items() if name in _NARROWING}
    return url_for("desk.show", **kept, after=last)


def _choices() -> dict[str, Any]:
    """What the list can be narrowed by, once that is asked for; offices only for whoever reaches more than one."""
    narrowing = any(request.args.get(name) for name in ("narrow", *_NARROWING))
    offices = places.offices() if narrowing and not current_user.office.outlet else []
    below = set(places.offices_below(current_user.office)) if offices else set()
    return {
        "narrowing": narrowing,
        "offices": [(office.id, office.name) for office in offices if office.id in below],
        "village": places.village_by_code(request.args.get("village", "")[:12]),
        "states": [(str(state), _(LABELS[state])) for state in _OPEN_STATES] if narrowing else [],
    }


_OPEN_STATES = tuple(state for state in State if state not in pages.ENDED)


@bp.get("/find")
@requires("case.see")
def find() -> Any:
    """Open a case by its readable number."""
    number = request.args.get("number", "").strip()[:20]
    found = cases.by_number(number, current_user) if number else None
    if found is None:
        return render_template("workflow/desk/not_found.html", number=number), 404
    return redirect(url_for("desk.case", public_id=found.public_id))


@bp.get("/cases/<public_id>")
@requires("case.see")
def case(public_id: str) -> Any:
    """One case on one page: the clock that explains itself, the timeline, a panel per stage."""
    found = cases.case_for(public_id, current_user)
    web.note_look(f"case:{public_id}", "case work")
    as_of = _day(request.args.get("as_of", ""))
    if as_of is not None and as_of < clock.local_date(g.now):
        return render_template("workflow/desk/as_of.html", **pages.as_of(found, as_of))
    return render_template("workflow/desk/case.html", **pages.case(found, current_user, now=g.now))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@bp.get("/calendar")
@requires("calendar.see")
def calendar() -> Any:
    """The days added to the official calendar, and how far it reaches."""
    return _calendar_page(CalendarForm(data={"on": clock.local_date(g.now) + timedelta(days=1)}))


def _calendar_page(form: CalendarForm, status: int = 200, **more: Any) -> Any:
    page = {"days": queries.calendar_days(), "reach": pages.reach(clock.local_date(g.now))}
    return render_template("workflow/desk/calendar.html", form=form, **page, **more), status


@bp.post("/calendar")
@requires("calendar.extend")
def extend_calendar() -> Any:
    """Without `confirm` show which clocks would move; with it add the day and move them."""
    form = CalendarForm()
    if form.validate():
        day = {name: form[name].data for name in ("on", "kind", "festival", "document")}
        try:
            if "confirm" in request.form:
                return _extend(day)
            operations.check_day(on=day["on"], kind=day["kind"], document=day["document"], at=g.now)
            changes = operations.with_day(on=day["on"], kind=day["kind"], festival=day["festival"], at=g.now)
            return render_template("workflow/desk/calendar_confirm.html", form=form, changes=changes, day_asked=day)
        except HouseError as error:
            form.blame(error)
    return _calendar_page(form, 422)


def _extend(day: dict[str, Any]) -> Any:
    changed = operations.extend_calendar(**day, by=current_user, at=g.now)
    flash(_("The day was added. Clocks counted anew: %(count)s.", count=len(changed.moved)))
    return _changed(changed)


def _changed(changed: operations.Changed) -> Any:
    if changed.longer:
        villages = "、".join(notice.village.name for notice in changed.longer)
        flash(_("These notices stand longer now; print their papers anew and hang them: %(names)s.", names=villages))
    return redirect(url_for("desk.calendar"), 303)


@bp.route("/calendar/<int:number>/take-back", methods=["GET", "POST"])
@requires("calendar.extend")
def take_back_day(number: int) -> Any:
    """First what would move without the day; with the reason it counts no more."""
    day, form = queries.calendar_day(number), TakeBackForm()
    operations.check_standing(day, at=g.now)
    if form.validate():
        try:
            return _take_back(day, form.why.data)
        except Invalid as error:
            form.blame(error)
    page = {"form": form, "changes": operations.without_day(day, at=g.now), "day_asked": day}
    return render_template("workflow/desk/calendar_take_back.html", **page), (422 if form.errors else 200)


def _take_back(day: CalendarDay, why: str) -> Any:
    changed = operations.take_back_day(day, why=why, by=current_user, at=g.now)
    flash(_("The day counts no more. Clocks counted anew: %(count)s.", count=len(changed.moved)))
    return _changed(changed)
