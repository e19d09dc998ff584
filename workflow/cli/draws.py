"""`draw verify`: was a draw for inspection made from the list, the secret and the words that were told?"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from workflow.base.settings import Settings
from workflow.cli.words import command, enter
from workflow.office.supervision.draws import queries, rules


def add(commands: Any) -> None:
    """Declare the command."""
    draw = command(commands, "draw", verify, "repeat a draw for inspection from its file, or every one of this house")
    draw.add_argument("what", choices=["verify"], help="what to do with it")
    draw.add_argument("file", nargs="?", type=Path, help="a draw's file (draw.json); needs no house")


def verify(settings: Settings, given: argparse.Namespace) -> int:
    """One line a draw and one a fault; 1 if any draw is not what its list, secret and words make."""
    draws = [(str(given.file), _read(given.file))] if given.file else _every(settings)
    wrong = 0
    for name, told in draws:
        found = rules.faults(told)
        wrong += bool(found)
        print(f"{'BAD ' if found else 'fair'} {name}: {len(told.get('drawn', ()))} drawn")
        for fault in found:
            print(f"     {fault}")
    print(f"{len(draws)} draws, {wrong} of them not fair")
    return 1 if wrong else 0


def _read(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise LookupError(f"{file} is no file of a draw: {error}") from error
    return found if isinstance(found, dict) else {}


def _every(settings: Settings) -> list[tuple[str, dict[str, Any]]]:
    enter(settings)
    return [(f"{draw.office.name} {draw.period_on}", queries.file_of(draw)) for draw in queries.drawn()]
