"""`make check`: each kind of page, in every face and for every kind of post, through the HTML checker."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select
from werkzeug.test import Client

from tests.support.server import sunshine
from tests.support.walk import is_page, kind, walk
from workflow.base import clock, db
from workflow.base.settings import Settings
from workflow.staff import access, operations
from workflow.staff.models import Officer
from wsgi import application

CASES = "60"


def main(jar: str) -> int:
    """Check all pages in one run of the checker, whose start alone takes seconds; its exit status."""
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        sunshine("demo", "--data", top / "data", "--cases", CASES)
        names = _save(top / "pages", Settings.load(top / "data", environ={}))
        command = ["java", "-jar", jar, "--errors-only", "--skip-non-html", str(top / "pages")]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
    print(_named(run.stderr, names) or f"{len(names)} pages, no fault")
    return run.returncode


def _save(folder: Path, settings: Settings) -> dict[str, str]:
    """Write each HTML page under a number; which address each number was."""
    folder.mkdir()
    names = {}
    for number, (path, page) in enumerate(_pages(settings)):
        name = f"{number:04}.html"
        (folder / name).write_bytes(page)
        names[name] = path
    return names


def _pages(settings: Settings) -> Iterator[tuple[str, bytes]]:
    served = application(settings)
    yield from _html(Client(served), "/", met=set())
    met: set[str] = set()
    for officer_id in _posts():
        yield from _html(_logged_in(served, officer_id, settings), "/staff/", met)


def _html(client: Client, start: str, met: set[str]) -> Iterator[tuple[str, bytes]]:
    """A page of each kind that is not in `met`."""
    for path, answer in walk(client, start, each=1, wanted=is_page):
        if answer.mimetype == "text/html" and answer.status_code == 200 and kind(path) not in met:
            met.add(kind(path))
            yield path, answer.get_data()


def _posts() -> list[int]:
    """One officer of each set of roles."""
    officers = db.session.scalars(select(Officer).order_by(Officer.id))
    return list({frozenset(officer.roles): officer.id for officer in officers}.values())


def _logged_in(served: object, officer_id: int, settings: Settings) -> Client:
    with db.transaction() as session:
        officer = session.get_one(Officer, officer_id)
        token = operations.open_session(officer, second_factor=True, browser="check", at=clock.now())
    client = Client(served)
    client.set_cookie(access.cookie_name(settings), token)
    return client


def _named(report: str, names: dict[str, str]) -> str:
    for name, path in names.items():
        report = report.replace(name, f"{name} ({path})")
    return report.strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
