"""Forms that are imported, filled in by a program: from rows to a file, and what a file would bring."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

from workflow.base.settings import Limits
from workflow.carriers import workbooks
from workflow.staff.models import Officer
from workflow.stages.imports import reading
from workflow.stages.imports.kinds import Kind, Plan


def workbook(head: list[str], *rows: list[Any], dress: Any = None) -> bytes:
    """A workbook as somebody saved it; `dress(book)` makes it dirty."""
    book = Workbook()
    page = book.active
    for each in (head, *rows):
        page.append(each)
    if dress:
        dress(book)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def packed(**parts: bytes) -> bytes:
    """A zip of these parts, as a workbook is one."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return file.getvalue()


def plan_of(kind: Kind, thing: Any, content: bytes, *, by: Officer, at: datetime) -> Plan:
    """What a file would bring, after it was kept as one text."""
    columns = kind.columns(thing)
    found = reading.handed(content, columns, Limits())
    again = reading.unfolded(reading.folded(found))
    assert again == found, "what is kept is what was handed in"
    return kind.check(thing, reading.table(again.sheet, columns), by, at)


def bring(kind: Kind, thing: Any, content: bytes, *, by: Officer, at: datetime) -> int:
    """Import a file that has no fault; returns how many things it brought."""
    plan = plan_of(kind, thing, content, by=by, at=at)
    assert plan.faults == []
    return kind.apply(thing, plan.content, by, at) if plan.count else 0


def cells(plan: Plan) -> set[str]:
    """Where a plan finds fault: "B2", or "row 2" for a whole one."""
    return {
        f"row {fault.row + 1}" if fault.column is None else workbooks.address(fault.row, fault.column)
        for fault in plan.faults
    }
