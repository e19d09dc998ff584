"""The whole list of a posted notice as it hangs in the village: every entry that stands, shown online or not."""

from __future__ import annotations

from datetime import date
from typing import Any

from workflow.base import clock
from workflow.kernel.errors import Conflict, N_
from workflow.office.papers import poster
from workflow.office.papers.sheet import Making, Sheet
from workflow.office.papers.turned import in_traditional
from workflow.office.papers.voice import TRADITIONAL
from workflow.office.publication import queries as publication
from workflow.office.publication.concept import lists, wording
from workflow.stages.notices import naming, queries, showing
from workflow.stages.notices.models import Notice, NoticeRow

_COLUMNS = ("name", "group", "amount", "guarantee")


def sheet(notice: Notice, making: Making) -> Sheet:
    """The poster of a posted notice with its whole list; Conflict where it stands in public no more, or not yet."""
    record = publication.one_in_force("notice", notice.public_id)
    posted = notice.posted_at
    payload = lists.payload(notice, clock.local_date(posted)) if posted else None
    if record is None or payload is None or posted is None:
        raise Conflict(N_("Only a list that is posted has a poster."))
    rows = _rows(notice, clock.local_date(posted))
    whole = {**payload, "rows": rows, "hidden": 0, "columns": _COLUMNS}
    made = poster.of_list(record, whole, making)
    return in_traditional(made, whole) if making.voice.language == TRADITIONAL else made


def _rows(notice: Notice, on: date) -> list[dict[str, Any]]:
    standing = [row for row in notice.rows if queries.stands(row)]
    shown, _alike = showing.named(standing, showing.ways(notice.pack, on, paper=True))
    return [_row(row, shown[row.public_id]) for row in standing]


def _row(row: NoticeRow, shown: naming.Named) -> dict[str, Any]:
    case = row.case
    group = case.household.group
    apart = [wording.both(lists.APART[way], words=words) for way, words in shown.apart.items()]
    return {
        "name": shown.name, "apart": apart,
        "group": group.name if group else "", "amount": row.amount, "guarantee": case.guarantee,
        "guarantor": case.guarantor or "", "subject_to_approval": row.subject_to_approval,
    }  # fmt: skip
