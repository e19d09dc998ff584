"""Ready bytes: a page is rendered once and served until something that it is made of is published anew.

The cache stands before the app and knows a page by its path alone – never by host, query or header – and asks three
things of it on every request: is it still the same day (records begin and end with days), has nothing that it is made
of ended meanwhile at an hour of that day, and has no kind that it is made of been published since. What does not name
what it is made of (`made_of`) is never kept.
"""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from flask import request
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header, parse_etags

from portal import faces
from workflow.doors.published import read

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Wsgi = Callable[[Environ, StartResponse], Iterable[bytes]]
Headers = list[tuple[str, str]]

MOST_PAGES = 1000
_MADE_OF = "portal.made_of"
_UNTIL = "portal.until"
_OURS = {"content-length", "cache-control", "vary", "etag", "date"}
_KEPT_FRESH = {"cache-control", "vary", "etag"}
"""What a 304 says again (RFC 9110 §15.4.5); the reader's copy keeps the other headers that it came with."""


def made_of(*kinds: str, village: str | None = None) -> None:
    """Say in a view which kinds of records its page shows (of one village), so that it can be kept while they stand."""
    request.environ[_MADE_OF] = ((*kinds, "institution"), village)


def keep_until(instant: datetime) -> None:
    """Say in a page that was `made_of` something that it should be made again after an instant, come what may."""
    request.environ[_UNTIL] = min(instant, request.environ.get(_UNTIL, instant))


class Bytes(NamedTuple):
    """One encoding of a page with everything its answer needs."""

    etag: str
    headers: Headers
    unchanged: Headers
    body: list[bytes]


class Page:
    """A page as bytes, plain and compressed, and what it was made of when."""

    __slots__ = ("day", "kinds", "packed", "plain", "seen", "state", "until", "village")

    def __init__(self, environ: Environ, seen: read.Epochs, at: datetime, plain: Bytes, packed: Bytes) -> None:
        (self.kinds, self.village), self.seen, self.day = environ[_MADE_OF], seen, read.local_date(at)
        self.state = seen.of(self.kinds, self.village)
        ends = (read.next_end(self.kinds, self.village, after=at), environ.get(_UNTIL))
        self.until = min((instant for instant in ends if instant), default=None)
        self.plain, self.packed = plain, packed

    def holds(self, seen: read.Epochs, at: datetime) -> bool:
        """Whether the page would be rendered the same at this instant."""
        if self.day != read.local_date(at) or (self.until and at >= self.until):
            return False
        if self.seen is not seen:
            if seen.of(self.kinds, self.village) != self.state:
                return False
            self.seen = seen
        return True

    def answer(self, environ: Environ, start_response: StartResponse) -> list[bytes]:
        """200 with the encoding the reader takes, or 304 where they have it already."""
        ready = self.packed if _takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")) else self.plain
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known and (known == ready.etag or parse_etags(known).contains_weak(ready.etag.strip('"'))):
            start_response("304 NOT MODIFIED", ready.unchanged)
            return []
        start_response("200 OK", ready.headers)
        return ready.body if environ["REQUEST_METHOD"] == "GET" else []


class PageCache:
    """The WSGI layer before the portal: turns the address into page and face, serves what is ready."""

    def __init__(self, app: Wsgi, hosts: Iterable[str], most: int = MOST_PAGES) -> None:
        self.app, self.hosts, self.most = app, frozenset(hosts), most
        self.pages: OrderedDict[str, Page] = OrderedDict()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or environ.get("SCRIPT_NAME") or read.previewing():
            faces.turn(environ)
            return self.app(environ, start_response)
        path, (seen, at) = environ["PATH_INFO"], _state()
        page = self.pages.get(path)
        if page and seen and page.holds(seen, at) and self._knows(environ.get("HTTP_HOST", "")):
            self._keep(path, page)
            return page.answer(environ, start_response)
        faces.turn(environ)
        return self._render(path, at, environ, start_response)

    def _knows(self, host: str) -> bool:
        if host in self.hosts:
            return True
        name, _colon, port = host.rpartition(":")
        return name in self.hosts and port.isascii() and port.isdigit()

    def _render(self, path: str, at: datetime, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Ask the app; all that it reads is of one state, so that no page tells the old beside the new."""
        said: list[Any] = []
        with read.at_one_instant() as seen:
            body = self.app(environ, lambda *words: said.append(words))
            status, headers = said[-1][:2]
            kept = _MADE_OF in environ and status.startswith("200") and environ["REQUEST_METHOD"] == "GET"
            if not seen or not kept:
                start_response(*said[-1])
                return body
            page = Page(environ, seen, at, *_encodings(headers, _whole(body)))
        self._keep(path, page)
        return page.answer(environ, start_response)

    def _keep(self, path: str, page: Page) -> None:
        self.pages[path] = page
        with suppress(KeyError):  # another thread may have dropped it meanwhile
            self.pages.move_to_end(path)
        while len(self.pages) > self.most:
            self.pages.popitem(last=False)


def _state() -> tuple[read.Epochs | None, datetime]:
    try:
        return read.epochs(), read.now()
    except Exception:  # whatever keeps us from the database, the app says it in words
        return None, datetime.min.replace(tzinfo=UTC)


def _whole(body: Iterable[bytes]) -> bytes:
    try:
        return b"".join(body)
    finally:
        getattr(body, "close", lambda: None)()


def _encodings(headers: Headers, body: bytes) -> tuple[Bytes, Bytes]:
    digest = hashlib.sha256(body).hexdigest()[:24]
    packed = gzip.compress(body, 9, mtime=0)
    plain = _bytes(headers, body, f'"{digest}"', [])
    return plain, _bytes(headers, packed, f'"{digest}-gzip"', [("Content-Encoding", "gzip")])


def _bytes(headers: Headers, body: bytes, etag: str, encoding: Headers) -> Bytes:
    kept = [_same(pair) for pair in headers if pair[0].lower() not in _OURS]
    kept += [("ETag", etag), _same(("Vary", "Accept-Encoding")), _same(("Cache-Control", _lasting(headers)))]
    bare = [pair for pair in kept if pair[0].lower() in _KEPT_FRESH]
    return Bytes(etag, [*kept, *encoding, ("Content-Length", str(len(body)))], bare, [body])


@lru_cache(maxsize=64)
def _same(header: tuple[str, str]) -> tuple[str, str]:
    """The header that equals this one and was here first: a thousand pages hold the house's dozen once."""
    return header


def _lasting(headers: Headers) -> str:
    """How long readers may go without asking: a page not at all, a file for as long as it says itself."""
    said = next((value for name, value in headers if name.lower() == "cache-control"), "")
    return said if "max-age" in said else "public, max-age=0, must-revalidate"


@lru_cache(maxsize=64)
def _takes_gzip(accepted: str) -> bool:
    return parse_accept_header(accepted, Accept)["gzip"] > 0
