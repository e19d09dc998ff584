"""Two acts at the same moment, each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

from workflow.base.db import transaction

#: Seconds: long enough for the other one to begin and to wait, where it has to.
MOMENT = 0.4


def at_once(first: Callable[[], Any], second: Callable[[], Any]) -> None:
    """`second` begins while `first` has done its work and not committed yet."""
    done = Event()

    def one() -> None:
        with transaction():
            first()
            done.set()
            Event().wait(MOMENT)

    def other() -> None:
        done.wait(10)
        with transaction():
            second()

    with ThreadPoolExecutor(2) as pool:
        for each in [pool.submit(one), pool.submit(other)]:
            each.result()
