"""Every page that can be reached by links, each asked for once."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple
from urllib.parse import urljoin

_LINK = re.compile(rb"""\s(?:href|src|action)=["']?(/[^"'\s>#?]*)""")
_IN_STYLES = re.compile(rb"""url\(["']?([^"')#?]+)""")


class Answer(NamedTuple):
    """What is at an address: `lasting` if it is the same for everyone and may be kept."""

    status: int
    type: str
    lasting: bool
    body: bytes


Fetch = Callable[[str], Answer]


class Site(NamedTuple):
    """What is written: how to ask for an address, where to begin, and what leads on where a file cannot answer."""

    fetch: Fetch
    seeds: Iterable[str]
    elsewhere: Callable[[str], bytes]


def crawl(fetch: Fetch, seeds: Iterable[str]) -> Iterator[tuple[str, Answer]]:
    """(path, answer) of the seeds and of whatever they lead to on the same site, in the order of finding."""
    waiting = deque(dict.fromkeys(seeds))
    seen = set(waiting)
    while waiting:
        path = waiting.popleft()
        answer = fetch(path)
        yield path, answer
        if answer.lasting:
            new = [each for each in dict.fromkeys(links(path, answer)) if each not in seen]
            seen.update(new)
            waiting.extend(new)


def links(path: str, answer: Answer) -> Iterator[str]:
    """The addresses of this site that a page or a style sheet leads to, without what stands behind ? and #."""
    if answer.type.startswith("text/html"):
        for found in _LINK.findall(answer.body):
            if not found.startswith(b"//"):
                yield found.decode()
    elif answer.type.startswith("text/css"):
        for found in _IN_STYLES.findall(answer.body):
            address = urljoin(path, found.decode())
            if address.startswith("/"):
                yield address
