"""Keeping a sheet that was handed in until it is imported or let go; each act one event with the file's fingerprint."""

from __future__ import annotations

from datetime import datetime

from workflow.base import audit
from workflow.base.db import session
from workflow.kernel import ids
from workflow.kernel.errors import Conflict, N_
from workflow.staff.models import Officer
from workflow.stages.imports import queries
from workflow.stages.imports.models import SheetImport
from workflow.stages.imports.rules import CHECKED, DROPPED, IMPORTED

HANDED_IN = audit.declare("sheet_handed_in", "form", "about", "rows", "fingerprint")
SHEET_IMPORTED = audit.declare("sheet_imported", "form", "about", "count", "fingerprint")
LET_GO = audit.declare("sheet_let_go", "form", "about")


def keep(
    *, kind: str, about: str, fingerprint: str, told: str, rows: int, by: Officer, at: datetime
) -> SheetImport:  # fmt: skip
    """Keep what stands in a sheet, sealed, for its owner's eyes; it is imported by a second act, or let go.

    `fingerprint`: SHA-256 of the file, hex. Conflict where this very file was imported before.
    """
    refuse_twice(kind, about, fingerprint)
    made = SheetImport(
        public_id=ids.public_id(), kind=kind, about=about, file_key=queries.key_of(fingerprint), state=CHECKED,
        handed_in_by=by, handed_in_at=at,
    )  # fmt: skip
    made.told = told
    session.add(made)
    session.flush()
    payload = {"form": kind, "about": about, "rows": rows, "fingerprint": fingerprint}
    audit.record(HANDED_IN, made.stream, at=at, by=by.id, **payload)
    return made


def refuse_twice(kind: str, about: str, fingerprint: str) -> None:
    """Conflict for a file that was imported already: the same file twice brings nothing twice."""
    if queries.imported(kind, about, fingerprint):
        raise Conflict(N_("This very file was imported already. Nothing was changed."))


def finish(found: SheetImport, *, count: int, fingerprint: str, by: Officer, at: datetime) -> None:
    """Record that a sheet was imported and how many things it brought; what stood in it is kept no longer."""
    _end(found, IMPORTED, at)
    found.count = count
    session.flush()
    payload = {"form": found.kind, "about": found.about, "count": count, "fingerprint": fingerprint}
    audit.record(SHEET_IMPORTED, found.stream, at=at, by=by.id, **payload)


def let_go(found: SheetImport, *, by: Officer, at: datetime) -> None:
    """Forget a sheet that is not imported after all."""
    _end(found, DROPPED, at)
    session.flush()
    audit.record(LET_GO, found.stream, at=at, by=by.id, form=found.kind, about=found.about)


def _end(found: SheetImport, state: str, at: datetime) -> None:
    if found.state != CHECKED:
        raise Conflict(N_("This sheet was imported or let go already."))
    found.state, found.ended_at, found.told = state, at, None
