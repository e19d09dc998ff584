"""Pages of the supervision room: promise beside actual, what stands behind each figure, breaches, silence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import clock, web
from workflow.carriers import sheets
from workflow.kernel.errors import HouseError, NotFound
from workflow.office.supervision import operations, performance, queries, rules, sweep, tables
from workflow.office.supervision.figures import Figures, figures
from workflow.office.supervision.forms import ExplanationForm
from workflow.office.supervision.measures import CONFIDENTIAL, RESULT, Row
from workflow.policy.pack import Value
from workflow.staff.guard import requires

bp = Blueprint("supervision", __name__, url_prefix="/supervision")

_MIMES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@bp.get("")
@requires("supervision.see")
def index() -> Any:
    """Every promise with its figures, what is silent, what is broken."""
    on = clock.local_date(g.now)
    found = list(performance.rows(on, seen=queries.not_concerned(current_user)))
    shown = [(value, _figures(value, found, on)) for value in performance.promises(on)]
    facts = {
        "figures": [_drawn(value, told) for value, told in shown],
        "silent": sweep.silent_work(g.now, web.settings().limits),
        "standing": queries.standing(current_user, rules.LASTING),
        "breaches": queries.breaches(current_user, limit=10),
    }
    return render_template("workflow/supervision/index.html", rules=rules, as_of=g.now, **facts)


def _figures(value: Value, found: list[Row], on: date) -> Figures:
    return figures((row.item for row in performance.of_promise(value, found)), on=on)


def _drawn(value: Value, told: Figures) -> dict[str, Any]:
    """What the shared figure macro draws."""
    promised = value.value if isinstance(value.value, int) and not isinstance(value.value, bool) else None
    share = told.on_time / 1000 if told.on_time is not None else None
    return {
        "id": value.key.replace(".", "-"), "label": _label(value), "promised": promised, "unit": value.unit,
        "n": told.n, "median": told.median, "p90": told.p90, "on_time_share": share, "open_overdue": told.open_overdue,
        "cite": value.cite, "events_href": url_for("supervision.rows", key=value.key), "key": value.key,
        "promise_words": _("Promised: told within the limit of the decision.") if value.key == RESULT else None,
    }  # fmt: skip


def _label(value: Value) -> str:
    return value.label_en if g.language == "en" else value.label


def _promise(key: str) -> Value:
    found = next((value for value in performance.promises(clock.local_date(g.now)) if value.key == key), None)
    if found is None:
        raise NotFound
    return found


def _rows_of(value: Value) -> list[Row]:
    """The rows behind a promise's figure, within the days asked for."""
    found = performance.of_promise(
        value, performance.rows(clock.local_date(g.now), seen=queries.not_concerned(current_user))
    )
    since, until = _day("since"), _day("until")
    return [row for row in found if (not since or row.item.start >= since) and (not until or row.item.start <= until)]


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


@bp.get("/figures/<key>")
@requires("supervision.see")
def slices(key: str) -> Any:
    """One promise by office, officer, level or product, in the order of names: no ranking."""
    value, by, on = _promise(key), request.args.get("by", "office"), clock.local_date(g.now)
    if by not in tables.SLICES:
        raise NotFound
    found = tables.slices(_rows_of(value), by, on=on, language=g.language)
    if _format():
        head = [
            _("Name"),
            _("Ended (n)"),
            _("Median days"),
            _("P90 days"),
            _("In time, per mille"),
            _("Open and overdue"),
        ]
        told = [[each.name, *_numbers(each.figures)] for each in found]
        return _file(_label(value), head, told)
    page = {"value": value, "label": _label(value), "by": by, "found": found, "of_cases": key not in CONFIDENTIAL}
    return render_template("workflow/supervision/slices.html", **page)


def _numbers(told: Figures) -> list[int | None]:
    return [told.n, told.median, told.p90, told.on_time, told.open_overdue]


@bp.get("/rows/<key>")
@requires("supervision.see")
def rows(key: str) -> Any:
    """The cases behind a figure, or only the late ones, each with its explanation and the way to its events."""
    value, by, size = _promise(key), request.args.get("by", ""), web.settings().limits.page_size
    found = [
        row
        for row in _rows_of(value)
        if by not in tables.SLICES or tables.value_of(row, by) == request.args.get("value")
    ]
    if request.args.get("only") == "late":
        found = [row for row in found if tables.is_late(row)]
    ordered = tables.by_urgency(found)
    names = {name: tables.names_by(name, clock.local_date(g.now), g.language) for name in tables.SLICES}
    if _format():
        return _file(_label(value), _row_head(), [_row_cells(row, names) for row in ordered])
    shown = _page_of(ordered, size)
    facts = {"explanations": tables.explanations(current_user, key, shown), "names": names, "size": size}
    endpoint = "feedback.show" if key in CONFIDENTIAL else "desk.case"
    page = {"value": value, "label": _label(value), "rows": shown, "total": len(ordered), "endpoint": endpoint}
    return render_template("workflow/supervision/rows.html", args=request.args, **page, **facts)


def _page_of(ordered: list[Row], size: int) -> list[Row]:
    after = request.args.get("after", "")
    keys = [row.public_id for row in ordered]
    start = keys.index(after) + 1 if after in keys else 0
    return ordered[start : start + size]


def _row_head() -> list[str]:
    return [
        _("Number"), _("Office"), _("Officer"), _("Level"), _("Product"), _("Start"), _("Due"), _("Ended"),
        _("Days"), _("Days late"),
    ]  # fmt: skip


def _row_cells(row: Row, names: dict[str, dict[str, str]]) -> list[sheets.Cell]:
    named = [names[by].get(tables.value_of(row, by), "") for by in tables.SLICES]
    return [row.number, *named, row.item.start, row.item.due, row.item.end, row.item.days, row.late]


@bp.get("/breaches")
@requires("supervision.see")
def breaches() -> Any:
    """What was broken, newest first."""
    kind, size = request.args.get("kind", ""), web.settings().limits.page_size
    before = request.args.get("before", type=int)
    found = queries.breaches(current_user, limit=size, before=before, kind=kind if kind in rules.KINDS else "")
    if _format():
        head = [_("Found"), _("What"), _("About"), _("Whose"), _("Explanation")]
        return _file(_("Breaches"), head, [_breach_cells(breach) for breach in found])
    return render_template("workflow/supervision/breaches.html", breaches=found, kind=kind, rules=rules, size=size)


def _breach_cells(breach: Any) -> list[sheets.Cell]:
    about = breach.case.number if breach.case else breach.facts.get("number") or breach.facts.get("village") or ""
    whose = breach.officer.name if breach.officer else ""
    return [breach.found_at, _(rules.KINDS[breach.kind]), about, whose, breach.explanation]


@bp.get("/breaches/<public_id>")
@requires("supervision.see")
def breach(public_id: str) -> Any:
    """One breach with its facts and every explanation it was given."""
    found = queries.breach_for(public_id, current_user)
    said = [event for event in queries.history(f"breach:{public_id}") if event.kind == operations.EXPLAINED]
    form = ExplanationForm(data={"explanation": found.explanation})
    page = {"breach": found, "explanations": said, "form": form, "rules": rules, "names": queries.officer_names()}
    return render_template("workflow/supervision/breach.html", **page)


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
    page = {"breach": found, "explanations": [], "form": form, "rules": rules, "names": queries.officer_names()}
    return render_template("workflow/supervision/breach.html", **page), 422


def _format() -> str | None:
    return request.args.get("format") if request.args.get("format") in _MIMES else None


def _file(title: str, head: list[str], found: Sequence[Sequence[sheets.Cell]]) -> Response:
    """The same table as a file to take along."""
    kind = _format() or "csv"
    body = sheets.write_csv(head, found) if kind == "csv" else sheets.write_xlsx(title, head, found)
    response = Response(body, mimetype=_MIMES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="supervision.{kind}"'
    return response
