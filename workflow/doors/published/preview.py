"""What a page would show if something were published: records laid over those in force, for one rendering only.

Nothing is written and nothing can come from outside: the overlay lives in the running thread's context, whoever
opens it renders within it and closes it, and while it is open no page is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from workflow.doors.published.models import Record

_laid: ContextVar[tuple[Record, ...]] = ContextVar("laid", default=())


@contextmanager
def over(records: Iterable[Record]) -> Iterator[None]:
    """Let the public side read as if these rows, which no database holds, stood; one that has ended is gone."""
    token = _laid.set(tuple(records))
    try:
        yield
    finally:
        _laid.reset(token)


def laid(kind: str | None = None, key: str | None = None, village: str | None = None) -> list[Record]:
    """The rows laid over now: of a kind, of a key, of a village where given."""
    wanted = {name: value for name, value in (("kind", kind), ("key", key), ("village", village)) if value is not None}
    return [record for record in _laid.get() if all(getattr(record, name) == value for name, value in wanted.items())]
