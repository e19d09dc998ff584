"""The pages that a search engine should know: one map a language, each page with its addresses in the others.

A page without a key is listed by being there; one with a key by being the page of a row of a list. What is closed to
search engines is in no map: forms, personal pages, notices, the depths of the log.
"""

from __future__ import annotations

from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import current_app

from portal.faces import TONGUES
from portal.files.addresses import site
from portal.files.lists import LISTS

CLOSED = ("/apply/", "/object/", "/complain", "/track", "/search", "/receipt-code", "/log/")
_UNLISTED = ("/notices", "/livez", "/readyz")
_NAMESPACES = {
    "xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9", "xmlns:xhtml": "http://www.w3.org/1999/xhtml",
}  # fmt: skip


def written(language: str) -> bytes:
    """The map of a language."""
    root = Element("urlset", _NAMESPACES)
    for path, changed in paths().items():
        url = SubElement(root, "url")
        SubElement(url, "loc").text = _address(language, path)
        if changed:
            SubElement(url, "lastmod").text = changed.isoformat(timespec="seconds")
        for tongue in TONGUES:
            SubElement(
                url, "xhtml:link", rel="alternate", hreflang=tongue.replace("_", "-"),
                href=_address(tongue, path),
            )  # fmt: skip
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def paths() -> dict[str, datetime | None]:
    """Every page by its address without language, and since when its record stands if it shows one."""
    return dict.fromkeys(_single()) | _of_rows()


def _single() -> list[str]:
    rules = [rule.rule for rule in current_app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    return sorted({rule for rule in rules if not set("<.") & set(rule) and _is_open(rule)})


def _of_rows() -> dict[str, datetime | None]:
    found: dict[str, datetime | None] = {}
    for listing in LISTS:
        if listing.indexed and "{" in listing.page:
            found |= {row["page"]: row.get("published_at") for row in listing.found()}
    return found


def _is_open(path: str) -> bool:
    return not path.startswith((*CLOSED, *_UNLISTED))


def _address(language: str, path: str) -> str:
    return site() + TONGUES[language][0] + path
