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
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask.testing import FlaskClient

import wsgi
from portal.faces import FACES
from tests.support.board import GONE, NOTICE, ROW
from tests.support.server import TOP, free_port
from workflow.base import clock
from workflow.base.settings import Settings
from workflow.base.web import HEADERS
from workflow.carriers.mirror.crawl import Answer, Site, crawl
from workflow.carriers.mirror.tree import HASHES, Tree, place_of
from workflow.cli.export import fill

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SITE = "http://127.0.0.1:8000"
FEW = ("", "/zh-hant/text")
"""The faces that a test exports, the plainest and the one that most is done to: the test stays short."""
_OTHERS = tuple(f"{prefix}/" for prefix in FACES if prefix not in FEW)
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
CONFIG = TOP / "docs" / "nginx-static.conf"
FOLDERS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
Export = Callable[[], Tree]


def served(site: Site) -> Site:
    """The site in few faces."""

    def fetch(path: str) -> Answer:
        return Answer(204, "", False, b"") if path.startswith(_OTHERS) else site.fetch(path)

    return Site(fetch, site.seeds, site.elsewhere)


@pytest.fixture
def site(board: FlaskClient, settings: Settings) -> Site:
    return served(wsgi.public_side(settings))


@pytest.fixture
def export(site: Site, settings: Settings, tmp_path: Path) -> Export:
    """Writes the board to `tmp_path / "out"`; a link that leads nowhere fails the test."""
    out = tmp_path / "out"
    out.mkdir()

    def run() -> Tree:
        again = served(wsgi.public_side(settings))
        with Tree(out) as tree:
            broken, _live = fill(tree, again, packed=True)
        assert broken == []
        return tree

    return run


def test_every_file_is_what_the_portal_serves(board: FlaskClient, site: Site, export: Export, tmp_path: Path) -> None:
    export()
    current = tmp_path / "out" / "current"
    pages = dict(crawl(site.fetch, site.seeds))
    lasting = {path: answer for path, answer in pages.items() if answer.lasting}
    assert len(lasting) > 150
    for path, answer in lasting.items():
        place = current / place_of(path, answer.type)
        with board.get(path) as now:
            assert place.read_bytes() == now.data, path
        twin = place.with_name(f"{place.name}.gz")
        assert not twin.exists() or gzip.decompress(twin.read_bytes()) == now.data
    packed = board.get("/rates", headers={"Accept-Encoding": "gzip"}).data
    assert (current / "rates" / "index.html.gz").read_bytes() == packed
    for line in (current / HASHES).read_text().splitlines():
        digest, name = line.split("  ", 1)
        assert hashlib.sha256((current / name).read_bytes()).hexdigest() == digest


def test_nothing_that_is_one_readers_is_in_it(board: FlaskClient, export: Export, tmp_path: Path) -> None:
    export()
    current = tmp_path / "out" / "current"
    forms = ("complain", "track", "search", "apply/micro_credit", f"object/{NOTICE}/{ROW}", "zh-hant/text/complain")
    for path in forms:
        text = (current / path / "index.html").read_text()
        assert f'<a href="{SITE}/{path}">' in text
        assert "<form" not in text
        assert 'name="token"' not in text
    assert not (current / "staff").exists()
    assert not (current / "notices" / GONE).exists()
    names = {each.name for each in current.rglob("*")}
    assert {"robots.txt", "security.txt", "sitemap.xml", "products.json", "notices.atom", "share.png"} <= names
    assert {"livez", "readyz"}.isdisjoint(names)


def test_what_is_over_leaves_with_the_next_run_and_only_that_is_written(export: Export, tmp_path: Path) -> None:
    first = export()
    page = tmp_path / "out" / "current" / "notices" / NOTICE / "index.html"
    assert "雷*民" in page.read_text()
    assert not export().changed
    with time_machine.travel(clock.now() + timedelta(days=10), tick=True):
        second = export()
    assert not page.exists()
    assert second.changed
    assert second.written < first.written / 2
    for file in (tmp_path / "out" / "current").rglob("*.html"):
        assert "雷*民" not in file.read_text(), file


def test_the_first_page_says_what_a_copy_may_still_show(board: FlaskClient) -> None:
    text = board.get("/en/").get_data(as_text=True)
    assert "until the copy is made anew" in text
    assert f'href="{SITE}/"' in text


@pytest.fixture
def nginx(export: Export, tmp_path: Path) -> Iterator[str]:
    """The sample configuration in a real nginx over the export; the address it answers at."""
    if not Path(NGINX).exists():
        pytest.skip("this test needs nginx: please install the package nginx-light")
    export()
    port = free_port()
    sample = CONFIG.read_text().replace("/srv/sunshine/current", str(tmp_path / "out" / "current"))
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
    board: FlaskClient, site: Site, nginx: str
) -> None:
    for path, answer in crawl(site.fetch, site.seeds):
        if not answer.lasting:
            continue
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
