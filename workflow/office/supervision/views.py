"""Pages of the supervision room: promise beside actual, what stands behind each figure, breaches, silence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import clock, languages, web
from workflow.carriers import sheets
from workflow.kernel.errors import HouseError, NotFound
from workflow.office.registers import files
from workflow.office.registers.book import Table
from workflow.office.supervision import behind, operations, performance, queries, rollup, rules, sweep, tables
from workflow.office.supervision.behind import Row
from workflow.office.supervision.figures import Figures
from workflow.office.supervision.forms import ExplanationForm
from workflow.office.supervision.items import RESULT
from workflow.office.supervision.models import Breach
from workflow.office.supervision.performance import CONFIDENTIAL
from workflow.office.supervision.rollup import Question
from workflow.office.supervision.tables import Slice
from workflow.policy.keys import UNITS
from workflow.policy.pack import Value
from workflow.staff.guard import requires

bp = Blueprint("supervision", __name__, url_prefix="/supervision")


@bp.get("")
@requires("supervision.see")
def index() -> Any:
    """Every promise with its figures, as it stands or stood on a day; what is silent, what is broken."""
    on = _asked_day()
    told = [(value, rollup.count(_question(value)).figures(on)) for value in performance.promises(on)]
    if files.asked():
        return files.answer(_promise_table(told), "promises", aside=_("As of %(day)s", day=languages.day(on)))
    facts = {
        "figures": [_drawn(value, figures) for value, figures in told],
        "silent": sweep.silent_work(g.now, web.settings().limits),
        "standing": queries.standing(current_user, rules.LASTING),
        "breaches": queries.breaches(current_user, limit=10),
    }
    asked = {"as_of": g.now, "on": on, "past": _is_past(), "kept": _kept()}
    return render_template("workflow/supervision/index.html", rules=rules, **asked, **facts)


def _promise_table(told: list[tuple[Value, Figures]]) -> Table:
    heads = [_("Promise"), _("Promised"), _("Unit"), *_number_heads(), _("Source")]
    cells: list[list[sheets.Cell]] = [
        [_label(value), _promised(value), _unit(value), *_numbers(figures), value.cite] for value, figures in told
    ]
    kinds = ("text", "num", "text", *("num",) * 5, "text")
    return Table(_("Promise beside actual"), heads, cells, kinds, (2.6, *(1,) * 7, 2.4))


def _question(value: Value) -> Question:
    """What the page asks: the promise, in the days, the slice and as of the day that stand in its address."""
    by, chosen = request.args.get("by", ""), request.args.get("value")
    narrower: dict[str, Any] = {"by": by, "value": chosen} if by in rollup.SLICES and chosen is not None else {}
    reader = current_user if value.key in CONFIDENTIAL else None
    days = {"since": _day("since"), "until": _day("until")}
    return performance.question(value, _asked_day(), past=_is_past(), reader=reader, **days, **narrower)


def _asked_day() -> date:
    """The day of the figures: today, or an earlier one that is asked for."""
    today, asked = clock.local_date(g.now), _day("on")
    return asked if asked is not None and asked < today else today


def _is_past() -> bool:
    return _asked_day() < clock.local_date(g.now)


def _drawn(value: Value, told: Figures) -> dict[str, Any]:
    """What the shared figure macro draws."""
    share = told.on_time / 1000 if told.on_time is not None else None
    return {
        "id": value.key.replace(".", "-"), "label": _label(value), "promised": _promised(value), "unit": value.unit,
        "n": told.n, "median": told.median, "p90": told.p90, "on_time_share": share, "open_overdue": told.open_overdue,
        "cite": value.cite, "events_href": url_for("supervision.rows", key=value.key, **_kept()), "key": value.key,
        "promise_words": _("Promised: told within the limit of the decision.") if value.key == RESULT else None,
    }  # fmt: skip


def _promised(value: Value) -> int | None:
    """The number that is promised, in the value's unit; None for a promise without one."""
    return value.value if isinstance(value.value, int) and not isinstance(value.value, bool) else None


def _unit(value: Value) -> str:
    """In which days the promise counts; '' for one without a number."""
    return "" if _promised(value) is None else _(UNITS[value.unit])


def _label(value: Value) -> str:
    return value.label_en if g.language == "en" else value.label


def _promise(key: str) -> Value:
    found = next((value for value in performance.promises(_asked_day()) if value.key == key), None)
    if found is None:
        raise NotFound
    return found


def _kept() -> dict[str, Any]:
    """The day asked for, to be carried on by links."""
    return {"on": _asked_day().isoformat()} if _is_past() else {}


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


@bp.get("/figures/<key>")
@requires("supervision.see")
def slices(key: str) -> Any:
    """One promise: how long it took, and its figures by office, officer, level or product in the order of names."""
    value, by = _promise(key), request.args.get("by", "office")
    if by not in rollup.SLICES:
        raise NotFound
    asked = _question(value)
    found = tables.slices(asked, by, language=g.language)
    if files.asked():
        return files.answer(_slice_table(_label(value), by, found), "supervision")
    page = {"value": value, "label": _label(value), "by": by, "found": found, "of_cases": key not in CONFIDENTIAL}
    page |= {"head": _sliced()[by]}
    spread = rollup.count(asked).distribution()
    page |= {"spread": spread, "most": max((kept + late for _days, kept, late in spread), default=0)}
    return render_template("workflow/supervision/slices.html", kept=_kept(), on=asked.on, **page)


def _slice_table(title: str, by: str, found: list[Slice]) -> Table:
    heads = [_sliced()[by], *_number_heads()]
    cells = [[each.name, *_numbers(each.figures)] for each in found]
    return Table(title, heads, cells, ("text", *("num",) * 5), (2, 1, 1, 1, 1, 1))


def _number_heads() -> list[str]:
    return [_("Ended (n)"), _("Median days"), _("P90 days"), _("In time, per mille"), _("Open and overdue")]


def _numbers(told: Figures) -> list[int | None]:
    return [told.n, told.median, told.p90, told.on_time, told.open_overdue]


@bp.get("/rows/<key>")
@requires("supervision.see")
def rows(key: str) -> Any:
    """The cases behind a figure, or only the late ones, each with its explanation and the way to its events."""
    value, size = _promise(key), web.settings().limits.page_size
    asked, late = _question(value), request.args.get("only") == "late"
    names = {name: tables.names_by(name, asked.on, g.language) for name in rollup.SLICES}
    if files.asked():
        return files.answer(_row_table(_label(value), behind.rows(asked, late=late), names), "supervision")
    shown = behind.rows(asked, late=late, after=request.args.get("after", "")[:26], limit=size)
    facts = {"explanations": tables.explanations(current_user, key, shown), "names": names, "size": size}
    endpoint = "feedback.show" if key in CONFIDENTIAL else "desk.case"
    page = {"value": value, "label": _label(value), "rows": shown, "endpoint": endpoint, "kept": _kept()}
    return render_template("workflow/supervision/rows.html", args=request.args, **page, **facts)


def _row_table(title: str, found: Iterable[Row], names: dict[str, dict[str, str]]) -> Table:
    heads = [
        _("Number"), *_sliced().values(), _("Start"), _("Due"), _("Ended"), _("Days"), _("Days late"),
    ]  # fmt: skip
    cells = [_row_cells(row, names) for row in found]
    return Table(title, heads, cells, (*("text",) * 8, "num", "num"), (1.2, 1.6, 1, 1, 1.4, 1.1, 1.1, 1.1, 0.6, 0.6))


def _sliced() -> dict[str, str]:
    """What figures are sliced by, in words, in the order of `rollup.SLICES`."""
    return {"office": _("Office"), "officer": _("Officer"), "level": _("Level"), "product": _("Product")}


def _row_cells(row: Row, names: dict[str, dict[str, str]]) -> list[sheets.Cell]:
    named = [names[by].get(tables.value_of(row, by), "") for by in rollup.SLICES]
    return [row.number, *named, row.item.start, row.item.due, row.item.end, row.item.days, row.late]


@bp.get("/breaches")
@requires("supervision.see")
def breaches() -> Any:
    """What was broken, newest first."""
    asked, size = request.args.get("kind", ""), web.settings().limits.page_size
    kind = asked if asked in rules.KINDS else ""
    if files.asked():
        return files.answer(_breach_table(queries.breaches(current_user, limit=None, kind=kind)), "breaches")
    found = queries.breaches(current_user, limit=size, before=request.args.get("before", type=int), kind=kind)
    return render_template("workflow/supervision/breaches.html", breaches=found, kind=kind, rules=rules, size=size)


def _breach_table(found: list[Breach]) -> Table:
    heads = [_("Found"), _("What"), _("About"), _("Whose"), _("Explanation")]
    return Table(_("Breaches"), heads, [_breach_cells(each) for each in found], ("text",) * 5, (2, 2, 1.2, 1, 2.6))


def _breach_cells(breach: Any) -> list[sheets.Cell]:
    about = breach.case.number if breach.case else breach.facts.get("number") or breach.facts.get("village") or ""
    whose = breach.officer.name if breach.officer else ""
    return [breach.found_at, _(rules.KINDS[breach.kind]), about, whose, breach.explanation]


@bp.get("/breaches/<public_id>")
@requires("supervision.see")
def breach(public_id: str) -> Any:
    """One breach with its facts and every explanation it was given."""
    found = queries.breach_for(public_id, current_user)
    return _breach_page(found, ExplanationForm(data={"explanation": found.explanation}))


@bp.post("/breaches/<public_id>/explain")
@requires("supervision.note")
def explain(public_id: str) -> Any:
    """Put an explanation beside a breach."""
    found = queries.breach_for(public_id, current_user)
    form = ExplanationForm()
    if form.validate():
        try:
            operations.explain(found, explanation=form.explanation.data, by=current_user, at=g.now)
            return redirect(url_for("supervision.breach", public_id=public_id), 303)
        except HouseError as error:
            form.blame(error)
    return _breach_page(found, form), 422


def _breach_page(found: Breach, form: ExplanationForm) -> str:
    said = [event for event in queries.history(f"breach:{found.public_id}") if event.kind == operations.EXPLAINED]
    page = {"breach": found, "explanations": said, "form": form, "rules": rules, "names": queries.officer_names()}
    return render_template("workflow/supervision/breach.html", **page)
