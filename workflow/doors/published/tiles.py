"""The public log as C2SP tiles (c2sp.org/tlog-tiles): what a monitor of any make reads, file by file.

A tile holds 256 hashes, a bundle the 256 statements behind a tile of level 0; the last ones are part full. Only what
the newest checkpoint covers is served, so a file once read never changes.
"""

from __future__ import annotations

import re

from sqlalchemy import select

from workflow.doors.connection import portal
from workflow.doors.published import public_log
from workflow.doors.published.models import LogLeaf, LogNode

WIDTH = 256
LEVELS = 8
"""So many levels of the tree lie between two levels of tiles."""

_PATH = re.compile(r"((?:x\d{3}/)*)(\d{3})(?:\.p/([1-9]\d{0,2}))?", re.ASCII)
_LONGEST = 40


def place(path: str) -> tuple[int, int] | None:
    """The number of a tile and its width, from what stands in its address: ``x001/x234/067`` or ``067.p/12``."""
    found = _PATH.fullmatch(path) if len(path) <= _LONGEST else None
    if found is None:
        return None
    number = int(found[1].replace("x", "").replace("/", "") + found[2])
    width = int(found[3] or WIDTH)
    return (number, width) if width <= WIDTH and path == address(number, width) else None


def address(number: int, width: int = WIDTH) -> str:
    """What stands in the address of a tile."""
    digits = f"{number:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    *before, last = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    return "".join(f"x{part}/" for part in before) + last + (f".p/{width}" if width < WIDTH else "")


def tile(level: int, number: int, width: int = WIDTH) -> bytes | None:
    """The first `width` hashes of a tile; None where the newest checkpoint does not cover them."""
    if level > LEVELS or not _covers(level, number, width):
        return None
    first = number * WIDTH
    query = select(LogNode.hash).where(LogNode.level == level * LEVELS, LogNode.position >= first)
    with portal() as connection:
        found = connection.scalars(query.where(LogNode.position < first + width).order_by(LogNode.position))
        return b"".join(bytes(each) for each in found)


def bundle(number: int, width: int = WIDTH) -> bytes | None:
    """The first `width` statements of a bundle, each after its length in two bytes; None beyond the checkpoint."""
    if not _covers(0, number, width):
        return None
    first = number * WIDTH
    query = select(LogLeaf.statement).where(LogLeaf.position >= first, LogLeaf.position < first + width)
    with portal() as connection:
        statements = [each.encode() for each in connection.scalars(query.order_by(LogLeaf.position))]
    return b"".join(len(each).to_bytes(2, "big") + each for each in statements)


def _covers(level: int, number: int, width: int) -> bool:
    signed = public_log.newest()
    return signed is not None and number * WIDTH + width <= signed.size >> level * LEVELS
