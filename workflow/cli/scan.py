"""`scan`: look through files for personal numbers before they are handed to any board, site or newspaper."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from workflow.base import house
from workflow.base.settings import Settings
from workflow.carriers import scanning
from workflow.kernel import personal
from workflow.kernel.errors import Invalid
from workflow.office.publication.queries import work_phones


def add(commands: Any) -> None:
    """Declare the command."""
    made = commands.add_parser("scan", help="look for identity, telephone and bank-card numbers in files")
    made.add_argument("--data", type=Path)
    made.add_argument("files", type=Path, nargs="+", metavar="FILE")
    made.set_defaults(act=scan)


def scan(settings: Settings, given: argparse.Namespace) -> int:
    """Say where each number stands, never the number; 1 where something was found or a file cannot be read through."""
    house.open_house(settings)
    allowed = work_phones()
    found = [line for file in given.files for line in _lines(file, allowed)]
    print("\n".join(found) or "Nothing was found.")
    return 1 if found else 0


def _lines(file: Path, allowed: frozenset[str]) -> list[str]:
    try:
        told = [
            f"{file}: {place}: {personal.NAMES[kind]}"
            for place, text in scanning.words(file.name, file.read_bytes())
            for kind in personal.numbers_in(personal.without_digests(text), allowed)
        ]
    except Invalid as fault:
        return [f"{file}: {fault.message % fault.params}"]
    return list(dict.fromkeys(told))
