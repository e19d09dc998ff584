"""`init` and `demo`: an empty institution, or a believable one to play with."""

from __future__ import annotations

import argparse
import gc
import sys
from typing import Any

import pyotp

from workflow.base import clock, vault
from workflow.base.db import session, transaction
from workflow.base.house import Unsafe
from workflow.base.settings import Settings
from workflow.cli.words import command, enter
from workflow.kernel import ids
from workflow.office.demonstration import story
from workflow.places import packs
from workflow.places.models import Institution, Office
from workflow.staff.models import Officer, RoleGrant
from workflow.staff.operations import hash_password
from workflow.staff.roles import Role

#: The story asks about a thousand different statements in turn: each is written out once.
_STATEMENTS = 2000


def add(commands: Any) -> None:
    """Declare the commands."""
    demo = command(commands, "demo", make_demo, "make the demonstration: Chengcheng county, six months of work")
    demo.add_argument("--cases", type=int, default=story.CASES, help="how many cases, at least a dozen")
    init = command(commands, "init", make_institution, "make an empty institution with one administrator")
    init.add_argument("--pack", required=True, help="slug of its policy pack")
    init.add_argument("--name", required=True)
    init.add_argument("--name-en", default="")
    init.add_argument("--hotline", default="")
    init.add_argument("--admin", required=True, help="user name of the first administrator")
    init.add_argument("--admin-name", required=True)
    init.add_argument(
        "--password-stdin", action="store_true", required=True, help="read the password from standard input"
    )


def make_demo(settings: Settings, given: argparse.Namespace) -> int:
    """Refuses a folder that already has an institution."""
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    marker = settings.data / "demo-clock"
    if not marker.exists():
        marker.write_text("0")
    enter(settings, create=True, statements=_STATEMENTS)
    _refuse_a_second_one()
    gc.disable()  # the story leaves little behind that counting references would not free, and the process ends with it
    story.tell(cases=given.cases, say=lambda words: print(words, flush=True))
    return 0


def _refuse_a_second_one() -> None:
    if session.query(Institution.id).first():
        raise Unsafe("this database has an institution already; a demonstration wants a folder of its own")
    session.remove()


def make_institution(settings: Settings, given: argparse.Namespace) -> int:
    """The institution, its top office and one administrator, who needs a second one for sensitive roles."""
    enter(settings, create=True)
    _refuse_a_second_one()
    password = sys.stdin.readline().rstrip("\n")
    if len(password) < 12:
        raise Unsafe("the administrator's password needs at least 12 characters")
    with transaction():
        administrator = _found(given, password)
        print(f"Second factor of {administrator.username} (enter it in an authenticator app): {administrator.totp}")
    return 0


def _found(given: argparse.Namespace, password: str) -> Officer:
    institution = Institution(
        pack=given.pack, name=given.name, name_en=given.name_en or given.name, hotline=given.hotline
    )
    session.add(institution)
    session.flush()
    levels = packs.required("authority.levels", clock.today(), slug=given.pack).value
    top = Office(institution_id=institution.id, level=levels[-1].code, name=given.name)
    session.add(top)
    session.flush()
    officer = Officer(
        public_id=ids.public_id(), username=given.admin, name=given.admin_name, office_id=top.id,
        id_key=vault.current().blind(f"founder:{given.admin}"), password_hash=hash_password(password),
    )  # fmt: skip
    officer.totp = pyotp.random_base32()
    officer.grants = [RoleGrant(role=Role.ADMINISTRATOR, granted_at=clock.now())]
    session.add(officer)
    return officer
