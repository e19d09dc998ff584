"""The other side of a measure: a process in which a village is published again and again beside a server under load."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import select

from tests.support.server import TOP
from workflow.base import clock
from workflow.base.db import session, transaction
from workflow.base.settings import Settings
from workflow.cli.words import enter
from workflow.office.publication import operations as publication
from workflow.places.models import Village, VillageGroup

PAUSE = 0.1


def figures() -> list[Any]:
    """This file measures nothing by itself."""
    return []


@contextmanager
def publishing(data: Path) -> Iterator[None]:
    """While it lasts, something new is published in the house several times a second."""
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.publishing", str(data)], cwd=TOP)
    try:
        yield
        assert process.poll() is None, "nothing was published any more"
    finally:
        process.kill()
        process.wait()


def _for_ever(data: Path) -> None:
    enter(Settings.load(data, environ={}))
    for number in count(1):
        with transaction():
            village = session.scalars(select(Village).order_by(Village.id).limit(1)).one()
            session.add(VillageGroup(village_id=village.id, name=f"第{number}新组"))
            session.flush()
            publication.bring_up_to_date(clock.now())
        time.sleep(PAUSE)


if __name__ == "__main__":
    _for_ever(Path(sys.argv[1]))
