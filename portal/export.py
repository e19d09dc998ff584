"""What an export starts from, and what stands in it where only the site itself can answer."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask, g, render_template

from portal.faces import FACES
from workflow.doors.published import read

#: Pictures that no page shows itself: what a chat or a telephone's first screen asks for.
_ASIDE = ("share.png", "sun-32.png", "sun-192.png")
#: What this very process says of itself: no file may say it for a day.
_WATCHED = ("/livez", "/readyz", "/status")


def seeds(app: Flask) -> Iterator[str]:
    """Every address without a key in every face, and the tiles of the public log; the rest is found by links."""
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.arguments and rule.rule not in _WATCHED:
            yield from (prefix + rule.rule for prefix in (FACES if "." not in rule.rule else ("", "/en", "/zh-hant")))
    yield from (f"/static/icons/{name}" for name in _ASIDE)
    yield from _tiles()


def _tiles() -> Iterator[str]:
    signed = read.public_log.newest()
    size, level = signed.size if signed else 0, 0
    for name in ("entries", "0"):
        yield from _row(name, size)
    while size := size // read.tiles.WIDTH:
        level += 1
        yield from _row(str(level), size)


def _row(name: str, size: int) -> Iterator[str]:
    whole, rest = divmod(size, read.tiles.WIDTH)
    yield from (f"/log/tile/{name}/{read.tiles.address(number)}" for number in range(whole))
    if rest:
        yield f"/log/tile/{name}/{read.tiles.address(whole, rest)}"


def elsewhere(app: Flask, path: str) -> bytes:
    """The page that leads to the site itself, for an address where a file cannot answer."""
    with app.test_request_context(path):
        app.preprocess_request()
        target = app.config["HOUSE"].site_url + path
        return render_template("portal/elsewhere.html", target=target, language=g.language).encode()
