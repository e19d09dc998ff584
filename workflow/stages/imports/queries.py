"""Finding the sheets that a person handed in; nobody else's."""

from __future__ import annotations

from sqlalchemy import select

from workflow.base import vault
from workflow.base.db import session
from workflow.kernel.errors import NotFound
from workflow.staff.models import Officer
from workflow.stages.imports.models import SheetImport
from workflow.stages.imports.rules import IMPORTED


def sheet_of(public_id: str, person: Officer) -> SheetImport:
    """The sheet of that id, if this person handed it in; NotFound otherwise."""
    query = select(SheetImport).where(SheetImport.public_id == public_id, SheetImport.handed_in_by_id == person.id)
    found = session.scalar(query)
    if found is None:
        raise NotFound
    return found


def sheets_of(kind: str, about: str, person: Officer, *, limit: int) -> list[SheetImport]:
    """What a person handed in for one thing, newest first."""
    query = select(SheetImport).where(SheetImport.kind == kind, SheetImport.about == about)
    query = query.where(SheetImport.handed_in_by_id == person.id)
    return list(session.scalars(query.order_by(SheetImport.id.desc()).limit(limit)))


def imported(kind: str, about: str, fingerprint: str) -> SheetImport | None:
    """The import of the very same file for the same thing, whoever made it."""
    query = select(SheetImport).where(SheetImport.kind == kind, SheetImport.about == about)
    query = query.where(SheetImport.file_key == key_of(fingerprint), SheetImport.state == IMPORTED)
    return session.scalar(query)


def key_of(fingerprint: str) -> str:
    """How a file's fingerprint is kept: a short form could be guessed from it otherwise."""
    return vault.current().blind(f"import:{fingerprint}")
