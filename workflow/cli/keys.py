"""`keys`: which there are, a new one in use, everything sealed anew, and those that the portal gets."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from workflow.base import clock, keys, vault
from workflow.base.db import transaction
from workflow.base.settings import Settings
from workflow.cli.words import command, enter
from workflow.office.keys import operations

_WORDS = {
    "data": "seals what is personal in the house",
    "door": "seals what is handed in and what is replied; the portal has it too",
    "receipt": "makes receipt numbers and finds them again; stays",
    "blind": "finds equal identity numbers without storing them; stays",
    "token": "signs forms; the portal has one of its own",
    "stamp": "signs receipts; the portal has it too",
    "log": "signs the public log's checkpoints; stays, for those who watch the log know it",
}


def add(commands: Any) -> None:
    """Declare the command with its four words."""
    made = commands.add_parser("keys", help="the keys: which there are, a new one, seal anew, the portal's own folder")
    under = made.add_subparsers(dest="word", required=True, metavar="WORD")
    command(under, "list", tell, "which keys there are and what each is for; prints no secret")
    follow = command(under, "rotate", rotate, "let a new key follow; what the old ones sealed still opens")
    follow.add_argument("name", choices=keys.HOUSE, metavar="NAME", help=" or ".join(keys.ROTATED))
    follow.add_argument("--reseal", action="store_true", help="then seal with it what is there already")
    command(under, "reseal", reseal, "seal whatever is not yet with the newest keys; once stopped, it goes on there")
    portal = command(under, "portal", hand_out, "lay the keys of a portal that is a process of its own into a folder")
    portal.add_argument("to", type=Path, metavar="DIR")


def tell(settings: Settings, given: argparse.Namespace) -> int:
    """One line a name, then what others may know."""
    house = vault.Vault(settings.keys)
    print(f"in {settings.keys}")
    for name in keys.HOUSE:
        found = keys.numbers(settings.keys, name)
        older = f", {len(found) - 1} older" if len(found) > 1 else ""
        print(f"  {name:<8} number {found[-1]} in use{older}: {_WORDS[name]}")
    print(f"public key of the log       {house.public_key.hex()}")
    print(f"public key of new receipts  {house.receipt_keys[0].hex()}")
    return 0


def rotate(settings: Settings, given: argparse.Namespace) -> int:
    """A new key, recorded; the running processes take it up when they are started again."""
    enter(settings)
    with transaction():
        number = operations.rotate(settings.keys, given.name, at=clock.now())
    print(f"{given.name}: key number {number} is in {settings.keys}; keep a copy elsewhere, beside the older ones")
    print("start the staff process and the worker again; a portal of its own first wants `sunshine keys portal` anew")
    return reseal(settings, given) if given.reseal else 0


def reseal(settings: Settings, given: argparse.Namespace) -> int:
    """Everything under the newest keys; older ones are then needed for older backups only."""
    enter(settings)
    print(f"{operations.reseal(at=clock.now())} texts sealed anew")
    return 0


def hand_out(settings: Settings, given: argparse.Namespace) -> int:
    """The portal opens replies with the door's key alone, so that they are brought to it first."""
    reseal(settings, given)
    keys.hand_out(settings.keys, given.to, vault.current().public_key)
    print(f"{given.to}: the keys of a portal of its own; give them to its user: chown -R sunshine-portal {given.to}")
    return 0
