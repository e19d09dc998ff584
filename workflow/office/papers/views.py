"""Printing: what lies ready for villagers, every paper in the size asked for, the poster of a list, all of a kind."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_login import current_user

from workflow.base import languages, web
from workflow.doors.published import papers as shelf
from workflow.kernel.errors import NotFound
from workflow.office.papers import kinds, lists, making
from workflow.office.papers.sheet import SIZES, Making, Sheet
from workflow.office.papers.voice import CHINESE, Voice
from workflow.staff.guard import requires
from workflow.stages.notices import queries as notices

bp = Blueprint("papers", __name__)
_PIECE = 65_536


@bp.get("/papers/")
@requires("paper.see")
def index() -> Any:
    """Every kind, and how far the worker is with what villagers see; only that part for a page that asks again."""
    ready = {kind: making.ready(web.settings(), kind) for kind in kinds.KINDS}
    waiting = any(each.waiting for each in ready.values())
    part = bool(request.htmx) and not request.htmx.history_restore_request  # type: ignore[attr-defined] # htmx-flask adds it
    page = "_ready" if part else "index"
    return render_template(f"workflow/papers/{page}.html", kinds=kinds.KINDS, ready=ready, waiting=waiting)


@bp.get("/papers/<kind>/")
@requires("paper.see")
def kind(kind: str) -> Any:
    """The papers of one kind, a page at a time by key."""
    named, after = _named(kind), request.args.get("after", "")
    rest = [(key, name) for key, name in named if key > after]
    size = web.settings().limits.page_size
    following = rest[size - 1][0] if len(rest) > size else None
    page = {"kind": kind, "label": kinds.KINDS[kind].label, "papers": rest[:size], "following": following}
    return render_template("workflow/papers/kind.html", **page)


def _named(kind: str) -> list[tuple[str, str]]:
    if kind not in kinds.KINDS:
        raise NotFound
    return kinds.named(kind)


@bp.get("/papers/<kind>/<key>/<size>.pdf")
@requires("paper.see")
def paper(kind: str, key: str, size: str) -> Any:
    """One paper as it would stand on the portal, printed now in the size asked for."""
    if kind not in kinds.KINDS:
        raise NotFound
    spoken = languages.current()
    sheet = kinds.sheet(kind, key, _making(size, spoken if spoken in kinds.KINDS[kind].languages else CHINESE))
    if sheet is None:
        raise NotFound
    return _pdf(sheet, f"{kind}-{key}-{size}")


@bp.get("/notices/<public_id>/poster/<size>.pdf")
@requires("notice.see")
def poster(public_id: str, size: str) -> Any:
    """The poster of a posted list with every entry that hangs in the village."""
    notice = notices.notice_for(public_id, current_user, "notice.see")
    web.note_look(notice.stream, "printing the list")
    return _pdf(lists.sheet(notice, _making(size, CHINESE)), f"poster-{public_id}-{size}")


def _making(size: str, language: str) -> Making:
    if size not in SIZES:
        raise NotFound
    return Making(Voice(language), size, web.settings().site_url)


def _pdf(sheet: Sheet, name: str) -> Response:
    answer = Response(sheet.print_pdf(), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


@bp.get("/papers/<kind>/all.zip")
@requires("paper.see")
def all_of(kind: str) -> Any:
    """Everything of a kind that lies ready, in one file."""
    named = {f"{name} {key}".strip(): key for key, name in _named(kind)}
    places = {name: shelf.Place(web.settings().papers, CHINESE, kind, key) for name, key in named.items()}
    headers = {"Content-Disposition": f'attachment; filename="{kind}.zip"'}
    return Response(_packed(places), mimetype="application/zip", headers=headers)


def _packed(places: dict[str, shelf.Place]) -> Iterator[bytes]:
    """A ZIP of these papers by their names, piece by piece; PDFs are packed already."""
    with TemporaryFile() as file:
        with zipfile.ZipFile(file, "w") as archive:
            for name, place in places.items():
                found = shelf.find(place)
                if found:
                    archive.writestr(zipfile.ZipInfo(f"{name}.pdf"), found.content)
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece
