"""`photos`: officers' photos from a folder, for two people to publish."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from workflow.base import clock
from workflow.base.db import transaction
from workflow.base.house import open_house
from workflow.base.settings import Settings
from workflow.carriers import pictures
from workflow.cli.words import command
from workflow.kernel.errors import Invalid
from workflow.office.outlets import operations
from workflow.staff import queries as staff

_KINDS = {".jpg", ".jpeg", ".png"}


def add(commands: Any) -> None:
    """Declare the command."""
    words = "take in officers' photos from a folder (user name.jpg); the publishing desk then proposes them"
    command(commands, "photos", take_in, words).add_argument("folder", type=Path)


def take_in(settings: Settings, given: argparse.Namespace) -> int:
    """Each file by itself: what is no picture or nobody's is said and left out; 1 where there was such a file."""
    open_house(settings)
    files = sorted(file for file in given.folder.iterdir() if file.suffix.lower() in _KINDS)
    refused = [said for file in files if (said := _one(file))]
    print(*refused, f"{len(files) - len(refused)} of {len(files)} photos taken in", sep="\n")
    return 1 if refused else 0


def _one(file: Path) -> str | None:
    try:
        image, size = pictures.portrait(file)
    except Invalid as error:
        return str(error)
    with transaction():
        officer = staff.officer_by_username(file.stem)
        if officer is None:
            return f"{file.name}: nobody has this user name"
        operations.portray(officer, image, size, at=clock.now())
    return None
