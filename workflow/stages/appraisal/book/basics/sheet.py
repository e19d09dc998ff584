"""The columns of an appraiser's form that are about people: an empty cell leaves what stands there."""

from __future__ import annotations

from typing import Any

from workflow.carriers import sheets
from workflow.kernel import checks
from workflow.kernel.errors import Invalid, N_
from workflow.stages.appraisal.book.basics.rules import LACKING, Basics
from workflow.stages.appraisal.book.models import BookLine
from workflow.stages.imports.kinds import in_every_language
from workflow.stages.imports.rules import Column, Reading

_REPRESENTATIVE = "representative"
_LONGEST_ADDRESS = 120


def columns() -> list[Column]:
    """Who stands for the household, and what its file may lack."""
    named = {_REPRESENTATIVE: N_("Credit representative")} | LACKING
    hints = {_REPRESENTATIVE: N_("Where it is not the household named here.")}
    return [
        Column(
            code, name, (*in_every_language(name), code), hint=hints.get(code, N_("Where the file lacks it.")),
            text=code != _REPRESENTATIVE,
        )
        for code, name in named.items()
    ]  # fmt: skip


def cells(line: BookLine, written: Basics) -> list[sheets.Cell]:
    """What one appraiser wrote of a household's people."""
    named = next((each.name for each in line.household.members if each.id == written.representative), "")
    return [named, *(getattr(written, name) for name in LACKING)]


def read(reading: Reading, line: BookLine, written: Basics) -> Basics:
    """What a row says of people, on top of what is written; faults are noted on their cells."""
    chosen = reading.take(_REPRESENTATIVE, lambda typed: _member(typed, line))
    said: dict[str, Any] = {
        "id_number": reading.number("id_number", checks.id_number),
        "phone": reading.number("phone", checks.phone),
        "address": reading.take("address", lambda typed: checks.line(typed, most=_LONGEST_ADDRESS)),
    }
    representative = None if chosen == line.household.named_by.id else chosen or written.representative
    return Basics(representative, *(said[name] or getattr(written, name) for name in LACKING))


def _member(typed: str, line: BookLine) -> int:
    found = [each.id for each in line.household.members if each.name == typed]
    if len(found) != 1:
        raise Invalid(N_("Not exactly one member of this household has this name."))
    return found[0]
