"""The house as docs/deploy describes it: portal and staff side as processes of their own behind a real nginx."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.deploy.asking import Front
from tests.deploy.certificate import self_signed
from tests.support.cluster import Cluster
from tests.support.databases import TEMPLATE
from tests.support.people import found_house, hire
from tests.support.server import TOP, free_port
from workflow.base import clock, db, keys, vault
from workflow.base.house import open_house
from workflow.base.settings import Settings
from workflow.doors.connection import open_portal
from workflow.office import tick as worker
from workflow.staff.roles import Role

NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
CONFIG = TOP / "docs" / "deploy" / "nginx.conf"
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
LOG_IN = "portal_of_its_own"
PORTAL, STAFF = "credit.example", "staff.credit.example"
OFFICE = "127.0.0.5"
FEW = 3
NOBODY = 65534
#: How root starts something as somebody who owns nothing here; nobody else can change who they are.
AS_NOBODY = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups") if os.getuid() == 0 else ()


@dataclass
class Deployed:
    """Where everything lies, what each process was given, and the front to ask."""

    folder: Path
    front: Front
    given: dict[str, dict[str, str]]
    log_in: str
    settings: Settings

    def as_portal(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        """Run something as the portal's own user, with its environment."""
        given = {"env": self.given["portal"], "cwd": TOP, "capture_output": True, "text": True, "check": False}
        return subprocess.run([*AS_NOBODY, *map(str, words)], **given)

    def tick(self) -> None:
        """What the worker does, here and now."""
        assert worker.run(self.settings, at=clock.now()) == []


@pytest.fixture(scope="module")
def deployed(cluster: Cluster) -> Iterator[Deployed]:
    folder = Path(tempfile.mkdtemp(prefix="sunshine-deploy-"))
    folder.chmod(0o755)
    cluster.folder.chmod(0o711)  # the portal's user reaches the database's socket in it
    url = cluster.create("deployed", TEMPLATE)
    cluster.execute(f"CREATE ROLE {LOG_IN} LOGIN IN ROLE sunshine_portal")
    given = _given(folder, url, cluster.url("deployed", LOG_IN))
    settings = Settings.load(environ=given["staff"])
    engine = open_house(settings, create=True)
    door = open_portal(settings.portal_database_url)
    front, running = Front(free_port(), free_port()), []
    house = Deployed(folder, front, given, cluster.url("deployed", LOG_IN), settings)
    try:
        _found(house)
        running = [*(_start(folder, side, given[side]) for side in given), _nginx(folder, front)]
        _wait(front, folder)
        yield house
    finally:
        for process in running:
            process.terminate()
            process.wait()
        db.session.remove()
        door.dispose()
        engine.dispose()
        cluster.drop("deployed")
        cluster.execute(f"DROP ROLE {LOG_IN}")
        shutil.rmtree(folder, ignore_errors=True)


def _given(folder: Path, url: str, portal_url: str) -> dict[str, dict[str, str]]:
    """What stands in the two files of settings, and a path to find programs by: nothing else."""
    both = {
        "SUNSHINE_PROXIES": "1", "SUNSHINE_SECURE_COOKIES": "1", "SUNSHINE_SITE_URL": f"https://{PORTAL}",
        "SUNSHINE_PAPERS": str(folder / "papers"), "SUNSHINE_LIMIT_FILINGS_PER_HOUR_ADDRESS": str(FEW),
        "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip
    portal = {"PORTAL_DATABASE_URL": portal_url, "SUNSHINE_HOSTS": PORTAL}
    staff = {"DATABASE_URL": url, "SUNSHINE_HOSTS": f"{PORTAL} {STAFF}"}
    return {
        side: both | own | {"SUNSHINE_DATA": str(folder / side), "SUNSHINE_KEYS": str(folder / f"{side}-keys")}
        for side, own in (("portal", portal), ("staff", staff))
    }


def _found(house: Deployed) -> None:
    """A house with one officer and its first public pages; the portal gets its folder of keys."""
    hire("clerk", Role.DESK_CLERK, office=found_house()["east"])
    house.tick()
    data, own = house.folder / "portal", house.folder / "portal-keys"
    keys.hand_out(house.settings.keys, own, vault.current().public_key)
    data.mkdir(mode=0o700)
    if AS_NOBODY:
        for each in (data, own, *own.iterdir()):
            shutil.chown(each, NOBODY, NOBODY)


def _start(folder: Path, side: str, environ: Mapping[str, str]) -> subprocess.Popen[bytes]:
    words = [*(AS_NOBODY if side == "portal" else ()), sys.executable, "wsgi.py", "run", "--side", side]
    home = folder / f"{side}-run"
    home.mkdir()
    if side == "portal" and AS_NOBODY:
        shutil.chown(home, NOBODY, NOBODY)
    with (folder / f"{side}.log").open("wb") as log:
        more = ["--socket", home / "http.sock", "--workers", "1"]
        return subprocess.Popen([*words, *more], cwd=TOP, env=dict(environ), stdout=log, stderr=log)


def _nginx(folder: Path, front: Front) -> subprocess.Popen[bytes]:
    """The sample as it stands, its paths, ports and the offices' network put in place."""
    if not Path(NGINX).exists():
        pytest.skip("this test needs nginx: please install the package nginx-light")
    self_signed(folder / "certificate.pem", folder / "certificate.key", PORTAL, STAFF)
    sample = CONFIG.read_text()
    for here, there in {
        "/run/sunshine-portal/": f"{folder}/portal-run/", "/run/sunshine-staff/": f"{folder}/staff-run/",
        "/etc/ssl/sunshine/portal.": f"{folder}/certificate.", "/etc/ssl/sunshine/staff.": f"{folder}/certificate.",
        "/var/log/nginx/": f"{folder}/", "listen 443": f"listen 127.0.0.1:{front.port}",
        "listen 80": f"listen 127.0.0.1:{front.plain}", "allow 10.0.0.0/8;": f"allow {OFFICE};",
    }.items():  # fmt: skip
        assert here in sample, here
        sample = sample.replace(here, there)
    paths = "".join(f"{name}_temp_path {folder}/nginx-{name};\n" for name in TEMPORARY)
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;\n"
        f"events {{ worker_connections 2048; }}\nhttp {{\n{paths}{sample}\n}}\n"
    )
    return subprocess.Popen([NGINX, "-p", folder, "-e", folder / "error.log", "-c", folder / "nginx.conf"])


def _wait(front: Front, folder: Path) -> None:
    give_up = time.monotonic() + 60
    while True:
        try:
            staff = front.ask(STAFF, "/staff/login", source=OFFICE)
            if {front.ask(PORTAL, "/readyz").status, staff.status} == {200}:
                return
        except OSError:
            pass
        if time.monotonic() > give_up:
            raise RuntimeError("\n".join(each.read_text() for each in folder.glob("*.log")))
        time.sleep(0.1)
