"""Pages of an import: the form to take along, handing it in, what it would bring, and bringing it."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Blueprint, Response, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import web
from workflow.carriers import sheets
from workflow.kernel.errors import Conflict, HouseError, N_, NotFound
from workflow.staff import rights
from workflow.staff.guard import requires
from workflow.stages.imports import kinds, operations, queries, reading, rules, sending, showing
from workflow.stages.imports.forms import FileForm, ImportForm
from workflow.stages.imports.kinds import Ground, Kind, Plan
from workflow.stages.imports.models import SheetImport

bp = Blueprint("imports", __name__, url_prefix="/imports")

#: So many faults a page names; the workbook that is given back names them all.
_MOST_FAULTS = 200
_MOST_ROWS = 100
_MOST_SHEETS = 10


@bp.get("/<kind>")
@requires("sheet.import")
def index(kind: str) -> Any:
    """What a form of this kind could belong to."""
    found = _kind(kind)
    grounds = found.grounds(current_user)
    return render_template("workflow/imports/index.html", kind=found, grounds=grounds)


def _kind(key: str) -> Kind:
    found = kinds.named(key)
    if not rights.may(current_user, found.verb):
        raise NotFound
    return found


@bp.route("/<kind>/<about>", methods=["GET", "POST"])
@requires("sheet.import")
@web.takes_files
def hand_in(kind: str, about: str) -> Any:
    """Hand a form in; what it would bring is shown before anything is imported."""
    found = _kind(kind)
    ground, form = found.find(about, current_user), FileForm()
    if form.validate():
        try:
            return redirect(url_for("imports.show", public_id=_keep(found, about, ground).public_id), 303)
        except HouseError as error:
            form.blame(error)
    page = {
        "kind": found, "about": about, "ground": ground, "form": form, "limits": web.settings().limits,
        "chosen": sending.name(),
        "sheets": queries.sheets_of(kind, about, current_user, limit=_MOST_SHEETS), "states": rules.STATES,
        "columns": showing.columns(found.columns(ground.thing)),
    }  # fmt: skip
    return render_template("workflow/imports/hand_in.html", **page), (422 if form.errors else 200)


def _keep(kind: Kind, about: str, ground: Ground) -> SheetImport:
    limits = web.settings().limits
    found = reading.handed(sending.content(limits.import_bytes + 1), kind.columns(ground.thing), limits)
    return operations.keep(
        kind=kind.key, about=about, fingerprint=found.fingerprint, told=reading.folded(found),
        rows=len(found.sheet.rows), by=current_user, at=g.now,
    )  # fmt: skip


@bp.get("/<kind>/<about>/form.<ext>")
@requires("sheet.import")
def form_out(kind: str, about: str, ext: str) -> Any:
    """The form to take along, with a sheet that explains it."""
    found = _kind(kind)
    ground = found.find(about, current_user)
    if ext not in sheets.MIMES:
        raise NotFound
    web.note_look(f"import:{kind}:{about}"[:80], "form taken along")
    columns, rows = found.columns(ground.thing), found.rows(ground.thing)
    return _file(showing.form(ext, found, ground, columns, rows), ground.file, ext)


def _file(content: bytes, name: str, ext: str) -> Response:
    response = Response(content, mimetype=sheets.MIMES[ext])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{ext}"'
    return response


class _Opened(NamedTuple):
    """A kept sheet, read again against what stands now."""

    sheet: SheetImport
    handed: reading.Handed
    kind: Kind
    ground: Ground
    plan: Plan


def _opened(public_id: str) -> _Opened:
    sheet = queries.sheet_of(public_id, current_user)
    kind = _kind(sheet.kind)
    ground = kind.find(sheet.about, current_user)
    if sheet.state != rules.CHECKED:
        raise Conflict(N_("This sheet was imported or let go already."))
    handed = reading.unfolded(sheet.told)
    table = reading.table(handed.sheet, kind.columns(ground.thing))
    plan = kind.check(ground.thing, table, current_user, g.now)
    plan.faults.sort(key=lambda fault: (fault.row, -1 if fault.column is None else fault.column))
    return _Opened(sheet, handed, kind, ground, plan)


@bp.get("/sheets/<public_id>")
@requires("sheet.import")
def show(public_id: str) -> Any:
    """What a sheet would bring, or every fault by its cell."""
    return _preview(_opened(public_id), ImportForm(formdata=None))


def _preview(opened: _Opened, form: ImportForm) -> Any:
    web.note_look(opened.sheet.stream, "sheet checked")
    plan = opened.plan
    page = {
        "sheet": opened.sheet, "kind": opened.kind, "ground": opened.ground, "plan": plan, "form": form,
        "most": _MOST_ROWS,
        "faults": [(reading.where(fault), reading.said(fault)) for fault in plan.faults[:_MOST_FAULTS]],
    }  # fmt: skip
    return render_template("workflow/imports/preview.html", **page), (422 if form.errors else 200)


@bp.post("/sheets/<public_id>")
@requires("sheet.import")
def bring(public_id: str) -> Any:
    """Import a sheet, whole or not at all."""
    form, opened = ImportForm(), _opened(public_id)
    if opened.plan.faults:
        form.form_errors.append(_("Something of this sheet cannot be right. Nothing was imported."))
    elif form.validate():
        operations.refuse_twice(opened.sheet.kind, opened.sheet.about, opened.handed.fingerprint)
        count = opened.kind.apply(opened.ground.thing, opened.plan.content, current_user, g.now)
        operations.finish(
            opened.sheet, count=count, fingerprint=opened.handed.fingerprint, by=current_user, at=g.now
        )  # fmt: skip
        flash(_("Imported. Another person compares it with its source."))
        return redirect(url_for("imports.hand_in", kind=opened.sheet.kind, about=opened.sheet.about), 303)
    return _preview(opened, form)


@bp.post("/sheets/<public_id>/let-go")
@requires("sheet.import")
def let_go(public_id: str) -> Any:
    """Forget a sheet that is not imported after all."""
    sheet = queries.sheet_of(public_id, current_user)
    operations.let_go(sheet, by=current_user, at=g.now)
    return redirect(url_for("imports.hand_in", kind=sheet.kind, about=sheet.about), 303)


@bp.get("/sheets/<public_id>/faults.xlsx")
@requires("sheet.import")
def faults(public_id: str) -> Any:
    """The sheet given back with its faults beside the rows."""
    opened = _opened(public_id)
    web.note_look(opened.sheet.stream, "sheet with faults taken along")
    columns = opened.kind.columns(opened.ground.thing)
    content = reading.marked(opened.handed.sheet, columns, opened.plan.faults)
    return _file(content, f"{opened.ground.file}-faults", "xlsx")
