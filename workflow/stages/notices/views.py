"""Pages of the notices room: lists from draft to end, and the paper that hangs in the village."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import clock, languages, web
from workflow.kernel.errors import Invalid, NotFound
from workflow.places import queries as places
from workflow.places.models import Village
from workflow.staff import rights
from workflow.staff.guard import requires
from workflow.stages.cases import queries as cases
from workflow.stages.notices import codes, disputes, operations, panels, queries, rules, showing, states
from workflow.stages.notices.forms import DraftForm, StepForm
from workflow.stages.notices.models import Notice

bp = Blueprint("notices", __name__)
bp.app_context_processor(lambda: {"NOTICE_WORDS": _words()})
disputes.add_to(bp)
codes.add_to(bp)


def _words() -> dict[str, Any]:
    return {
        "state": states.NOTICE_LABELS, "row": states.ROW_LABELS, "objection": states.LABELS,
        "channel": rules.CHANNELS, "standing": rules.STANDINGS, "audience": rules.AUDIENCES,
    }  # fmt: skip


@bp.get("/notices")
@requires("notice.see")
def index() -> Any:
    """What waits to be posted, what is up, what has ended."""
    offices = places.offices_below(current_user.office)
    ready: dict[str, list[Any]] = {}
    for case in queries.candidates(offices):
        ready.setdefault(case.village_code, []).append(case)
    villages = [(places.village_by_code(code), found) for code, found in ready.items()]
    page = {"ready": villages, "notices": queries.notices_of(current_user), "codeless": codes.codeless()}
    return render_template("workflow/notices/index.html", **page)


@bp.get("/cases/<public_id>/notice")
@requires("notice.draft")
def for_case(public_id: str) -> Any:
    """From a case to the list of its village."""
    case = cases.case_for(public_id, current_user, "case.see")
    return redirect(url_for("notices.draft", code=case.village_code), 303)


@bp.route("/notices/draft/<code>", methods=["GET", "POST"])
@requires("notice.draft")
def draft(code: str) -> Any:
    """Draw up the list of a village."""
    village = _village(code)
    ready = [case for case in queries.candidates([village.office_id]) if case.village_code == code]
    if not ready:
        return render_template("workflow/notices/draft.html", village=village, form=None, rule=None)
    rule, place = panels.span_for(ready[0], clock.local_date(g.now)), panels.place_for(ready[0], g.now)
    preset = {"days": rule.value.preset, "place": place}
    form = DraftForm(ready, rule.value, data=preset)
    if form.validate():
        cases = form.chosen()
        try:
            told = {"cases": cases, "days": form.days.data, "place": form.place.data}
            notice = operations.draft(village=village, **told, by=current_user, at=g.now)
            flash(_("The list is drawn up. A second person posts it."))
            return redirect(url_for("notices.show", public_id=notice.public_id), 303)
        except Invalid as error:
            form.blame(error)
    page = {"village": village, "form": form, "rule": rule, "ready": ready}
    return render_template("workflow/notices/draft.html", **page), (422 if form.errors else 200)


def _village(code: str) -> Village:
    village = places.village_by_code(code)
    if village is None:
        raise NotFound
    rights.check(current_user, "notice.draft", village)
    return village


@bp.get("/notices/<public_id>")
@requires("notice.see")
def show(public_id: str) -> Any:
    """One list: its period, its entries, what stands against them, the next step."""
    return _page(queries.notice_for(public_id, current_user, "notice.see"), StepForm())


def _page(notice: Notice, form: StepForm, status: int = 200) -> Any:
    web.note_look(notice.stream, "list of households")
    over = notice.last_on is not None and notice.last_on < clock.local_date(g.now)
    page = {"notice": notice, "form": form, "over": over, "groups": panels.by_group(notice.rows)}
    if notice.state == states.DRAFTED:
        page["alike"] = showing.alike(notice, clock.local_date(g.now))
    return render_template("workflow/notices/show.html", **page), status


@bp.route("/notices/<public_id>/post", methods=["GET", "POST"])
@requires("notice.post")
def post(public_id: str) -> Any:
    """A last look, then the list goes up."""
    notice = queries.notice_for(public_id, current_user, "notice.post")
    form = StepForm(data={"seen": notice.version})
    if form.validate():
        try:
            web.check_seen(form.seen.data, notice)
            period = operations.post(notice, by=current_user, at=g.now)
            last = languages.day(period.last_day)
            flash(_("The list is up. Its last day is %(day)s. Print the paper and hang it.", day=last))
            return redirect(url_for("notices.show", public_id=public_id), 303)
        except Invalid as error:
            form.blame(error)
    page = {"notice": notice, "form": form, "ahead": panels.ahead(notice, g.now)}
    return render_template("workflow/notices/post.html", **page), (422 if form.errors else 200)


@bp.post("/notices/<public_id>/discard")
@requires("notice.draft")
def discard(public_id: str) -> Any:
    """Throw a draft away."""
    notice, form = queries.notice_for(public_id, current_user, "notice.draft"), StepForm()
    if form.validate():
        try:
            web.check_seen(form.seen.data, notice)
            operations.discard(notice, by=current_user, at=g.now)
            return redirect(url_for("notices.index"), 303)
        except Invalid as error:
            form.blame(error)
    return _page(notice, form, 422)


@bp.get("/notices/<public_id>/paper")
@requires("notice.see")
def paper(public_id: str) -> Any:
    """The list as it hangs in the village: by group, both ends of the period, how to object without a telephone."""
    notice = queries.notice_for(public_id, current_user, "notice.see")
    web.note_look(notice.stream, "printing the list")
    standing = panels.by_group(row for row in notice.rows if row.state != states.REMOVED)
    return render_template("print/notice.html", notice=notice, groups=standing, sheet=panels.sheet(notice, g.now))
