"""The trail of looks: every look that was written down is found by what was looked at, and none that was not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import String, and_, cast, literal, select

from workflow.base import audit
from workflow.base.audit import Event, Look
from workflow.base.db import session
from workflow.kernel.errors import N_
from workflow.office.supervision.verify.finding import Finding

_STREAM = literal("looks:") + cast(Look.officer_id, String)
_PLACE = and_(Event.stream == _STREAM, Event.sequence == Look.sequence)


def trail() -> Iterator[Finding]:
    """Findings in the trail, compared with the chains of looks."""
    place_of = and_(Look.officer_id == Event.by, Look.sequence == Event.sequence)
    query: Any = select(Event, Look).outerjoin(Look, place_of).where(Event.kind == audit.LOOKED).order_by(Event.id)
    for event, look in session.execute(query.execution_options(yield_per=500)):
        place = {"stream": event.stream, "sequence": event.sequence}
        if look is None:
            yield Finding(N_("The look %(stream)s %(sequence)s is missing from the trail of looks."), place)
        elif (look.thing, look.at) != (audit.opened(event).payload["what"], event.at):
            yield Finding(N_("The look %(stream)s %(sequence)s stands in the trail as another one."), place)
    for look in session.scalars(select(Look).where(~select(Event.id).where(_PLACE).exists())):
        place = {"stream": f"looks:{look.officer_id}", "sequence": look.sequence}
        yield Finding(N_("The trail has a look %(stream)s %(sequence)s that nobody wrote down."), place)
