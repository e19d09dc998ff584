"""`export`: everything whose audience is public as a folder of files, for any web server or mirror."""

from __future__ import annotations

import argparse
import gzip
import sys
import time
from pathlib import Path
from typing import Any

from workflow.base.settings import Settings
from workflow.carriers.mirror.crawl import Answer, Site, crawl
from workflow.carriers.mirror.tree import Tree, locked, place_of
from workflow.cli.words import command, enter

_PACKED = (".html", ".txt", ".json", ".csv", ".atom", ".ics", ".xml", ".css", ".js", ".svg", ".webmanifest")
_EVERY = 500


def add(commands: Any) -> None:
    """Declare the command."""
    made = command(commands, "export", export, "write the public side as files that any web server can serve")
    made.add_argument("--out", type=Path, required=True, help="a folder of its own; the site is in OUT/current")
    made.add_argument("--gzip", action="store_true", help="a compressed twin beside every file of text")


def export(settings: Settings, given: argparse.Namespace) -> int:
    """Write what is new, put the whole in place in one step; 1 where a link of the site leads nowhere."""
    enter(settings)
    import wsgi  # the top of the house knows the public face

    site, begun = wsgi.public_side(settings), time.monotonic()
    with locked(given.out), Tree(given.out) as tree:
        broken, live = fill(tree, site, packed=given.gzip)
    print(f"{len(tree.now)} files, {tree.written} of them new, {live} pages lead to {settings.site_url}")
    print(f"{given.out / 'current'}: {'changed' if tree.changed else 'as before'}, {time.monotonic() - begun:.0f} s")
    for path in broken:
        print(f"sunshine export: nothing is at {path}", file=sys.stderr)
    return 1 if broken else 0


def fill(tree: Tree, site: Site, *, packed: bool) -> tuple[list[str], int]:
    """Put every answer in its place; returns the addresses where nothing is and how many lead to the site itself."""
    broken, live = [], 0
    for number, (path, answer) in enumerate(crawl(site.fetch, site.seeds), 1):
        if number % _EVERY == 0:
            print(f"{number} addresses", file=sys.stderr, flush=True)
        if answer.lasting:
            _put(tree, path, answer, packed=packed)
        elif answer.status == 200 and answer.type.startswith("text/html"):
            tree.put(place_of(path, answer.type), site.elsewhere(path))
            live += 1
        elif answer.status in (404, 500, 503):
            broken.append(path)
    return broken, live


def _put(tree: Tree, path: str, answer: Answer, *, packed: bool) -> None:
    place = place_of(path, answer.type)
    tree.put(place, answer.body)
    if packed and place.endswith(_PACKED):
        tree.put(f"{place}.gz", gzip.compress(answer.body, 9, mtime=0))
