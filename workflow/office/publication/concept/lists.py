"""A household notice as the public may see it: masked in the payload already, nothing to hide later (N05)."""

from __future__ import annotations

from datetime import date
from typing import Any

from workflow.kernel.errors import N_
from workflow.office.publication.concept import wording
from workflow.places import packs
from workflow.places.models import Office
from workflow.policy.pack import Text
from workflow.stages.notices import queries, rules
from workflow.stages.notices.models import Notice, NoticeRow


def payload(notice: Notice, on: date) -> dict[str, Any] | None:
    """The public face of a posted notice; None when no entry is left on it.

    An entry is in it only with the household's recorded consent; the others are a count.
    """
    standing = [row for row in notice.rows if queries.stands(row)]
    if not standing or notice.period is None or notice.posted_at is None:
        return None
    columns = list(packs.value("publication.columns", on, slug=notice.pack).value or ())
    full = packs.value("publication.names", on, slug=notice.pack).value == "full"
    shown = sorted((row for row in standing if row.online), key=_group)
    return {
        "id": notice.public_id, "kind": notice.kind, "place": notice.place, **_where(notice),
        "posted_at": notice.posted_at.isoformat(), "days": notice.days, "unit": notice.period["limit"]["unit"],
        "period": notice.period, "first_day": notice.period["first_day"], "last_day": notice.period["last_day"],
        "columns": columns, "mark": _mark(notice, on), "rows": [_row(row, columns, full=full) for row in shown],
        "hidden": len(standing) - len(shown), "how_to_object": how_to_object(notice, on),
    }  # fmt: skip


def _where(notice: Notice) -> dict[str, str]:
    village = notice.village
    return {"village": village.code, "village_name": village.name, "town": village.town.name}


def _mark(notice: Notice, on: date) -> wording.Pair | None:
    mark = packs.value("notice.mark", on, slug=notice.pack).value
    return wording.pair(mark) if mark else None


def _group(row: NoticeRow) -> tuple[str, int]:
    group = row.case.household.group
    return (group.name if group else "", row.id)


def _row(row: NoticeRow, columns: list[str], *, full: bool) -> dict[str, Any]:
    """One entry: the pack's columns and nothing else."""
    name = row.case.borrower.name
    cells = {
        "name": name if full else rules.masked(name), "group": _group(row)[0], "amount": row.amount,
        "guarantee": row.case.guarantee,
    }  # fmt: skip
    chosen = {column: cells[column] for column in columns if column in cells}
    return {"id": row.public_id, "subject_to_approval": row.subject_to_approval, **chosen}


def how_to_object(notice: Notice, on: date) -> wording.Pair:
    """Who may object, how and where, also without a telephone."""
    who = _text("objection.who", notice, on) or wording.both(N_("Anyone"))
    to = _text("objection.to", notice, on) or wording.both(N_("risk management department"))
    written = packs.value("objection.in_writing", on, slug=notice.pack).value is not False
    message = (
        N_("%(who)s may object in writing until the last day ends: online, or on paper at %(office)s, to the %(to)s.")
        if written
        else N_("%(who)s may object until the last day ends: online, or at %(office)s, to the %(to)s.")
    )
    return wording.both(message, who=who, to=to, office=_outlet(notice.office))


def _text(key: str, notice: Notice, on: date) -> wording.Pair | None:
    value = packs.value(key, on, slug=notice.pack).value
    return wording.pair(value) if isinstance(value, Text) else None


def _outlet(office: Office) -> wording.Pair:
    if not office.address:
        return {"zh": office.name, "en": office.name}
    return {"zh": f"{office.name}（{office.address}）", "en": f"{office.name} ({office.address})"}
