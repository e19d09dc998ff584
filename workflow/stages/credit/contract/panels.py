"""What the case page shows of contracts."""

from __future__ import annotations

from typing import Any

from workflow.stages.cases.models import Case
from workflow.stages.credit.contract import queries, rules


def shown(case: Case) -> dict[str, Any] | None:
    """The contracts of a case and what can be done with them now; None before anything is granted."""
    if case.state not in queries.DRAWABLE:
        return None
    found, wanted = queries.every(case), queries.wanted(case)
    stands = [each for each in found if each.voided_at is None]
    unsigned = [each for each in stands if each.signed_at is None]
    opposed, ended = queries.opposed(case), queries.over(case)
    return {
        "all": found, "kinds": wanted, "gated": queries.gated(case), "unsigned": unsigned, "stands": stands,
        "missing": [] if ended else rules.lacking(wanted, {each.kind for each in stands}),
        "printable": bool(stands) and not ended, "opposed": opposed,
        "signable": case.state in queries.SIGNABLE and all(each.prints for each in unsigned) and bool(unsigned)
        and not opposed and not ended,
    }  # fmt: skip
