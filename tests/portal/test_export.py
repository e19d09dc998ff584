"""The public side as files: byte for byte what the portal serves, from nginx as from any other server."""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask.testing import FlaskClient

import wsgi
from portal.faces import FACES
from tests.portal.files.outlet import DISCLOSURE
from tests.support.board import GONE, NOTICE, ROW, publish
from tests.support.server import TOP, free_port
from workflow.base import clock
from workflow.base.db import transaction
from workflow.base.settings import Settings
from workflow.base.web import HEADERS
from workflow.carriers.mirror.crawl import Answer, Site, links
from workflow.carriers.mirror.tree import HASHES, Tree, place_of
from workflow.cli.export import fill

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SITE = "http://127.0.0.1:8000"
_OTHERS = tuple(f"{prefix}/" for prefix in FACES if prefix)
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
CONFIG = TOP / "docs" / "nginx-static.conf"
FOLDERS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
RULE = {
    "label": {"zh": "违规处理", "en": "Sanctions"}, "unit": "text", "set": False,
    "text": {"zh": "未定", "en": "not set"},
    "cite": "实施方案 二(六)", "from": "2012-08-25", "pack": {"zh": "澄城县信用联社", "en": "Chengcheng"},
}  # fmt: skip
FORMS = ("complain", "track", "search", "apply/micro_credit", f"object/{NOTICE}/{ROW}")


class Exporting:
    """Writes the board to `out`, one face of it so that a test stays short; `pages` are the answers of the last run."""

    def __init__(self, settings: Settings, out: Path) -> None:
        self.settings, self.out, self.pages = settings, out, dict[str, Answer]()
        out.mkdir()

    def __call__(self) -> Tree:
        """One run; a link that leads nowhere fails the test."""
        site = wsgi.public_side(self.settings)
        self.pages = {}

        def fetch(path: str) -> Answer:
            answer = Answer(204, "", False, b"") if path.startswith(_OTHERS) else site.fetch(path)
            self.pages[path] = answer
            return answer

        with Tree(self.out) as tree:
            broken, _live = fill(tree, Site(fetch, site.seeds, site.elsewhere), packed=True)
        assert broken == []
        return tree

    @property
    def current(self) -> Path:
        return self.out / "current"

    @property
    def lasting(self) -> dict[str, Answer]:
        """What became a file, by address."""
        return {path: answer for path, answer in self.pages.items() if answer.lasting}


@pytest.fixture
def export(board: FlaskClient, settings: Settings, tmp_path: Path) -> Exporting:
    """A board on which every link leads somewhere."""
    with transaction():
        for outlet in ("2", "3"):
            publish("disclosure", outlet, DISCLOSURE)
        publish("rules", "supervision.sanctions", RULE)
    return Exporting(settings, tmp_path / "out")


def test_every_file_is_what_the_portal_serves(board: FlaskClient, export: Exporting) -> None:
    export()
    assert len(export.lasting) > 120
    for path, answer in export.lasting.items():
        place = export.current / place_of(path, answer.type)
        with board.get(path) as now:
            assert place.read_bytes() == now.data, path
        twin = place.with_name(f"{place.name}.gz")
        assert not twin.exists() or gzip.decompress(twin.read_bytes()) == now.data
    packed = board.get("/products.json", headers={"Accept-Encoding": "gzip"}).data
    assert (export.current / "products.json.gz").read_bytes() == packed
    for line in (export.current / HASHES).read_text().splitlines():
        digest, name = line.split("  ", 1)
        assert hashlib.sha256((export.current / name).read_bytes()).hexdigest() == digest
    _holds_nothing_of_one_reader(export.current)


def _holds_nothing_of_one_reader(current: Path) -> None:
    for path in FORMS:
        text = (current / path / "index.html").read_text()
        assert f'<a href="{SITE}/{path}">' in text
        assert "<form" not in text
        assert 'name="token"' not in text
    assert not (current / "staff").exists()
    assert not (current / "notices" / GONE).exists()
    names = {each.name for each in current.rglob("*")}
    assert {"robots.txt", "security.txt", "sitemap.xml", "products.json", "notices.atom", "share.png"} <= names
    assert {"livez", "readyz"}.isdisjoint(names)


def test_what_is_over_leaves_with_the_next_run_and_only_that_is_written(export: Exporting) -> None:
    first = export()
    page = export.current / "notices" / NOTICE / "index.html"
    assert "雷*民" in page.read_text()
    with time_machine.travel(clock.now() + timedelta(days=10), tick=True):
        second = export()
    assert not page.exists()
    assert second.changed
    assert second.written < first.written / 2
    for file in export.current.rglob("*.html"):
        assert "雷*民" not in file.read_text(), file


@pytest.mark.parametrize("face", ["/en", "/zh-hant/text", "/elder"])
def test_every_face_begins_an_export(export: Exporting, face: str) -> None:
    site = wsgi.public_side(export.settings)
    seeds = set(site.seeds)
    assert {f"{face}/", f"{face}/products", f"{face}/notices"} <= seeds
    home = site.fetch(f"{face}/")
    assert home.lasting
    found = set(links(f"{face}/", home))
    assert f"{face}/products" in found
    assert f'href="{SITE}{face}/track"'.encode() in site.elsewhere(f"{face}/track")


def test_the_first_page_says_what_a_copy_may_still_show(board: FlaskClient) -> None:
    text = board.get("/en/").get_data(as_text=True)
    assert "until the copy is made anew" in text
    assert f'href="{SITE}/"' in text


@pytest.fixture
def nginx(export: Exporting, tmp_path: Path) -> Iterator[str]:
    """The sample configuration in a real nginx over the export; the address it answers at."""
    if not Path(NGINX).exists():
        pytest.skip("this test needs nginx: please install the package nginx-light")
    export()
    port = free_port()
    sample = CONFIG.read_text().replace("/srv/sunshine/current", str(export.current))
    sample = sample.replace("listen 80;", f"listen 127.0.0.1:{port};").replace("https://credit.example", SITE)
    paths = "".join(f"{name}_temp_path {tmp_path}/{name};\n" for name in FOLDERS)
    user = "user root;\n" if os.getuid() == 0 else ""
    (tmp_path / "nginx.conf").write_text(
        f"{user}daemon off; pid {tmp_path}/pid; error_log {tmp_path}/error.log;\n"
        f"events {{}}\nhttp {{ access_log off;\n{paths}{sample}\n}}\n"
    )
    process = subprocess.Popen([NGINX, "-p", tmp_path, "-e", f"{tmp_path}/error.log", "-c", f"{tmp_path}/nginx.conf"])
    try:
        yield _ready(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait()


def _ready(url: str) -> str:
    for _ in range(100):
        try:
            urllib.request.urlopen(f"{url}/robots.txt", timeout=5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return url
    raise RuntimeError("nginx did not start")


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_told: object) -> None:
        """Not followed: a test looks at the answer itself."""


_opener = urllib.request.build_opener(_Stay)


def asked(url: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """(status, headers, body) of one request, wherever it leads."""
    request = urllib.request.Request(url, method=method, headers=headers)
    try:
        with _opener.open(request, timeout=10) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, dict(error.headers), b""


def test_nginx_serves_the_same_bytes_with_the_same_words_about_them(
    board: FlaskClient, export: Exporting, nginx: str
) -> None:
    for path, answer in export.lasting.items():
        status, headers, body = asked(nginx + path)
        assert (status, body) == (200, answer.body), path
        same = answer.type.replace("; charset=utf-8", "").partition(";")[0]
        assert headers["Content-Type"].partition(";")[0] == same, path
        binary = same.startswith(("image/", "application/oct"))
        assert ("charset=utf-8" in headers["Content-Type"]) is not binary, path
        with board.get(path) as live:
            for name in ("X-Robots-Tag", "Access-Control-Allow-Origin", *HEADERS):
                assert headers.get(name) == live.headers.get(name) or path.startswith("/static/"), (path, name)
    status, headers, body = asked(f"{nginx}/products", **{"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == board.get("/products").data
    assert asked(f"{nginx}/products", **{"If-None-Match": asked(f"{nginx}/products")[1]["ETag"]})[0] == 304
    _leads_to_the_site(nginx)


def _leads_to_the_site(nginx: str) -> None:
    for path in (
        "/complain", "/en/track", "/apply/micro_credit", f"/object/{NOTICE}/{ROW}", "/search?q=x", "/staff/login",
        "/products?x=1", "/notices/gone", "/villages/1",
    ):  # fmt: skip
        status, headers, _body = asked(nginx + path)
        assert (status, headers["Location"]) == (307, SITE + path), path
    assert asked(f"{nginx}/complain", "POST")[:1] == (307,)
    for hostile in ("/../etc/passwd", "/%2e%2e/hashes.txt", "/.making/x", "/static/../../x"):
        assert asked(nginx + hostile)[0] in (307, 400, 404), hostile


def test_the_sample_names_every_header_of_the_house(board: FlaskClient) -> None:
    sample = CONFIG.read_text()
    for name, value in HEADERS.items():
        assert re.search(rf'add_header {name} "{re.escape(value)}" always;', sample), name
