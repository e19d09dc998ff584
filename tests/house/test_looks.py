"""What both faces wear: scripts we know, small pages, nothing that needs an inline exception."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re

import pytest

from workflow.base import assets

STATIC, TEMPLATES = assets.folder("static"), assets.folder("templates")
FIRST_VIEW = ("css/base.css", "css/portal.css", "css/print.css")
STAFF_VIEW = ("css/base.css", "css/staff.css", "css/print.css", "js/htmx.min.js", "js/staff.js")
STYLE_BUDGET = 6 * 1024  # of the 15 KB that a first view may weigh (performance goal P4)
ELDER_BUDGET = 640  # more in large type
TEXT_BUDGET = 1024
STAFF_BUDGET = 45 * 1024
PAGES = sorted(str(page.relative_to(TEMPLATES)) for page in TEMPLATES.rglob("*.html"))
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|\shx-", re.IGNORECASE)


def known_scripts() -> dict[str, str]:
    lines = (STATIC / "js/HASHES").read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, name, *_ in (line.split() for line in lines if not line.startswith("#"))}


def weight(*names: str) -> int:
    return sum(len(gzip.compress((STATIC / name).read_bytes(), 6)) for name in names)


def test_scripts_from_elsewhere_are_the_ones_recorded() -> None:
    scripts = known_scripts()
    assert scripts
    for name, digest in scripts.items():
        found = hashlib.sha384((STATIC / "js" / name).read_bytes()).digest()
        assert digest == "sha384-" + base64.b64encode(found).decode()


def test_the_staff_layout_pins_the_recorded_htmx() -> None:
    layout = (TEMPLATES / "shared/_layout_staff.html").read_text(encoding="utf-8")
    assert f'integrity="{known_scripts()["htmx.min.js"]}"' in layout


def test_styles_of_a_first_view_are_small() -> None:
    assert weight(*FIRST_VIEW) <= STYLE_BUDGET


def test_the_text_face_hardly_has_a_style() -> None:
    assert (STATIC / "css/text.css").stat().st_size <= TEXT_BUDGET


def test_large_type_is_little_more() -> None:
    assert weight("css/elder.css") <= ELDER_BUDGET


def test_styles_and_scripts_of_a_staff_page_are_small() -> None:
    assert weight(*STAFF_VIEW) <= STAFF_BUDGET


def test_portal_layout_needs_no_script() -> None:
    for name in ("_layout.html", "_layout_portal.html"):
        assert "<script" not in (TEMPLATES / "shared" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_no_template_needs_an_exception_from_the_content_policy(name: str) -> None:
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    assert not INLINE.findall(re.sub(r"\{[#{%].*?[#}%]\}", "", text, flags=re.DOTALL))
