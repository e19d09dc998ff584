"""What waits on the desk: settled lines to be signed, signed forms to be approved."""

from __future__ import annotations

from datetime import datetime

from workflow.base.clock import local_date
from workflow.kernel.errors import N_
from workflow.staff.models import Officer
from workflow.staff.rights import may
from workflow.stages.approval.lines import queries
from workflow.stages.cases.todo import Todo

_SIGN = N_("%(count)s settled lines of %(village)s stand on no form yet.")
_APPROVE = N_("A batch line form of %(village)s waits for approval.")


def rows(person: Officer, *, now: datetime, limit: int) -> list[Todo]:
    """Villages whose lines this person may sign, forms they may approve."""
    return [*_to_sign(person, now, limit), *_to_approve(person, limit)]


def _to_sign(person: Officer, now: datetime, limit: int) -> list[Todo]:
    found = queries.to_sign(person, local_date(now), limit=limit) if may(person, "lines.sign") else []
    return [
        Todo(_SIGN, N_("Sign them"), "lines.sign", {"code": village.code}, {"count": count, "village": village.name})
        for village, count in found
    ]


def _to_approve(person: Officer, limit: int) -> list[Todo]:
    found = queries.to_approve(person, limit=limit) if may(person, "lines.approve") else []
    return [
        Todo(
            _APPROVE, N_("Approve it"), "lines.show", {"public_id": each.public_id}, {"village": each.village.name},
            local_date(each.signed_at),
        )
        for each in found
    ]  # fmt: skip
