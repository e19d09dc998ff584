"""What machines are told on their way: maps, robots, whom to tell of a weakness, how a shared link looks."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from PIL import Image, ImageChops

from portal.app import create_app
from portal.faces import TONGUES
from tests.support import images
from tests.support.board import NOTICE
from tests.support.page import judged
from workflow.base import clock, web
from workflow.base.settings import Settings

SITE = "http://127.0.0.1:8000"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def listed(board: FlaskClient, prefix: str = "") -> list[str]:
    """The paths of a map."""
    root = ElementTree.fromstring(board.get(f"{prefix}/sitemap.xml").data)
    return [str(loc.text).removeprefix(SITE) for loc in root.iter(f"{MAP}loc")]


def robots(board: FlaskClient) -> RobotFileParser:
    parser = RobotFileParser()
    parser.parse(board.get("/robots.txt").get_data(as_text=True).splitlines())
    return parser


@ON_SQLITE
def test_a_map_lists_only_pages_to_be_found(board: FlaskClient) -> None:
    open_to = robots(board)
    for path in listed(board):
        answer = board.get(path)
        page = judged(answer)
        assert "X-Robots-Tag" not in answer.headers, path
        assert not [meta for meta in page.iter("meta") if meta.get("name") == "robots"], path
        assert open_to.can_fetch("*", SITE + path), path


@ON_SQLITE
def test_every_language_has_its_map_with_the_others_beside(board: FlaskClient) -> None:
    first = listed(board)
    assert len(first) == len(set(first)) > 12
    for prefix, _name in TONGUES.values():
        assert [path.removeprefix(prefix) for path in listed(board, prefix)] == first
        assert f"Sitemap: {SITE}{prefix}/sitemap.xml" in board.get("/robots.txt").get_data(as_text=True)
    text = board.get("/en/sitemap.xml").get_data(as_text=True)
    assert all(f'hreflang="{code}"' in text for code in ("zh-Hans", "zh-Hant", "en"))
    assert board.get("/elder/sitemap.xml").headers["Location"] == "/sitemap.xml"


@ON_SQLITE
def test_no_notice_and_no_form_is_on_a_map(board: FlaskClient) -> None:
    paths = listed(board)
    assert "/villages/610525101200" in paths
    assert not [path for path in paths if path.startswith(("/notices", "/complain", "/track", "/object", "/staff"))]
    assert not robots(board).can_fetch("*", f"{SITE}/elder/track")
    assert robots(board).can_fetch("*", f"{SITE}/notices/{NOTICE}")  # or its noindex could not be read


@ON_SQLITE
def test_whom_to_tell_of_a_weakness(board: FlaskClient, settings: Settings) -> None:
    text = board.get("/.well-known/security.txt").get_data(as_text=True)
    fields = dict(line.split(": ", 1) for line in text.splitlines())
    assert fields["Contact"] == f"{SITE}/complain"
    until = datetime.fromisoformat(fields["Expires"])
    assert timedelta(days=90) < until - clock.now() < timedelta(days=365)
    told = Settings.load(settings.data, {"SUNSHINE_SECURITY_CONTACTS": "mailto:a@b.example, tel:+86-1"})
    with create_app(told, web.make_app, web.dress).test_client() as other:
        assert "Contact: mailto:a@b.example\nContact: tel:+86-1\n" in other.get(
            "/.well-known/security.txt"
        ).get_data(as_text=True)


@ON_SQLITE
def test_a_shared_link_says_what_it_leads_to(board: FlaskClient) -> None:
    told = {meta.get("property"): meta.get("content") for meta in judged(board.get("/en/products")).iter("meta")}
    assert told["og:title"] == "Loans"
    assert told["og:url"] == f"{SITE}/en/products"
    assert told["og:image"] == f"{SITE}/static/icons/share.png"
    with board.get(str(told["og:image"]).removeprefix(SITE)) as answer:
        assert answer.content_type == "image/png"


@ON_SQLITE
def test_a_telephone_may_keep_the_site(board: FlaskClient) -> None:
    told = board.get("/site.webmanifest").get_json(force=True)
    assert told["name"] == "澄城县农村信用合作联社"
    for src in ("/favicon.ico", *(icon["src"] for icon in told["icons"])):
        with board.get(src, follow_redirects=True) as answer:
            assert answer.content_type == "image/png"


@pytest.mark.parametrize("name", ["share.png", "sun-32.png", "sun-192.png"])
def test_the_pictures_are_those_that_the_house_draws(name: str) -> None:
    stored, drawn = Image.open(images.ICONS / name), images.drawn()[name]
    assert ImageChops.difference(stored.convert("RGB"), drawn.convert("RGB")).getbbox() is None
    assert Path(images.ICONS / name).stat().st_size < 24 * 1024
    assert stored.size == {"share.png": (1200, 630), "sun-32.png": (32, 32), "sun-192.png": (192, 192)}[name]
