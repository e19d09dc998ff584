"""Whatever is linked is found once; what belongs to one reader leads no further."""

from __future__ import annotations

from workflow.carriers.mirror.crawl import Answer, crawl

PAGES = {
    "/": b'<a href="/b?x=1#y">b</a><img src=/c.svg><form action="/form"></form><a href="//evil.example/">e</a>',
    "/b": b'<a href="/">home</a><a href="https://elsewhere.example/">x</a><a href="relative">r</a>',
    "/s.css": b'@font-face{src:url("f.woff2")} a{background:url(/img/p.svg#x)} b{background:url(data:x)}',
    "/form": b'<a href="/secret">never</a>',
}


def fetch(path: str) -> Answer:
    kind = "text/css" if path.endswith(".css") else "text/html; charset=utf-8"
    return Answer(200 if path in PAGES else 404, kind, path in PAGES and path != "/form", PAGES.get(path, b""))


def test_it_works() -> None:
    found = [path for path, _answer in crawl(fetch, ["/", "/s.css", "/"])]
    assert found == ["/", "/s.css", "/b", "/c.svg", "/form", "/f.woff2", "/img/p.svg"]


def test_a_seed_that_is_not_there_is_told() -> None:
    [(path, answer)] = crawl(fetch, ["/nothing"])
    assert (path, answer.status) == ("/nothing", 404)
