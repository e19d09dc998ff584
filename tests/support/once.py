"""Something costly made once for all workers of a test run."""

from __future__ import annotations

import fcntl
from collections.abc import Callable
from pathlib import Path


def once(target: Path, build: Callable[[Path], object]) -> Path:
    """Let the first worker build `target`; the others wait for it and use the same."""
    done = target.with_name(f"{target.name}.done")
    with target.with_name(f"{target.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            build(target)
            done.touch()
    return target
