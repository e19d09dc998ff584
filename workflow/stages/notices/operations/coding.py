"""The code that opens a village's lists: made, printed and handed round by the outlet; only the latest one opens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from workflow.base import audit
from workflow.base.db import session
from workflow.doors.published import lists
from workflow.kernel import ids
from workflow.kernel.errors import Conflict, N_
from workflow.places.models import Village
from workflow.staff.models import Officer
from workflow.stages.notices import queries, rules
from workflow.stages.notices.models import ListCode

CODES_VOID = audit.declare("list_codes_void", "villages")
CODE_MADE = audit.declare("list_code_made", "village", "audience", "lists")


def make_code(village: Village, audience: str, *, by: Officer, at: datetime) -> str:
    """A fresh code for a village's lists, told this once and kept nowhere; an earlier one opens nothing any more."""
    if audience not in rules.BEHIND_A_CODE:
        raise Conflict(N_("Lists for this audience open without a code."))
    key, known, moved = lists.new_key(), queries.list_code(village, audience), 0
    if known is None:
        known = ListCode(public_id=ids.public_id(), village_id=village.id, audience=audience)
        session.add(known)
    else:
        moved = lists.seal_anew(village.code, audience, old=known.list_key, new=key)
    known.list_key, known.made_by_id, known.made_at = key, by.id, at
    code = lists.new_code()
    lists.lock(village.code, audience, code=code, key=key)
    session.flush()
    audit.record(CODE_MADE, known.stream, at=at, by=by.id, village=village.code, audience=audience, lists=moved)
    return code


def void_codes(villages: Sequence[Village], *, at: datetime) -> None:
    """The codes of an earlier release open nothing any more: say so, village by village, until each has a new one.

    Nobody knows the codes but those who have them: they cannot be carried over.
    """
    lists.unlock_nothing()
    audit.record(CODES_VOID, "list_codes", at=at, villages=[village.code for village in villages])
