"""Every kind of page that links lead to, without a browser."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from html import unescape
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from werkzeug.test import Client, TestResponse

LINK = re.compile(r"""<a\b[^>]*?\shref=["']([^"']+)["']""")
PARTICULAR = re.compile(r"[0-9a-z]{16}|[^/]*\d[^/]*")  # a random public id, or anything with a number in it
#: Records that differ only in their key, which holds no number to know it by.
KEYED = re.compile(r"/(products|apply|rows|figures|new|rules|publication/#)/(?!common)[a-z][\w.]*")
PUBLISHED = re.compile(r"/publication/(?!proposals)[a-z_]+/")
EACH_KIND = 3


#: Files that a page hands out: made by rooms that have tests of their own, and dear to make by the hundred.
PAPERS = (".pdf", ".zip", ".xlsx", ".png", ".svg")


def is_page(path: str) -> bool:
    """Whether an address is likely to show a page, not to hand out a paper or a list as a file."""
    parts = urlsplit(path)
    return not parts.path.endswith(PAPERS) and "format" not in dict(parse_qsl(parts.query))


def walk(
    client: Client,
    start: str = "/",
    *,
    each: int = EACH_KIND,
    wanted: Callable[[str], bool] = bool,
    seen: Counter[str] | None = None,
) -> Iterator[tuple[str, TestResponse]]:
    """GET `start` and follow links inside the house, if their path is `wanted`: at most `each` pages of a kind, the
    nearest first; who hands on `seen` opens those kinds only once on all such walks."""
    waiting, met, kinds = deque([start]), {start}, Counter[str]() if seen is None else seen
    while waiting:
        path = waiting.popleft()
        kinds[kind(path)] += 1
        if kinds[kind(path)] > each and path != start:
            continue
        answer = client.get(path)
        yield path, answer
        for found in _links(path, answer):
            if found not in met and wanted(found):
                met.add(found)
                waiting.append(found)


def _links(path: str, answer: TestResponse) -> list[str]:
    links = [answer.headers["Location"]] if "Location" in answer.headers else []
    if answer.mimetype == "text/html":
        links += [unescape(link) for link in LINK.findall(answer.get_data(as_text=True))]
    return [inside for link in links if (inside := _inside(path, link))]


def _inside(path: str, link: str) -> str:
    """The link's path on this site; '' if it leads elsewhere."""
    parts = urlsplit(urldefrag(urljoin(f"http://localhost{path}", link)).url)
    if parts.scheme != "http" or parts.hostname != "localhost":
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def kind(path: str) -> str:
    """Pages that differ only in which record they show are of one kind."""
    parts = urlsplit(path)
    asked = "&".join(sorted(name for name, _ in parse_qsl(parts.query)))
    path = KEYED.sub(r"/\1/#", PUBLISHED.sub("/publication/#/", PARTICULAR.sub("#", parts.path)))
    return f"{path}?{asked}"
