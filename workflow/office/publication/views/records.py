"""One record: what our rules say for a day, what stands in public, what is announced, every version with its leaf."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import clock, languages, web
from workflow.doors.published.models import Record
from workflow.kernel.errors import Conflict, Invalid, NotFound
from workflow.office.publication import changes, comparing, concept, operations, previews, queries
from workflow.office.publication.forms import DayForm, WithdrawForm
from workflow.office.publication.views.common import bp, face_rows
from workflow.staff.guard import requires


@bp.get("/<kind>/<key>")
@requires("publication.see")
def show(kind: str, key: str) -> Any:
    """One record; `on` asks what our rules will want of it on a later day."""
    day = _day()
    return _record_page(kind, key, DayForm(data={"on": day}), WithdrawForm(), day=day)


def _day() -> date:
    """The day asked for, never a past one."""
    today = clock.local_date(g.now)
    try:
        return max(date.fromisoformat(request.args.get("on", "")), today)
    except ValueError:
        return today


def _record_page(
    kind: str, key: str, form: DayForm, withdrawal: WithdrawForm, status: int = 200, *, day: date | None = None
) -> Any:
    today = clock.local_date(g.now)
    versions, wanted = queries.history(kind, key), _wanted(kind, key, day or today)
    if not versions and wanted is None:
        raise NotFound
    current, announced = queries.one_in_force(kind, key, today), queries.announced(kind, key, today)
    shown = changes.payload_of(current)
    told = shown or wanted or changes.payload_of(versions[0])
    _offer(withdrawal, current, announced)
    page = {
        "kind": kind, "key": key, "versions": versions, "current": current, "announced": announced, "wanted": wanted,
        "form": form, "withdrawal": withdrawal, "day": day or today, "later": (day or today) > today,
        "lines": changes.lines(shown or wanted, languages.current()),
        "public_path": previews.public_path(kind, key, told, gone=not current),
        "differences": comparing.compared(shown, wanted, languages.current()) if wanted and current else [],
        "coming": comparing.compared(shown, changes.payload_of(announced), languages.current()) if announced else [],
        "signed": kind in concept.TWO_PEOPLE, "by": queries.officer, "proposal": queries.open_proposal(kind, key),
        "title": changes.called(told, key), "faces": face_rows(),
    }  # fmt: skip
    return render_template("workflow/publication/record.html", **page), status


def _offer(form: WithdrawForm, current: Record | None, announced: Record | None) -> None:
    """Let the reader say which version goes, where there are two."""
    found = [(current, _("What stands now")), (announced, _("What is announced"))]
    form.leaf.choices = [(str(record.leaf), words) for record, words in found if record]
    if form.leaf.choices and not form.leaf.data:
        form.leaf.data = form.leaf.choices[0][0]


def _wanted(kind: str, key: str, on: date) -> concept.Payload | None:
    return concept.payloads(kind, on).get(key) if kind in concept.TWO_PEOPLE else None


@bp.get("/<kind>/<key>/preview/<face>")
@requires("publication.see")
def preview(kind: str, key: str, face: str) -> Any:
    """The public page as it would be if what our rules say were published; nobody else can see it."""
    day = _day()
    payload = _wanted(kind, key, day)
    if payload is None:
        raise NotFound
    return previews.page(previews.proposed(kind, key, payload, on=day, at=g.now), face)


@bp.post("/<kind>/<key>/propose")
@requires("publication.propose")
def propose(kind: str, key: str) -> Any:
    """Propose what our rules say, for today or a later day."""
    form = DayForm()
    if form.validate():
        try:
            operations.propose(kind, key, on=form.on.data, by=current_user, at=g.now)
            flash(_("Proposed. A second person confirms it."))
            return redirect(url_for("publication.index"), 303)
        except Invalid as error:
            form.blame(error)
    return _record_page(kind, key, form, WithdrawForm(formdata=None), 422)


@bp.post("/<kind>/<key>/withdraw")
@requires("publication.propose")
def withdraw(kind: str, key: str) -> Any:
    """Propose to take it down, or to take back what is announced."""
    form = WithdrawForm()
    record = _version(kind, key, form.leaf.data)
    if form.validate():
        try:
            operations.propose_withdrawal(record, reason=form.why, by=current_user, at=g.now)
            flash(_("Proposed. A second person confirms it."))
            return redirect(url_for("publication.index"), 303)
        except Invalid as error:
            form.blame(error)
    return _record_page(kind, key, DayForm(formdata=None), form, 422)


def _version(kind: str, key: str, leaf: str | None) -> Record:
    today = clock.local_date(g.now)
    current = queries.one_in_force(kind, key, today)
    known = [each for each in (current, queries.announced(kind, key, today)) if each]
    record = next((each for each in known if leaf in (None, "", str(each.leaf))), None)
    if record is None and known:
        raise Conflict(web.SENTENCES[409])  # what was meant has ended meanwhile; nothing else is taken down for it
    if record is None:
        raise NotFound
    return record
