"""When what stands on a page ends at an hour of its last day: asked once a publication, not once a page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, select

from workflow.doors.connection import engine, portal
from workflow.doors.published.epochs import version
from workflow.doors.published.models import Record

_T = Record.__table__
_STANDING = select(_T.c.kind, _T.c.village, _T.c.ends_at).where(
    _T.c.ends_at.is_not(None), _T.c.ended_at.is_(None), _T.c.audience == "public"
)
#: The instants of a kind in a village, and under None those of the kind anywhere.
_Ends = dict[tuple[str, str | None], list[datetime]]
_known: tuple[tuple[Engine, Any], _Ends] | None = None


def next_end(kinds: Iterable[str], village: str | None = None, *, after: datetime) -> datetime | None:
    """When the next record of these kinds (of this village) ends at an hour of its last day; None where none does."""
    ends = _standing()
    return min((at for kind in kinds for at in ends.get((kind, village), ()) if at > after), default=None)


def _standing() -> _Ends:
    global _known
    state, known = (engine(), version()), _known
    if known is None or known[0] != state:
        known = _known = state, _asked()
    return known[1]


def _asked() -> _Ends:
    found: _Ends = {}
    with portal() as connection:
        for kind, village, at in connection.execute(_STANDING):
            for where in {None, village}:
                found.setdefault((kind, where), []).append(at)
    return found
