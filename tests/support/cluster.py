"""A PostgreSQL of the tests' own: made in a temporary folder, reached by a socket in it, then thrown away."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import IO

import psycopg

from tests.support import quick

SUPERUSER = "postgres"
OWNER = "sunshine"  # what the house runs as: may make its tables and the portal's role, is no superuser
READY_SECONDS = 30
NEW = ("--locale=C.UTF-8", "--encoding=UTF8", "--auth=trust", "--no-sync")
# Durability costs time and buys nothing in a folder that is thrown away.
#: Nothing of a test must survive a power cut, and no vacuum may come between a test and its tables.
OPTIONS = {
    "listen_addresses": "", "fsync": "off", "full_page_writes": "off", "autovacuum": "off", "max_connections": "200",
    "max_wal_size": "256MB",
}  # fmt: skip


class Cluster:
    def __init__(self, like: Path | None = None) -> None:
        """`like`: the data of a stopped cluster, to begin with a copy of it."""
        self.folder = Path(tempfile.mkdtemp(prefix="sunshine-pg-", dir=quick.folder()))
        self.data = self.folder / "data"
        self.process: subprocess.Popen[bytes] | None = None
        if _as_root():
            shutil.chown(self.folder, SUPERUSER, SUPERUSER)
        if like:
            subprocess.run(["cp", "--archive", like, self.data], check=True)

    def start(self) -> Cluster:
        """Make the cluster on the first call; a later call starts it again after `stop` or `crash`."""
        if not self.data.exists():
            self._run("initdb", "-U", SUPERUSER, "-D", self.data, *NEW)
        options = [f"--{name.replace('_', '-')}={value}" for name, value in OPTIONS.items()]
        command = [_program("postgres"), "-D", self.data, "-k", self.folder, *options]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, cwd=self.folder, **_unprivileged()
            )
        self._wait()
        return self

    def stop(self) -> None:
        self._end(signal.SIGINT)

    def crash(self) -> None:
        """End it as a power cut would."""
        self._end(signal.SIGQUIT)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str, role: str = OWNER) -> str:
        return f"postgresql+psycopg://{role}@/{database}?host={self.folder}"

    def create(self, database: str, template: str = "template0") -> str:
        # Copying files takes a third of the time that writing each page to the log would.
        self.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}" OWNER {OWNER} STRATEGY FILE_COPY')
        return self.url(database)

    def drop(self, database: str) -> None:
        self.execute(f'DROP DATABASE "{database}" WITH (FORCE)')

    def execute(self, statement: str) -> None:
        """Run one statement as the superuser, outside any transaction."""
        with self._connect() as connection:
            connection.execute(statement)

    def dump(self, database: str, file: Path) -> None:
        """Write one database down, for another cluster's `restore`."""
        with file.open("wb") as written:
            self._run("pg_dump", *self._address(), "--format=custom", "--compress=0", database, stdout=written)

    def restore(self, database: str, file: Path) -> None:
        """Make a database as `dump` wrote it down."""
        self.create(database)
        with file.open("rb") as written:
            self._run("pg_restore", *self._address(), "--exit-on-error", f"--dbname={database}", stdin=written)

    def copied(self, *, follow: bool) -> Cluster:
        """Another cluster made of this one while it runs: a standby that follows it, or one that goes its own way."""
        copy = Cluster()
        more = ["--write-recovery-conf"] if follow else []
        where = (f"--pgdata={copy.data}", "--checkpoint=fast", "--no-sync", *more)
        copy._run("pg_basebackup", *self._address(), *where)
        return copy.start()

    def catch_up_with(self, other: Cluster) -> None:
        """Wait until this standby has all that `other` has committed."""
        with other._connect() as there, self._connect() as here:
            [reached] = there.execute("SELECT pg_current_wal_lsn()").fetchone() or ()
            give_up = time.monotonic() + READY_SECONDS
            while here.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", [reached]).fetchone() != (True,):
                if time.monotonic() > give_up:
                    raise RuntimeError((self.folder / "log").read_text())
                time.sleep(0.02)

    def promote(self) -> None:
        """Let a standby take over."""
        self.execute("SELECT pg_promote()")

    def _address(self) -> tuple[str, ...]:
        return (f"--host={self.folder}", f"--username={SUPERUSER}")

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(host=str(self.folder), user=SUPERUSER, dbname="postgres", autocommit=True)

    def _run(self, program: str, *arguments: str | Path, **streams: IO[bytes]) -> None:
        streams = {"stdout": subprocess.DEVNULL} | streams
        command = [_program(program), *arguments]
        subprocess.run(command, check=True, cwd=self.folder, **streams, **_unprivileged())

    def _wait(self) -> None:
        give_up = time.monotonic() + READY_SECONDS
        while True:
            try:
                self._make_owner()
                return
            except psycopg.OperationalError:
                if time.monotonic() > give_up:
                    raise RuntimeError((self.folder / "log").read_text()) from None
                time.sleep(0.05)

    def _make_owner(self) -> None:
        with self._connect() as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER]).fetchone():
                connection.execute(f"CREATE ROLE {OWNER} LOGIN CREATEDB CREATEROLE")

    def _end(self, how: signal.Signals) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(READY_SECONDS)


def _program(name: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    program = str(found[-1]) if found else shutil.which(name)
    if not program:
        raise RuntimeError("PostgreSQL's server programs are missing: please install the package postgresql.")
    return program


def _as_root() -> bool:
    return os.geteuid() == 0


def _unprivileged() -> dict[str, str]:
    """PostgreSQL refuses to run as root."""
    return {"user": SUPERUSER, "group": SUPERUSER} if _as_root() else {}
