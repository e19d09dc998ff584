"""`backup`, `restore`, `upgrade`: the database as one file, and back."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from pathlib import Path, PurePosixPath
from typing import Any

from sqlalchemy import URL, make_url

from workflow.base import clock, keys, migrations
from workflow.base.db import session, transaction
from workflow.base.house import Unsafe, open_house
from workflow.base.settings import Settings
from workflow.cli.words import command, enter
from workflow.doors.connection import make_role
from workflow.office.looks import operations as looks
from workflow.office.supervision import operations as supervision
from workflow.office.tick import beat
from workflow.staff.models import StaffSession
from workflow.stages.notices import operations as notices
from workflow.stages.notices import queries

_DUMP, _MANIFEST, _PACKS = "database", "manifest.json", "packs"


def add(commands: Any) -> None:
    """Declare the commands."""
    backup = command(
        commands, "backup", save, "write database and own packs to one file while the house goes on (no keys)"
    )
    backup.add_argument("file", type=Path)
    restore = command(commands, "restore", bring_back, "make the database of an empty data folder from a backup")
    restore.add_argument("file", type=Path)
    command(commands, "upgrade", upgrade, "bring keys, database and figures up to this version")


def save(settings: Settings, given: argparse.Namespace) -> int:
    """A consistent snapshot under load, with its checksum; written beside and renamed, so never half."""
    engine = open_house(settings)
    with tempfile.TemporaryDirectory(dir=given.file.resolve().parent) as folder:
        dump = Path(folder) / _DUMP
        _dump(settings, dump)
        manifest = {
            "made_at": clock.now().isoformat(), "migration": migrations.current(engine), "kind": engine.dialect.name,
            "sha256": _digest(dump), "demonstration": (settings.data / "demo-clock").exists(),
        }  # fmt: skip
        (Path(folder) / _MANIFEST).write_text(json.dumps(manifest))
        whole = Path(folder) / "backup"
        with tarfile.open(whole, "w:gz") as archive:
            archive.add(dump, _DUMP)
            archive.add(Path(folder) / _MANIFEST, _MANIFEST)
            if (settings.data / _PACKS).is_dir():
                archive.add(settings.data / _PACKS, _PACKS)
        whole.replace(given.file)
    size = f"{given.file.stat().st_size:,} bytes"
    with transaction():
        beat("backup", size, at=clock.now())
    print(f"{given.file}: {size}")
    print(f"The keys in {settings.keys} are not in it: keep a copy elsewhere, or nothing in it can be opened.")
    return 0


def _dump(settings: Settings, to: Path) -> None:
    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite":
        _postgresql(url, "pg_dump", "--format=custom", "--no-owner", f"--file={to}")
        return
    with sqlite3.connect(str(url.database)) as source, sqlite3.connect(to) as target:
        source.backup(target)
    target.close()


def bring_back(settings: Settings, given: argparse.Namespace) -> int:
    """Refuses to overwrite; every session in the backup is ended, because its cookies may be anywhere by now."""
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=settings.data) as folder:
        with tarfile.open(given.file) as archive:
            _unpack(archive, Path(folder))
        manifest = json.loads((Path(folder) / _MANIFEST).read_text())
        dump = Path(folder) / _DUMP
        if _digest(dump) != manifest["sha256"]:
            raise Unsafe(f"{given.file} is damaged: its checksum does not fit")
        _load(settings, dump, manifest["kind"])
        if (Path(folder) / _PACKS).is_dir():
            shutil.copytree(Path(folder) / _PACKS, settings.data / _PACKS, dirs_exist_ok=True)
    if manifest["demonstration"]:
        (settings.data / "demo-clock").write_text("0")
    _end_sessions(settings)
    print(f"restored the state of {manifest['made_at']}; run `sunshine verify` now")
    return 0


def _unpack(archive: tarfile.TarFile, folder: Path) -> None:
    """Plain files, and only inside the folder; Debian's Python is older than tarfile's own filter (3.11.4)."""
    for member in archive:
        name = PurePosixPath(member.name)
        if name.is_absolute() or ".." in name.parts or not (member.isfile() or member.isdir()):
            raise Unsafe(f"the file holds {member.name}, which is in no backup of ours")
        content = archive.extractfile(member)
        if content is not None:
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with content, target.open("wb") as written:
                shutil.copyfileobj(content, written)


def _load(settings: Settings, dump: Path, kind: str) -> None:
    url = make_url(settings.database_url)
    if kind != url.get_backend_name():
        raise Unsafe(f"this is a backup of {kind}, the settings name {url.get_backend_name()}")
    if kind != "sqlite":
        make_role(settings.database_url)
        _postgresql(url, "pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", str(dump))
        return
    target = Path(str(url.database))
    if target.exists():
        raise Unsafe(f"{target} exists; restore into an empty folder")
    dump.replace(target)


def _postgresql(url: URL, program: str, *words: str) -> None:
    """Run one of PostgreSQL's programs; the password goes where other users of the machine do not see it."""
    plain = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    secret = {"PGPASSWORD": url.password} if url.password else {}
    try:
        subprocess.run([program, *words, f"--dbname={plain}"], check=True, env=os.environ | secret)
    except subprocess.CalledProcessError as error:
        raise Unsafe(f"{program} failed; what it says stands above") from error


def _end_sessions(settings: Settings) -> None:
    open_house(settings)
    with transaction():
        session.query(StaffSession).filter(StaffSession.ended_at.is_(None)).update({"ended_at": clock.now()})


def upgrade(settings: Settings, given: argparse.Namespace) -> int:
    """Make the keys that the first release did not know, run the migrations that are missing, count what is new."""
    keys.complete(settings.keys)
    engine = open_house(settings)
    before = migrations.current(engine)
    migrations.upgrade(engine)
    print(f"migration {before} → {migrations.current(engine)}")
    engine.dispose()
    if before:
        enter(settings)
        print(supervision.bring_up_to_date() or "the figures rest on the rules and the calendar of this version")
        print(f"{looks.bring_up_to_date()} looks of earlier versions brought into the trail")
        if before < _CODES_SINCE:
            _void_codes(settings)
    return 0


#: The first migration of the releases in which villages' codes hang on a key that the portal has as well.
_CODES_SINCE = "012"


def _void_codes(settings: Settings) -> None:
    villages = queries.villages_with_codes()
    if villages:
        with transaction():
            notices.void_codes(villages, at=clock.now())
        page = f"{settings.site_url}/staff/notices/codes"
        print(f"The codes of these villages open nothing any more; set them again at {page} and hand")
        print(f"them round on paper: {', '.join(village.name for village in villages)}")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
