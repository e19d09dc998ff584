"""`index rebuild`: make anew what is found by typing."""

from __future__ import annotations

import argparse
from typing import Any

from workflow.base.settings import Settings
from workflow.cli.words import command, enter
from workflow.doors.published import index


def add(commands: Any) -> None:
    """Declare the command."""
    made = command(commands, "index", rebuild, "make anew what is found by typing; readers go on finding meanwhile")
    made.add_argument("act_on", choices=["rebuild"], metavar="rebuild")


def rebuild(settings: Settings, given: argparse.Namespace) -> int:
    """From the records in force; stopped anywhere, the tick goes on with it."""
    enter(settings)
    print(index.rebuild(settings))
    return 0
