"""The trail of looks: every look that was written down is found by what was looked at, and none that was not."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.kernel.errors import N_
from workflow.office.looks import queries
from workflow.office.supervision.verify.finding import Finding


def trail() -> Iterator[Finding]:
    """Findings in the trail, compared with the chains of looks."""
    for event, look in queries.compared():
        place = {"stream": event.stream, "sequence": event.sequence}
        if look is None:
            yield Finding(N_("The look %(stream)s %(sequence)s is missing from the trail of looks."), place)
        elif not queries.agrees(event, look):
            yield Finding(N_("The look %(stream)s %(sequence)s stands in the trail as another one."), place)
    for stray in queries.strays():
        place = {"stream": f"looks:{stray.officer_id}", "sequence": stray.sequence}
        yield Finding(N_("The trail has a look %(stream)s %(sequence)s that nobody wrote down."), place)
