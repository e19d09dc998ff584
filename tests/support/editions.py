"""Publishes edition after edition of three records that stand on one page, each edition in one transaction.

`python -m tests.support.editions DATA FIRST LAST`: run as a process of its own beside a server. After each commit it
prints the edition and when its commit was done (seconds since 1970).
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from workflow.base import clock
from workflow.base.db import transaction
from workflow.base.settings import Settings
from workflow.cli.words import enter
from workflow.doors.published import write
from workflow.doors.published.write import Draft

PAUSE = 0.05


def drafts(number: int) -> list[Draft]:
    """A promise in days, its figures and a promise in words: two kinds, the number of the edition in each of them."""
    told = {"label": {"zh": "版本", "en": "Edition"}, "cite": "-", "default": False, "example": False, "from": None}
    timed = told | {"kind": "time", "days": number, "unit": "calendar", "text": None, "order": 0}
    spoken = told | {"kind": "clean", "days": None, "unit": None, "text": [{"zh": f"词{number}词", "en": "-"}]}
    figures = {
        "as_of": clock.now().isoformat(), "n": number, "median": 1, "p90": 2, "on_time": 1000, "open": 0,
        "open_overdue": 0, "longest": 2, "suppressed": False, "unit": "calendar", "from": None,
    }  # fmt: skip
    promises = [("commitment", "edition.words", spoken), ("commitment", "edition", timed)]
    begun = {"valid_from": clock.today(), "generated": True}
    made = [*promises, ("performance", "edition", figures)]
    return [Draft(kind, key, payload | {"key": key}, **begun) for kind, key, payload in made]


def _publish(data: Path, first: int, last: int) -> None:
    enter(Settings.load(data, environ={}))
    for number in range(first, last + 1):
        with transaction():
            write.publish_together(drafts(number), at=clock.now())
        sys.stdout.write(f"{number} {time.time()}\n")
        sys.stdout.flush()
        time.sleep(PAUSE)


if __name__ == "__main__":
    _publish(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
