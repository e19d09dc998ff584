"""Pages of acts on a whole village: the batch line form out as a workbook and back in."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from workflow.base import web
from workflow.carriers import sheets, workbooks
from workflow.kernel.errors import Conflict, HouseError, N_, NotFound
from workflow.staff.guard import requires
from workflow.stages.appraisal.panel import queries as panels
from workflow.stages.appraisal.panel.models import Panel
from workflow.stages.appraisal.village import operations, sheet
from workflow.stages.appraisal.village.forms import ActForm, RecordForm, SheetForm
from workflow.stages.appraisal.village.rules import Handed
from workflow.stages.imports import reading, sending

bp = Blueprint("village", __name__, url_prefix="/panels/<public_id>")

#: So many faults a page names; a sheet with more has the first of them put right first.
_MOST_FAULTS = 200


@bp.post("/prepare-rest")
@requires("meeting.record")
def prepare_rest(public_id: str) -> Any:
    """Put every household that waits before the panel."""
    panel = panels.panel_for(public_id, current_user, "meeting.record")
    if ActForm().validate():
        made = operations.prepare_rest(panel, by=current_user, at=g.now)
        flash(ngettext("%(num)s form is prepared.", "%(num)s forms are prepared.", len(made)))
    return redirect(url_for("panel.show", public_id=public_id), 303)


@bp.get("/lines.<kind>")
@requires("panel.see")
def sheet_out(public_id: str, kind: str) -> Any:
    """The batch line form of the panel's village, to be filled in at the meeting."""
    panel = panels.panel_for(public_id, current_user, "panel.see")
    if kind not in sheets.MIMES:
        raise NotFound
    web.note_look(panel.stream, "batch line form")
    head, rows = sheet.table(panel)
    response = Response(sheets.write(kind, _("Batch line form"), head, rows), mimetype=sheets.MIMES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="line-form.{kind}"'
    return response


@bp.route("/lines", methods=["GET", "POST"])
@requires("meeting.record")
@web.takes_files
def sheet_in(public_id: str) -> Any:
    """Read a form that came back: every fault by its cell, or what would be recorded."""
    panel = panels.panel_for(public_id, current_user, "meeting.record")
    form = SheetForm()
    if form.validate():
        try:
            return _preview(panel, sheet.read(panel, sending.content(workbooks.VILLAGE.bytes + 1), current_user))
        except HouseError as error:
            form.blame(error)
    page = {"panel": panel, "form": form, "chosen": sending.name()}
    return render_template("workflow/panel/sheet.html", **page), (422 if form.errors else 200)


def _preview(panel: Panel, handed: Handed, form: RecordForm | None = None) -> Any:
    web.note_look(panel.stream, "batch line form handed in")
    form = form or RecordForm(formdata=None, data={"told": sheet.folded(handed.lines), "seen": sheet.seen(panel)})
    page = {
        "panel": panel, "handed": handed, "form": form, "again": SheetForm(formdata=None), "chosen": sending.name(),
        "faults": [(reading.where(fault), reading.said(fault)) for fault in handed.faults[:_MOST_FAULTS]],
        "changes": sheet.differences(panel, handed.lines),
    }  # fmt: skip
    return render_template("workflow/panel/preview.html", **page), (422 if handed.faults or form.errors else 200)


@bp.post("/lines/record")
@requires("meeting.record")
@web.takes_files
def record(public_id: str) -> Any:
    """Record what a checked sheet says, whole or not at all."""
    panel, form = panels.panel_for(public_id, current_user, "meeting.record"), RecordForm()
    lines = sheet.unfolded(form.told.data or "")
    if form.validate():
        if form.seen.data != sheet.seen(panel):
            raise Conflict(N_("A form has changed meanwhile. Open the page again."))
        count = operations.settle_meeting(panel, lines, by=current_user, at=g.now)
        flash(ngettext("%(num)s line is recorded.", "%(num)s lines are recorded.", count))
        return redirect(url_for("panel.show", public_id=public_id), 303)
    return _preview(panel, Handed(lines), form)
