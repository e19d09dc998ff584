"""Where a page is also there as print: a link only when the paper lies ready."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app, g, url_for

from portal.cache import keep_until
from workflow.doors.published import read

#: The worker prints what is new within minutes: so long a page without its link is looked at again and again.
_SOON, _AGAIN = timedelta(minutes=10), timedelta(seconds=30)
#: What the boards of the whole house begin to stand with.
_FIRST_OF = {"rates": "rate", "fees": "fee", "disclosures": "product"}


def printed(kind: str, key: str = "self") -> str | None:
    """The address of the ready paper of this kind and key; None where there is none (yet)."""
    if read.paper(current_app.config["HOUSE"].papers, kind, key, g.language):
        return url_for("paper.show", kind=kind, key=key)
    if any(read.now() - record.published_at < _SOON for record in _records(kind, key)):
        keep_until(read.now() + _AGAIN)
    return None


def _records(kind: str, key: str) -> list[read.Public]:
    named = read.papers.PAPERS[kind]
    if named is None:
        return read.in_force(_FIRST_OF[kind])
    record = read.one(named, key)
    return [record] if record else []
