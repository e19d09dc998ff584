"""Writing down how many households of a village are fit for archiving."""

from __future__ import annotations

from datetime import date, datetime

from workflow.base import audit
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.kernel.errors import Invalid, N_
from workflow.office.supervision.coverage.models import VillageCount
from workflow.places.models import Village
from workflow.staff.models import Officer

COUNTED = audit.declare("village_counted", "entry", "village", "counted_on", "households", "fit", "source")


def count(
    village: Village, *, counted_on: date, households: int, fit: int, source: str, by: Officer, at: datetime
) -> VillageCount:
    """Write down a village's households and how many are fit for archiving after the exclusions.

    Invalid for a day to come, for more that are fit than there are, and without a source.
    """
    if counted_on > local_date(at):
        raise Invalid(N_("That day has not come yet."), field="counted_on")
    if fit > households:
        raise Invalid(N_("No more households can be fit for archiving than there are."), field="fit")
    if not source:
        raise Invalid(N_("Say where the number comes from."), field="source")
    made = VillageCount(
        office_id=village.office_id, village_id=village.id, counted_on=counted_on, households=households, fit=fit,
        source=source, recorded_by_id=by.id, recorded_at=at,
    )  # fmt: skip
    session.add(made)
    session.flush()
    audit.record(
        COUNTED, made.stream, at=at, by=by.id, entry=made.public_id, village=village.code,
        counted_on=counted_on.isoformat(), households=households, fit=fit, source=source,
    )  # fmt: skip
    return made
