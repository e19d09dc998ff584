"""The statements of a log, fetched bundle by bundle (c2sp.org/tlog-tiles)."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.witness.site import Site, Unreachable

WIDTH = 256
_LENGTH_BYTES = 2


def fetched(site: Site, low: int, high: int) -> Iterator[tuple[int, list[bytes]]]:
    """(first leaf, statements) of leaves `low` to `high`; Unreachable where a bundle is not what it should be."""
    for number in range(low // WIDTH, -(-high // WIDTH)):
        first = number * WIDTH
        width = min(WIDTH, high - first)
        path = f"/log/tile/entries/{address(number, width)}"
        statements = list(_cut(site.get(path).body, path))
        if len(statements) != width:
            raise Unreachable(f"{path} holds {len(statements)} entries instead of {width}")
        skipped = max(0, low - first)
        yield first + skipped, statements[skipped:]


def address(number: int, width: int) -> str:
    """How C2SP writes the place of a tile: three digits a step, all but the last behind an x."""
    digits = str(number)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    *before, last = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    return "".join(f"x{part}/" for part in before) + last + (f".p/{width}" if width < WIDTH else "")


def _cut(body: bytes, path: str) -> Iterator[bytes]:
    at = 0
    while at < len(body):
        begin = at + _LENGTH_BYTES
        at = begin + int.from_bytes(body[at:begin], "big")
        if at > len(body):
            raise Unreachable(f"{path} ends in the middle of an entry")
        yield body[begin:at]
