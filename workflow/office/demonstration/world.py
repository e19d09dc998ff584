"""What every act of the story needs: who, when, by what chance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from workflow.office.demonstration.cast import Cast
from workflow.office.demonstration.hours import Hours
from workflow.office.demonstration.households import Registry
from workflow.places.models import Village
from workflow.stages.cases.models import Case

#: The instants at which something is done next: whoever resumes the iterator lets it be done.
Acts = Iterator[datetime]


@dataclass(frozen=True, slots=True)
class World:
    """`villages` by code; `kept_off`: row ids of cases that the rounds of the notice boards leave alone.

    `late`: cases whose applicant was answered too late.
    """

    cast: Cast
    hours: Hours
    registry: Registry
    chance: Random
    villages: dict[str, Village]
    kept_off: set[int] = field(default_factory=set)
    late: list[Case] = field(default_factory=list)

    @property
    def office_ids(self) -> list[int]:
        """Every office that has villages."""
        return sorted({village.office_id for village in self.villages.values()})
