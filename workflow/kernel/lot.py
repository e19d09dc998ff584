"""The one draw of the house: an order that a seed gives to numbers, and that anybody can repeat (docs/draw.md)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def ranked(pool: Iterable[str], seed: str) -> list[str]:
    """The order of the draw: by the SHA-256 (hex) of the seed, a line feed and the number.

    Whoever knows seed and pool gets the same order with `printf '%s\\n%s' SEED NUMBER | sha256sum` and `sort`; in
    which order the pool is given makes no difference.
    """
    return sorted(set(pool), key=lambda number: (digest(seed, number), number))


def digest(*lines: str) -> str:
    """The SHA-256 (hex) of lines with a line feed between them: what every lot, seed and promise of a draw is."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
