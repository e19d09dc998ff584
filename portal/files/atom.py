"""Atom feeds (RFC 4287): what is in force, newest first. What ended is no longer in them.

An entry keeps its id for ever: it is the address of the leaf of the public log that states it, so that a new version
of a record is a new entry and the same one never comes back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, tostring

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NAMESPACE = {"xmlns": "http://www.w3.org/2005/Atom"}
_XHTML = {"xmlns": "http://www.w3.org/1999/xhtml"}


class Entry(NamedTuple):
    """One thing to tell: `proof` is the whole address of its leaf in the log, `page` the one to read it at."""

    proof: str
    title: str
    page: str
    published: datetime
    lines: Sequence[str] = ()
    category: str = ""


class Feed(NamedTuple):
    """A feed; `address` is where it stands, `page` the page that shows the same, `language` as in HTML."""

    title: str
    address: str
    page: str
    author: str
    language: str
    updated: datetime
    entries: Iterable[Entry]


def written(feed: Feed) -> bytes:
    """The feed as a file."""
    root = Element("feed", {**_NAMESPACE, "xml:lang": feed.language})
    _text(root, "id", feed.address)
    _text(root, "title", feed.title)
    _text(root, "updated", _instant(feed.updated))
    _text(SubElement(root, "author"), "name", feed.author)
    SubElement(root, "link", rel="self", type="application/atom+xml", href=feed.address)
    SubElement(root, "link", rel="alternate", type="text/html", href=feed.page)
    for entry in feed.entries:
        _add(SubElement(root, "entry"), entry)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _add(element: Element, entry: Entry) -> None:
    _text(element, "id", entry.proof)
    _text(element, "title", entry.title)
    _text(element, "published", _instant(entry.published))
    _text(element, "updated", _instant(entry.published))
    SubElement(element, "link", rel="alternate", type="text/html", href=entry.page)
    if entry.category:
        SubElement(element, "category", term=entry.category)
    content = SubElement(element, "content", type="xhtml")
    body = SubElement(content, "div", _XHTML)
    for line in entry.lines:
        SubElement(body, "p").text = _clean(line)


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = _clean(text)


def _clean(text: str) -> str:
    """Without the signs that no XML can hold."""
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")
