"""`policy`: check, show and compare packs."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from workflow.base import clock
from workflow.base.settings import Settings
from workflow.places.packs import folders_of
from workflow.policy import load, show
from workflow.policy.pack import Value


def add(commands: Any) -> None:
    """Declare the commands."""
    policy = commands.add_parser("policy", help="check, show or compare policy packs")
    verbs = policy.add_subparsers(dest="verb", required=True, metavar="VERB")
    for name, act, words in (("check", check, ()), ("show", one, ("pack",)), ("diff", diff, ("pack", "other"))):
        verb = verbs.add_parser(name)
        verb.add_argument("--data", type=Path)
        verb.add_argument("--on", type=date.fromisoformat, default=clock.today())
        for word in words:
            verb.add_argument(word)
        if name == "diff":
            verb.add_argument("--then", type=date.fromisoformat, help="the other pack's day, if it is another one")
        verb.set_defaults(act=act)


def check(settings: Settings, given: argparse.Namespace) -> int:
    """Load every pack; the first fault is named with file, key and date; then what is open or an example."""
    findings = show.check(folders_of(settings), today=given.on)
    for finding in findings:
        print(("FAULT: " if finding.fatal else "note:  ") + finding.message % finding.params)
    return 1 if any(finding.fatal for finding in findings) else 0


def one(settings: Settings, given: argparse.Namespace) -> int:
    """Every value of a pack in force on a day, with its citation."""
    for row in show.show(load.library(folders_of(settings)).pack(given.pack), given.on):
        print("\t".join(row))
    return 0


def diff(settings: Settings, given: argparse.Namespace) -> int:
    """What differs between two packs on a day, or within one pack between two days (`--then`)."""
    library = load.library(folders_of(settings))
    before, after = library.pack(given.pack), library.pack(given.other)
    for change in show.diff((before, given.on), (after, given.then or given.on)):
        print("\t".join((change.key, _side(change.before), _side(change.after))))
    return 0


def _side(value: Value | None) -> str:
    return "–" if value is None else f"{show.words(value)} {value.unit} ({value.cite})"
