"""From a file to a form's rows and back: reading, keeping what stood in it, and giving it back with its faults."""

from __future__ import annotations

import hashlib
import json
import zlib
from base64 import b64decode, b64encode
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext as _

from workflow.base.settings import Limits
from workflow.carriers import commas, sheets, workbooks
from workflow.carriers.workbooks import Cell, Sheet, Sizes
from workflow.kernel import checks
from workflow.kernel.errors import N_
from workflow.stages.imports import rules
from workflow.stages.imports.kinds import in_every_language
from workflow.stages.imports.rules import Column, Fault, Table

#: The column in which a form that is given back says what is wrong with a row.
FAULTS = N_("What is wrong")
#: A packed workbook of text unpacks to so many times its size; more is no form.
_UNPACKED = 12
_COLUMNS = 60
_PACKED = b"PK"


@dataclass(frozen=True, slots=True)
class Handed:
    """A file that was handed in: its sheet, and the SHA-256 of its bytes (hex)."""

    sheet: Sheet
    fingerprint: str


def sizes(limits: Limits) -> Sizes:
    """How large a form may be, by the settings of the house; its head and a title above it are no rows."""
    return Sizes(limits.import_bytes, limits.import_bytes * _UNPACKED, limits.import_rows + rules.TOP, _COLUMNS)


def handed(content: bytes, columns: Sequence[Column], limits: Limits) -> Handed:
    """What was handed in, as a workbook or as a table; Invalid for anything else."""
    fingerprint = hashlib.sha256(content).hexdigest()
    return Handed(opened(content, sizes(limits), lambda rows: rules.head(rows, columns) is not None), fingerprint)


def opened(content: bytes, most: Sizes, wanted: Callable[[Iterator[list[Cell]]], bool] | None = None) -> Sheet:
    """The sheet in a workbook (the first one `wanted`) or a table, whatever the file is called; Invalid for anything
    else, in the words of whoever sent it."""
    if content.startswith((_PACKED, workbooks.OLDER)):
        return workbooks.read(content, most, wanted=wanted)
    return commas.read(content, most)


def table(sheet: Sheet, columns: Sequence[Column]) -> Table:
    """A sheet as a form of these columns, with what is wrong with it as a sheet."""
    merged = [workbooks.place(name) for name in sheet.merged]
    return rules.read(sheet, merged, columns, in_every_language(FAULTS))


def folded(found: Handed) -> str:
    """What was handed in, as one text to be sealed."""
    sheet = found.sheet
    told = {
        "fingerprint": found.fingerprint, "merged": sheet.merged, "hidden": sorted(sheet.hidden),
        "veiled": sorted(sheet.veiled), "twins": sheet.twins,
        "rows": [[_told(cell) for cell in row] for row in sheet.rows],
    }  # fmt: skip
    return b64encode(zlib.compress(json.dumps(told, ensure_ascii=False).encode())).decode()


def unfolded(text: str) -> Handed:
    """The twin of `folded`."""
    told = json.loads(zlib.decompress(b64decode(text)))
    rows = [[_cell(each) for each in row] for row in told["rows"]]
    sheet = Sheet(rows, told["merged"], frozenset(told["hidden"]), frozenset(told["veiled"]), tuple(told["twins"]))
    return Handed(sheet, told["fingerprint"])


def _told(cell: Cell) -> Any:
    if cell.formula:
        return {"formula": cell.value}
    if isinstance(cell.value, datetime | date):
        return {"day": cell.value.isoformat()}
    return cell.text if isinstance(cell.value, time) else cell.value


def _cell(told: Any) -> Cell:
    if isinstance(told, dict):
        return Cell(datetime.fromisoformat(told["day"])) if "day" in told else Cell(told["formula"], formula=True)
    return Cell(told)


def where(fault: Fault) -> str:
    """The name of a faulty cell, or its row, as the program shows it."""
    if fault.column is None:
        return _("Row %(number)s", number=fault.row + 1)
    return workbooks.address(fault.row, fault.column)


def said(fault: Fault) -> str:
    """What is wrong, in the reader's language; names of columns are words of the house or of the rules."""
    return _(fault.message, **{name: _(value) if name == "name" else value for name, value in fault.params.items()})


def marked(sheet: Sheet, columns: Sequence[Column], faults: Sequence[Fault]) -> bytes:
    """The sheet as a workbook: each row's faults beside it, faulty cells coloured, all faults on a second sheet."""
    words: dict[int, list[str]] = defaultdict(list)
    for fault in faults:
        words[fault.row].append(f"{where(fault)} {said(fault)}")
    top, width = rules.head(sheet.rows, columns), max((len(row) for row in sheet.rows), default=0)
    body = [_beside(row, width, words[place]) for place, row in enumerate(sheet.rows)]
    if top is not None:
        body[top][-1] = _(FAULTS)
    marks = frozenset((fault.row, fault.column) for fault in faults if fault.column is not None)
    every: list[list[sheets.Cell]] = [[where(fault), said(fault)] for fault in faults]
    return sheets.write_book([
        sheets.Page(_("Form"), body, marks=marks, text=frozenset(range(width))),
        sheets.Page(_(FAULTS), [[_("Cell"), _(FAULTS)], *every]),
    ])  # fmt: skip


def _beside(row: Sequence[Cell], width: int, words: Sequence[str]) -> list[sheets.Cell]:
    cells: list[sheets.Cell] = [_shown(cell) for cell in row]
    return [*cells, *([None] * (width - len(cells))), "\n".join(words)]


def _shown(cell: Cell) -> sheets.Cell:
    """A cell as it is given back: nothing in it is a formula."""
    if isinstance(cell.value, datetime):
        return cell.value.date()
    if isinstance(cell.value, int) and not isinstance(cell.value, bool) and len(cell.text) <= rules.EXACT_DIGITS:
        return cell.value
    return checks.shown(cell.text)
