"""The command `sunshine`: every command calls an operation; nothing is decided here."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from workflow.base.house import Unsafe
from workflow.base.settings import Settings
from workflow.base.vault import KeysMissing
from workflow.cli import data, draws, export, index, keys, paper, photos, play, rules, scan, serve, truth, witness
from workflow.kernel.errors import HouseError

ROOMS = (serve, play, data, export, index, keys, paper, photos, truth, draws, rules, scan, witness)


def parser() -> argparse.ArgumentParser:
    """All commands with their words."""
    top = argparse.ArgumentParser(prog="sunshine", description="Sunshine Credit: rural lending in public view")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for room in ROOMS:
        room.add(commands)
    return top


def main(words: Sequence[str]) -> int:
    """Run one command; 0 when all is well, 1 for a finding or refusal, 2 for wrong words."""
    given = parser().parse_args(words)
    try:
        return int(given.act(Settings.load(getattr(given, "data", None)), given) or 0)
    except (HouseError, Unsafe, KeysMissing, LookupError, FileNotFoundError, FileExistsError) as error:
        print(f"sunshine: {error}", file=sys.stderr)
        return 1
