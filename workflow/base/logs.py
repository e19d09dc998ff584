"""What the log is told: one JSON object a line, where in our code something broke, never the words of the error.

An error's text may quote a row or a typed value (PostgreSQL's does), and the log is read by people who may not.
"""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterator
from pathlib import Path

from workflow.base import clock

log = logging.getLogger("sunshine")
_DEPTH = 12


def crash(error: BaseException, reference: str) -> None:
    """Write down a failure under the reference number that its reader was shown."""
    line = {
        "at": clock.now().isoformat(timespec="milliseconds"), "reference": reference,
        "errors": [type(each).__name__ for each in _causes(error)], "where": _where(error),
    }  # fmt: skip
    log.error(json.dumps(line))


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = getattr(cause, "orig", None) or cause.__cause__


def _where(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)[-_DEPTH:]
    return ["{}:{} {}".format("/".join(Path(each.filename).parts[-2:]), each.lineno, each.name) for each in frames]
