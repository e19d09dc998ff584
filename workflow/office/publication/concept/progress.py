"""How far lending has come in each village (S85), as counts that point at no household.

Shape, by the village's code: `upto` the last day counted (the end of the month before), `batch` the step that counts
are told in (the pack's least number; 1 where it sets none), `households` on file, `accepted` applications, `granted`
loans and lines. A count is a whole number of batches, or None where it is less than one: neither a count nor the
difference of two tells of a single household. What nobody outside may know – a preliminary line – is not counted.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from workflow.office.publication import queries
from workflow.places import packs


def payloads(on: date) -> dict[str, dict[str, Any]]:
    """Every village's progress, by its code."""
    month = on.replace(day=1)
    batch = max(int(packs.value("performance.min_n", on).value or 0), 1)
    found = queries.progress(month)
    upto = (month - timedelta(days=1)).isoformat()
    return {
        code: {"village": code, "upto": upto, "batch": batch, **{name: told(n, batch) for name, n in counts.items()}}
        for code, counts in found.items()
    }


def told(count: int, batch: int) -> int | None:
    """A count as it may be told: whole batches, nothing of less than one; a plain 0 stays 0."""
    return count // batch * batch or (None if count else 0)
